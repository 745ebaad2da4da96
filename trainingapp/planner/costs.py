"""What each wish costs, counted from the placements alone: the checker's books, and the reference for the search."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise, product

from trainingapp.planner.grid import Grid
from trainingapp.planner.problem import Cohort, Placement, Problem, Session, Wish
from trainingapp.planner.rules import wish_weight, wish_weight_for

Placed = Mapping[str, Placement]


def by_kind(problem: Problem, grid: Grid, placed: Placed) -> dict[str, int]:
    """Return the cost of a plan by kind of wish, for the kinds that the problem asks for."""
    return _Costs(problem, grid, placed).count()


class Timetables:
    """The personal timetables of classes, as session ids: one per combination of groups that differs."""

    def __init__(self, problem: Problem) -> None:
        """Sort the sessions by class."""
        cohort_of = problem.cohort_of()
        self.sessions: dict[str, list[Session]] = {cohort.id: [] for cohort in problem.cohorts}
        for session in problem.sessions:
            for cohort in dict.fromkeys(cohort_of[name].id for name in session.audience):
                self.sessions[cohort].append(session)

    def of(self, cohort: Cohort, member_of: str = "") -> list[tuple[str, ...]]:
        """Return those of a class; `member_of` keeps only the people of one group (or of the class, by its own id)."""
        schemes: dict[str, list[str]] = {}
        for group in cohort.groups:
            schemes.setdefault(group.scheme, []).append(group.id)
        found: dict[tuple[str, ...], None] = {}
        for member in product(*schemes.values()):
            who = {cohort.id, *member}
            if member_of and member_of not in who:
                continue
            mine = (session for session in self.sessions[cohort.id] if not who.isdisjoint(session.audience))
            found[tuple(session.id for session in mine)] = None
        return list(found)


def fair_share(problem: Problem) -> dict[str, int]:
    """Return each lecturer's fair load in periods: his part of every pool that he is in, rounded up."""
    share: dict[str, list[tuple[int, int]]] = {}
    for session in problem.sessions:
        for pool in session.roles:
            for name in pool:
                share.setdefault(name, []).append((session.length, len(pool)))
    # Over a common denominator, so that the rounding is exact.
    return {name: _ceiling_of_sum(parts) for name, parts in share.items()}


