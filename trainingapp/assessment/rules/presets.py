"""Schemes that offices use, with where each comes from. None of them binds a sub-district's class."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from trainingapp.assessment.rules.scheme import Bracket, Gate, Part
from trainingapp.assessment.terms import Consequence, GateKind, OffenceKind, Outstanding, Rounding, Source, TieRule

SEVENTH = "中组部《关于在干部教育培训中进一步加强学员管理的规定》（2013年）"
COLLEGE = "某学院党校26学时培训班办法"


@dataclass(frozen=True, slots=True)
class Preset:
    """A scheme to start from."""

    key: str
    label: str
    source: str
    parts: Sequence[Part]
    brackets: Sequence[Bracket]
    gates: Sequence[Gate] = ()
    outstanding: Outstanding | None = None


BRACKETS = (
    Bracket("优秀", Decimal(90)),
    Bracket("良好", Decimal(80)),
    Bracket("合格", Decimal(60)),
    Bracket("不合格", Decimal(0), passes=False),
)
#: The bands that the source of the third preset gives.
LOWER_BRACKETS = (
    Bracket("优秀", Decimal(85)),
    Bracket("良好", Decimal(75)),
    Bracket("合格", Decimal(60)),
    Bracket("不合格", Decimal(0), passes=False),
)
LEAVE_OVER_SEVENTH = Gate(GateKind.LEAVE_SHARE, Fraction(1, 7), Consequence.AS_WITHDRAWN, source=SEVENTH)
OWN = "由主办单位确定"
DISCIPLINE = tuple(
    Gate(GateKind.DISCIPLINE, consequence=consequence, source=source, offence=offence)
    for offence, consequence, source in (
        (OffenceKind.SUBSTITUTION, Consequence.CANCELLED, f"{OWN}，参照代写、抄袭的处理"),
        (OffenceKind.PLAGIARISM, Consequence.CANCELLED, SEVENTH),
        (OffenceKind.CHEATING, Consequence.CANCELLED, f"{OWN}，参照代写、抄袭的处理"),
        (OffenceKind.LEFT, Consequence.AS_WITHDRAWN, SEVENTH),
        (OffenceKind.DISORDER, Consequence.WARNED, OWN),
    )
)
THREE_QUARTERS = Gate(GateKind.ATTENDANCE_SHARE, Fraction(3, 4), Consequence.NO_GRADE, source=COLLEGE)
TENTH = Outstanding(Fraction(1, 10), Rounding.DOWN, TieRule.ALL, 90, "各地做法从 5% 到 29% 不等，由主办单位确定")

PRESETS = (
    Preset(
        "course",
        "考勤20 作业20 期中30 结业30",
        "某党校第13期培训班通知；各地做法不一，仅供参考",
        (
            Part(1, "考勤", 20, Source.ATTENDANCE),
            Part(2, "作业", 20),
            Part(3, "期中考核", 30),
            Part(4, "结业考核", 30),
        ),
        BRACKETS,
        (LEAVE_OVER_SEVENTH, *DISCIPLINE),
        Outstanding(Fraction(1, 20), Rounding.DOWN, TieRule.ALL, 90, "某党校第13期培训班通知：优秀学员 5%"),
    ),
    Preset(
        "closing",
        "结业60 心得20 平时20",
        "某高校党校学员考核办法；各地做法不一，仅供参考",
        (Part(1, "结业考核", 60), Part(2, "学习心得", 20), Part(3, "平时表现", 20)),
        BRACKETS,
        (
            Gate(
                GateKind.ABSENT_HALF_DAYS, Fraction(1), Consequence.NO_GRADE, source="某高校党校：旷课一次取消考核资格"
            ),
            *DISCIPLINE,
        ),
        TENTH,
    ),
    Preset(
        "exam",
        "考试60 平时40",
        f"{COLLEGE}：85分优秀、75分良好、60分合格；各地做法不一，仅供参考",
        (Part(1, "结业考试", 60), Part(2, "平时成绩", 40)),
        LOWER_BRACKETS,
        (
            THREE_QUARTERS,
            Gate(GateKind.COMPONENT_TAKEN, consequence=Consequence.NO_GRADE, part="结业考试", source=COLLEGE),
            *DISCIPLINE,
        ),
        Outstanding(Fraction(1, 10), Rounding.DOWN, TieRule.ALL, 85, OWN),
    ),
    Preset(
        "deduction",
        "考勤20扣分 心得30 结业50",
        "某校培训班考勤规定：每缺半天扣 12.5 分；各地做法不一，仅供参考",
        (
            Part(1, "考勤", 20, Source.DEDUCTION, Decimal("12.5")),
            Part(2, "学习心得", 30, Source.ESSAYS, Decimal(2)),
            Part(3, "结业考核", 50),
            Part(4, "加减分", 0, Source.ADJUSTMENT, Decimal(5)),
        ),
        BRACKETS,
        (LEAVE_OVER_SEVENTH, *DISCIPLINE),
        TENTH,
    ),
    Preset(
        "practice",
        "党课40 实践35 结业25",
        "某党校培训班办法；各地做法不一，仅供参考",
        (Part(1, "党课学习", 40), Part(2, "实践锻炼", 35), Part(3, "结业考核", 25)),
        BRACKETS,
        (LEAVE_OVER_SEVENTH, *DISCIPLINE),
        TENTH,
    ),
    Preset(
        "machine",
        "平时10 心得20 机试70",
        "某高校党校办法；各地做法不一，仅供参考",
        (Part(1, "平时表现", 10), Part(2, "学习心得", 20), Part(3, "上机考试", 70)),
        BRACKETS,
        (
            Gate(
                GateKind.COMPONENT_TAKEN,
                consequence=Consequence.NO_GRADE,
                part="上机考试",
                source="各地做法：缺考不评定成绩",
            ),
            *DISCIPLINE,
        ),
        TENTH,
    ),
)
