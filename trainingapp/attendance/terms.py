"""Words about attendance: statuses, the class each belongs to, and how a mark came about."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from trainingapp.core.terms import LabelledEnum


class StatusClass(LabelledEnum):
    """What a status counts as; offices rename and re-sign statuses, never these."""

    PRESENT = "present", "出勤"
    LATE = "late", "迟到早退"
    EXCUSED = "excused", "请假"
    UNEXCUSED = "unexcused", "旷课"
    EXEMPT = "exempt", "免修"


class Status(LabelledEnum):
    """The core statuses. A blank is none of them: it means that nothing was recorded."""

    PRESENT = "present", "到"
    LATE = "late", "迟到"
    LEFT_EARLY = "left_early", "早退"
    OFFICIAL = "official", "公假"
    SICK = "sick", "病假"
    PERSONAL = "personal", "事假"
    ABSENT = "absent", "旷课"
    EXEMPT = "exempt", "免修"


CLASS_OF: dict[Status, StatusClass] = {
    Status.PRESENT: StatusClass.PRESENT,
    Status.LATE: StatusClass.LATE,
    Status.LEFT_EARLY: StatusClass.LATE,
    Status.OFFICIAL: StatusClass.EXCUSED,
    Status.SICK: StatusClass.EXCUSED,
    Status.PERSONAL: StatusClass.EXCUSED,
    Status.ABSENT: StatusClass.UNEXCUSED,
    Status.EXEMPT: StatusClass.EXEMPT,
}

#: The letter that records a status on the roll-call page.
KEYS: dict[Status, str] = {
    Status.PRESENT: "d",
    Status.LATE: "c",
    Status.LEFT_EARLY: "z",
    Status.OFFICIAL: "g",
    Status.SICK: "b",
    Status.PERSONAL: "s",
    Status.ABSENT: "k",
    Status.EXEMPT: "m",
}

#: Signs differ from office to office, so the legend is always printed and a class may change them.
DEFAULT_SYMBOLS: dict[Status, str] = {
    Status.PRESENT: "√",
    Status.LATE: "◇",
    Status.LEFT_EARLY: "▽",
    Status.OFFICIAL: "☆",
    Status.SICK: "○",
    Status.PERSONAL: "△",
    Status.ABSENT: "×",
    Status.EXEMPT: "免",
}


class RollState(LabelledEnum):
    """How far a session's roll call has come."""

    NOT_TAKEN = "not_taken", "未点名"
    DRAFT = "draft", "草稿"
    CONFIRMED = "confirmed", "已确认"


class Layer(LabelledEnum):
    """Whose word it is: what the group leader recorded, or what the office confirmed."""

    TAKEN = "taken", "点名"
    CONFIRMED = "confirmed", "确认"


class Way(LabelledEnum):
    """How a mark came about."""

    ROLL_CALL = "roll_call", "点名页"
    GRID = "grid", "全班表"
    SCAN = "scan", "扫码点名"
    PHONE = "phone", "手机签到"
    JOINED = "joined", "临时人员并入"
    IMPORT = "import", "导入"
    VISIT = "visit", "上车清点"
    SEED = "seed", "示例数据"


class LeaveKind(LabelledEnum):
    """Why somebody asks to stay away."""

    PERSONAL = "personal", "事假"
    SICK = "sick", "病假"
    OFFICIAL = "official", "公假"

    @property
    def status(self) -> Status:
        """Return the status that a mark would have if the leave came true."""
        return Status(self.value)


class LeaveState(LabelledEnum):
    """How far a leave has come; only an approved or closed one is expected on the roll call."""

    REQUESTED = "requested", "待批"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "未批准"
    CANCELLED = "cancelled", "已撤回"
    CLOSED = "closed", "已销假"


#: A leave in one of these states keeps its sessions from being asked for twice.
LIVE_LEAVE = frozenset({LeaveState.REQUESTED, LeaveState.APPROVED, LeaveState.CLOSED})
GRANTED_LEAVE = frozenset({LeaveState.APPROVED, LeaveState.CLOSED})


class Approver(LabelledEnum):
    """Whose word a leave needs, from the nearest to the highest."""

    CLASS_TEACHER = "class_teacher", "班主任"
    OFFICE = "office", "党建办"
    LEADER = "leader", "领导"


class Decision(LabelledEnum):
    """What an approver said."""

    APPROVED = "approved", "同意"
    REFUSED = "refused", "不同意"


class CheckInState(LabelledEnum):
    """What became of a check-in by phone."""

    COUNTED = "counted", "已签到"
    WAITING = "waiting", "待核实"
    ACCEPTED = "accepted", "核实已到"
    REJECTED = "rejected", "核实未到"


_fraction = cache(Fraction)


@dataclass(frozen=True)
class Settings:
    """How a class takes attendance, where offices and years differ; stored as JSON, read and written by this value.

    The defaults of the limit are the rule of 2013 for Party schools, which is a reference for a sub-district's class.
    """

    #: Leave over this share of the study hours is too much; a blank has no such limit. Over is strictly greater.
    leave_share: str = "1/7"
    #: Leave of more half-days than this is too much; None has no such limit.
    most_half_days: int | None = None
    counts_official: bool = True
    counts_absent: bool = True
    source: str = "中组部《关于在干部教育培训中进一步加强学员管理的规定》（2013年）"
    consequence: str = "按退学处理"
    binding: bool = False
    #: Up to so many half-days the class teacher decides alone, up to so many with the office; longer needs a leader.
    teacher_half_days: int = 1
    office_half_days: int = 2
    #: So many times late or early count as one half-day of absence; 0 never converts.
    lates_per_absence: int = 0
    #: Trainees may check in by phone; off until the class switches it on.
    check_in: bool = False
    #: Check-in opens so many minutes before the start, and counts as late so many minutes after it.
    opens_minutes: int = 30
    late_minutes: int = 10
    #: What a time record of a machine says: leaving more than so many minutes before the end is 早退, coming more than
    #: so many minutes after the start, or staying less than this share of the time, suggests 旷课 to a person.
    early_minutes: int = 10
    missed_minutes: int = 45
    least_stay: str = "1/2"

    @property
    def share(self) -> Fraction | None:
        """Return the share as an exact fraction."""
        return _fraction(self.leave_share) if self.leave_share else None

    @property
    def stay(self) -> Fraction:
        """Return the least share of the time that counts as having been there; 0 asks for none."""
        return _fraction(self.least_stay) if self.least_stay else Fraction(0)
