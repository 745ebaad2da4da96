"""全班半日签到总表: one row per trainee and a place to sign for every half-day, landscape.

As many half-days stand on a worksheet as leave room to sign; the others follow on worksheets of their own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from trainingapp.core.columns import Align, Column
from trainingapp.registers.sheets.attendance import HalfDay, mark_key
from trainingapp.registers.sheets.lists import SIGNING_ROW, ListSheet, write_list
from trainingapp.registers.sheets.parts import Heading, Office, SignOff, open_book
from trainingapp.registers.sheets.roster import NO_TRAINEES
from trainingapp.registers.sheets.signin import LEAST_ROW, SignInLine

MOST_HALF_DAYS = 10
"""On one landscape page: beside the names each has 18 mm, the least in which two or three characters are signed."""
SIGNATURE_WIDTH = 9.5
NOT_EXPECTED = "／"
NOTE = "注：请本人签名，不得代签；“／”表示该半天不参加。"
CLOSING = (SignOff("记录人"), SignOff("班主任"), SignOff("填表日期"))


@dataclass(frozen=True, slots=True)
class GridLine:
    """Who signs, and in which half-days; without a word on it, in all."""

    who: SignInLine
    expected: Sequence[bool] = ()

    def mark(self, place: int) -> str:
        """Return what is printed where this person would sign in the half-day at a place."""
        return NOT_EXPECTED if self.expected and not self.expected[place] else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInGrid:
    """The whole class's sign-in sheet to be printed; ``blank_lines`` are for 列席 and people not announced."""

    heading: Heading
    half_days: Sequence[HalfDay]
    lines: Sequence[GridLine]
    blank_lines: int = 4
    closing: Sequence[SignOff] = CLOSING
    office: Office = Office()

    @property
    def spare(self) -> list[GridLine]:
        """Return the blank lines below those who sign."""
        return [GridLine(SignInLine())] * self.blank_lines


WHO: Sequence[Column[GridLine]] = (
    Column("number", "序号", lambda line: line.who.number, width=6),
    Column("name", "姓名", lambda line: line.who.name, width=11),
    Column("unit", "单位", lambda line: line.who.unit, width=20, align=Align.LEFT, size=10),
)


def build_signin_grid(grid: SignInGrid) -> bytes:
    """Return the sheet's workbook: the half-days spread evenly over as many worksheets as they need."""
    book = open_book(grid.heading.title, grid.office)
    sheets = max(ceil(len(grid.half_days) / MOST_HALF_DAYS), 1)
    size = ceil(len(grid.half_days) / sheets)
    for number in range(sheets):
        places = range(number * size, min((number + 1) * size, len(grid.half_days)))
        write_list(
            book,
            ListSheet(
                name=f"签到总表{number + 1}" if sheets > 1 else "签到总表",
                heading=grid.heading,
                columns=[*WHO, *signature_columns(grid.half_days, places)],
                rows=grid.lines,
                spare=grid.spare,
                notes=[NOTE],
                closing=grid.closing,
                landscape=True,
                least=SIGNING_ROW,
                lowest=LEAST_ROW,
                empty=NO_TRAINEES,
                office=grid.office,
            ),
        )
    return book.to_bytes()


def signature_columns(half_days: Sequence[HalfDay], places: Sequence[int]) -> list[Column[GridLine]]:
    """Return the columns to sign in for the half-days at some places."""

    def mark_at(place: int) -> Callable[[GridLine], str]:
        return lambda line: line.mark(place)

    return [
        Column(
            mark_key(place),
            half_days[place].word,
            mark_at(place),
            width=SIGNATURE_WIDTH,
            groups=(f"{half_days[place].day.month}月{half_days[place].day.day}日",),
        )
        for place in places
    ]
