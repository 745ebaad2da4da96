"""The State Council's notices on holidays, as they are pasted: read right, or refused with the place and the reason."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.timetable.rules.calendar import CalendarRow, DayKind, WorkingCalendar
from trainingapp.timetable.rules.holiday_notice import FESTIVALS, parse_holiday_notice
from trainingapp.timetable.rules.known_holidays import known_calendar, known_rows

NOTHING_READ = (
    "没有读到任何节日。请把国务院办公厅的通知全文粘贴进来，每个节日一条，"
    "如“一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。”；只调整个别日子的补充通知，请用“加一天”逐日改"
)

NOTICES = {
    2017: """一、元旦：1月1日放假，1月2日（星期一）补休。\
二、春节：1月27日至2月2日放假调休，共7天。1月22日（星期日）、2月4日（星期六）上班。\
三、清明节：4月2日至4日放假调休，共3天。4月1日（星期六）上班。\
四、劳动节：5月1日放假，与周末连休。\
五、端午节：5月28日至30日放假调休，共3天。5月27日（星期六）上班。\
六、中秋节、国庆节：10月1日至8日放假调休，共8天。9月30日（星期六）上班。""",
    2023: """一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。
三、清明节：4月5日放假，共1天。
四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。
五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。
六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。""",
    2024: """一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。""",
    2026: """国务院办公厅关于2026年部分节假日安排的通知
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
　　经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
　　一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
　　二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
　　三、清明节：4月4日（周六）至6日（周一）放假，共3天。
　　四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
　　五、端午节：6月19日（周五）至21日（周日）放假，共3天。
　　六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
　　七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
　　鼓励单位和个人结合落实带薪年休假等制度，实际形成较长假期，推动错峰出行。
国务院办公厅
2025年11月4日""",
}


TABLES = {
    "copied from a page": """节日\t放假时间\t调休上班日期\t放假天数
元旦\t1月1日（周四）～3日（周六）\t1月4日（周日）\t3天
春节\t2月15日（周日）至23日（周一）\t2月14日（周六）、2月28日（周六）\t9天
清明节\t4月4日（周六）至6日（周一）\t无\t3天
劳动节\t5月1日（周五）至5日（周二）\t5月9日（周六）上班\t5天
端午节\t6月19日至21日\t—\t3天
中秋节\t9月25日至27日\t\t3天
国庆节\t10月1日至7日\t9月20日（周日）、10月10日（周六）\t7天""",
    "the days off say their number, no column for it": """序号\t假期名称\t放假安排\t补班
