"""What a worksheet's style indexes say of numbers: their format, and whether they stand for dates.

Reads only these two lists of styles.xml: colours and fills that some spreadsheet programs write wrongly do not matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import cast

from defusedxml.ElementTree import fromstring
from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import from_excel
from openpyxl.xml.constants import SHEET_MAIN_NS

from trainingapp.core.excel.grid import CellValue

GENERAL = "General"
BAD_DATE = "#VALUE!"
MAIN = f"{{{SHEET_MAIN_NS}}}"


@dataclass(frozen=True)
class NumberFormats:
    """The number format of every style of a workbook, in order."""

    codes: Sequence[str]
    epoch: datetime

    @cached_property
    def _kinds(self) -> Sequence[tuple[bool, bool]]:
        return [(is_date_format(code), is_timedelta_format(code)) for code in self.codes]

    def number_format(self, style: str) -> str:
        """Return the format's code; "" for the general one or a style that is not there."""
        index = int(style)
        code = self.codes[index] if index < len(self.codes) else ""
        return "" if code == GENERAL else code

    def dated(self, number: float, style: str) -> CellValue:
        """Return the date or time that a number stands for in this style, or the number itself."""
        is_date, is_length = self._kinds[int(style)] if int(style) < len(self.codes) else (False, False)
        if not is_date and not is_length:
            return number
        try:
            return cast("CellValue", from_excel(number, self.epoch, timedelta=is_length))
        except (OverflowError, ValueError):
            return BAD_DATE  # as Excel itself shows a number that is no day


def read_number_formats(styles: bytes | None, epoch: datetime) -> NumberFormats:
    """Return the formats that a workbook's styles.xml lists; none when it has no such part."""
    if styles is None:
        return NumberFormats([], epoch)
    root = fromstring(styles)
    listed = root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")
    own = {item.get("numFmtId", ""): item.get("formatCode", "") for item in listed}
    used = [style.get("numFmtId", "0") for style in root.iterfind(f"{MAIN}cellXfs/{MAIN}xf")]
    return NumberFormats([own.get(number) or _builtin(number) for number in used], epoch)


def _builtin(number: str) -> str:
    return builtin_format_code(int(number)) or ""
