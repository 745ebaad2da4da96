"""From course plans to a drafted timetable: what is asked of the planner, and what its answer means. Writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypedDict

from trainingapp.cohorts.models import Cohort
from trainingapp.core.errors import Refused
from trainingapp.core.terms import Severity
from trainingapp.planner.check import check
from trainingapp.planner.explanation import Explanation
from trainingapp.planner.jobs import ALTERNATIVES, DRAFT, REPAIR, Job
from trainingapp.planner.problem import Placement, Problem
from trainingapp.planner.solution import Solution
from trainingapp.timetable.queries.plan_cards import Scope
from trainingapp.timetable.queries.planning import Planning, gather_planning
from trainingapp.timetable.rules.cards import Card, Conflict
from trainingapp.timetable.rules.conflicts import sentence
from trainingapp.timetable.rules.planning.checking import begin_as_usual, find_plan_conflicts, present_placements
from trainingapp.timetable.rules.planning.clock import periods_needed
from trainingapp.timetable.rules.planning.faults import find_faults
from trainingapp.timetable.rules.planning.places import Place, find_places, find_runs
from trainingapp.timetable.rules.planning.problem import build_problem, clock_of
from trainingapp.timetable.rules.planning.words import Told, explained, in_hours, unmet_wishes, unplaced_sentence
from trainingapp.timetable.terms import ProposalKind

JOB_KINDS = {ProposalKind.DRAFT: DRAFT, ProposalKind.ALTERNATIVE: ALTERNATIVES, ProposalKind.REPAIR: REPAIR}
ALTERNATIVES_MADE = 3
WAYS = "travel:all"


@dataclass(frozen=True)
class Prepared:
    """A sound question for the planner."""

    planning: Planning
    problem: Problem


class Findings(TypedDict):
    """What a person reads beside a proposal, in sentences."""

    wishes: list[str]
    unplaced: list[str]
    hard: list[str]
    warned: list[str]
    explanation: Told | None
    minimal: bool


@dataclass(frozen=True)
class Drafted:
    """What the planner's answer means: places of cards, and what there is to say of them."""

    planning: Planning
    solution: Solution
    places: Sequence[Place]
    conflicts: Sequence[Conflict]
    reasons: Mapping[str, str] = field(default_factory=dict)
    explanation: Told | None = None

    @property
    def hard(self) -> list[Conflict]:
        """Return the conflicts that no timetable may have."""
        return [conflict for conflict in self.conflicts if conflict.severity is Severity.BLOCK]

    @property
    def warned(self) -> list[Conflict]:
        """Return the conflicts that a person has to look at."""
        return [c for c in self.conflicts if c.severity in {Severity.BLOCK_RELEASE, Severity.WARN}]

    def findings(self) -> Findings:
        """Return what a person reads beside the proposal."""
        demand = self.planning.demand
        return {
            "wishes": unmet_wishes(self.solution),
            "unplaced": [unplaced_sentence(demand, missing) for missing in self.solution.unplaced],
            "hard": [sentence(conflict) for conflict in self.hard],
            "warned": [*self._guessed(), *(sentence(conflict) for conflict in self.warned)],
            "explanation": self.explanation,
            "minimal": self.solution.minimal,
        }

    def _guessed(self) -> list[str]:
        """Return that the days off of a year were guessed, where they were."""
        demand = self.planning.demand
        told = demand.calendar.unknown_years_notice(day for one in demand.classes for day in (one.first, one.last))
        return [told] if told else []


def prepare(cohorts: Sequence[Cohort], scope: Scope) -> Prepared:
    """Return the planner's problem for the plans of these classes; refuses a senseless one, with every fault in words.

    Nothing is searched before a problem is sound.
    """
    planning = gather_planning(cohorts, scope)
    if scope.repairing and not planning.demand.wanted:
        raise Refused("没有可以调整的课：课表上没有冲突，有提醒的课都写明了理由保留，或在“这一天以前的课不动”之前")
    faults = find_faults(planning.demand)
    if faults:
        raise Refused(*faults)
    if scope.repairing:
        return _prepare_repair(planning)
    return Prepared(planning, build_problem(planning.demand))


def _prepare_repair(planning: Planning) -> Prepared:
    demand, clock = planning.demand, clock_of(planning.demand)
    hours = {one.id: one.hours_per_half_day for one in demand.classes}
    lengths = {card.key: periods_needed(card.minutes, card.hours, hours[card.cohort]) for card in demand.wanted}
    runs = find_runs(planning.present, lengths, clock)
    problem = build_problem(demand, runs)
    published = present_placements(demand, planning.present, runs, clock)
    # A way that is too short now is a warning that somebody looked at: nothing moves because of it.
    short = any(violation.rule == WAYS for violation in check(problem, published).violations)
    return Prepared(planning, replace(problem, published=published, relaxed=(WAYS,) if short else ()))


def make_job(prepared: Prepared, kind: ProposalKind, *, seed: int = 0, seconds: float | None = None) -> Job:
    """Return the job for the planner's own process."""
    count = ALTERNATIVES_MADE if kind is ProposalKind.ALTERNATIVE else 1
    return Job(JOB_KINDS[kind], prepared.problem, seed, float(seconds) if seconds else None, count)


def conclude(
    planning: Planning, problem: Problem, solution: Solution, explanation: Explanation | None = None
) -> Drafted:
    """Return what an answer means for what stands now, judged by the same conflict rules as a timetable made by hand.

    Of a repair only what changes is a place; the rest stays exactly where it is.
    """
    demand = planning.demand
    changed = _changed(problem, solution)
    kept = {key: card for key, card in planning.present.items() if key not in {one.session for one in changed}}
    staying = kept if problem.published else {}
    places = find_places(demand, problem, changed, staying.values())
    still = {key: planning.present[key] for key in _same_time(problem, changed)}
    places = [_at_the_time_of(still.get(one.key), one) for one in places]
    places = begin_as_usual(demand, places, planning.facts, staying, still=still)
    conflicts = find_plan_conflicts(demand, places, planning.facts, staying)
    reasons = {move.session: in_hours(move.why) for move in solution.moves}
    told = explained(demand, explanation) if explanation and not explanation.feasible else None
    return Drafted(planning, solution, places, conflicts, reasons, told)


def _changed(problem: Problem, solution: Solution) -> list[Placement]:
    published = {placement.session: placement for placement in problem.published}
    return [one for one in solution.placements if not _same(published.get(one.session), one)]


def _same_time(problem: Problem, changed: Iterable[Placement]) -> set[str]:
    """Return the cards of a repair that change something else than their time."""
    published = {(placement.session, placement.date, placement.period) for placement in problem.published}
    return {one.session for one in changed if (one.session, one.date, one.period) in published}


def _at_the_time_of(card: Card | None, place: Place) -> Place:
    """Return a place by the clock of the card that stands there; the planner's grid is coarser."""
    return replace(place, starts_at=card.starts.time(), ends_at=card.ends.time()) if card else place


def _same(was: Placement | None, now: Placement) -> bool:
    if was is None:
        return False
    return (was.date, was.period, was.venue, was.lecturers) == (now.date, now.period, now.venue, now.lecturers)
