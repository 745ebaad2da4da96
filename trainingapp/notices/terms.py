"""Words about notices."""

from trainingapp.core.terms import LabelledEnum


class NoticeKind(LabelledEnum):
    """What a notice tells of."""

    TIMETABLE = "timetable", "课表"
    RIDE = "ride", "乘车"


class Channel(LabelledEnum):
    """How a notice went out."""

    COPIED = "copied", "复制到微信、短信"
    MAIL = "mail", "邮件"


class MailState(LabelledEnum):
    """How far a mail has come."""

    WAITING = "waiting", "正在发"
    SENT = "sent", "已发出"
    FAILED = "failed", "没发出"
