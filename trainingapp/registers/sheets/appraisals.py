"""学员鉴定表: one A4 page per trainee, for the file of the trainee's own Party organisation."""

from collections.abc import Sequence
from dataclasses import dataclass

from trainingapp.core.excel.writing import LABEL, Box
from trainingapp.registers.sheets.page_forms import (
    FIELD_HEIGHT,
    GRID,
    SEALED,
    SIGNED,
    PageForm,
    fields,
    opinion,
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


def build_appraisals(sheets: AppraisalSheets) -> bytes:
    """Return the workbook of appraisals, a page each."""
    book = open_book(sheets.heading.title, sheets.office)
    forms = [_form(sheets, one) for one in sheets.appraisals or [Appraisal(name="")]]
    write_page_forms(book.sheet("学员鉴定表", GRID), forms)
    return book.to_bytes()


def _form(sheets: AppraisalSheets, one: Appraisal) -> PageForm:
    opinions = (
        ("自我鉴定", one.own_words, SIGNED),
        ("小组意见", one.group_opinion, SIGNED),
        ("班委\n（临时党支部）\n意见", one.branch_opinion, SIGNED),
        ("主办单位\n意见", one.host_opinion, SEALED),
    )
    boxes = _facts(one)
    for row, (label, text, signed) in enumerate(opinions, FIRST_OPINION):
        boxes += opinion(row, label, text, signed=signed)
    least = [FIELD_HEIGHT] * FIRST_OPINION + [OPINION_HEIGHT] * len(opinions)
    if sheets.note:
        boxes += fields(len(least), ("说　　明", sheets.note.removeprefix("注：")))
        least.append(FIELD_HEIGHT)
    growing = range(FIRST_OPINION, FIRST_OPINION + len(opinions))
    return PageForm(heading=sheets.heading, boxes=boxes, least=least, growing=growing)


def _facts(one: Appraisal) -> list[Box]:
    beside_photo = len(GRID) - PHOTO_COLUMNS
    return [
        *fields(0, ("姓　　名", one.name), ("性　　别", one.gender), ("民　　族", one.ethnic), width=beside_photo),
        *fields(
            1,
            ("出生年月", one.birth_month),
            ("政治面貌", one.politics),
            ("学　　历", one.education),
            width=beside_photo,
        ),
        *fields(2, ("单位及职务", one.unit_post), width=beside_photo),
        *fields(3, ("参加班次", one.class_name), width=beside_photo),
        Box("照片", 0, beside_photo, rows=PHOTO_ROWS, columns=PHOTO_COLUMNS, look=LABEL),
        *fields(4, ("培训时间", one.dates)),
        *fields(5, ("组　　别", one.group)),
        *fields(LEARNING_ROW, ("学习情况", one.learning)),
        *fields(LEARNING_ROW + 1, ("考核成绩", one.score), ("等　　次", one.band)),
    ]
