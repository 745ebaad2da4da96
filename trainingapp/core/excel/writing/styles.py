"""Looks of cells, registered once per workbook as named styles, which an office can change in Excel's style list."""

from copy import copy
from dataclasses import dataclass, replace

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray

from trainingapp.core.columns import Align, Kind, SheetColumn

GB2312 = 134
"""The character set that makes Windows choose a Chinese font where the named one is missing."""
ROMAN, SWISS = 1, 2
MEASURING_FONT = Font(name="Arial", size=9.5, family=SWISS)
"""Its digits are 7 pixels wide at 96 dpi, as ``measure`` counts; Liberation Sans has the same widths where it is
missing. Cells have looks of their own: only what somebody types beside the paper is seen in it."""

NUMBER_FORMATS = {
    Kind.MONEY: "#,##0.00",
    Kind.PERCENT: "0.0%",
    Kind.DATE: "yyyy-mm-dd",
    Kind.MONTH: "@",
    Kind.PHONE: "@",
}
"""Months and phones stay text when somebody types over them; the other kinds are General."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """The type of an official paper. Office computers have all three; where one is missing, Windows takes Song type."""

    title: str = "方正小标宋简体"
    heading: str = "黑体"
    body: str = "仿宋_GB2312"


WINDOWS_FONTS = Fonts(title="宋体", heading="黑体", body="仿宋")
"""For a computer with nothing but what Windows brings along."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks. ``name`` begins its name in Excel's style list; ``low`` text stands at the cell's foot."""

    name: str
    face: str = "body"
    size: float = 11
    align: Align = Align.CENTRE
    low: bool = False
    boxed: bool = True
    shaded: bool = False
    shrink: bool = False
    number_format: str = "General"

    @property
    def full_name(self) -> str:
        """Return the name in Excel's style list: one name, one look."""
        face = {"title": "标题", "heading": "表头", "body": "正文"}[self.face]
        words = [self.name, face, f"{self.size:g}磅", {"left": "靠左", "center": "居中", "right": "靠右"}[self.align]]
        words += [
            word for word, wanted in (("靠下", self.low), ("无框", not self.boxed), ("缩小", self.shrink)) if wanted
        ]
        return "·".join([*words, *({"General": (), "@": ("文本",)}.get(self.number_format, (self.number_format,)))])


TITLE = Look("表名", "title", 20, boxed=False)
LINE = Look("说明", size=11, align=Align.LEFT, boxed=False)
HEAD = Look("表头", "heading", 11, shaded=True)
BODY = Look("正文")
LABEL = Look("栏目", "heading", 11)
FIELD = Look("内容", align=Align.LEFT)
NOTE = Look("附注", size=10, align=Align.LEFT)


def body_look(column: SheetColumn, base: Look = BODY) -> Look:
    """Return how a column's cells look: a phone number is printed smaller rather than in two lines."""
    return replace(
        base,
        size=column.size,
        align=column.align,
        shrink=column.kind is Kind.PHONE,
        number_format=NUMBER_FORMATS.get(column.kind, "General"),
    )


def set_measuring_font(workbook: Workbook) -> None:
    """Let column widths count digits of a font that is the same on every computer.

    openpyxl's Calibri is missing on Linux desktops, where wider digits make every sheet too wide for its page, and
    belongs to a theme, for which a Chinese Excel may take another font.
    """
    # openpyxl has no public way, and so no types, to change the font of a workbook's first style.
    fonts = workbook._fonts  # type: ignore[attr-defined]  # noqa: SLF001
    fonts.clear()
    fonts.add(MEASURING_FONT)


class StyleBook:
    """The looks that one workbook uses, each registered when it is first asked for."""

    def __init__(self, workbook: Workbook, fonts: Fonts) -> None:
        """Start with no looks."""
        self._workbook = workbook
        self._fonts = fonts
        self._numbers: dict[Look, StyleArray] = {}
        self._texts: dict[Look, StyleArray] = {}
        self._named: dict[Look, StyleArray] = {}

    def number(self, look: Look) -> StyleArray:
        """Return the style of a number or a date of this look, which is printed smaller rather than as ###."""
        if look not in self._numbers:
            self._numbers[look] = self._name(replace(look, shrink=True))
        return self._numbers[look]

    def text(self, look: Look) -> StyleArray:
        """Return the style of text of this look. The quote prefix keeps "=1+1" text even when someone edits it."""
        if look not in self._texts:
            self._texts[look] = copy(self._name(look))
            self._texts[look].quotePrefix = 1
        return self._texts[look]

    def _name(self, look: Look) -> StyleArray:
        if look not in self._named:
            self._named[look] = self._register(look)
        return self._named[look]

    def _register(self, look: Look) -> StyleArray:
        style = NamedStyle(look.full_name, number_format=look.number_format)
        style.font = self._font(look)
        style.alignment = Alignment(
            horizontal=look.align.value,
            vertical="bottom" if look.low else "center",
            wrap_text=not look.shrink,
            shrink_to_fit=look.shrink,
        )
        if look.boxed:
            thin = Side(style="thin", color="FF000000")
            style.border = Border(left=thin, right=thin, top=thin, bottom=thin)
        if look.shaded:
            style.fill = PatternFill("solid", start_color="FFF2F2F2")
        self._workbook.add_named_style(style)
        return StyleArray(style.as_tuple())

    def _font(self, look: Look) -> Font:
        face = {"title": self._fonts.title, "heading": self._fonts.heading, "body": self._fonts.body}[look.face]
        family = SWISS if look.face == "heading" else ROMAN
        return Font(name=face, size=look.size, charset=GB2312, family=family, color="FF000000")
