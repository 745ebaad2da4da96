"""Files of clocks, meetings and examinations as machines write them: headers, times, lengths, points."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.registers.records import book
from trainingapp.core.excel.grid import CellValue
from trainingapp.registers.rules.records.columns import Expected
from trainingapp.registers.rules.records.moments import read_clocks, read_day, read_minutes
from trainingapp.registers.rules.records.reading import RecordChoice, read_records

DAY = date(2026, 3, 3)
DAYS = Expected(days=frozenset({DAY, date(2026, 3, 10)}))
EXAM = Expected(parts=("考试", "心得体会"))


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-03-03", DAY),
        ("2026/3/3 8:52", DAY),
        ("2026年3月3日 星期二", DAY),
        ("3月3日", DAY),
        ("03-03 周二", DAY),
        (datetime.fromisoformat("2026-03-03 08:52"), DAY),
        ("3月4日", None),
        ("2026-13-40", None),
        ("张三", None),
        (46084, None),
    ],
)
def test_days_are_read_as_machines_write_them(value: CellValue, day: date | None) -> None:
    assert read_day(value, DAYS.days) == day


@pytest.mark.parametrize(
    ("value", "clocks"),
    [
        ("08:52", ["08:52"]),
        ("2026-03-03 08:52:11", ["08:52"]),
        ("8:52 11:35\n13:20", ["08:52", "11:35", "13:20"]),
        ("下午 1:20", ["13:20"]),
        ("1:20 PM", ["13:20"]),
        ("上午08:52", ["08:52"]),
        (time(8, 52), ["08:52"]),
        (datetime.fromisoformat("2026-03-03 08:52"), ["08:52"]),
        (datetime.fromisoformat("2026-03-03 00:00"), []),
        ("缺卡", []),
        ("99:99", []),
    ],
)
def test_clock_times_are_read_as_machines_write_them(value: CellValue, clocks: list[str]) -> None:
    assert [f"{clock:%H:%M}" for clock in read_clocks(value)] == clocks


@pytest.mark.parametrize(
    ("value", "minutes"),
    [
        (83, 83),
        ("83", 83),
        ("83分钟", 83),
        ("1小时23分", 83),
        ("1小时", 60),
        ("01:23:45", 83),
        (time(1, 23, 45), 83),
        (timedelta(minutes=83, seconds=45), 83),
        ("很久", None),
        (-5, None),
        (True, None),
        ("", None),
    ],
)
def test_lengths_are_read_in_whole_minutes(value: CellValue, minutes: int | None) -> None:
    assert read_minutes(value) == minutes


@given(st.one_of(st.text(max_size=40), st.integers(), st.floats(allow_nan=False), st.booleans(), st.none()))
def test_no_cell_upsets_the_readers(value: CellValue) -> None:
    assert read_minutes(value) in {None, *range(1441)}
    assert all(isinstance(clock, time) for clock in read_clocks(value))
    assert read_day(value, DAYS.days) is None or isinstance(value, str)


def test_log_of_a_clock_is_read_row_by_row() -> None:
    reading = read_records(
        book(
            ("考勤原始记录",),
            ("登记号码", "姓名", "部门", "日期时间", "机器号"),
            ("00012", "张三", "云杉社区", "2026-03-03 08:52:11", 1),
            ("00012", "张三", "云杉社区", "2026-03-03 11:31:00", 1),
            ("合计", None, None, None, None),
        ),
        DAYS,
    )

    assert [(one.row, one.who.number, one.who.name, one.who.org) for one in reading.records] == [
        (3, "00012", "张三", "云杉社区"),
        (4, "00012", "张三", "云杉社区"),
    ]
    assert [list(one.punches) for one in reading.records] == [
        [datetime.fromisoformat("2026-03-03 08:52")],
        [datetime.fromisoformat("2026-03-03 11:31")],
    ]
    assert reading.has_moments


def test_daily_record_has_its_date_and_its_two_times_apart() -> None:
    rows = (
        ("姓名", "日期", "上班时间", "下班时间"),
        ("张三", "2026-03-03", "8:50", "16:35"),
        ("李四", "3月33日", "8:50", ""),
    )

    reading = read_records(book(*rows), DAYS)

    assert [(one.arrived, one.left) for one in reading.records] == [
        (datetime.fromisoformat("2026-03-03 08:50"), datetime.fromisoformat("2026-03-03 16:35")),
        (None, None),
    ]
    assert list(reading.doubts) == ["第 3 行的日期“3月33日”看不懂，这一行的时间没有读"]


def test_columns_headed_by_days_hold_the_times_of_each() -> None:
    rows = (("姓名", "3月3日", "2026-03-10", "4月1日"), ("张三", "08:52\n11:35", "", "08:00"))

    reading = read_records(book(*rows), DAYS)

    assert [list(one.punches) for one in reading.records] == [
        [datetime.fromisoformat("2026-03-03 08:52"), datetime.fromisoformat("2026-03-03 11:35")]
    ]


def test_list_of_a_meeting_is_read_with_its_nicknames() -> None:
    header = ("用户昵称（入会昵称）", "首次入会时间", "最后退会时间", "累计参会时长")
    rows = (header, ("三组-张三", "2026-03-03 08:58:01", "2026-03-03 11:30:40", "2小时32分"))

    (record,) = read_records(book(*rows), DAYS).records

    assert (record.who.nickname, record.minutes, record.arrived) == (
        "三组-张三",
        152,
        datetime.fromisoformat("2026-03-03 08:58"),
    )


def test_points_go_to_the_components_that_headings_name() -> None:
    rows = (("准考证号", "姓名", "考试成绩", "心得体会(40%)", "名次"), ("7", "张三", 92.5, "缺考", 1))

    (record,) = read_records(book(*rows), EXAM).records

    assert dict(record.points) == {"考试": "92.5", "心得体会": "缺考"}


def test_points_without_a_name_are_the_only_component() -> None:
    rows = (("姓名", "得分"), ("张三", 90))

    (record,) = read_records(book(*rows), Expected(parts=("考试",))).records
    (of_many,) = read_records(book(*rows), EXAM).records

    assert (dict(record.points), dict(of_many.points)) == ({"考试": "90"}, {})


def test_a_person_may_say_what_each_column_is() -> None:
    rows = (("甲", "乙"), ("张三", "08:52"))

    unread = read_records(book(*rows), DAYS)
    (record,) = read_records(book(*rows), DAYS, RecordChoice("", 1, {"A": "name", "B": "time"})).records

    assert (list(unread.records), unread.doubts[0][:10]) == ([], "没有认出哪一列是姓名")
    assert (record.who.name, list(record.punches)) == ("张三", [time(8, 52)])


def test_an_office_adds_its_own_words() -> None:
    rows = (("参培同志", "扫脸时刻"), ("张三", "2026-03-03 08:52"))

    (record,) = read_records(book(*rows), DAYS, words={"name": ["参培同志"], "time": ["扫脸时刻"]}).records

    assert (record.who.name, list(record.punches)) == ("张三", [datetime.fromisoformat("2026-03-03 08:52")])


def test_next_months_file_has_the_fingerprint_of_this_months() -> None:
    this, following = (book(("姓名", day), ("张三", "8:50")) for day in ("2026-03-03", "2026-03-10"))

    assert read_records(this, DAYS).fingerprint == read_records(following, DAYS).fingerprint
