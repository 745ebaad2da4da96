"""Words about what follows a class."""

from trainingapp.core.terms import LabelledEnum


class RelayForm(LabelledEnum):
    """How a course was relayed to a branch."""

    MEETING = "meeting", "党员大会"
    LECTURE = "lecture", "专题党课"
    THEME_DAY = "theme_day", "主题党日"
    STUDY = "study", "集中学习"
    VISIT = "visit", "送学上门"


class MentorshipState(LabelledEnum):
    """How far a pair has come."""

    ACTIVE = "active", "带教中"
    ENDED = "ended", "已结束"


class PointsState(LabelledEnum):
    """Whether an entry has been checked; only checked ones count."""

    ENTERED = "entered", "待核查"
    CHECKED = "checked", "已核查"
    VOIDED = "voided", "不予认定"
    APPEALED = "appealed", "申诉待复核"


#: What a check may say.
CHECKED_AS = (PointsState.CHECKED, PointsState.VOIDED)


class HonourLevel(LabelledEnum):
    """Who gave an honour."""

    OFFICE = "office", "街镇"
    DISTRICT = "district", "区"
    CITY = "city", "市"
    NATION = "nation", "全国"


class DestinationKind(LabelledEnum):
    """Where a trainee went after the class."""

    SECRETARY = "secretary", "担任书记"
    COMMITTEE = "committee", "进入“两委”班子"
    PROMOTED = "promoted", "担任其他职务"
    RESERVE = "reserve", "列入后备"
    UNCHANGED = "unchanged", "岗位未变"
    LEFT = "left", "离开本街镇"
