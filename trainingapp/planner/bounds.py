"""What must be true of any plan, by counting alone: days still needed, and demands that exceed what there is."""

from collections.abc import Iterator
from dataclasses import dataclass

from trainingapp.planner.costs import Timetables
from trainingapp.planner.grid import Grid
from trainingapp.planner.problem import Cohort, Problem, Session, When


@dataclass(frozen=True, slots=True)
class Count:
    """A demand in periods beside the supply; `rules` are the ids that together make the supply."""

    rules: tuple[str, ...]
    needed: int
    available: int
    sentence: str
    sessions: tuple[str, ...]

    @property
    def impossible(self) -> bool:
        """Whether the demand exceeds the supply."""
        return self.needed > self.available


def days_needed(problem: Problem, cohort: Cohort) -> int:
    """Return the least number of days that a class's sessions take ("最少还需N天")."""
    grid = Grid(problem.calendar)
    length = {session.id: session.length for session in problem.sessions}
    room = _day_room(grid, cohort)
    return max((-(-sum(length[name] for name in names) // room) for names in Timetables(problem).of(cohort)), default=0)


def _day_room(grid: Grid, cohort: Cohort) -> int:
    return max(1, _room(grid, cohort, (1 << grid.periods) - 1))


def _room(grid: Grid, cohort: Cohort, mask: int) -> int:
    """Return the periods of a day's open mask that a class may use under its limits."""
    parts = [(mask & part).bit_count() for part in grid.part_masks]
    if cohort.half_day_limit:
        parts = [min(part, cohort.half_day_limit) for part in parts]
    return min(sum(parts), cohort.day_limit or grid.periods)


def impossible_counts(problem: Problem) -> list[Count]:
    """Return the demands that no plan can meet, by counting; each proves by itself that there is no complete plan."""
    grid = Grid(problem.calendar)
    found = [*_cohorts(problem, grid), *_lecturers(problem, grid), *_venues(problem, grid)]
    return [count for count in found if count.impossible]


def _supply(grid: Grid, problem: Problem, when: When, rule: str) -> tuple[int, ...]:
    return grid.open_masks if rule in problem.relaxed else grid.masks(when)


def _cohorts(problem: Problem, grid: Grid) -> Iterator[Count]:
    length = {session.id: session.length for session in problem.sessions}
    timetables = Timetables(problem)
    for cohort in problem.cohorts:
        if f"audience_clash:{cohort.id}" in problem.relaxed:
            continue
        masks = _supply(grid, problem, cohort.when, f"cohort_when:{cohort.id}")
        available = sum(_room(grid, _limited(problem, cohort), mask) for mask in masks)
        names = max(timetables.of(cohort), key=lambda names: sum(length[name] for name in names), default=())
        needed = sum(length[name] for name in names)
        rules = [f"cohort_when:{cohort.id}", f"audience_clash:{cohort.id}"]
        rules += [
            f"{kind}:{cohort.id}"
            for kind, limit in (("day_limit", cohort.day_limit), ("half_day_limit", cohort.half_day_limit))
            if limit
        ]
        sentence = f"{cohort.name}的班期内最多{available}课时，共需{needed}课时"
        yield Count(tuple(rules), needed, available, sentence, tuple(names))


def _limited(problem: Problem, cohort: Cohort) -> Cohort:
    """Return the class without the limits that are relaxed."""
    half_day = 0 if f"half_day_limit:{cohort.id}" in problem.relaxed else cohort.half_day_limit
    day = 0 if f"day_limit:{cohort.id}" in problem.relaxed else cohort.day_limit
    return Cohort(cohort.id, cohort.name, cohort.size, half_day_limit=half_day, day_limit=day)


def _lecturers(problem: Problem, grid: Grid) -> Iterator[Count]:
    for lecturer in problem.lecturers:
        if f"lecturer_clash:{lecturer.id}" in problem.relaxed:
            continue
        alone = [session for session in problem.sessions if (lecturer.id,) in session.roles]
        masks = _supply(grid, problem, lecturer.when, f"lecturer_when:{lecturer.id}")
        limit = 0 if f"lecturer_limit:{lecturer.id}" in problem.relaxed else lecturer.day_limit
        available = sum(min(mask.bit_count(), limit or grid.periods) for mask in masks)
        needed = sum(session.length for session in alone)
        rules = [f"lecturer_when:{lecturer.id}", f"lecturer_clash:{lecturer.id}"]
        rules += [f"lecturer_limit:{lecturer.id}"] if lecturer.day_limit else []
        sentence = f"{lecturer.name}有空的时间共{available}课时，只能由其承担的课共需{needed}课时"
        yield Count(tuple(rules), needed, available, sentence, tuple(session.id for session in alone))


def _venues(problem: Problem, grid: Grid) -> Iterator[Count]:
    """Sessions that can only use certain venues, inside the dates of their classes, against what those venues hold."""
    choices = {session.id: _usable(problem, session) for session in problem.sessions if session.needs_venue}
    cohort_of = problem.cohort_of()
    names = {venue.id: venue for venue in problem.venues}
    for group in sorted(set(choices.values()), key=sorted):
        if not group or any(f"venue_clash:{name}" in problem.relaxed for name in group):
            continue
        members = [session for session in problem.sessions if choices.get(session.id, {"?"}) <= group]
        cohorts = {cohort_of[name].id: cohort_of[name] for session in members for name in session.audience}
        dates = [0] * len(grid.open_masks)
        for cohort in cohorts.values():
            masks = _supply(grid, problem, cohort.when, f"cohort_when:{cohort.id}")
            dates = [one | two for one, two in zip(dates, masks, strict=True)]
        available = 0
        for name in group:
            masks = _supply(grid, problem, names[name].when, f"venue_when:{name}")
            available += names[name].parallel * sum(
                (mask & date).bit_count() for mask, date in zip(masks, dates, strict=True)
            )
        needed = sum(session.length for session in members)
        rules = [f"venue_clash:{name}" for name in sorted(group)] + [f"cohort_when:{name}" for name in cohorts]
        rules += [f"venue_when:{name}" for name in sorted(group) if names[name].when != When()]
        title = "、".join(names[name].name for name in sorted(group))
        sentence = f"{title}在这些班的班期内最多{available}课时，{len(cohorts)}个班共需{needed}课时"
        yield Count(tuple(rules), needed, available, sentence, tuple(session.id for session in members))


def _usable(problem: Problem, session: Session) -> frozenset[str]:
    return frozenset(
        venue.id
        for venue in problem.venues
        if (not session.venues or venue.id in session.venues) and set(session.features) <= set(venue.features)
    )
