"""请假审批表: one A4 page per leave, from the reason to the day of return, with a place for everyone who decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trainingapp.core.columns import Column
from trainingapp.core.excel.writing import Box, Paper
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

REASON_ROW = 6
REASON_HEIGHT = 60.0
FIRST_OPINION = 8
"""The row below the fields that the trainee fills in."""
OPINION_HEIGHT = 64.0


@dataclass(frozen=True, slots=True)
class Opinion:
    """Somebody who says something about a leave; without a text it is a place to write on."""

    label: str
    text: str = ""
    sealed: bool = False


OPINIONS = (
    Opinion("所在单位\n意见", sealed=True),
    Opinion("班主任\n意见"),
    Opinion("党建办\n意见"),
    Opinion("领导审批"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveSlip:
    """One leave. ``hours`` are the study hours that it takes, ``total_hours`` those of all the person's leaves."""

    name: str = ""
    kind: str = ""
    class_name: str = ""
    unit_post: str = ""
    period: str = ""
    sessions: Sequence[str] = ()
    hours: Decimal | None = None
    total_hours: Decimal | None = None
    reason: str = ""
    attachments: str = ""
    opinions: Sequence[Opinion] = OPINIONS
    returned: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveSlips:
    """Leave forms to be printed; none at all gives one blank form. ``rule`` is the class's own rule on leaves."""

    heading: Heading
    slips: Sequence[LeaveSlip] = ()
    rule: str = ""
    office: Office = Office()


def _hours(hours: Decimal | None) -> str:
    return "" if hours is None else f"{hours:f} 学时"


SLIP_FIELDS: Sequence[Column[LeaveSlip]] = (
    Column("name", "姓　　名", lambda one: one.name),
    Column("kind", "请假类别", lambda one: one.kind),
    Column("class_name", "班　　级", lambda one: one.class_name),
    Column("unit_post", "单位及职务", lambda one: one.unit_post),
    Column("period", "起止时间", lambda one: one.period),
    Column("sessions", "涉及课程", lambda one: "\n".join(one.sessions)),
    Column("hours", "请假学时", lambda one: _hours(one.hours)),
    Column("total_hours", "累计请假\n学时", lambda one: _hours(one.total_hours)),
    Column("reason", "事　　由", lambda one: one.reason),
    Column("attachments", "附　　件", lambda one: one.attachments),
    Column("returned", "销假时间", lambda one: one.returned),
)
"""What a form says of its leave; an office's own form knows it by these names."""
_ROWS = (
    ("name", "kind"),
    ("class_name",),
    ("unit_post",),
    ("period",),
    ("sessions",),
    ("hours", "total_hours"),
    ("reason",),
    ("attachments",),
)


def build_leave_slips(slips: LeaveSlips) -> bytes:
    """Return the workbook of leave forms."""
    book = open_book(slips.heading.title, slips.office)
    forms = [
        _form(slips.heading, texts_of(SLIP_FIELDS, slip), slip.opinions, slips.rule)
        for slip in slips.slips or [LeaveSlip()]
    ]
    write_page_forms(book.sheet("请假审批表", GRID), forms)
    return book.to_bytes()


def make_slip_template(heading: Heading) -> bytes:
    """Return one form with placeholders in it, for an office to change as it likes."""
    book = open_book(heading.title, Office())
    form = _form(heading, placeholders_of(SLIP_FIELDS), OPINIONS, "")
    write_page_forms(book.sheet("请假审批表", GRID, paper=Paper(one_page=True)), [form])
    return book.to_bytes()


def _form(heading: Heading, told: Texts, opinions: Sequence[Opinion], rule: str) -> PageForm:
    end = FIRST_OPINION + len(opinions)
    asked = [box for row, keys in enumerate(_ROWS) for box in fields(row, *(told[key] for key in keys))]
    boxes = [*asked, *_decided(opinions), *fields(end, told["returned"], ("本人签字", ""))]
    least = [FIELD_HEIGHT] * FIRST_OPINION + [OPINION_HEIGHT] * len(opinions) + [FIELD_HEIGHT]
    least[REASON_ROW] = REASON_HEIGHT
    if rule:
        boxes += fields(end + 1, ("说　　明", rule))
        least.append(FIELD_HEIGHT)
    return PageForm(heading=heading, boxes=boxes, least=least, growing=[REASON_ROW, *range(FIRST_OPINION, end)])


def _decided(opinions: Sequence[Opinion]) -> list[Box]:
    return [
        box
        for row, one in enumerate(opinions, FIRST_OPINION)
        for box in opinion(row, one.label, one.text, signed=SEALED if one.sealed else SIGNED)
    ]
