"""The planner's answer as places on a timetable: day, clock, room, who speaks and who hosts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from trainingapp.planner.problem import Placement, Problem
from trainingapp.timetable.rules.cards import Card, ClassFacts, Room
from trainingapp.timetable.rules.planning.clock import PERIOD_MINUTES, PERIODS, Clock
from trainingapp.timetable.rules.planning.problem import clock_in
from trainingapp.timetable.rules.planning.sites import outing_at, start_minutes
from trainingapp.timetable.rules.planning.wanted import Demand, PlannedClass, Wanted
from trainingapp.timetable.rules.planning.windows import Run
from trainingapp.timetable.rules.slots import USUAL_START
from trainingapp.timetable.terms import Edge, HalfDay

BREAK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one card goes; `room` and lecturers are ids of the libraries."""

    key: str
    day: date
    half_day: HalfDay
    starts_at: time
    ends_at: time
    room: int | None = None
    speakers: tuple[int, ...] = ()
    host: int | None = None

    @property
    def starts(self) -> datetime:
        """Return the start as one value."""
        return datetime.combine(self.day, self.starts_at)

    @property
    def ends(self) -> datetime:
        """Return the end as one value."""
        return datetime.combine(self.day, self.ends_at)


@dataclass(frozen=True, slots=True)
class _Reserved:
    """A card with the stretch of the clock that the planner keeps for it."""

    wanted: Wanted
    placement: Placement
    half_day: HalfDay
    opens: datetime
    closes: datetime

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.wanted.minutes)

    @property
    def latest(self) -> datetime:
        return max(self.opens, self.closes - self.length)

    def at_open_sites(self, begin: datetime) -> datetime:
        """Return the start nearest to this one inside the time kept at which a visit's stops are open, if any is."""
        midnight = datetime.combine(begin.date(), time.min)
        first, last = (midnight + timedelta(minutes=minute) for minute in start_minutes(self.wanted))
        return min(max(self.opens, min(max(begin, first), last)), self.latest)


def find_places(
    demand: Demand, problem: Problem, placements: Iterable[Placement], kept: Iterable[Card] = ()
) -> list[Place]:
    """Return where each placed card goes, in order of time; what the demand does not hold any more is left out.

    A card begins at the half-day's usual start, or ten minutes after the one before it in its class, as far as the
    time kept for it allows; cards that belong together begin together. `kept` are sessions that a repair leaves where
    they are, which the clock may not run into.
    """
    clock, lengths = clock_in(problem), {session.id: session.length for session in problem.sessions}
    wanted = {card.key: card for card in demand.wanted}
    reserved = [
        _reserve(clock, wanted[placement.session], placement, lengths[placement.session])
        for placement in placements
        if placement.session in wanted
    ]
    reserved.sort(key=lambda one: (one.opens, one.wanted.key))
    starts = _starts(reserved, list(kept))
    for keys in demand.together:
        if all(key in starts for key in keys):
            starts |= dict.fromkeys(keys, min(starts[key] for key in keys))
    return sorted(
        (_place(one, starts[one.wanted.key]) for one in reserved), key=lambda place: (place.starts, place.key)
    )


def _reserve(clock: Clock, wanted: Wanted, placement: Placement, length: int) -> _Reserved:
    opens = datetime.combine(placement.date, clock.begins(placement.period))
    closes = opens + timedelta(minutes=PERIOD_MINUTES * length)
    return _Reserved(wanted, placement, clock.half_day(placement.period), opens, closes)


def _starts(reserved: Sequence[_Reserved], kept: Sequence[Card]) -> dict[str, datetime]:
    """Return when each card begins, for cards in order of the time kept for them."""
    starts: dict[str, datetime] = {}
    for one in reserved:
        usual = datetime.combine(one.opens.date(), USUAL_START[one.half_day])
        earlier = [other for other in reserved if _is_before(other, one)]
        after = [starts[other.wanted.key] + other.length + BREAK for other in earlier]
        begin = one.at_open_sites(max([one.opens, *(after or [usual])]))
        starts[one.wanted.key] = _clear_of(one, begin, kept)
    return starts


