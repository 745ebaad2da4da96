"""学员鉴定表: one A4 page per trainee, for the file of the trainee's own Party organisation."""

from collections.abc import Sequence
from dataclasses import dataclass

from trainingapp.core.columns import Column
from trainingapp.core.excel.writing import LABEL, Box, Paper
from trainingapp.registers.sheets.page_forms import (
    FIELD_HEIGHT,
    GRID,
    SEALED,
    SIGNED,
    PageForm,
    Texts,
    fields,
    opinion,
    placeholders_of,
    texts_of,
    write_page_forms,
)
from trainingapp.registers.sheets.parts import Heading, Office, open_book

PHOTO_ROWS = 4
PHOTO_COLUMNS = 2
LEARNING_ROW = 6
FIRST_OPINION = 8
OPINION_HEIGHT = 60.0
COPIES = "注：本表一式两份，一份送学员所在党组织，一份由主办单位存档。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """What is known of one trainee's class; every text may be blank, to be written by hand.

    ``learning`` says in words how many hours were attended, which leaves were taken and which tasks handed in.
    """

    name: str
    gender: str = ""
    ethnic: str = ""
    birth_month: str = ""
    politics: str = ""
    education: str = ""
    unit_post: str = ""
    class_name: str = ""
    dates: str = ""
    group: str = ""
    learning: str = ""
    score: str = ""
    band: str = ""
    own_words: str = ""
    group_opinion: str = ""
    branch_opinion: str = ""
    host_opinion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraisalSheets:
    """Appraisals to be printed; none at all gives one blank form."""

    heading: Heading
    appraisals: Sequence[Appraisal]
    note: str = COPIES
    office: Office = Office()


APPRAISAL_FIELDS: Sequence[Column[Appraisal]] = (
    Column("name", "姓　　名", lambda one: one.name),
    Column("gender", "性　　别", lambda one: one.gender),
    Column("ethnic", "民　　族", lambda one: one.ethnic),
    Column("birth_month", "出生年月", lambda one: one.birth_month),
    Column("politics", "政治面貌", lambda one: one.politics),
    Column("education", "学　　历", lambda one: one.education),
    Column("unit_post", "单位及职务", lambda one: one.unit_post),
    Column("class_name", "参加班次", lambda one: one.class_name),
    Column("dates", "培训时间", lambda one: one.dates),
    Column("group", "组　　别", lambda one: one.group),
    Column("learning", "学习情况", lambda one: one.learning),
    Column("score", "考核成绩", lambda one: one.score),
    Column("band", "等　　次", lambda one: one.band),
    Column("own_words", "自我鉴定", lambda one: one.own_words),
    Column("group_opinion", "小组意见", lambda one: one.group_opinion),
    Column("branch_opinion", "班委\n（临时党支部）\n意见", lambda one: one.branch_opinion),
    Column("host_opinion", "主办单位\n意见", lambda one: one.host_opinion),
)
"""What an appraisal says of its trainee; an office's own form knows it by these names."""
_OPINIONS = {"own_words": SIGNED, "group_opinion": SIGNED, "branch_opinion": SIGNED, "host_opinion": SEALED}


def build_appraisals(sheets: AppraisalSheets) -> bytes:
    """Return the workbook of appraisals, a page each."""
    book = open_book(sheets.heading.title, sheets.office)
    forms = [
        _form(sheets.heading, texts_of(APPRAISAL_FIELDS, one), sheets.note)
        for one in sheets.appraisals or [Appraisal(name="")]
    ]
    write_page_forms(book.sheet("学员鉴定表", GRID), forms)
    return book.to_bytes()


def make_appraisal_template(heading: Heading) -> bytes:
    """Return one form with placeholders in it, for an office to change as it likes."""
    book = open_book(heading.title, Office())
    form = _form(heading, placeholders_of(APPRAISAL_FIELDS), COPIES)
    write_page_forms(book.sheet("学员鉴定表", GRID, paper=Paper(one_page=True)), [form])
    return book.to_bytes()


def _form(heading: Heading, told: Texts, note: str) -> PageForm:
    boxes = _facts(told)
    for row, (key, signed) in enumerate(_OPINIONS.items(), FIRST_OPINION):
        boxes += opinion(row, *told[key], signed=signed)
    least = [FIELD_HEIGHT] * FIRST_OPINION + [OPINION_HEIGHT] * len(_OPINIONS)
    if note:
        boxes += fields(len(least), ("说　　明", note.removeprefix("注：")))
        least.append(FIELD_HEIGHT)
    growing = range(FIRST_OPINION, FIRST_OPINION + len(_OPINIONS))
    return PageForm(heading=heading, boxes=boxes, least=least, growing=growing)


def _facts(told: Texts) -> list[Box]:
    beside_photo = len(GRID) - PHOTO_COLUMNS
    return [
        *fields(0, told["name"], told["gender"], told["ethnic"], width=beside_photo),
        *fields(1, told["birth_month"], told["politics"], told["education"], width=beside_photo),
        *fields(2, told["unit_post"], width=beside_photo),
        *fields(3, told["class_name"], width=beside_photo),
        Box("照片", 0, beside_photo, rows=PHOTO_ROWS, columns=PHOTO_COLUMNS, look=LABEL),
        *fields(4, told["dates"]),
        *fields(5, told["group"]),
        *fields(LEARNING_ROW, told["learning"]),
        *fields(LEARNING_ROW + 1, told["score"], told["band"]),
    ]
