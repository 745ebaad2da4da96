"""What a paper still wants before it is worth printing. It advises: every paper can be printed as it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from trainingapp.registers.terms import PaperKind, Part


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """What the papers of a class are made of, counted.

    `sessions` are all in the timetable, `signed_for` those with attendance; `not_taken` and `drafts` count those of
    them up to today; `unscored` are trainees without a total.
    """

    trainees: int
    sessions: int
    is_released: bool
    signed_for: int
    not_taken: int
    drafts: int
    has_scheme: bool
    unscored: int


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


_WANTS: Mapping[PaperKind, Callable[[ClassFacts], list[Missing]]] = {
    PaperKind.ROSTER: _trainees,
    PaperKind.TIMETABLE: _timetable,
    PaperKind.FINAL: _final,
    PaperKind.SIGNIN: _signin,
    PaperKind.ATTENDANCE: _attendance,
    PaperKind.ASSESSMENT: _assessment,
    PaperKind.CONTACTS: _trainees,
    PaperKind.FEES: _timetable,
    PaperKind.SIGNIN_GRID: _signin,
    PaperKind.GROUPS: _trainees,
    PaperKind.SEATING: _trainees,
    PaperKind.RIDES: _trainees,
    PaperKind.APPRAISALS: _assessment,
}


def missing_for(kind: PaperKind, facts: ClassFacts) -> list[Missing]:
    """Return what a paper still wants, the most basic first."""
    wants = _WANTS.get(kind)
    return wants(facts) if wants else []
