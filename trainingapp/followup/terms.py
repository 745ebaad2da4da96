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


class Renaming(LabelledEnum):
    """What it means that a pair's mentor is called otherwise than before."""

    CORRECTION = "correction", "是同一个人，原来写错了：以前的谈话和评价都跟着改名"
    SUCCESSOR = "successor", "换了人：这一对到今天结束，另结一对；以前的谈话和评价仍是原带教人的"


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
