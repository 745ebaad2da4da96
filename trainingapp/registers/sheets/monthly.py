"""月报: what an office trained in a month, who is behind, what comes next and what stands in the way, portrait."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from trainingapp.core.columns import Kind, SheetColumn, Value
from trainingapp.core.excel.writing import BODY, FIELD, HEAD, LABEL, Box, Paper
from trainingapp.registers.sheets.parts import (
    MADE_CHECKED_DATED,
    Heading,
    Office,
    SignOff,
    open_book,
    write_closing,
    write_heading,
)

GRID = tuple(SheetColumn(f"month_{place}", "", width=Paper().width / 12) for place in range(12))
LINE_HEIGHT = 24.0
WRITING_HEIGHT = 90.0
NOTHING = "（无）"
_FIGURE = SheetColumn("figure", "", kind=Kind.NUMBER)
_HOURS = SheetColumn("hours", "", kind=Kind.HOURS)
_RATE = SheetColumn("rate", "", kind=Kind.PERCENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthClass:
    """A class of the month. ``hours`` are study hours given in it, ``rate`` the share of hours attended."""

    name: str
    dates: str = ""
    person_times: int = 0
    hours: Decimal = Decimal(0)
    rate: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """Somebody who does not reach what the class asks for, and by how much."""

    name: str
    unit: str = ""
    class_name: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextMonth:
    """A class or an event of the month to come."""

    name: str
    dates: str = ""
    audience: str = ""
    people: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyReport:
    """A month's report to be printed. Blank ``problems`` leave room to write.

    ``held``, ``short`` and ``next`` are what people say of a section, above its table.
    """

    heading: Heading
    classes: Sequence[MonthClass] = ()
    person_times: int = 0
    hours: Decimal = Decimal(0)
    rate: Fraction | None = None
    behind: Sequence[Behind] = ()
    upcoming: Sequence[NextMonth] = ()
    problems: str = ""
    held: str = ""
    short: str = ""
    next: str = ""
    closing: Sequence[SignOff] = MADE_CHECKED_DATED
    office: Office = Office()


def build_monthly(report: MonthlyReport) -> bytes:
    """Return the report's workbook."""
    book = open_book(report.heading.title, report.office)
    sheet = book.sheet("月报", GRID)
    write_heading(sheet, report.heading)
    for block in (_summary(report), _classes(report), _behind(report), _upcoming(report)):
        sheet.draw(block, least=[LINE_HEIGHT] * (1 + max(box.last_row for box in block)))
    sheet.draw(_problems(report), least=[LINE_HEIGHT, WRITING_HEIGHT])
    write_closing(sheet, report.closing, seal=True)
    return book.to_bytes()


def _summary(report: MonthlyReport) -> list[Box]:
    figures = (
        ("本月办班（期）", _FIGURE, len(report.classes)),
        ("培训人次", _FIGURE, report.person_times),
        ("培训学时", _HOURS, report.hours),
        ("出勤率", _RATE, report.rate),
    )
    pairs = [(label, _text(column, value)) for label, column, value in figures]
    heads = [Box(label, 0, place * 3, columns=3, look=LABEL) for place, (label, _) in enumerate(pairs)]
    return heads + [Box(text, 1, place * 3, columns=3, look=BODY) for place, (_, text) in enumerate(pairs)]


def _classes(report: MonthlyReport) -> list[Box]:
    rows = [
        (one.name, one.dates, _text(_FIGURE, one.person_times), _text(_HOURS, one.hours), _text(_RATE, one.rate))
        for one in report.classes
    ]
    return _table(
        "一、本月办班情况", (("班名", 5), ("时间", 3), ("人次", 1), ("学时", 1), ("出勤率", 2)), rows, report.held
    )


def _behind(report: MonthlyReport) -> list[Box]:
    rows = [(one.name, one.unit, one.class_name, one.state) for one in report.behind]
    title = f"二、未达标学员名单（{len(rows)} 人）"
    return _table(title, (("姓名", 2), ("单位", 3), ("班次", 4), ("情况", 3)), rows, report.short)


def _upcoming(report: MonthlyReport) -> list[Box]:
    rows = [(one.name, one.dates, one.audience, one.people) for one in report.upcoming]
    return _table("三、下月安排", (("内容", 5), ("时间", 3), ("对象", 3), ("人数", 1)), rows, report.next)


def _problems(report: MonthlyReport) -> list[Box]:
    return [
        _section("四、问题和建议", 0),
        Box(report.problems, 1, 0, columns=len(GRID)),
    ]


def _section(title: str, row: int) -> Box:
    return Box(title, row, 0, columns=len(GRID), look=replace(LABEL, align=FIELD.align))


def _table(title: str, heads: Sequence[tuple[str, int]], rows: Sequence[Sequence[str]], told: str = "") -> list[Box]:
    """Return a section: its title, what is told of it, its headings with the columns that each takes, and its rows."""
    boxes, start = [_section(title, 0)], 0
    if told:
        boxes.append(Box(told, 1, 0, columns=len(GRID)))
    first = len(boxes)
    if not rows:
        return boxes if told else [*boxes, Box(NOTHING, first, 0, columns=len(GRID), look=BODY)]
    for place, (head, reach) in enumerate(heads):
        boxes.append(Box(head, first, start, columns=reach, look=HEAD))
        boxes += [
            Box(row[place], number, start, columns=reach, look=BODY) for number, row in enumerate(rows, first + 1)
        ]
        start += reach
    return boxes


def _text(column: SheetColumn, value: Value) -> str:
    return column.text_of(column.show(value))
