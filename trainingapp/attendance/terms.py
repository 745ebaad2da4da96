"""Words about attendance: statuses, the class each belongs to, and how a mark came about."""

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
    IMPORT = "import", "导入"
    SEED = "seed", "示例数据"