def _clear_of(one: _Reserved, begin: datetime, kept: Sequence[Card]) -> datetime:
    """Return the first time from `begin` on, else from the time's opening, at which no session is run into."""
    beside = [card for card in kept if card.cohort.id == one.wanted.cohort and card.day == one.opens.date()]
    moments = [begin, one.opens, *sorted(card.ends for card in beside)]
    for moment in moments:
        free = all(card.ends <= moment or moment + one.length <= card.starts for card in beside)
        if free and one.opens <= moment <= one.latest:
            return moment
    return begin


def _is_before(other: _Reserved, one: _Reserved) -> bool:
    same_class = other.wanted.cohort == one.wanted.cohort and other.half_day is one.half_day
    return same_class and other.closes <= one.opens and other.opens.date() == one.opens.date()


def _place(one: _Reserved, starts: datetime) -> Place:
    lecturers = [int(name[1:]) for name in one.placement.lecturers]
    host = lecturers.pop() if one.wanted.hosted and lecturers else None
    return Place(
        one.wanted.key,
        starts.date(),
        one.half_day,
        starts.time(),
        (starts + one.length).time(),
        int(one.placement.venue[1:]) if one.placement.venue else None,
        tuple(lecturers),
        host,
    )


def card_at(demand: Demand, wanted: Wanted, place: Place, number: int) -> Card:
    """Return a card where it is to stand, as the conflict rules see it; `number` stands for the id it does not have."""
    planned = next(one for one in demand.classes if one.id == wanted.cohort)
    names = {teacher.id: teacher.name for teacher in demand.teachers}
    halls = {hall.id: hall for hall in demand.halls}
    hall = halls.get(place.room) if place.room else None
    return Card(
        id=number,
        label=wanted.title,
        cohort=facts_of(planned),
        starts=place.starts,
        ends=place.ends,
        half_day=place.half_day,
        hours=wanted.hours,
        form=wanted.form,
        speakers={one: names.get(one, "") for one in place.speakers},
        hosts={place.host: names.get(place.host, "")} if place.host else {},
        speaker_named=not wanted.roles,
        room=Room(hall.id, hall.name, hall.capacity, hall.parallel, hall.features) if hall else None,
        tracks={key: planned.tracks[key][0] for key in wanted.tracks},
        groups={key: planned.groups[key][0] for key in wanted.groups},
        people=wanted.people,
        opening=wanted.edge is Edge.OPENING,
        closing=wanted.edge is Edge.CLOSING,
        needs=wanted.features,
        outing=outing_at(wanted, place.starts),
    )


def facts_of(planned: PlannedClass) -> ClassFacts:
    """Return a class as the conflict rules see it, its dates those that it is planned in."""
    hours = planned.hours_per_half_day
    return ClassFacts(planned.id, planned.name, planned.first, planned.last, hours, planned.size)


def find_runs(standing: Mapping[str, Card], lengths: Mapping[str, int], clock: Clock) -> dict[str, Run]:
    """Return the periods that sessions have now, in order and apart, though the clock is finer than the grid.

    A session outside the grid, such as one across noon, has none.
    """
    runs: dict[str, Run] = {}
    for key, card in sorted(standing.items(), key=lambda pair: (pair[1].starts, pair[0])):
        earlier = [
            runs[other]
            for other, beside in standing.items()
            if other in runs and beside.cohort.id == card.cohort.id and beside.ends <= card.starts
        ]
        run = _run(card, lengths[key], clock, [run for run in earlier if run.day == card.day])
        if run:
            runs[key] = run
    return runs


def _run(card: Card, length: int, clock: Clock, earlier: Sequence[Run]) -> Run | None:
    touched = clock.covered(card.starts.time(), card.ends.time())
    if not touched or card.half_day not in clock.half_days:
        return None
    base = list(clock.half_days).index(card.half_day) * PERIODS
    if any(not base <= number < base + PERIODS for number in touched):
        return None
    taken = max((run.period + run.length for run in earlier if run.period >= base), default=base)
    begin = max(taken, min(touched[0], base + PERIODS - length))
    room = base + PERIODS - begin
    return Run(card.day, begin, min(length, room), card.starts, card.ends) if room > 0 else None
