"""Words about sessions and conflicts."""

from trainingapp.core.terms import LabelledEnum


class HalfDay(LabelledEnum):
    """The atom of timetable, attendance, leave and study hours."""

    MORNING = "morning", "上午"
    AFTERNOON = "afternoon", "下午"
    EVENING = "evening", "晚上"

    @property
    def order(self) -> int:
        """Return 0, 1 or 2: the order within a day."""
        return list(HalfDay).index(self)


class SessionState(LabelledEnum):
    """Whether a session takes place; a cancelled one stays on record."""

    PLANNED = "planned", "已排"
    CANCELLED = "cancelled", "已取消"


class Teaching(LabelledEnum):
    """What a lecturer does in a session."""

    SPEAKER = "speaker", "主讲"
    HOST = "host", "主持"


class FeedKind(LabelledEnum):
    """Whose sessions a calendar feed tells of."""

    PERSON = "person", "学员日历"
    LECTURER = "lecturer", "讲师日历"
    COHORT = "cohort", "班级日历"
    VENUE = "venue", "场地日历"


class ConflictKind(LabelledEnum):
    """What clashes, or what is not as it should be."""

    LECTURER = "lecturer", "讲师"
    HOST = "host", "主持人"
    LECTURER_TIME = "lecturer_time", "讲师时间"
    LOAD = "load", "讲师课量"
    VENUE = "venue", "场地"
    WHOLE_CLASS = "whole_class", "本班学员"
    TRACK = "track", "班型"
    GROUP = "group", "小组"
    PERSON = "person", "跨班学员"
    CAPACITY = "capacity", "场地容量"
    FEATURES = "features", "场地条件"
    TRAVEL = "travel", "路上时间"
    SITE = "site", "教学点"
    SEATS = "seats", "车辆座位"
    VEHICLE = "vehicle", "车辆"
    HOURS = "hours", "学时"
    DAY_HOURS = "day_hours", "每天学时"
    PERIOD = "period", "班期"
    WORKDAY = "workday", "工作日"
    ORDER = "order", "先后"
    SEQUENCE = "sequence", "课前课后"
    NO_LECTURER = "no_lecturer", "缺讲师"
    NO_VENUE = "no_venue", "缺场地"


class Edge(LabelledEnum):
    """Whether an item of a course plan stands at an end of the class."""

    NONE = "none", "不限"
    OPENING = "opening", "开班，排在最前"
    CLOSING = "closing", "结业，排在最后"


class ProposalKind(LabelledEnum):
    """What the planner was asked for."""

    DRAFT = "draft", "排课方案"
    ALTERNATIVE = "alternative", "备选方案"
    REPAIR = "repair", "调整方案"


class ProposalState(LabelledEnum):
    """How far a proposal is."""

    RUNNING = "running", "正在编排"
    READY = "ready", "待采用"
    ACCEPTED = "accepted", "已采用"
    DISCARDED = "discarded", "已放弃"
    FAILED = "failed", "没有排成"


class PlaceState(LabelledEnum):
    """What became of one card of a proposal."""

    OPEN = "open", "待采用"
    ACCEPTED = "accepted", "已采用"
    SKIPPED = "skipped", "不采用"
