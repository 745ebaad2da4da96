"""How grave each kind of conflict is, by which rule, and from which figure on: what an office may set otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from trainingapp.core.terms import Severity
from trainingapp.timetable.terms import ConflictKind


@dataclass(frozen=True, slots=True)
class KindRule:
    """How an office takes one kind of conflict; `limit` is a figure that the rule compares with, None is no limit."""

    severity: Severity
    source: str = ""
    limit: Decimal | None = None


_ONE_PLACE = "一个人、一个场地同一时间只能在一处"
_STUDY_PLAN = "本班课程计划"
_SEATED = "《道路交通安全法》第四十九条：机动车载人不得超过核定的人数"

USUAL_RULES: Mapping[ConflictKind, KindRule] = {
    ConflictKind.LECTURER: KindRule(Severity.BLOCK, _ONE_PLACE),
    ConflictKind.HOST: KindRule(Severity.BLOCK, _ONE_PLACE),
    ConflictKind.LECTURER_TIME: KindRule(Severity.BLOCK, "师资库里登记的时间"),
    ConflictKind.LOAD: KindRule(Severity.NOTE, "本单位约定：一位讲师一周不超过几个半天", Decimal(4)),
    ConflictKind.VENUE: KindRule(Severity.BLOCK, _ONE_PLACE),
    ConflictKind.WHOLE_CLASS: KindRule(Severity.BLOCK, _ONE_PLACE),
    ConflictKind.TRACK: KindRule(Severity.BLOCK, _ONE_PLACE),
    ConflictKind.GROUP: KindRule(Severity.BLOCK, _ONE_PLACE),
    ConflictKind.PERSON: KindRule(Severity.WARN, _ONE_PLACE),
    ConflictKind.CAPACITY: KindRule(Severity.WARN, "场地库里的座位数"),
    ConflictKind.FEATURES: KindRule(Severity.WARN, "场地库里登记的设备和条件"),
    ConflictKind.TRAVEL: KindRule(Severity.WARN, "两地之间登记的路上时间"),
    ConflictKind.SITE: KindRule(Severity.WARN, "教学点库里的开放时间和接待容量"),
    ConflictKind.SEATS: KindRule(Severity.WARN, _SEATED),
    ConflictKind.VEHICLE: KindRule(Severity.BLOCK, "一辆车同一时间只能跑一处"),
    ConflictKind.HOURS: KindRule(Severity.WARN, "本班设置：每半天学时"),
    ConflictKind.DAY_HOURS: KindRule(Severity.WARN, "本单位约定：一天不超过几学时", Decimal(8)),
    ConflictKind.PERIOD: KindRule(Severity.WARN, "本班的开班、结业日期"),
    ConflictKind.WORKDAY: KindRule(Severity.WARN, "国务院办公厅年度放假安排"),
    ConflictKind.ORDER: KindRule(Severity.WARN, "开班仪式在最前，结业仪式在最后"),
    ConflictKind.SEQUENCE: KindRule(Severity.BLOCK_RELEASE, _STUDY_PLAN),
    ConflictKind.NO_LECTURER: KindRule(Severity.NOTE, _STUDY_PLAN),
    ConflictKind.NO_VENUE: KindRule(Severity.NOTE, _STUDY_PLAN),
}
"""What holds where an office has not said otherwise."""

LIMITED = frozenset(kind for kind, rule in USUAL_RULES.items() if rule.limit is not None)
"""The kinds that compare with a figure of the office."""