def _ceiling_of_sum(parts: Iterable[tuple[int, int]]) -> int:
    top, bottom = 0, 1
    for part, size in parts:
        top, bottom = top * size + part * bottom, bottom * size
    return -(-top // bottom)


def tenth(position: int, total: int) -> int:
    """Return 0 to 9: in which tenth of `total` steps a position lies."""
    return 10 * position // total if total else 0


def may_be_at_home(session: Session, cohort: Cohort) -> bool:
    """Say whether a session can be wished into its class's home venue: not one that names other venues, as a visit."""
    return bool(cohort.home_venue) and (not session.venues or cohort.home_venue in session.venues)


class _Costs:
    def __init__(self, problem: Problem, grid: Grid, placed: Placed) -> None:
        self.problem, self.grid, self.placed = problem, grid, placed
        self.cohort_of = problem.cohort_of()
        self.sessions = {session.id: session for session in problem.sessions}
        self.timetables = Timetables(problem)
        self.sizes = problem.sizes()
        self.venues = {venue.id: venue for venue in problem.venues}
        self.open_days = {
            cohort.id: [i for i, mask in enumerate(grid.masks(cohort.when)) if mask] for cohort in problem.cohorts
        }
        self.sums: dict[str, int] = {wish.kind: 0 for wish in problem.wishes}

    def add(self, kind: str, weight: int, units: int) -> None:
        if weight:
            self.sums[kind] += weight * units

    def count(self) -> dict[str, int]:
        for session, placement in self.pairs(self.sessions):
            self.count_single(session, placement)
        for cohort in self.problem.cohorts:
            self.count_cohort(cohort)
            for names in self.timetables.of(cohort):
                self.count_timetable(cohort, names)
        self.count_series()
        self.count_lecturers()
        self.count_lags()
        self.count_changes()
        return self.sums

    def pairs(self, names: Iterable[str]) -> Iterator[tuple[Session, Placement]]:
        for name in names:
            if name in self.placed:
                yield self.sessions[name], self.placed[name]

    def count_single(self, session: Session, placement: Placement) -> None:
        cohort = self.cohort_of[session.audience[0]]
        part = self.problem.calendar.half_days[self.grid.half_day_of[placement.period]]
        if session.early:
            self.add("early", wish_weight_for(self.problem, "early", cohort), self.lateness(cohort, placement))
        if session.half_day:
            self.add("half_day", wish_weight_for(self.problem, "half_day", cohort), int(part.id != session.half_day))
        if placement.venue and may_be_at_home(session, cohort):
            weight = wish_weight_for(self.problem, "home_venue", cohort)
            self.add("home_venue", weight, int(placement.venue != cohort.home_venue))
        for wish in self.of_kind("weekdays", cohort):
            self.add("weekdays", wish.weight, int(placement.date.isoweekday() not in wish.weekdays))
        venue = self.venues.get(placement.venue)
        if venue and venue.parallel == 1:
            self.add(
                "seats",
                wish_weight(self.problem, "seats"),
                max(0, self.problem.headcount(session, self.sizes) - venue.capacity),
            )

    def lateness(self, cohort: Cohort, placement: Placement) -> int:
        days = self.open_days[cohort.id]
        earlier = sum(1 for index in days if index < self.grid.day_index[placement.date])
        return min(9, tenth(earlier, len(days)))

    def of_kind(self, kind: str, cohort: Cohort) -> Iterator[Wish]:
        return (
            wish
            for wish in self.problem.wishes
            if wish.kind == kind and (not wish.cohorts or cohort.id in wish.cohorts)
        )

    def count_cohort(self, cohort: Cohort) -> None:
        items = list(self.pairs(session.id for session in self.timetables.sessions[cohort.id]))
        days = sorted({placement.date.toordinal() for _, placement in items})
        self.add("compact", wish_weight_for(self.problem, "compact", cohort), len(days))
        for wish in self.of_kind("long_gap", cohort):
            self.add("long_gap", wish.weight, sum(max(0, b - a - wish.value) for a, b in pairwise(days)))
        weeks: Counter[int] = Counter()
        for session, placement in items:
            weeks[self.grid.week_of[self.grid.day_index[placement.date]]] += session.length
        for wish in self.of_kind("weekly", cohort):
            self.add("weekly", wish.weight, sum(max(0, load - wish.value) for load in weeks.values()))
        forms = Counter((placement.date, session.form) for session, placement in items if session.form)
        self.add("mix", wish_weight_for(self.problem, "mix", cohort), sum(count - 1 for count in forms.values()))
        unpopular = sum(self.unpopular(placement) for _, placement in items)
        self.add("fair_cohorts", wish_weight_for(self.problem, "fair_cohorts", cohort), unpopular**2)

    def unpopular(self, placement: Placement) -> int:
        calendar = self.problem.calendar
        day = calendar.days[self.grid.day_index[placement.date]]
        return int(day.unpopular or calendar.half_days[self.grid.half_day_of[placement.period]].unpopular)

    def count_timetable(self, cohort: Cohort, names: Iterable[str]) -> None:
        days: dict[object, set[int]] = {}
        for session, placement in self.pairs(names):
            days.setdefault(placement.date, set()).update(range(placement.period, placement.period + session.length))
        for used in days.values():
            lone = sum(1 for p in used if p - 1 not in used and p + 1 not in used)
            self.add("lone", wish_weight_for(self.problem, "lone", cohort), lone)
            self.add("gap", wish_weight_for(self.problem, "gap", cohort), self.gaps(used))
            self.add("tired", wish_weight_for(self.problem, "tired", cohort), self.running(used))

    def gaps(self, used: set[int]) -> int:
        total = 0
        for part in range(len(self.problem.calendar.half_days)):
            mine = [p for p in used if self.grid.half_day_of[p] == part]
            total += max(mine) - min(mine) + 1 - len(mine) if mine else 0
        return total

    def running(self, used: set[int]) -> int:
        parts = {self.grid.half_day_of[p] for p in used}
        return sum(1 for part in parts if part + 1 in parts)

    def count_series(self) -> None:
        for series in self.problem.series:
            items = [placement for _, placement in self.pairs(series.sessions)]
            if series.one_venue:
                venues = {placement.venue for placement in items if placement.venue}
                self.add("one_venue", wish_weight(self.problem, "one_venue"), max(0, len(venues) - 1))
            days = len({placement.date for placement in items})
            self.add("series_days", wish_weight(self.problem, "series_days"), max(0, series.days - days))

    def count_lecturers(self) -> None:
        share = fair_share(self.problem)
        load: Counter[str] = Counter()
        days: dict[tuple[str, object], set[int]] = {}
        for session, placement in self.pairs(self.sessions):
            for name in placement.lecturers:
                load[name] += session.length
                used = days.setdefault((name, placement.date), set())
                used.update(range(placement.period, placement.period + session.length))
        rest = wish_weight(self.problem, "lecturer_rest")
        for used in days.values():
            self.add("lecturer_rest", rest, self.running(used))
        fair = wish_weight(self.problem, "fair_lecturers")
        for name, periods in load.items():
            self.add("fair_lecturers", fair, max(0, periods - share.get(name, 0)))

    def count_lags(self) -> None:
        weight = wish_weight(self.problem, "soon")
        for order in self.problem.orders:
            if order.soon and order.before in self.placed and order.after in self.placed:
                lag = (self.placed[order.after].date - self.placed[order.before].date).days
                self.add("soon", weight, max(0, lag))

    def count_changes(self) -> None:
        for was in self.problem.published:
            now = self.placed.get(was.session)
            if now is None:
                continue
            moved = (was.date, was.period) != (now.date, now.period)
            self.add("stay_time", wish_weight(self.problem, "stay_time"), int(moved))
            self.add("stay_lecturer", wish_weight(self.problem, "stay_lecturer"), int(was.lecturers != now.lecturers))
            self.add("stay_venue", wish_weight(self.problem, "stay_venue"), int(was.venue != now.venue))
