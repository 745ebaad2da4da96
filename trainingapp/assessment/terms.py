"""Words about assessment."""

from dataclasses import dataclass
from fractions import Fraction

from trainingapp.core.terms import LabelledEnum


class Source(LabelledEnum):
    """Where a component's points come from."""

    SCORE = "score", "登分"
    ATTENDANCE = "attendance", "按出勤率"
    DEDUCTION = "deduction", "按缺课扣分"
    ESSAYS = "essays", "按篇数"
    ADJUSTMENT = "adjustment", "加减分"


#: These are worked out from the attendance; nobody enters them.
CALCULATED = frozenset({Source.ATTENDANCE, Source.DEDUCTION})
#: What came of work handed in can go into these: the mean of its marks, or how many there are.
OF_WORK = frozenset({Source.SCORE, Source.ESSAYS})
#: What `measure` of a component says, where its source has one.
MEASURES = {
    Source.DEDUCTION: "每缺半天扣分",
    Source.ESSAYS: "应交篇数",
    Source.ADJUSTMENT: "最多加减分",
}


class Completion(LabelledEnum):
    """Whether a trainee completes the class."""

    COMPLETED = "completed", "结业"
    NOT_COMPLETED = "not_completed", "不予结业"
    PENDING = "pending", "待定"


class GateKind(LabelledEnum):
    """What a gate looks at, whatever the total."""

    ATTENDANCE_SHARE = "attendance_share", "到课学时不少于总学时的"
    LEAVE_SHARE = "leave_share", "缺课学时不超过总学时的"
    LEAVE_HALF_DAYS = "leave_half_days", "请假不超过几个半天"
    ABSENT_HALF_DAYS = "absent_half_days", "旷课达到几个半天"
    COMPONENT_TAKEN = "component_taken", "必须参加"
    COMPONENT_POINTS = "component_points", "这一项不低于几分"
    DISCIPLINE = "discipline", "违纪"


#: Gates that look at one component.
OF_COMPONENT = frozenset({GateKind.COMPONENT_TAKEN, GateKind.COMPONENT_POINTS})
#: Gates whose limit is a share of the study hours.
OF_SHARE = frozenset({GateKind.ATTENDANCE_SHARE, GateKind.LEAVE_SHARE})
#: Gates whose limit, if any, is no amount of attendance.
WITHOUT_LIMIT = frozenset({GateKind.COMPONENT_TAKEN, GateKind.DISCIPLINE})


class Consequence(LabelledEnum):
    """What the rules suggest for who did not pass a gate; a person decides."""

    NOT_COMPLETED = "not_completed", "不予结业"
    NO_GRADE = "no_grade", "不评定成绩，不予结业"
    AS_WITHDRAWN = "as_withdrawn", "按退学处理"
    CANCELLED = "cancelled", "取消成绩，不予结业"
    DEDUCTED = "deducted", "扣分"
    WARNED = "warned", "批评教育，不影响结果"


#: After these there is no band.
UNGRADED = frozenset({Consequence.NO_GRADE, Consequence.CANCELLED})
#: These follow a breach of discipline alone: points off, or a word, and the total still decides.
MILD = frozenset({Consequence.DEDUCTED, Consequence.WARNED})


class OffenceKind(LabelledEnum):
    """What breaks the discipline of a class."""

    SUBSTITUTION = "substitution", "请人代课、替考"
    PLAGIARISM = "plagiarism", "作业代写、抄袭"
    CHEATING = "cheating", "考试作弊"
    LEFT = "left", "未经批准擅自离班"
    DISORDER = "disorder", "扰乱课堂秩序"
    OTHER = "other", "其他违纪"


class Rounding(LabelledEnum):
    """How a share of the trainees becomes a number of places."""

    DOWN = "down", "舍去尾数"
    HALF_UP = "half_up", "四舍五入"
    UP = "up", "进一"


class TieRule(LabelledEnum):
    """What happens when equal totals stand at the last place."""

    ALL = "all", "同分都列入"
    NONE = "none", "同分都不列入"
    ATTENDANCE = "attendance", "同分按到课率，再相同都列入"


@dataclass(frozen=True, slots=True)
class Outstanding:
    """How many may be 优秀学员, and who: an exact share of the class, a least total, roundings and ties."""

    share: Fraction
    rounding: Rounding = Rounding.DOWN
    ties: TieRule = TieRule.ALL
    minimum: int = 0
    source: str = ""
    binding: bool = False


class EvaluationKind(LabelledEnum):
    """What is evaluated."""

    LECTURE = "lecture", "单次课"
    CLASS = "class", "全班满意度"


class EvaluationState(LabelledEnum):
    """Whether answers are taken; results are shown only after closing, so that nobody watches them change."""

    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"


class Screening(LabelledEnum):
    """What the organiser made of a comment before a lecturer sees it."""

    WAITING = "waiting", "待审看"
    SHOWN = "shown", "给讲师看"
    HIDDEN = "hidden", "不给讲师看"


class ReportKind(LabelledEnum):
    """What an office files from its data."""

    MONTHLY = "monthly", "月报"
    LEDGER = "ledger", "培训台账"


class ScanKind(LabelledEnum):
    """A paper of the closing file, kept as a scan or photograph."""

    PLAN = "plan", "培训方案"
    AGENDA = "agenda", "开班议程"
    SIGN_IN = "sign_in", "有签名的签到表"
    TIMETABLE = "timetable", "最终课表"
    SCORES = "scores", "考核成绩登记表"
    EVALUATION = "evaluation", "评估表"
    PHOTOGRAPH = "photograph", "培训照片"
    OTHER = "other", "其他材料"


#: Without these a class cannot be closed; the others are reminded of.
REQUIRED_SCANS = (ScanKind.PLAN, ScanKind.AGENDA, ScanKind.SIGN_IN)
ADVISED_SCANS = (ScanKind.TIMETABLE, ScanKind.SCORES, ScanKind.EVALUATION, ScanKind.PHOTOGRAPH)


class HoursSource(LabelledEnum):
    """Where study hours come from."""

    CLASS = "class", "本单位办班"
    SUPERIOR = "superior", "上级调训"
    ONLINE = "online", "网络学习"
    OTHER = "other", "其他（补录）"


class EntryState(LabelledEnum):
    """Whether an entry of the ledger counts."""

    ARCHIVED = "archived", "已归档"
    PENDING = "pending", "待审核"
    APPROVED = "approved", "已审核"
    REFUSED = "refused", "未通过"
    WITHDRAWN = "withdrawn", "已撤回"


#: Entries in one of these states count.
COUNTED = frozenset({EntryState.ARCHIVED, EntryState.APPROVED})


class ExemptionKind(LabelledEnum):
    """Why somebody need not reach the whole number."""

    FRAIL = "frail", "年老体弱，不作硬性要求"
    NEWCOMER = "newcomer", "当年新任，按月折算"
    OTHER = "other", "其他原因免除"


class TaskKind(LabelledEnum):
    """What is handed in."""

    ESSAY = "essay", "心得体会"
    GROUP = "group", "小组研讨成果"
    PROJECT = "project", "实践项目"


class WorkState(LabelledEnum):
    """How far a piece of work has come."""

    HANDED_IN = "handed_in", "已交"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "已收下"


class Rater(LabelledEnum):
    """Who rates a trainee's competency, and when."""

    SELF_BEFORE = "self_before", "自评（训前）"
    SELF_AFTER = "self_after", "自评（训后）"
    MENTOR = "mentor", "带教评价"
