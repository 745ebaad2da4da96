"""Clocks' sheets with a block for each person, as fingerprint machines write them: days across, days down, cards."""

from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.registers.records import book
from trainingapp.core.excel.grid import Grid, Merge, Source, Workbook
from trainingapp.registers.rules.records.columns import Expected
from trainingapp.registers.rules.records.days import find_calendar
from trainingapp.registers.rules.records.moments import read_clocks
from trainingapp.registers.rules.records.reading import RecordReading, read_records

DAYS = Expected(days=frozenset({date(2026, 3, 3), date(2026, 3, 10)}))
MONTH = tuple(range(1, 32))
SPAN = ("考勤日期:", None, "2026-03-01 ～ 2026-03-31", None, "制表时间: 2026-04-01")
EMPTY = (None,) * 31


def across(**times: str) -> tuple[str | None, ...]:
    """Return a line of a month with times under some days, such as d3="08:52"."""
    return tuple(times.get(f"d{day}") for day in MONTH)


def told(reading: RecordReading) -> list[tuple[str, str, list[str]]]:
    """Return number, name and punches of each record."""
    return [
        (one.who.number, one.who.name, [f"{punch:%m-%d %H:%M}" for punch in one.punches]) for one in reading.records
    ]


def labelled(number: str, name: str, unit: str = "云杉社区") -> tuple[str | None, ...]:
    """Return a line that says who, each value some cells right of its word."""
    return ("工 号:", None, number, None, "姓 名:", None, None, name, "部 门:", None, unit)


MACHINE = (
    ("刷 卡 记 录 表",),
    SPAN,
    MONTH,
    labelled("1", "张三"),
    across(d3="08:52\n11:35\n13:20", d10="08:59"),
    labelled("2", "李四"),
    across(d3="09:2011:31"),
    labelled("3", "王五"),
    EMPTY,
)


def test_blocks_with_the_days_of_the_month_across_are_read() -> None:
    reading = read_records(book(*MACHINE), DAYS)

    assert told(reading) == [
        ("1", "张三", ["03-03 08:52", "03-03 11:35", "03-03 13:20", "03-10 08:59"]),
        ("2", "李四", ["03-03 09:20", "03-03 11:31"]),
    ]
    assert [(one.row, one.who.org) for one in reading.records] == [(4, "云杉社区"), (6, "云杉社区")]
    assert (reading.has_moments, list(reading.doubts)) == (True, [])


def test_times_in_several_lines_and_days_in_each_block_are_read() -> None:
    rows = (
        ("考勤记录表 2026年3月",),
        ("工号：1 姓名：张三 部门：云杉社区",),
        ("1日", "2日", "3日", "4日"),
        (None, None, "08:52", None),
        (None, None, "11:35", "08:00"),
        ("工号：2 姓名：李四 部门：云杉社区",),
        ("1日", "2日", "3日", "4日"),
        (None, None, time(9, 1), None),
    )

    assert told(read_records(book(*rows), DAYS)) == [
        ("1", "张三", ["03-03 08:52", "03-03 11:35", "03-04 08:00"]),
        ("2", "李四", ["03-03 09:01"]),
    ]


def test_blocks_with_the_days_down_the_side_leave_out_hours_that_are_no_punch() -> None:
    heading = ("日期", "星期", "上班", "下班", "工时", "迟到")
    rows = (
        ("2026/03/01 - 2026/03/31 考勤记录表",),
        ("工号", "1", "姓名", "张三", "部门", "云杉社区"),
        heading,
        ("2026-03-03", "二", "08:52", "11:35", "02:43", "00:00"),
        ("2026-03-10", "二", "08:59", None, None, None),
        ("合计", None, None, None, "02:43", None),
        ("工号", "2", "姓名", "李四", "部门", "云杉社区"),
        heading,
        ("03-03", "二", "09:20", "16:31", "07:11", "00:20"),
    )

    assert told(read_records(book(*rows), DAYS)) == [
        ("1", "张三", ["03-03 08:52", "03-03 11:35", "03-10 08:59"]),
        ("2", "李四", ["03-03 09:20", "03-03 16:31"]),
    ]


def test_cards_side_by_side_are_told_apart() -> None:
    def card(number: str, name: str) -> list[tuple[str | None, ...]]:
        return [
            ("部门", "云杉社区", "姓名", name),
            ("工号", number, "日期", None),
            ("日/周", "上班", "下班", None),
        ]

    first = [*card("1", "张三"), ("03 二", "08:52", "11:35", None), ("04 三", None, None, None)]
    second = [*card("2", "李四"), ("03 二", "09:10", None, None), ("04 三", "08:00", None, None)]
    rows = [("2026-03-01~03-31 考勤卡表",), *(left + right for left, right in zip(first, second, strict=True))]

    reading = read_records(book(*rows), DAYS)

    assert told(reading) == [
        ("1", "张三", ["03-03 08:52", "03-03 11:35"]),
        ("2", "李四", ["03-03 09:10", "03-04 08:00"]),
    ]
    assert len({one.row for one in reading.records}) == 2


def test_sheet_with_the_times_is_chosen_among_a_machines_sheets() -> None:
    totals = Grid("考勤汇总表", (("工号", "姓名", "部门", "出勤天数"), ("1", "张三", "云杉社区", 2)))
    times = Grid("刷卡记录", MACHINE, merges=(Merge(1, 1, 1, 31),))

    reading = read_records(Workbook(Source.WORKBOOK, [totals, times]), DAYS)

    assert (reading.sheet, list(reading.sheets), len(reading.records)) == ("刷卡记录", ["考勤汇总表", "刷卡记录"], 2)


