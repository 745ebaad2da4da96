"""The sheet of paper that a worksheet is printed on: A4, its margins and its page footer."""

from dataclasses import dataclass

from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from trainingapp.core.excel.writing.measure import POINTS_PER_MM, UNITS_PER_MM
from trainingapp.core.excel.writing.safe import clean_footer

SHORT_SIDE = 210
LONG_SIDE = 297
MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Paper:
    """A4 with margins in millimetres. The whole width is printed on one page, smaller if need be.

    With ``one_page`` so is the whole height: a plan that is cut in two says nothing.
    """

    landscape: bool = False
    side: float = 13
    top: float = 15
    # Less than 19 mm and the page number is cut on common office printers.
    bottom: float = 19
    footer: float = 8
    one_page: bool = False

    @property
    def width(self) -> float:
        """Return the width between the margins, in column units."""
        return ((LONG_SIDE if self.landscape else SHORT_SIDE) - 2 * self.side) * UNITS_PER_MM

    @property
    def height(self) -> float:
        """Return the height between the margins, in points."""
        return ((SHORT_SIDE if self.landscape else LONG_SIDE) - self.top - self.bottom) * POINTS_PER_MM

    def apply(self, worksheet: Worksheet, *, name: str, font: str) -> None:
        """Set up a worksheet for this paper: its name at the left of the footer, the page number in the middle."""
        setup = worksheet.page_setup
        setup.paperSize = int(worksheet.PAPERSIZE_A4)
        setup.orientation = "landscape" if self.landscape else "portrait"
        worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        setup.fitToWidth, setup.fitToHeight = 1, int(self.one_page)
        worksheet.print_options.horizontalCentered = True
        self._set_margins(worksheet)
        footer = HeaderFooterItem()
        for part, text in ((footer.left, clean_footer(name)), (footer.center, "第 &P 页　共 &N 页")):
            part.text, part.size, part.font = text, 9, f"{font},Regular"
        worksheet.HeaderFooter.oddFooter = footer

    def _set_margins(self, worksheet: Worksheet) -> None:
        margins = worksheet.page_margins
        margins.left = margins.right = self.side / MM_PER_INCH
        margins.top, margins.bottom = self.top / MM_PER_INCH, self.bottom / MM_PER_INCH
        margins.header = margins.footer = self.footer / MM_PER_INCH
