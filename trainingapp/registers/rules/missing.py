"""What a paper still wants before it is worth printing. It advises: every paper can be printed as it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from trainingapp.registers.terms import PaperKind, Part


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """What the papers of a class are made of, counted.

    `sessions` are all in the timetable, `signed_for` those with attendance; `not_taken` and `drafts` count those of
    them up to today; `unscored` are trainees without a total. `seats` are places given out, `ungrouped` trainees
    without a group, `unplaced` those without a seat on the next visit; `paid` are sessions of lecturers with a rate.
    """

    trainees: int
    sessions: int
    is_released: bool
    signed_for: int
    not_taken: int
    drafts: int
    has_scheme: bool
    unscored: int
    seats: int = 0
    ungrouped: int = 0
    visits: int = 0
    unplaced: int = 0
    evaluations: int = 0
    certificates: int = 0
    paid: int = 0
    photographs: int = 0
    has_phone: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that a paper wants, and where it is filled in."""

    text: str
    part: Part


def _trainees(facts: ClassFacts) -> list[Missing]:
    return [] if facts.trainees else [Missing("还没有学员", Part.ROSTER)]


def _timetable(facts: ClassFacts) -> list[Missing]:
    return [] if facts.sessions else [Missing("还没有课程", Part.TIMETABLE)]


def _final(facts: ClassFacts) -> list[Missing]:
    return [] if facts.is_released else [Missing("课表还没有发布", Part.TIMETABLE)]


def _signed_for(facts: ClassFacts) -> list[Missing]:
    return [] if facts.signed_for else [Missing("课表里还没有要点名的课", Part.TIMETABLE)]


def _signin(facts: ClassFacts) -> list[Missing]:
    return _trainees(facts) + _signed_for(facts)


def _attendance(facts: ClassFacts) -> list[Missing]:
    counted = ((facts.not_taken, "没有点名"), (facts.drafts, "点了名还没有确认"))
    open_rolls = [Missing(f"到今天有 {count} 次课{state}", Part.ATTENDANCE) for count, state in counted if count]
    return _signin(facts) + open_rolls


def _assessment(facts: ClassFacts) -> list[Missing]:
    if not facts.has_scheme:
        return [*_trainees(facts), Missing("还没有设定考核办法", Part.ASSESSMENT)]
    unscored = [Missing(f"{facts.unscored} 人的成绩还不全", Part.ASSESSMENT)] if facts.unscored else []
    return _trainees(facts) + unscored


def _one_of(count: int, text: str, part: Part) -> list[Missing]:
    return [] if count else [Missing(text, part)]


def _quotas(facts: ClassFacts) -> list[Missing]:
    return _one_of(facts.seats, "还没有分配名额", Part.QUOTAS)


def _groups(facts: ClassFacts) -> list[Missing]:
    ungrouped = [Missing(f"{facts.ungrouped} 人还没有分组", Part.GROUPS)] if facts.ungrouped else []
    return _trainees(facts) + ungrouped


def _rides(facts: ClassFacts) -> list[Missing]:
    unplaced = [Missing(f"{facts.unplaced} 人还没有安排车辆", Part.VISITS)] if facts.unplaced else []
    return _trainees(facts) + (unplaced or _one_of(facts.visits, "还没有安排现场教学", Part.VISITS))


def _evaluations(facts: ClassFacts) -> list[Missing]:
    return _one_of(facts.evaluations, "还没有评课", Part.EVALUATIONS)


def _certificates(facts: ClassFacts) -> list[Missing]:
    return _one_of(facts.certificates, "还没有发证书", Part.CERTIFICATES)


def _fees(facts: ClassFacts) -> list[Missing]:
    return _timetable(facts) or _one_of(facts.paid, "讲师都没有讲课费标准，请在师资库里填", Part.TIMETABLE)


def _notice(facts: ClassFacts) -> list[Missing]:
    return _timetable(facts) + _one_of(facts.has_phone, "没有写联系电话", Part.TEXTS)


def _handbook(facts: ClassFacts) -> list[Missing]:
    return _timetable(facts) + _groups(facts)


def _briefing(facts: ClassFacts) -> list[Missing]:
    return _timetable(facts) + _one_of(facts.photographs, "还没有培训照片", Part.CLOSING)


_WANTS: Mapping[PaperKind, Callable[[ClassFacts], list[Missing]]] = {
    PaperKind.ROSTER: _trainees,
    PaperKind.TIMETABLE: _timetable,
    PaperKind.FINAL: _final,
    PaperKind.SIGNIN: _signin,
    PaperKind.ATTENDANCE: _attendance,
    PaperKind.ASSESSMENT: _assessment,
    PaperKind.CONTACTS: _trainees,
    PaperKind.FEES: _fees,
    PaperKind.QUOTAS: _quotas,
    PaperKind.EVALUATIONS: _evaluations,
    PaperKind.CERTIFICATES: _certificates,
    PaperKind.NOTICE: _notice,
    PaperKind.HANDBOOK: _handbook,
    PaperKind.BRIEFING: _briefing,
    PaperKind.SIGNIN_GRID: _signin,
    PaperKind.GROUPS: _groups,
    PaperKind.SEATING: _trainees,
    PaperKind.RIDES: _rides,
    PaperKind.APPRAISALS: _assessment,
}


def missing_for(kind: PaperKind, facts: ClassFacts) -> list[Missing]:
    """Return what a paper still wants, the most basic first."""
    wants = _WANTS.get(kind)
    return wants(facts) if wants else []
