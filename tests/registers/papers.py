"""A made-up class, and its five papers, for tests of the workbooks. Every name and number here is invented."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from trainingapp.core.columns import Align, Column, Kind
from trainingapp.registers.sheets.assessment import AssessmentSheet, Component, component_columns
from trainingapp.registers.sheets.attendance import AttendanceSheet, HalfDay, Symbol, Totals, mark_columns, mark_key
from trainingapp.registers.sheets.parts import Heading
from trainingapp.registers.sheets.roster import RosterSheet
from trainingapp.registers.sheets.signin import SignInLine, SignInSession, SignInSheets
from trainingapp.registers.sheets.timetable import TimetableSheet

CLASS = "天目西路街道2025年居民区后备队伍“青蓝接力”计划培训班"
LONG_UNIT = "中共上海市普陀区桃浦镇城市管理行政执法中队支部委员会"
NAMES = (
    "陈青禾", "陶　然", "上官画菊", "司马佳正", "买买提·艾力江·吐尔逊",
    "赵巧彦", "蒋默杰", "曹弘非", "阿依古丽·买买提", "华　甜",
)  # fmt: skip
UNITS = ("望景居民区党总支", "云杉一村居民区党总支", "北站居民区党支部", "长风商务楼联合支部", "机关第二党支部")
SYMBOLS = (
    Symbol("√", "出勤"), Symbol("△", "事假"), Symbol("○", "病假"), Symbol("☆", "公假"),
    Symbol("×", "旷课"), Symbol("◇", "迟到"), Symbol("▽", "早退"),
)  # fmt: skip
COMPONENTS = (
    Component("attendance", "出勤", Decimal(20)),
    Component("discussion", "课堂研讨", Decimal(20)),
    Component("visit", "现场教学", Decimal(20)),
    Component("essay", "学习心得", Decimal(20)),
    Component("report", "结业汇报", Decimal(20)),
)


@dataclass(frozen=True, slots=True)
class Trainee:
    """One row of every paper."""

    number: int
    name: str
    unit: str
    post: str
    marks: tuple[str, ...]
    score: Decimal | None

    @property
    def counts(self) -> dict[str, int]:
        """How often each symbol stands in the row."""
        return {symbol.mark: self.marks.count(symbol.mark) for symbol in SYMBOLS}


def make_trainees(count: int, *, half_days: int = 10) -> list[Trainee]:
    """Return that many people, some with long names and units, the last half-day of each not recorded."""
    return [
        Trainee(
            number,
            NAMES[number % len(NAMES)],
            LONG_UNIT if number % 17 == 3 else UNITS[number % len(UNITS)],
            ("书记", "副书记", "书记助理")[number % 3],
            (*(SYMBOLS[number % 7 if (number + place) % 9 == 4 else 0].mark for place in range(half_days - 1)), ""),
            Decimal("60.5") + number % 40 if number % 13 else None,
        )
        for number in range(1, count + 1)
    ]


NUMBER: Column[Trainee] = Column("number", "序号", lambda row: row.number, width=5.6, kind=Kind.NUMBER)
NAME: Column[Trainee] = Column("name", "姓名", lambda row: row.name, width=10)
UNIT: Column[Trainee] = Column("unit", "单位", lambda row: row.unit, width=20, align=Align.LEFT, size=10)
REMARK: Column[Trainee] = Column("remark", "备注", lambda _: "", width=8)


def make_heading(paper: str) -> Heading:
    """Return the lines above a paper's table."""
    return Heading(CLASS + paper, left="填报单位：天目西路街道党建办", right="填表日期：2025年6月20日")


def make_roster(count: int) -> RosterSheet[Trainee]:
    """Return a roster of that many trainees."""
    columns: list[Column[Trainee]] = [
        NUMBER,
        NAME,
        Column("gender", "性别", lambda row: "男女"[row.number % 2], width=6),
        Column("ethnic", "民族", lambda row: "维吾尔族" if "·" in row.name else "汉族", width=7),
        Column("birth", "出生年月", lambda row: f"{1970 + row.number % 30}.10", width=10, kind=Kind.MONTH),
        Column("education", "学历", lambda _: "大学本科", width=10),
        Column("politics", "政治面貌", lambda row: "中共预备党员" if row.number % 9 == 0 else "中共党员", width=10),
        Column("post", "单位及职务", lambda row: row.unit + row.post, width=26, align=Align.LEFT),
        Column("group", "组别", lambda row: f"第{row.number % 3 + 1}组", width=8),
        Column("phone", "联系电话", lambda row: f"199{row.number:08d}", width=13.5, kind=Kind.PHONE),
        REMARK,
    ]
    notes = ["注：按姓氏笔画为序。"]
    return RosterSheet(
        heading=make_heading("学员花名册"), columns=columns, rows=make_trainees(count), notes=notes, seal=True
    )


