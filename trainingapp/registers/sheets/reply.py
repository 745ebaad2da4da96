"""报名回执表: what a unit sends back, its people filled in as far as they are known and lines for more, landscape."""

from collections.abc import Sequence
from dataclasses import dataclass

from trainingapp.core.columns import Align, Column, Kind
from trainingapp.registers.sheets.lists import SIGNING_ROW, ListSheet, build_list
from trainingapp.registers.sheets.parts import Heading, Office, SignOff

BLANK_LINES = 8
CLOSING = (SignOff("填表人"), SignOff("联系电话"), SignOff("填表日期"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """One line of a reply; everything may be blank, to be filled in by hand."""

    number: int | None = None
    unit: str = ""
    name: str = ""
    gender: str = ""
    ethnic: str = ""
    birth_month: str = ""
    politics: str = ""
    post: str = ""
    phone: str = ""
    meals: str = ""
    lodging: str = ""
    ride: str = ""
    remark: str = ""


REPLY: Sequence[Column[Applicant]] = (
    Column("number", "序号", lambda one: one.number, width=5.6, kind=Kind.NUMBER),
    Column("unit", "单位\n（党组织）", lambda one: one.unit, width=20, align=Align.LEFT, size=10),
    Column("name", "姓名", lambda one: one.name, width=10),
    Column("gender", "性别", lambda one: one.gender, width=5.6),
    Column("ethnic", "民族", lambda one: one.ethnic, width=7),
    Column("birth_month", "出生年月", lambda one: one.birth_month, width=9.5, kind=Kind.MONTH),
    Column("politics", "政治面貌", lambda one: one.politics, width=10),
    Column("post", "职务", lambda one: one.post, width=13),
    Column("phone", "手机", lambda one: one.phone, width=13.5, kind=Kind.PHONE),
    Column("meals", "是否用餐\n（清真注明）", lambda one: one.meals, width=11),
    Column("lodging", "是否\n住宿", lambda one: one.lodging, width=6),
    Column("ride", "是否\n乘车", lambda one: one.ride, width=6),
    Column("remark", "备注", lambda one: one.remark, width=8),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplySheet:
    """A reply form to be printed: known applicants and ``blank_lines`` to write on; ``deadline`` as people say it."""

    heading: Heading
    applicants: Sequence[Applicant] = ()
    blank_lines: int = BLANK_LINES
    deadline: str = ""
    send_to: str = ""
    closing: Sequence[SignOff] = CLOSING
    office: Office = Office()


def build_reply(reply: ReplySheet) -> bytes:
    """Return the reply form's workbook."""
    return build_list(
        ListSheet(
            name="报名回执表",
            heading=reply.heading,
            columns=REPLY,
            rows=reply_lines(reply.applicants, reply.blank_lines),
            notes=_notes(reply),
            closing=reply.closing,
            seal=True,
            landscape=True,
            least=SIGNING_ROW,
            freeze=3,
            office=reply.office,
        )
    )


def reply_lines(applicants: Sequence[Applicant] = (), blank_lines: int = BLANK_LINES) -> list[Applicant]:
    """Return the lines of a form: those who are known, and numbered blank ones below them."""
    known = len(applicants)
    return [*applicants, *(Applicant(number=number) for number in range(known + 1, known + blank_lines + 1))]


def _notes(reply: ReplySheet) -> list[str]:
    until = f"请于{reply.deadline}前" if reply.deadline else "请按通知要求的时间"
    where = f"报送{reply.send_to}" if reply.send_to else "报送主办单位"
    return [f"注：{until}加盖公章后{where}。手机号码仅用于培训联系；不需要的栏目可以不填。"]
