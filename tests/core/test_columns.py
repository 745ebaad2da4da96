"""One list of columns: what it shows, how it rounds, and how its heading and its merged cells lie."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.core.columns import (
    Column,
    HeadCell,
    Kind,
    Run,
    SheetColumn,
    Shown,
    Value,
    find_runs,
    lay_out_heading,
    round_half_up,
    show_grid,
)
from trainingapp.core.terms import Severity


@dataclass(frozen=True)
class Row:
    """A row of a list."""

    name: str
    hours: Decimal | None


@pytest.mark.parametrize(
    ("kind", "value", "shown", "text"),
    [
        (Kind.TEXT, "陶　然", "陶　然", "陶　然"),
        (Kind.TEXT, None, "", ""),
        (Kind.TEXT, 7, "7", "7"),
        (Kind.TEXT, Severity.WARN, "提醒", "提醒"),
        (Kind.NUMBER, 29, Decimal(29), "29"),
        (Kind.NUMBER, Decimal("86.125"), Decimal("86.13"), "86.13"),
        (Kind.NUMBER, 1000, Decimal(1000), "1000"),
        (Kind.NUMBER, "缺考", "缺考", "缺考"),
        (Kind.HOURS, Decimal("24.50"), Decimal("24.5"), "24.5"),
        (Kind.HOURS, Fraction(24), Decimal(24), "24"),
        (Kind.PERCENT, Fraction(27, 29), Decimal("0.931"), "93.1%"),
        (Kind.PERCENT, Fraction(1), Decimal(1), "100.0%"),
        (Kind.PERCENT, Fraction(1, 2000), Decimal("0.001"), "0.1%"),
        (Kind.PERCENT, None, "", ""),
        (Kind.DATE, date(2025, 5, 9), date(2025, 5, 9), "2025-05-09"),
        (Kind.DATE, datetime(2025, 5, 8, 17, 0, tzinfo=UTC), date(2025, 5, 9), "2025-05-09"),
        (Kind.MONTH, date(1985, 10, 1), "1985.10", "1985.10"),
        (Kind.MONTH, "1985.03", "1985.03", "1985.03"),
        (Kind.PHONE, "19900000001", "19900000001", "19900000001"),
    ],
)
def test_column_shows_a_value_as_its_kind_is_written(kind: Kind, value: Value, shown: Shown, text: str) -> None:
    column = SheetColumn("key", "标题", kind=kind)

    assert column.show(value) == shown
    assert type(column.show(value)) is type(shown)
    assert column.text_of(column.show(value)) == text


def test_column_takes_its_value_from_a_row() -> None:
    hours: Column[Row] = Column("hours", "学时", lambda row: row.hours, kind=Kind.HOURS)

    assert hours.text(Row("陶然", Decimal("2.50"))) == "2.5"
    assert show_grid([hours], [Row("陶然", None), Row("华甜", Decimal(4))]) == [[""], [Decimal(4)]]


@given(st.fractions(min_value=-1000, max_value=1000), st.integers(min_value=0, max_value=3))
def test_rounding_is_to_the_nearest_with_halves_away_from_zero(value: Fraction, places: int) -> None:
    rounded = Fraction(round_half_up(value, places))
    step = Fraction(1, 10**places)

    assert abs(rounded - value) <= step / 2
    if abs(rounded - value) == step / 2:
        assert abs(rounded) >= abs(value)


@given(st.decimals(min_value=0, max_value=1000, places=2))
def test_a_float_rounds_as_its_decimal_text_says(value: Decimal) -> None:
    assert round_half_up(float(value), 1) == round_half_up(value, 1)


def test_heading_merges_groups_that_neighbours_share() -> None:
    columns = [
        SheetColumn("name", "姓名"),
        SheetColumn("a", "上午", groups=("5月", "9日")),
        SheetColumn("b", "下午", groups=("5月", "9日")),
        SheetColumn("c", "上午", groups=("6月", "9日")),
        SheetColumn("rate", "出勤率", groups=("统计",)),
    ]

    assert lay_out_heading(columns) == [
        HeadCell("姓名", 0, 0, 3, 1),
        HeadCell("5月", 0, 1, 1, 2),
        HeadCell("6月", 0, 3, 1, 1),
        HeadCell("统计", 0, 4, 1, 1),
        HeadCell("9日", 1, 1, 1, 2),
        HeadCell("9日", 1, 3, 1, 1),
        HeadCell("出勤率", 1, 4, 2, 1),
        HeadCell("上午", 2, 1, 1, 1),
        HeadCell("下午", 2, 2, 1, 1),
        HeadCell("上午", 2, 3, 1, 1),
    ]


@given(st.lists(st.lists(st.sampled_from("甲乙"), max_size=3).map(tuple), min_size=1, max_size=8))
def test_heading_covers_every_place_once(groups: list[tuple[str, ...]]) -> None:
    columns = [SheetColumn(str(place), "列", groups=above) for place, above in enumerate(groups)]
    cells = lay_out_heading(columns)

    covered = [
        (cell.row + down, cell.column + right)
        for cell in cells
        for down in range(cell.rowspan)
        for right in range(cell.colspan)
    ]
    depth = max(len(above) for above in groups) + 1
    assert sorted(covered) == [(row, column) for row in range(depth) for column in range(len(groups))]


def test_runs_end_where_the_run_to_their_left_ends() -> None:
    columns = [SheetColumn("day", "日期", merge_down=True), SheetColumn("half", "时段", merge_down=True)]
    grid: list[list[Shown]] = [["9日", "上午"], ["9日", "上午"], ["9日", "下午"], ["16日", "下午"], ["16日", "下午"]]

    assert find_runs(columns, grid) == [Run(0, 0, 2), Run(0, 3, 4), Run(1, 0, 1), Run(1, 3, 4)]


def test_blank_cells_are_not_merged() -> None:
    columns = [SheetColumn("group", "组别", merge_down=True)]

    assert find_runs(columns, [[""], [""], ["一组"]]) == []