def make_attendance(count: int, *, half_days: int = 10) -> AttendanceSheet[Trainee]:
    """Return an attendance register of that many trainees and half-days."""
    first = date(2025, 5, 9)
    days = [
        HalfDay(first + timedelta(days=7 * (place // 2)), ("上午", "下午")[place % 2]) for place in range(half_days)
    ]
    rows = make_trainees(count, half_days=half_days)

    def count_of(mark: str) -> Column[Trainee]:
        meaning = next(symbol.meaning for symbol in SYMBOLS if symbol.mark == mark)
        return Column(
            f"count_{meaning}",
            meaning,
            lambda row: row.counts[mark],
            width=5,
            kind=Kind.NUMBER,
            groups=("考勤统计（次）",),
        )

    columns: list[Column[Trainee]] = [
        NUMBER,
        NAME,
        UNIT,
        *mark_columns(days, lambda row, place: row.marks[place]),
        *(count_of(symbol.mark) for symbol in SYMBOLS),
        Column("hours", "出勤学时", lambda row: Decimal(4) * row.counts["√"], width=7, kind=Kind.HOURS),
        Column("rate", "出勤率", lambda row: Fraction(row.counts["√"], half_days), width=8, kind=Kind.PERCENT),
        REMARK,
    ]
    present = {mark_key(place): sum(row.marks[place] == "√" for row in rows) for place in range(half_days - 1)}
    return AttendanceSheet(
        heading=make_heading("考勤登记表"),
        columns=columns,
        rows=rows,
        legend=SYMBOLS,
        totals=[Totals("出勤人数", present)] if rows else [],
    )


def make_assessment(count: int) -> AssessmentSheet[Trainee]:
    """Return an assessment register of that many trainees; some have no score yet."""
    columns: list[Column[Trainee]] = [
        NUMBER,
        NAME,
        UNIT,
        *component_columns(COMPONENTS, lambda row, _: row.score),
        Column("adjust", "加减分", lambda _: None, width=7, kind=Kind.NUMBER),
        Column("total", "总分", lambda row: row.score, width=8, kind=Kind.NUMBER),
        Column("band", "等次", lambda row: "" if row.score is None else "良好", width=8),
        Column("complete", "是否结业", lambda row: "" if row.score is None else "是", width=6),
        Column("certificate", "证书编号", lambda row: f"QL2025-01-{row.number:03d}", width=15),
        REMARK,
    ]
    return AssessmentSheet(
        heading=make_heading("考核成绩登记表"),
        columns=columns,
        rows=make_trainees(count),
        notes=["等次：优秀≥90；良好≥75；合格≥60；不合格＜60。总分＝各分项成绩×权重之和＋加减分。"],
        seal=True,
    )


@dataclass(frozen=True, slots=True)
class Lesson:
    """One row of a timetable."""

    day: str
    half: str
    time: str
    topic: str
    form: str
    lecturer: str
    venue: str
    hours: Decimal


OPENING = (
    Lesson(
        "2025年5月9日\n（星期五）", "上午", "09:00—09:40", "开班仪式暨动员讲话", "仪式",
        "董启蒙（街道党工委书记、人大街工委主任）", "街道党群服务中心报告厅", Decimal(0),
    ),
    Lesson(
        "2025年5月9日\n（星期五）", "上午", "09:50—11:30", "以习近平新时代中国特色社会主义思想引领新征程", "集中授课",
        "张雪梅（上海交通大学马克思主义学院教授、博士生导师）", "街道党群服务中心报告厅", Decimal("2.5"),
    ),
    Lesson(
        "2025年5月9日\n（星期五）", "下午", "13:30—16:30", "大场镇党群服务中心 → 慧华苑居民区党群服务站",
        "现场教学", "", "12:50 街道门口集合乘车", Decimal(4),
    ),
)  # fmt: skip


def make_timetable(weeks: int) -> TimetableSheet[Lesson]:
    """Return a timetable of the opening day and so many days after it, two half-days each; none at all for -1."""
    lessons = list(OPENING) if weeks >= 0 else []
    for week in range(1, weeks + 1):
        day = date(2025, 5, 9) + timedelta(weeks=week)
        shown = f"{day.year}年{day.month}月{day.day}日\n（星期五）"
        lessons += [
            Lesson(shown, half, time, "居民区议事协商的组织与引导", "研讨交流", "带教书记", "各居民区", Decimal(4))
            for half, time in (("上午", "09:00—11:30"), ("下午", "13:30—16:00"))
        ]
    columns: list[Column[Lesson]] = [
        Column("day", "日期", lambda row: row.day, width=16, merge_down=True),
        Column("half", "时段", lambda row: row.half, width=7, merge_down=True),
        Column("time", "时间", lambda row: row.time, width=14),
        Column("topic", "教学内容", lambda row: row.topic, width=32, align=Align.LEFT),
        Column("form", "形式", lambda row: row.form, width=10),
        Column("lecturer", "授课人", lambda row: row.lecturer, width=24),
        Column("venue", "地点", lambda row: row.venue, width=20),
        Column("hours", "学时", lambda row: row.hours, width=6, kind=Kind.HOURS),
    ]
    heading = Heading(CLASS + "课程安排表", left="时间：2025年5月9日至6月", attachment="附件1")
    return TimetableSheet(heading=heading, columns=columns, rows=lessons)


def make_signin(count: int, *, plain: bool = False) -> SignInSheets:
    """Return the sign-in sheets of two sessions for that many trainees and an observer; plain ones have short names."""
    rows = [(row, "陈青禾" if plain else row.name, UNITS[1] if plain else row.unit) for row in make_trainees(count)]
    lines = [SignInLine(str(row.number), name, unit) for row, name, unit in rows]
    sessions = [
        SignInSession(
            sheet_name=f"5月9日{half} {topic}",
            topic=topic,
            when=f"2025年5月9日（星期五）{half}",
            lecturers="张雪梅（上海交通大学马克思主义学院教授）",
            venue="街道党群服务中心报告厅",
            audience="全体学员",
            expected=count,
            trainees=lines,
            observers=[SignInLine("列席", "董启蒙", "街道党工委")],
        )
        for half, topic in (("上午", "开班第一课"), ("下午", "大场镇党群服务中心、慧华苑居民区党群服务站"))
    ]
    return SignInSheets(title=CLASS + "签到表", sessions=sessions)
