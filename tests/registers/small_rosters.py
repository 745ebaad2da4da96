"""Rosters as small grids, for the tests of how layouts are read."""

from collections.abc import Sequence
from typing import Any

from trainingapp.core.excel.grid import Grid, Source, Workbook
from trainingapp.people.rules.readings import Doubt
from trainingapp.registers.rules.findings import RosterReading

NAMES = ("张一鸣", "李二梅", "王三石", "赵四方", "钱五岳")
ORGS = ("云杉社区", "望景社区", "河滨社区", "绿苑社区", "北站社区")


def book(*rows: Sequence[Any], name: str = "花名册", **values: Any) -> Workbook:  # noqa: ANN401 - a grid's fields
    return Workbook(Source.WORKBOOK, [Grid(name, rows, **values)])


def people(reading: RosterReading) -> list[tuple[str, str | None]]:
    return [(row.person.name, row.person.org) for row in reading.rows]


def doubts(reading: RosterReading) -> list[tuple[int | None, str | None, Doubt]]:
    return [(finding.row, finding.column, finding.doubt) for finding in (*reading.errors, *reading.warnings)]


PAIRS = list(zip(NAMES, ORGS, strict=True))
