"""签到表: one worksheet per session, portrait, names two-up, rows high enough to sign in, blank lines for 列席.

The names run down the left half of a page and then down its right half, so that people find themselves as in a list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import ceil

from trainingapp.core.columns import Column, Shown, show_grid, taken_from
from trainingapp.core.excel.writing import POINTS_PER_MM, Book, Paper, Sheet
from trainingapp.registers.sheets.parts import Office, SignOff, break_title, open_book, write_closing

LEAST_ROW = 9 * POINTS_PER_MM
MOST_ROW = 12 * POINTS_PER_MM
"""A hand needs 9 mm to sign; more than 12 mm is waste."""
FOOT_ROW = 32.0
"""Points kept free for the closing line on the last page."""
OBSERVER = "列席"
LEAST_ON_LAST_PAGE = 4
"""Lines that go over with the closing line, so that it never stands alone."""


@dataclass(frozen=True, slots=True)
class SignInLine:
    """Who is to sign, as the roster has them. An observer's number is 列席, a line for anyone has no name."""

    number: str = ""
    name: str = ""
    unit: str = ""


BLANK = SignInLine()
CLOSING = (SignOff("应到", "＿＿人"), SignOff("实到", "＿＿人"), SignOff("请假", "＿＿人"), SignOff("记录人"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSession:
    """One session's sheet. ``expected`` is the number of trainees who should come, counted elsewhere."""

    sheet_name: str
    topic: str
    when: str
    lecturers: str = ""
    venue: str = ""
    audience: str = ""
    expected: int = 0
    trainees: Sequence[SignInLine] = ()
    observers: Sequence[SignInLine] = ()


SESSION_FIELDS: Sequence[Column[SignInSession]] = (
    Column("topic", "培训内容", lambda one: one.topic),
    Column("when", "时间", lambda one: one.when),
    Column("venue", "地点", lambda one: one.venue),
    Column("lecturers", "授课人", lambda one: one.lecturers),
    Column("audience", "对象", lambda one: one.audience),
    Column("expected", "应到人数", lambda one: f"{one.expected} 人" if one.expected else ""),
)
"""What stands above the lines of a session."""
LINE: Sequence[Column[SignInLine]] = (
    Column("number", "序号", lambda line: line.number, width=5),
    Column("name", "姓名", lambda line: line.name, width=11),
    Column("unit", "单位", lambda line: line.unit, width=19, size=9),
    Column("signature", "签名", lambda _: "", width=13),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSheets:
    """The sign-in sheets of a class. ``blank_lines`` are for 列席 and people who were not announced."""

    title: str
    sessions: Sequence[SignInSession]
    blank_lines: int = 4
    with_units: bool = True
    office: Office = Office()


Pair = tuple[SignInLine, SignInLine]
"""What stands in one row: a line at the left and a line at the right."""


def build_signin(sheets: SignInSheets) -> bytes:
    """Return the workbook of sign-in sheets, one worksheet per session."""
    book = open_book(sheets.title, sheets.office)
    columns = sign_columns(with_units=sheets.with_units)
    for session in sheets.sessions or [SignInSession(sheet_name="签到表", topic="", when="")]:
        sheet = _begin_sheet(book, sheets, session, columns)
        _write_lines(sheet, columns, sign_lines(sheets, session))
        write_closing(sheet, CLOSING)
    return book.to_bytes()


def signed_pages(sheets: SignInSheets, session: SignInSession) -> list[tuple[list[SignInLine], list[SignInLine]]]:
    """Return who stands where on a session's sheet: page by page, down the left half and down the right one."""
    columns = sign_columns(with_units=sheets.with_units)
    sheet = _begin_sheet(open_book(sheets.title, sheets.office), sheets, session, columns)
    halves = [_halves(page) for page in _write_lines(sheet, columns, sign_lines(sheets, session))]
    return [(list(left), list(right)) for left, right in halves]


def _begin_sheet(book: Book, sheets: SignInSheets, session: SignInSession, columns: Sequence[Column[Pair]]) -> Sheet:
    """Write what stands above the lines of a session."""
    sheet = book.sheet(session.sheet_name, columns, paper=Paper(side=10))
    sheet.title(sheets.title, broken=break_title(sheets.title))
    _write_session(sheet, session)
    sheet.heading()
    return sheet


def sign_lines(sheets: SignInSheets, session: SignInSession) -> list[SignInLine]:
    """Return who signs in a session: trainees, announced observers, and blank lines for whoever else comes."""
    return [*session.trainees, *session.observers, *[BLANK] * sheets.blank_lines]


def sign_columns(*, with_units: bool) -> list[Column[Pair]]:
    """Return the columns of a row of two lines: number, name, unit and the place to sign, twice."""
    return [column for side in (0, 1) for column in _side_columns(side, with_units=with_units)]


def _side_columns(side: int, *, with_units: bool) -> list[Column[Pair]]:
    shown = [column for column in LINE if with_units or column.key != "unit"]
    return [taken_from(column, f"{column.key}_{side}", lambda pair: pair[side]) for column in shown]


def _write_session(sheet: Sheet, session: SignInSession) -> None:
    topic, when, venue, lecturers, audience, expected = (
        (column.header, column.text(session)) for column in SESSION_FIELDS
    )
    sheet.fields([topic])
    sheet.fields([when, venue])
    sheet.fields([lecturers, audience])
    sheet.fields([expected, ("实到人数", "")])


def _write_lines(
    sheet: Sheet, columns: Sequence[Column[Pair]], lines: Sequence[SignInLine]
) -> list[Sequence[SignInLine]]:
    """Write the lines and return the pages: each filled to its end, and the last one as high as a hand can use."""
    remaining = list(lines)
    pages: list[Sequence[SignInLine]] = []
    while (page := _take_page(sheet, columns, remaining)) < len(remaining):
        pages.append(remaining[:page])
        sheet.rows(pair_up(columns, pages[-1]), least=LEAST_ROW, fill=sheet.room)
        sheet.break_page()
        remaining = remaining[page:]
    grid = pair_up(columns, remaining)
    sheet.rows(grid, least=LEAST_ROW, fill=min(sheet.room - FOOT_ROW, len(grid) * MOST_ROW))
    return [*pages, remaining]


def _take_page(sheet: Sheet, columns: Sequence[Column[Pair]], lines: Sequence[SignInLine]) -> int:
    """Return how many lines stand here: all, if the closing line fits below them; else some go over with it."""

    def needed(count: int) -> float:
        return sum(sheet.measure(pair_up(columns, lines[:count]), least=LEAST_ROW))

    if needed(len(lines)) <= sheet.room - FOOT_ROW:
        return len(lines)
    most = min(2 * int(sheet.room / LEAST_ROW), len(lines) - LEAST_ON_LAST_PAGE)
    return next((count for count in range(most, 2, -1) if needed(count) <= sheet.room), 2)


def pair_up(columns: Sequence[Column[Pair]], page: Sequence[SignInLine]) -> list[list[Shown]]:
    """Return the lines of a page in two halves side by side: down the left one first, then down the right one."""
    return show_grid(columns, list(zip_longest(*_halves(page), fillvalue=BLANK)))


def _halves(page: Sequence[SignInLine]) -> tuple[Sequence[SignInLine], Sequence[SignInLine]]:
    half = ceil(len(page) / 2)
    return page[:half], page[half:]