1\t元旦\t1月1日至3日放假调休，共3天。\t1月4日上班。
2\t春节\t2月15日至23日放假调休，共9天\t2月14日、2月28日上班
3\t清明\t4月4日至6日放假，共3天\t
4\t劳动节\t5月1日至5日放假调休，共5天\t5月9日上班
5\t端午\t6月19日至21日放假，共3天\t
6\t中秋\t9月25日至27日放假，共3天\t
7\t国庆\t10月1日至7日放假调休，共7天\t9月20日、10月10日上班""",
}


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_table_reads_as_the_notice_that_it_was_made_from(table: str) -> None:
    assert parse_holiday_notice(table, 2026) == parse_holiday_notice(NOTICES[2026], 2026)


def test_faults_of_a_table_are_found_as_those_of_a_notice() -> None:
    table = "节日\t放假时间\t调休上班\t天数\n元旦\t1月1日（周五）至3日\t1月5日\t4\n春节\t待定\t\t"

    notice = parse_holiday_notice(table, 2026)

    assert notice.problems == (
        "“元旦”一条写着1月1日是周五，2026年这一天却是周四；请检查年份和日期",
        "“元旦”一条写着共4天，从1月1日（周四）到1月3日（周六）却是3天；请改正日期",
        "“元旦”一条的1月5日（周一）本来就是工作日，不用调休上班；请检查日期",
        "“春节”一条没有读到放假日期；请对照通知原文改正：待定放假。",
    )


@pytest.mark.parametrize("year", NOTICES)
def test_parse_reads_published_notices_as_the_library_has_them(year: int) -> None:
    notice = parse_holiday_notice(NOTICES[year], year)
    read = WorkingCalendar.from_rows(notice.rows, known_years=[year])

    # The days before 元旦 of the next year belong to the next notice.
    first, last = date(year, 1, 1), date(year, 12, 28)
    worked = [day.date for day in read.days(first, last) if day.is_worked]

    assert (notice.problems, notice.missing) == ((), ())
    assert worked == [day.date for day in known_calendar().days(first, last) if day.is_worked]


def test_parse_gives_the_same_rows_as_the_library() -> None:
    expected = tuple(row for row in known_rows() if row.day.year == 2026)

    assert parse_holiday_notice(NOTICES[2026], 2026).rows == expected


def test_parse_takes_the_year_before_when_it_is_written() -> None:
    rows = parse_holiday_notice("一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。", 2023).rows

    assert rows == tuple(
        CalendarRow(day, DayKind.HOLIDAY, "元旦") for day in (date(2022, 12, 31), date(2023, 1, 1), date(2023, 1, 2))
    )


def test_parse_begins_the_new_year_holiday_in_december_without_years() -> None:
    rows = parse_holiday_notice("一、元旦：12月31日至1月2日放假调休，共3天。", 2023).rows

    assert [row.day for row in rows] == [date(2022, 12, 31), date(2023, 1, 1), date(2023, 1, 2)]


def test_parse_reads_a_day_taken_later_as_a_day_off() -> None:
    rows = parse_holiday_notice("一、元旦：1月1日放假，1月2日（星期一）补休。", 2017).rows

    assert [row.day for row in rows] == [date(2017, 1, 1), date(2017, 1, 2)]


def test_parse_leaves_the_eve_that_is_only_encouraged() -> None:
    notice = parse_holiday_notice(NOTICES[2024], 2024)

    assert date(2024, 2, 9) not in {row.day for row in notice.rows}


@pytest.mark.parametrize(
    "text",
    [
        "一、元旦:1月1日(周四)至3日(周六)放假调休,共3天。1月4日(周日)上班。",
        "（一）元旦：１月１日（星期四）至３日（星期六）放假调休，共３天。１月４日（星期日）照常上班。",
        "　一、 元旦： 1 月 1 日（周四）至 3 日（周六）放假调休，\n共 3 天。1 月 4 日（周日）上班。",
        "一、元旦：1月1日-3日放假，共3天，1月4日调休上班",
        "一、元旦：1月1日、2日、3日放假调休，共3天。\r\n1月4日（星期天）正常上班。",
        "1. 元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。",
        "1、元旦：1月1日至3日放假，共3天；1月4日上班；",
        "• **元旦**：1月1日至3日调休放假，共3天。1月4日要上班。",
        "元旦：\n1\u2002月\u00a01 日\u200b至 3 日放假调休，共 3 天。\n1 月 4 日（周日）上班。",
        "一、元旦。1月1日至3日放假调休，共3天，1月4日（周日）调休，照常上班。",
        "一、元旦：1月1日至3日放假，共3天。1月4日上班。节日期间要安排好值班。国务院办公厅2025年11月4日",
        "🎉元旦：1月1日（周四）至3日（周六）放假调休，共3天。✅1月4日（周日）上班。",
        "1.元旦 1月1日-3日放假调休，共3天，1月4日（周日）上班",
        "元旦2026年1月1日至3日放假，共3天。1月4日（周日）上班。",
    ],
)
def test_parse_reads_the_ways_of_writing(text: str) -> None:
    notice = parse_holiday_notice(text, 2026)

    assert notice.problems == ()
    assert [(row.day.day, row.kind) for row in notice.rows] == [
        (1, DayKind.HOLIDAY),
        (2, DayKind.HOLIDAY),
        (3, DayKind.HOLIDAY),
        (4, DayKind.ADJUSTED_WORKDAY),
    ]


@pytest.mark.parametrize(
    "mark", [lambda number, _: f"{number}. ", lambda number, _: f"{number}、", lambda *_: "", lambda *_: "· "]
)
def test_parse_reads_a_whole_notice_however_its_items_are_numbered(mark: Callable[[int, str], str]) -> None:
    items = re.findall(r"([一二三四五六七])、(.*)", NOTICES[2026])
    text = "\n".join(mark(number, sign) + item for number, (sign, item) in enumerate(items, start=1))

    assert parse_holiday_notice(text, 2026) == parse_holiday_notice(NOTICES[2026], 2026)


def test_two_festivals_of_one_item_are_both_read_however_they_are_joined() -> None:
    read = [
        parse_holiday_notice(f"国庆节{joined}中秋节：10月1日至8日放假调休，共8天。9月28日（周日）上班。", 2025)
        for joined in ("、", "与", "和")
    ]

    assert read[1:] == read[:1] * 2
    assert (len(read[0].rows), read[0].problems, "中秋节" in read[0].missing) == (9, (), False)


def test_parse_names_the_festivals_that_are_missing() -> None:
    assert parse_holiday_notice("二、清明：4月4日至6日放假，共3天。", 2026).missing == tuple(
        name for name in FESTIVALS if name != "清明节"
    )


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (
            "你好",
            (NOTHING_READ,),
        ),
        (
            "一、元旦：1月1日（周五）放假，共1天。",
            ("“元旦”一条写着1月1日是周五，2026年这一天却是周四；请检查年份和日期",),
        ),
        (
            "一、元旦：1月1日至3日放假，共4天。",
            ("“元旦”一条写着共4天，从1月1日（周四）到1月3日（周六）却是3天；请改正日期",),
        ),
        ("一、元旦：1月32日放假。", ("“元旦”一条的“1月32日”不存在；请对照通知原文改正",)),
        (
            "一、元旦：1月1日放假。1月4日调休。",
            ("“元旦”一条里的“1月4日”看不出是放假还是上班，没有读入；请对照通知原文改正",),
        ),
        ("一、元旦：3日放假。", ("“元旦”一条的“3日”没有写月份；请补上",)),
        (
            "一、元旦：1月1日放假。1月2日上班。",
            ("“元旦”一条的1月2日（周五）本来就是工作日，不用调休上班；请检查日期",),
        ),
        (
            "一、元旦：1月1日至3日放假。1月3日上班。",
            ("1月3日（周六）在“元旦”里又是放假又是上班；请改正",),
        ),
        (
            "一、元旦：1月1日放假，1月2日再说。",
            ("“元旦”一条里的“1月2日”看不出是放假还是上班，没有读入；请对照通知原文改正",),
        ),
        ("一、元旦：放假。", ("“元旦”一条没有读到放假日期；请对照通知原文改正：放假。",)),
        (
            "一、元旦：1月3日至1日放假。",
            ("“元旦”一条从1月3日（周六）到1月1日（周四）不像一个假期；请改正日期",),
        ),
        (
            "一、元旦：2019年1月1日放假。",
            ("“元旦”一条的2019年1月1日（周二）不属于2026年的安排；请检查年份",),
        ),
        (
            "国务院办公厅关于2027年部分节假日安排的通知\n一、元旦：1月1日（周五）放假，共4天。",
            ("通知是2027年的，选的是2026年；请改选年份，或换成2026年的通知",),
        ),
    ],
)
def test_parse_says_what_is_wrong_and_where(text: str, problems: tuple[str, ...]) -> None:
    assert parse_holiday_notice(text, 2026).problems == problems


@given(
    # A span from December into January is the notice of the year that begins, see above.
    st.dates(date(2014, 1, 5), date(2040, 11, 30)).filter(lambda day: day.month < 12),
    st.integers(1, 9),
)
def test_parse_reads_back_any_holiday_that_is_written(first: date, length: int) -> None:
    days = [first + timedelta(days=offset) for offset in range(length)]
    last = days[-1]
    text = f"七、国庆节：{first.month}月{first.day}日至{last.month}月{last.day}日放假调休，共{length}天。"

    notice = parse_holiday_notice(text, first.year)

    assert notice.problems == ()
    assert [row.day for row in notice.rows] == days


@given(st.text("一二、：:（）()。至上班放假调休共天周日月年0123456789，, \n元旦", max_size=60), st.integers(2004, 2040))
def test_parse_survives_any_text(text: str, year: int) -> None:
    notice = parse_holiday_notice(text, year)

    assert notice.rows == tuple(sorted(notice.rows))
    assert {row.day.year for row in notice.rows} <= {year - 1, year}


def test_parse_is_not_kept_busy_by_a_long_list_of_dates() -> None:
    # Eighty thousand characters: with unbounded repetition this runs for minutes.
    notice = parse_holiday_notice("一、元旦：" + "1月1日、" * 16_000, 2026)

    assert notice.rows == ()
    assert len(notice.problems) == 2
