"""An office's template filled for three hundred trainees against the built-in sheet of the same columns and rows."""

import pytest

from tests.benchmarks.ratios import RatioTable, time_best
from tests.registers.papers import Trainee, make_roster
from trainingapp.core.columns import Column
from trainingapp.core.excel.filling import fill_template
from trainingapp.core.placeholders import Filling
from trainingapp.registers.sheets.roster import RosterSheet, build_roster

pytestmark = pytest.mark.benchmark

TRAINEES = 300


def in_template(column: Column[Trainee]) -> Column[str]:
    """Return a column that prints its own placeholder."""
    return Column(
        column.key,
        column.header,
        lambda _: f"{{{{学员.{column.header}}}}}",
        width=column.width,
        align=column.align,
        size=column.size,
    )


def test_filled_template_costs_little_more_than_the_built_in_sheet(ratio_table: RatioTable) -> None:
    roster = make_roster(TRAINEES)
    columns = [in_template(column) for column in roster.columns]
    template = build_roster(RosterSheet(heading=roster.heading, columns=columns, rows=["一行"]))
    rows = [{column.header: column.shown(row) for column in roster.columns} for row in roster.rows]

    floor = time_best(lambda: build_roster(roster), repeats=9)
    measured = time_best(lambda: fill_template(template, Filling({}, {"学员": rows})), repeats=9)

    row = ratio_table.add("填本单位模板 300 人（对系统自带花名册）", measured=measured, floor=floor, bar=2)
    assert row.ok
