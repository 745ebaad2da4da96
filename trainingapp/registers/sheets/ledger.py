"""培训台账: one row per class that an office has held, with sums, landscape."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trainingapp.core.columns import Align, Column, Kind
from trainingapp.registers.sheets.attendance import Totals
from trainingapp.registers.sheets.lists import ListSheet, build_list
from trainingapp.registers.sheets.parts import MADE_CHECKED_DATED, Heading, Office, SignOff


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldClass:
    """One class of a ledger. ``person_times`` are 人次, ``hours`` study hours of one trainee, ``cost`` yuan.

    ``file_state`` tells whether its papers are all there, or which are not; blank where nobody has looked.
    """

    number: int
    name: str
    dates: str
    days: Decimal | None = None
    place: str = ""
    audience: str = ""
    person_times: int = 0
    hours: Decimal = Decimal(0)
    lecturers: str = ""
    cost: Decimal | None = None
    file_state: str = ""
    remark: str = ""


LEDGER: Sequence[Column[HeldClass]] = (
    Column("number", "序号", lambda one: one.number, width=5.6, kind=Kind.NUMBER),
    Column("name", "班名", lambda one: one.name, width=26, align=Align.LEFT, size=10),
    Column("dates", "时间", lambda one: one.dates, width=16, size=10),
    Column("days", "天数", lambda one: one.days, width=6, kind=Kind.NUMBER),
    Column("place", "地点", lambda one: one.place, width=14, size=10),
    Column("audience", "对象", lambda one: one.audience, width=16, size=10),
    Column("person_times", "人次", lambda one: one.person_times, width=7, kind=Kind.NUMBER),
    Column("hours", "学时", lambda one: one.hours, width=7, kind=Kind.HOURS),
    Column("lecturers", "师资", lambda one: one.lecturers, width=16, size=10),
    Column("cost", "经费\n（元）", lambda one: one.cost, width=11, kind=Kind.MONEY),
    Column("file_state", "材料齐全否", lambda one: one.file_state, width=13, size=10),
    Column("remark", "备注", lambda one: one.remark, width=8, size=10),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSheet:
    """A ledger of classes to be printed."""

    heading: Heading
    classes: Sequence[HeldClass]
    notes: Sequence[str] = ()
    closing: Sequence[SignOff] = MADE_CHECKED_DATED
    office: Office = Office()


def build_ledger(ledger: LedgerSheet) -> bytes:
    """Return the ledger's workbook; its last row has the number of classes and the sums."""
    return build_list(
        ListSheet(
            name="培训台账",
            heading=ledger.heading,
            columns=LEDGER,
            rows=ledger.classes,
            totals=[_sums(ledger.classes)] if ledger.classes else [],
            notes=ledger.notes,
            closing=ledger.closing,
            seal=True,
            landscape=True,
            empty="（没有办班）",
            office=ledger.office,
        )
    )


def _sums(classes: Sequence[HeldClass]) -> Totals:
    costs = [one.cost for one in classes if one.cost is not None]
    return Totals(
        f"合计 {len(classes)} 期",
        {
            "person_times": sum(one.person_times for one in classes),
            "hours": sum((one.hours for one in classes), start=Decimal(0)),
            "cost": sum(costs, start=Decimal(0)) if costs else "",
        },
    )
