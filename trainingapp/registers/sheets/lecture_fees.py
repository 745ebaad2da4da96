"""讲课费签收单: what each lecturer is paid for which lesson, and a place to sign; finance keeps it, few may see it.

Amounts come in computed (`registers.rules.lecture_fees`). Identity and account numbers are printed only where they are
given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trainingapp.core.columns import Align, Column, Kind
from trainingapp.registers.rules.lecture_fees import amount_in_words
from trainingapp.registers.sheets.attendance import Totals
from trainingapp.registers.sheets.lists import SIGNING_ROW, ListSheet, build_list
from trainingapp.registers.sheets.parts import Heading, Office, SignOff

SIGNERS = (SignOff("经办人"), SignOff("证明人"), SignOff("审核人"), SignOff("单位负责人"))
"""Who answers for the payment; whoever makes the class's other papers does not."""
RULE = "注：每半天最多按 4 学时计算；同时为多班授课的合班课只发放一次。"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLine:
    """One payment. ``hours`` are those paid for, ``rate`` yuan per hour and ``amount`` yuan, both after tax."""

    number: int
    day: date
    half_day: str = ""
    course: str
    lecturer: str
    title: str = ""
    hours: Decimal
    rate: Decimal
    amount: Decimal
    identity_number: str = ""
    account: str = ""
    remark: str = ""


FEES: Sequence[Column[FeeLine]] = (
    Column("number", "序号", lambda one: one.number, width=5.6, kind=Kind.NUMBER),
    Column("day", "日期", lambda one: one.day, width=11, kind=Kind.DATE),
    Column("half_day", "时段", lambda one: one.half_day, width=6),
    Column("course", "课程", lambda one: one.course, width=22, align=Align.LEFT, size=10),
    Column("lecturer", "授课人", lambda one: one.lecturer, width=10),
    Column("title", "职称", lambda one: one.title, width=9),
    Column("hours", "学时", lambda one: one.hours, width=6, kind=Kind.HOURS),
    Column("rate", "标准\n（元/学时）", lambda one: one.rate, width=12, kind=Kind.MONEY),
    Column("amount", "应发\n（税后，元）", lambda one: one.amount, width=13.5, kind=Kind.MONEY),
    Column("identity_number", "身份证号", lambda one: one.identity_number, width=20, kind=Kind.PHONE, size=10),
    Column("account", "开户行及卡号", lambda one: one.account, width=20, size=10),
    Column("signature", "签收", lambda _: "", width=13),
    Column("remark", "备注", lambda one: one.remark, width=12, size=9),
)
RESTRICTED = frozenset({"identity_number", "account"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeSheet:
    """A list of lecture fees to be printed."""

    heading: Heading
    lines: Sequence[FeeLine]
    notes: Sequence[str] = (RULE,)
    closing: Sequence[SignOff] = (*SIGNERS, SignOff("填表日期"))
    office: Office = Office()


def fee_columns(lines: Sequence[FeeLine]) -> list[Column[FeeLine]]:
    """Return the columns; of the restricted ones, those in which some line has something."""
    return [column for column in FEES if column.key not in RESTRICTED or any(map(column.text, lines))]


def build_lecture_fees(sheet: FeeSheet) -> bytes:
    """Return the list's workbook; its last row has the sum in words and figures."""
    total = sum((line.amount for line in sheet.lines), start=Decimal(0))
    sums = Totals(
        f"合计（大写）：{amount_in_words(total)}",
        {"hours": sum((line.hours for line in sheet.lines), start=Decimal(0)), "amount": total},
    )
    return build_list(
        ListSheet(
            name="讲课费签收单",
            heading=sheet.heading,
            columns=fee_columns(sheet.lines),
            rows=sheet.lines,
            totals=[sums] if sheet.lines else [],
            notes=sheet.notes,
            closing=sheet.closing,
            landscape=True,
            least=SIGNING_ROW,
            empty="（没有应发的讲课费）",
            freeze=5,
            office=sheet.office,
        )
    )
