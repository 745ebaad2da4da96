"""ITC-2007 track 3 (curriculum-based course timetabling) as a planner's problem: the product's own engine runs it.

A course is a series, a curriculum is a class, a lecture is a session of one period; capacity is soft. The penalties
of the competition are wishes with its weights: seats 1, missing days 5, lone lectures 2, extra rooms 1.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from trainingapp.planner.problem import (
    Calendar,
    Cohort,
    Day,
    HalfDay,
    Lecturer,
    Period,
    Placement,
    Problem,
    Series,
    Session,
    Venue,
    When,
    Window,
    Wish,
)

FIRST = dt.date(2026, 3, 2)
WISHES = (Wish("seats", 1), Wish("series_days", 5), Wish("lone", 2), Wish("one_venue", 1))


@dataclass(frozen=True)
class Course:
    """A line of the COURSES section."""

    id: str
    teacher: str
    lectures: int
    days: int
    students: int


@dataclass(frozen=True)
class Instance:
    """A file as it stands."""

    days: int
    periods: int
    courses: tuple[Course, ...]
    rooms: dict[str, int]
    curricula: dict[str, tuple[str, ...]]
    closed: dict[str, tuple[tuple[int, int], ...]]


def read(path: Path) -> Instance:
    """Read a .ctt file."""
    lines = [line.split() for line in path.read_text().splitlines()]
    head = {line[0].rstrip(":"): line[1] for line in lines[:7]}
    section, rows = "", {"COURSES": [], "ROOMS": [], "CURRICULA": [], "UNAVAILABILITY_CONSTRAINTS": []}  # type: ignore[var-annotated]  # lists of words
    for words in lines[7:]:
        if words and words[0].rstrip(":") in rows:
            section = words[0].rstrip(":")
        elif words and words[0] != "END.":
            rows[section].append(words)
    closed: dict[str, list[tuple[int, int]]] = {}
    for name, day, period in rows["UNAVAILABILITY_CONSTRAINTS"]:
        closed.setdefault(name, []).append((int(day), int(period)))
    return Instance(
        int(head["Days"]),
        int(head["Periods_per_day"]),
        tuple(Course(w[0], w[1], int(w[2]), int(w[3]), int(w[4])) for w in rows["COURSES"]),
        {name: int(seats) for name, seats in rows["ROOMS"]},
        {w[0]: tuple(w[2:]) for w in rows["CURRICULA"]},
        {name: tuple(times) for name, times in closed.items()},
    )


def to_problem(instance: Instance) -> Problem:
    """Return the instance as the planner's problem."""
    curricula_of = {
        course.id: [q for q, members in instance.curricula.items() if course.id in members]
        for course in instance.courses
    }
    alone = {course.id for course in instance.courses if not curricula_of[course.id]}
    cohorts = [Cohort(f"q:{name}", name, 0) for name in instance.curricula] + [
        Cohort(f"c:{name}", name, 0) for name in sorted(alone)
    ]
    sessions = [
        Session(
            id=f"{course.id}/{number}",
            title=f"{course.id}/{number}",
            length=1,
            audience=tuple(f"q:{name}" for name in curricula_of[course.id]) or (f"c:{course.id}",),
            roles=((course.teacher,),),
            headcount=course.students,
            when=When(never=tuple(_moment(*moment) for moment in instance.closed.get(course.id, ()))),
        )
        for course in instance.courses
        for number in range(course.lectures)
    ]
    series = [
        Series(c.id, c.id, tuple(f"{c.id}/{n}" for n in range(c.lectures)), days=c.days, one_venue=True)
        for c in instance.courses
    ]
    # A course outside every curriculum must not pay for lone lectures.
    lone = Wish("lone", 2, cohorts=tuple(f"q:{name}" for name in instance.curricula))
    return Problem(
        calendar=_calendar(instance),
        cohorts=tuple(cohorts),
        sessions=tuple(sessions),
        venues=tuple(Venue(name, name, seats) for name, seats in instance.rooms.items()),
        lecturers=tuple(Lecturer(name, name) for name in sorted({course.teacher for course in instance.courses})),
        series=tuple(series),
        wishes=tuple(lone if wish.kind == "lone" else wish for wish in WISHES),
    )


def _calendar(instance: Instance) -> Calendar:
    periods = tuple(Period(f"{8 + p:02d}:00", f"{8 + p:02d}:50") for p in range(instance.periods))
    days = tuple(Day(FIRST + dt.timedelta(days=d)) for d in range(instance.days))
    return Calendar((HalfDay("day", "全天", periods),), days)


def _moment(day: int, period: int) -> Window:
    date = FIRST + dt.timedelta(days=day)
    return Window(date, date, periods=(period,))


def penalty(instance: Instance, plan: tuple[Placement, ...]) -> tuple[int, int]:
    """Return (hard violations, penalty) by the competition's own definitions, from the file and the plan alone."""
    at = {}
    for item in plan:
        course, number = item.session.split("/")
        at[course, int(number)] = ((item.date - FIRST).days, item.period, item.venue)
    return _hard(instance, at), _soft(instance, at)


Times = dict[tuple[str, int], tuple[int, int, str]]


def _hard(instance: Instance, at: Times) -> int:
    broken = sum(course.lectures for course in instance.courses) - len(at)
    courses = {course.id: course for course in instance.courses}
    together = [set(members) for members in instance.curricula.values()]
    items = list(at.items())
    for index, ((one, _), (day, period, room)) in enumerate(items):
        broken += (day, period) in instance.closed.get(one, ())
        for (two, _), (other_day, other_period, other_room) in items[index + 1 :]:
            if (day, period) == (other_day, other_period):
                clash = (
                    one == two
                    or courses[one].teacher == courses[two].teacher
                    or any({one, two} <= members for members in together)
                )
                broken += clash + (room == other_room)
    return broken


def _soft(instance: Instance, at: Times) -> int:
    total = 0
    for course in instance.courses:
        mine = [at[course.id, number] for number in range(course.lectures) if (course.id, number) in at]
        total += sum(max(0, course.students - instance.rooms[room]) for _, _, room in mine)
        total += 5 * max(0, course.days - len({day for day, _, _ in mine}))
        total += max(0, len({room for _, _, room in mine}) - 1)
    for members in instance.curricula.values():
        used = {(day, period) for (course, _), (day, period, _) in at.items() if course in members}
        total += 2 * sum(1 for day, period in used if not {(day, period - 1), (day, period + 1)} & used)
    return total
