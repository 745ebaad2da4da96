"""The independent checker: what a plan breaks and what it costs, from the rules alone.

It shares no code with the search, so that an error there cannot hide here: plain loops over placements, no speed
tricks.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from trainingapp.planner import costs
from trainingapp.planner.grid import Grid
from trainingapp.planner.problem import Placement, Problem, Session
from trainingapp.planner.rules import every_rule, opening_orders, order_rule, shared_rule, together_rule


@dataclass(frozen=True, slots=True)
class Violation:
    """A hard rule that a plan breaks: its id, the sessions in it and one Chinese sentence."""

    rule: str
    sessions: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the checker found; `cost` is by kind of wish."""

    violations: tuple[Violation, ...]
    cost: dict[str, int] = field(default_factory=dict)
    unplaced: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """The sum of all wishes' costs."""
        return sum(self.cost.values())

    @property
    def valid(self) -> bool:
        """Whether no hard rule is broken (sessions may still be missing)."""
        return not self.violations


def check(problem: Problem, placements: Iterable[Placement]) -> Report:
    """Check a plan from scratch; unknown or doubled sessions raise KeyError or ValueError."""
    checker = _Checker(problem, placements)
    checker.check_single()
    checker.check_pairs()
    checker.check_totals()
    found = [item for item in checker.found if item.rule not in problem.relaxed]
    unplaced = tuple(session.id for session in problem.sessions if session.id not in checker.given)
    return Report(tuple(found), costs.by_kind(problem, checker.grid, checker.placed), unplaced)