def test_month_that_is_not_written_is_the_classes_own_and_said_to_be() -> None:
    rows = [row for row in MACHINE if row is not SPAN]

    reading = read_records(book(*rows), DAYS)

    assert told(reading)[1] == ("2", "李四", ["03-03 09:20", "03-03 11:31"])
    assert reading.doubts == ["文件里没有写是哪年哪月，每天的时间按课表上的日期来认，请核对"]


def test_table_with_bare_days_above_its_columns_is_read_by_rows() -> None:
    rows = (("2026年3月考勤汇总",), ("编号", "姓名", *MONTH), ("1", "张三", *across(d3="08:52 11:35")))

    reading = read_records(book(*rows), DAYS)

    assert (reading.header.row, told(reading)) == (2, [("1", "张三", ["03-03 08:52", "03-03 11:35"])])


@pytest.mark.parametrize(
    "rows",
    [
        (("单位：云杉社区 填表人姓名：王五",), ("姓名", "打卡时间"), ("张三", "2026-03-03 08:52")),
        (("单位：云杉社区", "姓名：王五"), ("姓名", "打卡时间"), ("张三", "2026-03-03 08:52")),
        (("姓名", "单位"), ("张三", "云杉社区")),
        (("姓名", "时刻"), ("张三", "2026-03-03 08:52"), ("姓名", "时刻"), ("李四", "2026-03-03 08:53")),
    ],
)
def test_tables_with_one_row_each_are_no_blocks(rows: tuple[tuple[Any, ...], ...]) -> None:
    reading = read_records(book(*rows), DAYS)

    assert {one.who.name for one in reading.records} <= {"张三", "李四"}


def test_office_words_say_who_a_block_is_about() -> None:
    rows = [tuple("参培同志:" if value == "姓 名:" else value for value in row) for row in MACHINE]

    assert told(read_records(book(*rows), DAYS, words={"name": ["参培同志"]})) == told(
        read_records(book(*MACHINE), DAYS)
    )


@pytest.mark.parametrize(
    ("cells", "first", "last"),
    [
        (("2026-03-01 ～ 2026-03-31",), date(2026, 3, 1), date(2026, 3, 31)),
        (("2026/3/16至4/15",), date(2026, 3, 16), date(2026, 4, 15)),
        (("起", datetime(2026, 3, 1), "止", "2026.3.31"), date(2026, 3, 1), date(2026, 3, 31)),  # noqa: DTZ001 - as Excel has it
        (("2026年2月 考勤记录",), date(2026, 2, 1), date(2026, 2, 28)),
        (("制表日期: 2026-04-01",), date(2026, 3, 3), date(2026, 3, 10)),
    ],
)
def test_days_that_a_sheet_tells_of_are_found(cells: tuple[Any, ...], first: date, last: date) -> None:
    days = find_calendar(Grid("Sheet1", [cells]), DAYS.days).days

    assert (days[0], days[-1]) == (first, last)


@pytest.mark.parametrize(
    ("text", "clocks"),
    [("08:5211:35", ["08:52", "11:35"]), ("08:5211:35\n13:20", ["08:52", "11:35", "13:20"]), ("08:52:11", ["08:52"])],
)
def test_times_written_without_a_space_between_are_told_apart(text: str, clocks: list[str]) -> None:
    assert [f"{clock:%H:%M}" for clock in read_clocks(text)] == clocks


CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["工号:", "姓名:", "张三", "姓名", "3", "08:52", "2026-03-03", "2026年3月", "3 二", "日期", "部门：云杉"]
    ),
    st.integers(0, 40),
    st.text(max_size=12),
)


@given(st.lists(st.lists(CELLS, max_size=8).map(tuple), min_size=1, max_size=12))
def test_no_sheet_upsets_the_reader_and_rows_call_one_block_each(rows: list[tuple[Any, ...]]) -> None:
    reading = read_records(book(*rows), DAYS)

    called = [one.row for one in reading.records]
    assert len(called) == len(set(called))


def test_sheet_of_blocks_is_read_to_its_end_however_large_it_is() -> None:
    wide = (None,) * 170
    people = [
        row
        for number in range(1, 1001)
        for row in ((*labelled(str(number), f"学员{number}"), *wide), (*across(d3="08:52"), *wide))
    ]
    rows = (("刷 卡 记 录 表",), SPAN, MONTH, *people)

    reading = read_records(book(*rows), DAYS)

    assert sum(map(len, rows)) > 300_000
    assert (len(reading.records), told(reading)[-1]) == (1000, ("1000", "学员1000", ["03-03 08:52"]))


def test_large_sheet_without_blocks_says_how_far_it_was_searched_and_what_to_do() -> None:
    rows = [(f"第{row}行", *(None,) * 198, "备注") for row in range(510)]

    reading = read_records(book(*rows), DAYS)

    told = "工作表“Sheet1”的前 10 万格里没有一人一块的打卡记录，后面没有再找；"
    way_out = "是一人一块的，请删去前面不用的内容，或把打卡记录另存成一个文件再上传"
    assert (list(reading.records), reading.doubts[-1]) == ([], told + way_out)
