"""Words about assessment."""

from trainingapp.core.terms import LabelledEnum


class Source(LabelledEnum):
    """Where a component's points come from."""

    SCORE = "score", "登分"
    ATTENDANCE = "attendance", "按出勤率"


class Completion(LabelledEnum):
    """Whether a trainee completes the class."""

    COMPLETED = "completed", "结业"
    NOT_COMPLETED = "not_completed", "不予结业"
    PENDING = "pending", "待定"
