"""Rides and seats: who rides and sits where, and how it is printed."""

from dataclasses import replace
from io import BytesIO
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.registers.forms_and_plans import make_boarding, make_seating
from trainingapp.registers.sheets.boarding import build_boarding
from trainingapp.registers.sheets.seating import build_seating, choose_blocks, fill_rows, order_platform, seat_groups
from trainingapp.registers.sheets.seating.plan import seat_column

BLOCKS = st.lists(st.integers(1, 8), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("ranks", "seated"), [([], []), ([1], [1]), ([1, 2, 3, 4, 5], [5, 3, 1, 2, 4]), ([1, 2, 3, 4], [3, 1, 2, 4])]
)
def test_platform_has_the_first_in_the_middle_and_the_second_at_their_left_hand(
    ranks: list[int], seated: list[int]
) -> None:
    assert order_platform(ranks) == seated


@given(st.lists(st.integers()), BLOCKS)
def test_rows_are_filled_from_the_front_left_and_nobody_is_lost(people: list[int], blocks: list[int]) -> None:
    rows = fill_rows(people, blocks)

    seated = list(chain.from_iterable(rows))
    assert seated[: len(people)] == people
    assert set(seated[len(people) :]) <= {None}
    assert {len(row) for row in rows} <= {sum(blocks)}
    assert len(seated) - len(people) < sum(blocks)


@given(st.lists(st.lists(st.integers(), max_size=12), max_size=6), BLOCKS)
def test_groups_sit_together_and_nobody_is_lost(groups: list[list[int]], blocks: list[int]) -> None:
    rows = seat_groups(groups, blocks)

    seated = [person for row in rows for person in row if person is not None]
    assert sorted(seated) == sorted(chain.from_iterable(groups))


def test_each_group_has_a_block_where_there_are_enough() -> None:
    rows = seat_groups([["甲", "乙", "丙"], ["丁"]], (2, 2))

    assert rows == [["甲", "乙", "丁", None], ["丙", None, None, None]]


@given(BLOCKS)
def test_seats_leave_a_column_for_each_aisle(blocks: list[int]) -> None:
    columns = [seat_column(place, blocks) for place in range(sum(blocks))]

    assert len(set(columns)) == sum(blocks)
    assert columns[-1] == sum(blocks) + len(blocks) - 1


@pytest.mark.parametrize(("count", "blocks"), [(29, (4, 4)), (100, (4, 6, 4)), (300, (6, 10, 6))])
def test_larger_halls_have_wider_rows(count: int, blocks: tuple[int, ...]) -> None:
    assert choose_blocks(count) == blocks


def test_plan_shows_platform_rows_and_aisles() -> None:
    sheet = load_workbook(BytesIO(build_seating(make_seating(9)))).worksheets[0]

    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [name for name in rows[0] if name] == ["陈青禾", "郭　璐", "董启蒙", "张雪梅", "姜　岚"]
    assert [name for name in rows[1] if name] == ["主　席　台"]
    assert [rows[3][place] for place in (0, 1, 5, 6)] == ["第1排", "陶　然\n第2组", "过\n道", "赵巧彦\n第3组"]
    assert rows[4][:3] == ["第2排", "华　甜\n第1组", None]
    assert rows[5][0] == "注：学员席按姓氏笔画为序，从前向后、从左向右就座。"


def test_plan_is_printed_on_one_page_and_a_large_hall_without_notes() -> None:
    sheet = load_workbook(BytesIO(build_seating(make_seating(300)))).worksheets[0]

    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    assert sheet["B5"].value == "陶　然"
    assert sheet["B5"].alignment.shrink_to_fit is True


def test_plan_of_an_empty_hall_has_only_the_platform() -> None:
    sheet = load_workbook(BytesIO(build_seating(make_seating(0)))).worksheets[0]

    assert [cell.value for cell in sheet["B"] if cell.value] == ["主　席　台"]


def test_rides_are_shown_together_and_each_vehicle_has_its_tick_list() -> None:
    sheets = load_workbook(BytesIO(build_boarding(make_boarding(50)))).worksheets

    assert [sheet.title for sheet in sheets] == ["乘车安排", "1号车", "2号车"]
    overview = list(sheets[0].iter_rows(values_only=True))
    assert [text for text in overview[2] if text] == ["时间", "2025年5月9日（星期五）12:50 上车，13:00 发车"]
    assert [row[5:] for row in overview[6:8]] == [(45, 45), (45, 5)]
    assert "注：尚未安排车辆（1 人）：华　甜" in {row[0] for row in overview}


def test_tick_list_has_out_and_back_for_everyone_and_counts_them() -> None:
    sheet = load_workbook(BytesIO(build_boarding(make_boarding(5)))).worksheets[1]

    rows = [[text for text in row if text] for row in sheet.iter_rows(values_only=True)]
    assert rows[4] == ["序号", "姓名", "单位", "去程", "回程"] * 2
    assert rows[5] == ["1", "陶　然", "云杉一村居民区党总支", "4", "买买提·艾力江·吐尔逊", "机关第二党支部"]
    assert rows[7][:3] == ["3", "司马佳正", "中共上海市普陀区桃浦镇城市管理行政执法中队支部委员会"]
    assert rows[-1] == ["去程：应到＿＿人，实到＿＿人", "回程：实到＿＿人", "清点人：＿＿＿＿＿＿"]


def test_vehicles_of_the_same_name_have_sheets_of_their_own() -> None:
    boarding = make_boarding(50)
    twins = replace(boarding, vehicles=[replace(vehicle, name="大巴") for vehicle in boarding.vehicles])

    assert load_workbook(BytesIO(build_boarding(twins))).sheetnames == ["乘车安排", "大巴", "大巴(2)"]


def test_trip_without_vehicles_says_so() -> None:
    sheets = load_workbook(BytesIO(build_boarding(make_boarding(0)))).worksheets

    assert len(sheets) == 1
    assert "（尚未安排车辆）" in {cell.value for cell in sheets[0]["A"]}
