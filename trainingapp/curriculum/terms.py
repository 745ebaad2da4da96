"""Words about courses and those who teach them."""

from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction

from trainingapp.core.terms import LabelledEnum
from trainingapp.core.times import show_span


class Category(LabelledEnum):
    """What a course is for; the shares of theory and Party spirit are counted over these."""

    THEORY = "theory", "理论教育"
    PARTY_SPIRIT = "party_spirit", "党性教育"
    DUTY = "duty", "履职能力"
    KNOWLEDGE = "knowledge", "知识培训"


class Form(LabelledEnum):
    """How it is taught."""

    LECTURE = "lecture", "集中授课"
    VISIT = "visit", "现场教学"
    DISCUSSION = "discussion", "研讨交流"
    SEMINAR = "seminar", "结构化研讨"
    EXCHANGE = "exchange", "经验交流"
    CEREMONY = "ceremony", "仪式"
    EXAM = "exam", "考核"
    SELF_STUDY = "self_study", "自学"


class LecturerKind(LabelledEnum):
    """Where a lecturer comes from."""

    PARTY_SCHOOL = "party_school", "党校"
    UNIVERSITY = "university", "高校"
    SPEAKERS = "speakers", "宣讲团"
    MENTOR = "mentor", "带教书记"
    CADRE = "cadre", "条线干部"
    LEADER = "leader", "领导干部"
    EXPERT = "expert", "行业专家"
    EXEMPLAR = "exemplar", "先进典型"


class Availability(LabelledEnum):
    """What is known of a lecturer's time."""

    AWAY = "away", "没空"
    ONLY = "only", "只有这些时间有空"


class DayPart(LabelledEnum):
    """The part of a day, as a form asks for it."""

    WHOLE = "whole", "全天"
    MORNING = "morning", "上午"
    AFTERNOON = "afternoon", "下午"
    EVENING = "evening", "晚上"

    @property
    def clock(self) -> tuple[time, time] | None:
        """Return when it begins and ends by the clock, None for the whole day."""
        return _CLOCK.get(self)


_CLOCK = {
    DayPart.MORNING: (time(0), time(13)),
    DayPart.AFTERNOON: (time(13), time(18)),
    DayPart.EVENING: (time(18), time(23, 59)),
}


def part_of_day(begins: time | None, ends: time | None) -> str:
    """Return a part of the day in words: 上午 where a form offers it, else 08:00–10:00; nothing is all day."""
    if begins is None or ends is None:
        return ""
    named = {clock: part.label for part, clock in _CLOCK.items()}
    return named.get((begins, ends)) or show_span(begins, ends)


@dataclass(frozen=True, slots=True)
class Taught:
    """What became of an entry of a library: how often it was taught, when last, and how that was evaluated.

    `share` is the mean of all forms over the most points, None where too few forms have been handed in.
    """

    times: int = 0
    last_on: date | None = None
    share: Fraction | None = None


NEVER = Taught()


@dataclass(frozen=True, slots=True)
class Missed:
    """A session that stands at a time when its lecturer cannot come: what it is, why, by public ids where it is."""

    label: str
    why: str
    cohort: str
    session: str
