"""请假审批表: one A4 page per leave, from the reason to the day of return, with a place for everyone who decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trainingapp.core.excel.writing import Box
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


def build_leave_slips(slips: LeaveSlips) -> bytes:
    """Return the workbook of leave forms."""
    book = open_book(slips.heading.title, slips.office)
    write_page_forms(
        book.sheet("请假审批表", GRID),
        [_form(slips.heading, slip, slips.rule) for slip in slips.slips or [LeaveSlip()]],
    )
    return book.to_bytes()


def _form(heading: Heading, slip: LeaveSlip, rule: str) -> PageForm:
    end = FIRST_OPINION + len(slip.opinions)
    boxes = [*_asked(slip), *_decided(slip), *fields(end, ("销假时间", slip.returned), ("本人签字", ""))]
    least = [FIELD_HEIGHT] * FIRST_OPINION + [OPINION_HEIGHT] * len(slip.opinions) + [FIELD_HEIGHT]
    least[REASON_ROW] = REASON_HEIGHT
    if rule:
        boxes += fields(end + 1, ("说　　明", rule))
        least.append(FIELD_HEIGHT)
    return PageForm(heading=heading, boxes=boxes, least=least, growing=[REASON_ROW, *range(FIRST_OPINION, end)])


def _asked(slip: LeaveSlip) -> list[Box]:
    rows = (
        (("姓　　名", slip.name), ("请假类别", slip.kind)),
        (("班　　级", slip.class_name),),
        (("单位及职务", slip.unit_post),),
        (("起止时间", slip.period),),
        (("涉及课程", "\n".join(slip.sessions)),),
        (("请假学时", _hours(slip.hours)), ("累计请假\n学时", _hours(slip.total_hours))),
        (("事　　由", slip.reason),),
        (("附　　件", slip.attachments),),
    )
    return [box for row, pairs in enumerate(rows) for box in fields(row, *pairs)]


def _decided(slip: LeaveSlip) -> list[Box]:
    return [
        box
        for row, one in enumerate(slip.opinions, FIRST_OPINION)
        for box in opinion(row, one.label, one.text, signed=SEALED if one.sealed else SIGNED)
    ]


def _hours(hours: Decimal | None) -> str:
    return "" if hours is None else f"{hours:f} 学时"
