"""年度培训计划: one row per planned class, with sums and the approval below, landscape."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic

from trainingapp.core.columns import Column, Kind, Row
from trainingapp.registers.sheets.attendance import Totals
from trainingapp.registers.sheets.lists import ListSheet, build_list
from trainingapp.registers.sheets.parts import Heading, Office, SignOff

CLOSING = (SignOff("制表人"), SignOff("审核人"), SignOff("批准人"), SignOff("填表日期"))


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPlanSheet(Generic[Row]):
    """A year's plan to be printed; `columns` is the list of the page, `approval` says who approved it and when."""

    heading: Heading
    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    totals: Totals
    approval: str = ""
    note: str = ""
    office: Office = Office()


def build_year_plan(sheet: YearPlanSheet[Row]) -> bytes:
    """Return the plan's workbook."""
    number: Column[Row] = Column("number", "序号", lambda row: sheet.rows.index(row) + 1, width=6, kind=Kind.NUMBER)
    return build_list(
        ListSheet(
            name="年度培训计划",
            heading=sheet.heading,
            columns=[number, *sheet.columns],
            rows=sheet.rows,
            totals=[sheet.totals] if sheet.rows else [],
            notes=[text for text in (sheet.note, sheet.approval) if text],
            closing=CLOSING,
            seal=True,
            landscape=True,
            empty="（没有列入班次）",
            office=sheet.office,
        )
    )
