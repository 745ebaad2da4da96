"""教学质量评估汇总: one worksheet on lessons, one on satisfaction with the class, one with what trainees wrote.

Figures come in computed. Where too few answered, who answered what could be guessed: there the figure is withheld.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from trainingapp.core.columns import Align, Column, Kind, Value
from trainingapp.core.excel.writing import Book
from trainingapp.registers.sheets.lists import ListSheet, write_list
from trainingapp.registers.sheets.parts import MADE_CHECKED_DATED, Heading, Office, SignOff, open_book

WITHHELD = "份数不足"
"""Printed in place of a figure that so few people gave that it would tell on them."""
ITEMS = "分项平均分"
ITEM_FAMILY = "各项评分"
"""What people call the items together."""
ANSWERS = "回答份数"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedLesson:
    """One lesson. ``scores`` are the averages of the items in their order, None with ``total`` where withheld."""

    number: int
    day: date | None = None
    course: str
    lecturer: str = ""
    asked: int = 0
    returned: int = 0
    scores: Sequence[Decimal | Fraction | None] = ()
    total: Decimal | Fraction | None = None


@dataclass(frozen=True, slots=True)
class EvaluatedItem:
    """A part of the score, and its most points: 教学内容, 30."""

    name: str
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfaction:
    """How many gave each answer on one side of the class, in the order of the answers; ``share`` is who is content."""

    topic: str
    counts: Sequence[int]
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """What trainees wrote, without their names."""

    number: int
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class LessonTable:
    """Lessons that were evaluated by one form."""

    items: Sequence[EvaluatedItem]
    lessons: Sequence[EvaluatedLesson]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationSheets:
    """An evaluation to be printed; without satisfaction or remarks it has no worksheet for them.

    `further` are lessons evaluated by other forms than `items`: each form has a worksheet of its own.
    """

    heading: Heading
    items: Sequence[EvaluatedItem]
    lessons: Sequence[EvaluatedLesson]
    further: Sequence[LessonTable] = ()
    answers: Sequence[str] = ()
    satisfaction: Sequence[Satisfaction] = ()
    remarks: Sequence[Remark] = ()
    notes: Sequence[str] = ()
    closing: Sequence[SignOff] = MADE_CHECKED_DATED
    office: Office = Office()


REMARKS: Sequence[Column[Remark]] = (
    Column("number", "序号", lambda one: one.number, width=6, kind=Kind.NUMBER),
    Column("about", "课程或方面", lambda one: one.about, width=28, align=Align.LEFT, merge_down=True),
    Column("text", "意见和建议", lambda one: one.text, width=58, align=Align.LEFT),
)


def build_evaluations(sheets: EvaluationSheets) -> bytes:
    """Return the evaluation's workbook."""
    book = open_book(sheets.heading.title, sheets.office)
    for number, table in enumerate([LessonTable(sheets.items, sheets.lessons), *sheets.further], start=1):
        _write_lessons(book, sheets, table, f"课程评估{number}" if sheets.further else "课程评估")
    if sheets.satisfaction:
        _write_satisfaction(book, sheets)
    if sheets.remarks:
        _write_remarks(book, sheets)
    return book.to_bytes()


def lesson_columns(items: Sequence[EvaluatedItem]) -> list[Column[EvaluatedLesson]]:
    """Return the columns on lessons: what was taught, how many answered, one per item, and the total."""
    return [
        Column("number", "序号", lambda one: one.number, width=5.6, kind=Kind.NUMBER),
        Column("day", "日期", lambda one: one.day, width=11, kind=Kind.DATE),
        Column("course", "课程", lambda one: one.course, width=30, align=Align.LEFT),
        Column("lecturer", "授课人", lambda one: one.lecturer, width=18),
        Column("asked", "应评", lambda one: one.asked, width=6, kind=Kind.NUMBER, groups=(ANSWERS,)),
        Column("returned", "收回", lambda one: one.returned, width=6, kind=Kind.NUMBER, groups=(ANSWERS,)),
        *(_item_column(place, item) for place, item in enumerate(items)),
        Column("total", "总分", _given(lambda one: one.total), width=8, kind=Kind.NUMBER),
    ]


def _item_column(place: int, item: EvaluatedItem) -> Column[EvaluatedLesson]:
    return Column(
        f"item_{place}",
        f"{item.name}\n（{item.points:f}分）",
        _given(lambda one: one.scores[place] if place < len(one.scores) else None),
        width=10,
        kind=Kind.NUMBER,
        groups=(ITEMS,),
        family=ITEM_FAMILY,
    )


def _given(take: Callable[[EvaluatedLesson], Value]) -> Callable[[EvaluatedLesson], Value]:
    """Return what takes a figure, or says that it is withheld though somebody answered."""

    def given(one: EvaluatedLesson) -> Value:
        figure = take(one)
        return WITHHELD if figure is None and one.returned else figure

    return given


def satisfaction_columns(answers: Sequence[str]) -> list[Column[Satisfaction]]:
    """Return the columns on the class: what was asked, how many gave each answer, and the share of the content."""

    def count_at(place: int) -> Callable[[Satisfaction], Value]:
        return lambda one: one.counts[place] if place < len(one.counts) else None

    return [
        Column("topic", "项目", lambda one: one.topic, width=26, align=Align.LEFT),
        *(
            Column(f"answer_{place}", answer, count_at(place), width=10, kind=Kind.NUMBER, groups=(ANSWERS,))
            for place, answer in enumerate(answers)
        ),
        Column("share", "满意率", lambda one: one.share, width=10, kind=Kind.PERCENT),
    ]


def _write_lessons(book: Book, sheets: EvaluationSheets, table: LessonTable, name: str) -> None:
    write_list(
        book,
        ListSheet(
            name=name,
            heading=sheets.heading,
            columns=lesson_columns(table.items),
            rows=table.lessons,
            notes=sheets.notes,
            closing=sheets.closing,
            landscape=True,
            empty="（没有评估过的课程）",
            freeze=3,
            office=sheets.office,
        ),
    )


def _write_satisfaction(book: Book, sheets: EvaluationSheets) -> None:
    write_list(
        book,
        ListSheet(
            name="满意度",
            heading=sheets.heading,
            columns=satisfaction_columns(sheets.answers),
            rows=sheets.satisfaction,
            closing=sheets.closing,
            freeze=1,
        ),
    )


def _write_remarks(book: Book, sheets: EvaluationSheets) -> None:
    write_list(
        book,
        ListSheet(
            name="意见建议", heading=sheets.heading, columns=REMARKS, rows=sheets.remarks, closing=sheets.closing
        ),
    )
