"""Words about visits."""

from trainingapp.core.terms import LabelledEnum


class FaultKind(LabelledEnum):
    """What is wrong with an itinerary, or still missing."""

    STAY = "stay", "停留时间"
    ORDER = "order", "先后"
    TRAVEL = "travel", "路上时间"
    GATHER = "gather", "集合"
    RETURN = "return", "返回"
    SESSION = "session", "课次时间"
    SEATS = "seats", "座位"
    CAPACITY = "capacity", "接待容量"
    NO_STOP = "no_stop", "缺停靠站"
    NO_ESCORT = "no_escort", "缺带队"
    NO_CONTACT = "no_contact", "缺联系人"
    NO_LEADER = "no_leader", "缺车长"
    NAME = "name", "车号"


GATHERING = "gather"
"""The key of the first departure, from where everybody gathers; each other one has the key of its stop."""


class Boarding(LabelledEnum):
    """What is said of one trainee before the vehicles leave a place."""

    ABOARD = "aboard", "已上车"
    AWAY = "away", "不同行"
    CLEARED = "cleared", "没上车"