class _Checker:
    def __init__(self, problem: Problem, placements: Iterable[Placement]) -> None:
        self.problem = problem
        self.grid = Grid(problem.calendar)
        self.sessions = {session.id: session for session in problem.sessions}
        self.placed: dict[str, Placement] = {}
        for placement in placements:
            if placement.session in self.placed:
                message = f"doubled session {placement.session}"
                raise ValueError(message)
            self.placed[placement.session] = placement
        self.given = frozenset(self.placed)
        self.cohort_of = problem.cohort_of()
        self.venues = {venue.id: venue for venue in problem.venues}
        self.lecturers = {lecturer.id: lecturer for lecturer in problem.lecturers}
        sizes = problem.sizes()
        self.heads = {session.id: problem.headcount(session, sizes) for session in problem.sessions}
        self.found: list[Violation] = []

    @cached_property
    def sentences(self) -> dict[str, str]:
        """Return what each rule says; a sound plan asks for none of it."""
        return {rule.id: rule.sentence for rule in every_rule(self.problem)}

    def add(self, rule: str, sessions: Iterable[str], sentence: str = "") -> None:
        names = tuple(sessions)
        where = "；".join(self.at(name) for name in names)
        self.found.append(Violation(rule, names, f"{where}：{sentence or self.sentences[rule]}"))

    def at(self, name: str) -> str:
        placement = self.placed[name]
        return f"《{self.sessions[name].title}》{self.grid.text(placement.date, placement.period)}"

    # One card alone

    def drop_off_grid(self) -> None:
        """Report cards that are outside the calendar's half-days, and leave them out of everything else."""
        for name, placement in list(self.placed.items()):
            session = self.sessions[name]
            if placement.date not in self.grid.day_index or not self.grid.fits(placement.period, session.length):
                self.found.append(Violation(f"calendar:{name}", (name,), f"《{session.title}》不在日历的半天之内"))
                del self.placed[name]

    def check_single(self) -> None:
        self.drop_off_grid()
        for name, placement in self.placed.items():
            session = self.sessions[name]
            self.check_times(session, placement)
            self.check_lecturers(session, placement)
            self.check_venue(session, placement)
            self.check_vehicles(session, placement)
        self.check_pins()

    def check_times(self, session: Session, placement: Placement) -> None:
        day = self.problem.calendar.days[self.grid.day_index[placement.date]]
        if day.closed:
            self.add(f"calendar:{session.id}", [session.id], f"当天不排课（{day.closed}）")
        owners = {self.cohort_of[name].id: self.cohort_of[name] for name in session.audience}
        limits = [(f"session_when:{session.id}", session.when)]
        limits += [(f"cohort_when:{cohort.id}", cohort.when) for cohort in owners.values()]
        limits += [(f"lecturer_when:{name}", self.lecturers[name].when) for name in placement.lecturers]
        if placement.venue:
            limits.append((f"venue_when:{placement.venue}", self.venues[placement.venue].when))
        for rule, when in limits:
            if not all(when.allows(placement.date, part, period) for part, period in self.spans(session, placement)):
                self.add(rule, [session.id])

    def spans(self, session: Session, placement: Placement) -> list[tuple[str, int]]:
        names = self.problem.calendar.half_days
        periods = range(placement.period, placement.period + session.length)
        return [(names[self.grid.half_day_of[period]].id, period) for period in periods]

    def check_lecturers(self, session: Session, placement: Placement) -> None:
        chosen = placement.lecturers
        fits = len(chosen) == len(session.roles) == len(set(chosen))
        if not fits or any(name not in pool for name, pool in zip(chosen, session.roles, strict=True)):
            self.add(f"lecturer_choice:{session.id}", [session.id], "师资不在可选人员之中")

    def check_venue(self, session: Session, placement: Placement) -> None:
        if bool(placement.venue) != session.needs_venue:
            self.add(f"venue_choice:{session.id}", [session.id], "场地未定或多余")
            return
        if not placement.venue:
            return
        venue = self.venues[placement.venue]
        if (session.venues and venue.id not in session.venues) or not set(session.features) <= set(venue.features):
            self.add(f"venue_choice:{session.id}", [session.id], f"{venue.name}不合课次的要求")

    def check_vehicles(self, session: Session, placement: Placement) -> None:
        seats = {kind.id: kind.seats for kind in self.problem.fleet}
        if sum(seats[name] * count for name, count in placement.vehicles.items()) < session.seats:
            self.add(f"vehicle_choice:{session.id}", [session.id], "车辆座位不够")

    def check_pins(self) -> None:
        for pin in self.problem.pins:
            placement = self.placed.get(pin.session)
            if placement is None:
                continue
            part = self.problem.calendar.half_days[self.grid.half_day_of[placement.period]].id
            kept = (
                pin.date in (None, placement.date)
                and pin.period in (None, placement.period)
                and pin.half_day in ("", part)
                and pin.venue in ("", placement.venue)
                and pin.lecturers in ((), placement.lecturers)
            )
            if not kept:
                self.add(f"pin:{pin.session}", [pin.session])

    # Two cards together

    def check_pairs(self) -> None:
        by_day: dict[object, list[Placement]] = {}
        for placement in self.placed.values():
            by_day.setdefault(placement.date, []).append(placement)
        for items in by_day.values():
            for one, two in combinations(items, 2):
                self.check_same_day(one, two)
        self.check_orders()
        self.check_together()

    def check_same_day(self, one: Placement, two: Placement) -> None:
        if self.overlap(one, two):
            for name in sorted(set(one.lecturers) & set(two.lecturers)):
                self.add(f"lecturer_clash:{name}", [one.session, two.session])
            for rule in self.meetings(one.session, two.session):
                self.add(rule, [one.session, two.session])
        elif self.problem.travel and self.too_far(one, two) and self.share_person(one, two):
            self.add("travel:all", [one.session, two.session])

    def overlap(self, one: Placement, two: Placement) -> bool:
        first, second = self.sessions[one.session].length, self.sessions[two.session].length
        return one.period < two.period + second and two.period < one.period + first

    def share_person(self, one: Placement, two: Placement) -> bool:
        lecturers = {
            name
            for name in set(one.lecturers) & set(two.lecturers)
            if f"lecturer_clash:{name}" not in self.problem.relaxed
        }
        groups = [rule for rule in self.meetings(one.session, two.session) if rule not in self.problem.relaxed]
        return bool(lecturers or groups)

    def meetings(self, one: str, two: str) -> list[str]:
        """Return the audience rules that forbid these two sessions at one time."""
        rules = []
        for first in self.sessions[one].audience:
            for second in self.sessions[two].audience:
                if self.cohort_of[first] is self.cohort_of[second] and self.within_cohort(first, second):
                    rules.append(f"audience_clash:{self.cohort_of[first].id}")
                rules += [
                    shared_rule(pair)
                    for pair in self.problem.shared
                    if self.linked(first, second, pair.first, pair.second)
                ]
        return sorted(set(rules))

    def within_cohort(self, first: str, second: str) -> bool:
        cohort = self.cohort_of[first]
        if first == second or cohort.id in (first, second):
            return True
        scheme = {group.id: group.scheme for group in cohort.groups}
        return scheme[first] != scheme[second]

    def linked(self, first: str, second: str, left: str, right: str) -> bool:
        return (self.reaches(first, left) and self.reaches(second, right)) or (
            self.reaches(first, right) and self.reaches(second, left)
        )

    def reaches(self, audience: str, target: str) -> bool:
        return self.cohort_of[audience] is self.cohort_of[target] and self.within_cohort(audience, target)

    def too_far(self, one: Placement, two: Placement) -> bool:
        if not one.venue or not two.venue:
            return False
        areas = {self.venues[one.venue].area, self.venues[two.venue].area}
        earlier, later = sorted((one, two), key=lambda item: item.period)
        end = earlier.period + self.sessions[earlier.session].length - 1
        spare = self.grid.begins[later.period] - self.grid.ends[end]
        return any({leg.first, leg.second} == areas and spare < leg.minutes for leg in self.problem.travel)

    def check_orders(self) -> None:
        for order in self.problem.orders:
            if order.before in self.placed and order.after in self.placed:
                one, two = self.placed[order.before], self.placed[order.after]
                apart = self.half_day_number(two) - self.half_day_number(one)
                late = order.days and (two.date - one.date).days > order.days
                if not self.follows(one, two) or apart < order.half_days or late:
                    self.add(order_rule(order), [order.before, order.after])
        for before, after, rule in opening_orders(self.problem):
            if (
                before.id in self.placed
                and after.id in self.placed
                and not self.follows(self.placed[before.id], self.placed[after.id])
            ):
                self.add(rule, [before.id, after.id])

    def follows(self, one: Placement, two: Placement) -> bool:
        return (one.date, one.period + self.sessions[one.session].length) <= (two.date, two.period)

    def half_day_number(self, placement: Placement) -> int:
        return (
            placement.date.toordinal() * len(self.problem.calendar.half_days) + self.grid.half_day_of[placement.period]
        )

    def check_together(self) -> None:
        for group in self.problem.together:
            items = [self.placed[name] for name in group.sessions if name in self.placed]
            if len({(item.date, item.period) for item in items}) > 1:
                self.add(together_rule(group), [item.session for item in items])

    # Sums over a period or a day

    def check_totals(self) -> None:
        self.check_venue_totals()
        self.check_fleet_totals()
        self.check_hours()

    def slots(self, placement: Placement) -> list[tuple[object, int]]:
        return [
            (placement.date, placement.period + offset) for offset in range(self.sessions[placement.session].length)
        ]

    def check_venue_totals(self) -> None:
        soft_seats = any(wish.kind == "seats" for wish in self.problem.wishes)
        use: dict[tuple[object, ...], list[str]] = {}
        for placement in self.placed.values():
            for slot in self.slots(placement) if placement.venue else ():
                use.setdefault((placement.venue, *slot), []).append(placement.session)
        seen: set[tuple[str, tuple[str, ...]]] = set()
        for key, names in use.items():
            venue = self.venues[str(key[0])]
            broken = []
            if len(names) > venue.parallel:
                broken.append(f"venue_clash:{venue.id}")
            if sum(self.heads[name] for name in names) > venue.capacity and not (soft_seats and venue.parallel == 1):
                broken.append(f"venue_seats:{venue.id}")
            for rule in broken:
                if (rule, tuple(names)) not in seen:
                    seen.add((rule, tuple(names)))
                    self.add(rule, names)

    def check_fleet_totals(self) -> None:
        for kind in self.problem.fleet:
            use: dict[tuple[object, int], list[str]] = {}
            for placement in self.placed.values():
                for slot in self.slots(placement) if placement.vehicles.get(kind.id) else ():
                    use.setdefault(slot, []).append(placement.session)
            for names in use.values():
                if sum(self.placed[name].vehicles[kind.id] for name in names) > kind.count:
                    self.add(f"vehicles:{kind.id}", names)

    def check_hours(self) -> None:
        timetables = costs.Timetables(self.problem)
        for cohort in self.problem.cohorts:
            for names in timetables.of(cohort):
                self.check_limit(names, cohort.day_limit, f"day_limit:{cohort.id}", by_half_day=False)
                self.check_limit(names, cohort.half_day_limit, f"half_day_limit:{cohort.id}", by_half_day=True)
        for lecturer in (one for one in self.problem.lecturers if one.day_limit):
            taught = [name for name, placement in self.placed.items() if lecturer.id in placement.lecturers]
            self.check_limit(taught, lecturer.day_limit, f"lecturer_limit:{lecturer.id}", by_half_day=False)

    def check_limit(self, names: Iterable[str], limit: int, rule: str, *, by_half_day: bool) -> None:
        if not limit:
            return
        sums: dict[tuple[object, int], list[str]] = {}
        for name in names:
            if name in self.placed:
                placement = self.placed[name]
                part = self.grid.half_day_of[placement.period] if by_half_day else 0
                sums.setdefault((placement.date, part), []).append(name)
        for members in sums.values():
            if sum(self.sessions[name].length for name in members) > limit:
                self.add(rule, members)
