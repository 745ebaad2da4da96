"""名额分配表: how many each unit may send, with the sum, portrait."""

from collections.abc import Sequence
from dataclasses import dataclass

from trainingapp.core.columns import Align, Column, Kind
from trainingapp.registers.sheets.attendance import Totals
from trainingapp.registers.sheets.lists import ListSheet, build_list
from trainingapp.registers.sheets.parts import MADE_CHECKED_DATED, Heading, Office, SignOff


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """A unit's places; ``entered`` is how many it has named so far, None where nobody counts yet."""

    number: int
    unit: str
    places: int
    entered: int | None = None
    remark: str = ""


UNIT: Sequence[Column[Quota]] = (
    Column("number", "序号", lambda one: one.number, width=6, kind=Kind.NUMBER),
    Column("unit", "单位（党组织）", lambda one: one.unit, width=36, align=Align.LEFT),
    Column("places", "名额", lambda one: one.places, width=8, kind=Kind.NUMBER),
)
ENTERED: Column[Quota] = Column("entered", "已报名", lambda one: one.entered, width=8, kind=Kind.NUMBER)
REMARK: Column[Quota] = Column("remark", "备注", lambda one: one.remark, width=16)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaSheet:
    """An allotment of places to be printed."""

    heading: Heading
    quotas: Sequence[Quota]
    notes: Sequence[str] = ()
    closing: Sequence[SignOff] = MADE_CHECKED_DATED
    office: Office = Office()


def quota_columns(quotas: Sequence[Quota]) -> list[Column[Quota]]:
    """Return the columns; who has entered is shown once somebody counts."""
    counted = [ENTERED] if any(one.entered is not None for one in quotas) else []
    return [*UNIT, *counted, REMARK]


def build_quotas(sheet: QuotaSheet) -> bytes:
    """Return the allotment's workbook."""
    counts = {
        "places": sum(one.places for one in sheet.quotas),
        "entered": sum(one.entered or 0 for one in sheet.quotas),
    }
    return build_list(
        ListSheet(
            name="名额分配表",
            heading=sheet.heading,
            columns=quota_columns(sheet.quotas),
            rows=sheet.quotas,
            totals=[Totals("合计", counts)] if sheet.quotas else [],
            notes=sheet.notes,
            closing=sheet.closing,
            seal=True,
            empty="（尚未分配名额）",
            office=sheet.office,
        )
    )
