"""Problems with a planted plan: made from a timetable that keeps every rule, so that one is known to exist."""

import datetime as dt
import random
from dataclasses import dataclass, field, replace

from trainingapp.planner.problem import (
    Calendar,
    Cohort,
    Day,
    Group,
    HalfDay,
    Lecturer,
    Order,
    Period,
    Placement,
    Problem,
    Series,
    Session,
    VehicleType,
    Venue,
    When,
    Window,
    Wish,
)

MORNING = tuple(Period(f"{h:02d}:{m:02d}", f"{(h * 60 + m + 45) // 60:02d}:{(h * 60 + m + 45) % 60:02d}") for h, m in ((8, 30), (9, 15), (10, 10), (10, 55)))
AFTERNOON = tuple(Period(f"{h:02d}:{m:02d}", f"{(h * 60 + m + 45) // 60:02d}:{(h * 60 + m + 45) % 60:02d}") for h, m in ((13, 30), (14, 15), (15, 10), (15, 55)))
HALF_DAYS = (HalfDay("am", "上午", MORNING), HalfDay("pm", "下午", AFTERNOON))
PERIODS = 8
SIZES = {"S": (1, 12, 8), "M": (5, 19, 25), "L": (20, 25, 50), "XL": (60, 25, 110)}
"""Classes, sessions of each, working days."""

WISHES = (
    Wish("early", 1),
    Wish("compact", 6),
    Wish("half_day", 2),
    Wish("tired", 1),
    Wish("home_venue", 1),
    Wish("mix", 1),
    Wish("soon", 1),
    Wish("lecturer_rest", 2),
    Wish("fair_lecturers", 1),
)


def calendar(days: int, first: dt.date = dt.date(2026, 3, 2)) -> Calendar:
    """Return so many working days, with the weekends between them closed."""
    found: list[Day] = []
    date = first
    while sum(1 for day in found if not day.closed) < days:
        found.append(Day(date, closed="周末" if date.isoweekday() > 5 else ""))
        date += dt.timedelta(days=1)
    return Calendar(HALF_DAYS, tuple(found))


@dataclass
class Planting:
    """A timetable under construction: who and what is busy when."""

    rng: random.Random
    busy: set[tuple[str, int, int]] = field(default_factory=set)
    plan: list[Placement] = field(default_factory=list)

    def free(self, name: str, day: int, period: int, length: int) -> bool:
        return not any((name, day, period + offset) in self.busy for offset in range(length))

    def take(self, name: str, day: int, period: int, length: int) -> None:
        self.busy.update((name, day, period + offset) for offset in range(length))


def make(size: str, seed: int, *, tight: float | None = None) -> tuple[Problem, tuple[Placement, ...]]:
    """Return a problem and its planted plan. `tight` is the part of half-days that lecturers keep beyond the planted ones."""
    classes, each, days = SIZES[size]
    return build(seed, classes=classes, each=each, days=days, spare=0.5 if tight is None else tight)


def build(seed: int, *, classes: int, each: int, days: int, spare: float) -> tuple[Problem, tuple[Placement, ...]]:
    """Return a problem with that many classes, and its planted plan; a planting that runs out of rooms begins again."""
    for attempt in range(1000):
        try:
            return _build(random.Random(f"{seed}-{attempt}"), classes=classes, each=each, days=days, spare=spare)
        except IndexError:
            continue
    message = "no planting found: too few rooms or lecturers"
    raise ValueError(message)


def _build(rng: random.Random, *, classes: int, each: int, days: int, spare: float) -> tuple[Problem, tuple[Placement, ...]]:
    grid = calendar(days)
    rooms = [Venue(f"r{i}", f"教室{i}", rng.choice((40, 60, 60, 120)), ("投影",) if i % 2 else ()) for i in range(max(2, classes // 2 + 2))]
    sites = [Venue(f"v{i}", f"教学点{i}", 120, parallel=2, area="") for i in range(max(2, classes // 6))]
    teachers = [f"t{i}" for i in range(max(5, classes * 2))]
    planting = Planting(rng)
    cohorts, sessions, orders, series = [], [], [], []
    for number in range(classes):
        made = _plant_class(planting, number, each, grid, rooms, sites, teachers)
        cohorts.append(made[0])
        sessions += made[1]
        orders += made[2]
    lecturers = tuple(Lecturer(name, f"讲师{name[1:]}", when=_window(planting, name, grid, spare)) for name in teachers)
    problem = Problem(
        calendar=grid,
        cohorts=tuple(cohorts),
        sessions=tuple(sessions),
        venues=(*rooms, *sites),
        lecturers=lecturers,
        fleet=(VehicleType("bus", "大巴", 50, max(2, classes // 5)),),
        orders=tuple(orders),
        series=tuple(series),
        wishes=WISHES,
    )
    return problem, tuple(planting.plan)


def _window(planting: Planting, name: str, grid: Calendar, spare: float) -> When:
    needed = {(day, period // 4) for who, day, period in planting.busy if who == name}
    windows = []
    for index, day in enumerate(grid.days):
        for part, half in enumerate(("am", "pm")):
            if (index, part) in needed or (not day.closed and planting.rng.random() < spare):
                windows.append(Window(day.date, day.date, half_days=(half,)))
    return When(only=tuple(windows))


def _plant_class(planting, number, each, grid, rooms, sites, teachers):  # type: ignore[no-untyped-def]  # returns a bundle of lists
    rng = planting.rng
    open_days = [index for index, day in enumerate(grid.days) if not day.closed]
    span = min(len(open_days), max(6, each // 2 + rng.randrange(4, 10)))
    first = rng.randrange(len(open_days) - span + 1)
    mine = open_days[first : first + span]
    size = rng.choice((24, 30, 36, 40))
    groups = (Group(f"c{number}a", "甲组", size // 2, "分轨"), Group(f"c{number}b", "乙组", size - size // 2, "分轨"))
    when = When(only=(Window(grid.days[mine[0]].date, grid.days[mine[-1]].date),))
    cohort = Cohort(f"c{number}", f"第{number + 1}期", size, groups, half_day_limit=4, day_limit=8, home_venue=rng.choice(rooms).id, when=when)
    drafts = [_draft(rng, number, index, each) for index in range(each)]
    slots = _class_slots(planting, cohort, mine, drafts)
    sessions = []
    for index, (kind, length, audience) in enumerate(drafts):
        day, period = slots[index]
        sessions.append(_plant_session(planting, cohort, f"c{number}s{index}", kind, length, audience, day, period, grid, rooms, sites, teachers))
    orders = [Order(sessions[i].id, sessions[j].id, soon=kind == "reflect") for i, j, kind in _order_pairs(drafts)]
    return cohort, sessions, orders


def _draft(rng: random.Random, number: int, index: int, each: int) -> tuple[str, int, str]:
    whole = f"c{number}"
    if index == 0:
        return "opening", 2, whole
    if index == each - 1:
        return "closing", 2, whole
    kind = rng.choices(("lecture", "visit", "reflect", "track"), (10, 2, 2, 3))[0]
    if kind == "track":
        return kind, 2, whole + rng.choice("ab")
    return kind, {"lecture": rng.choice((2, 2, 3)), "visit": 4, "reflect": 2}[kind], whole


def _order_pairs(drafts: list[tuple[str, int, str]]) -> list[tuple[int, int, str]]:
    pairs = []
    for index in range(2, len(drafts) - 1):
        if drafts[index][0] == "reflect" and "visit" in [kind for kind, _, _ in drafts[:index]]:
            earlier = max(i for i in range(index) if drafts[i][0] == "visit")
            pairs.append((earlier, index, "reflect"))
    return pairs


def _class_slots(planting: Planting, cohort: Cohort, days: list[int], drafts: list[tuple[str, int, str]]) -> list[tuple[int, int]]:
    """Spread the drafts in order over half-days: a growing list of half-days, each filled up to four periods."""
    halves = [(day, part) for day in days for part in (0, 1)]
    needed: list[list[int]] = [[]]
    load = 0
    for index, (_, length, _) in enumerate(drafts):
        if load + length > 4:
            needed.append([])
            load = 0
        needed[-1].append(index)
        load += length
    chosen = sorted(planting.rng.sample(halves, len(needed)))
    slots: list[tuple[int, int]] = [(0, 0)] * len(drafts)
    for (day, part), members in zip(chosen, needed, strict=True):
        period = part * 4
        for index in members:
            slots[index] = (day, period)
            period += drafts[index][1]
    return slots


def _plant_session(planting, cohort, name, kind, length, audience, day, period, grid, rooms, sites, teachers):  # type: ignore[no-untyped-def]  # a bundle
    rng = planting.rng
    heads = cohort.size if audience == cohort.id else cohort.size // 2 + 1
    free_rooms = [room for room in rooms if room.capacity >= heads and planting.free(room.id, day, period, length)]
    wants = kind in ("lecture", "track")
    free_teachers = [t for t in teachers if planting.free(t, day, period, length)]
    if kind == "visit":
        rides = sum(1 for p in planting.plan if p.vehicles and grid.days[day].date == p.date and p.period // 4 == period // 4)
        place = next((s for s in sites if planting.free(s.id, day, period, length)), None)
        if place is None or rides >= max(2, len(teachers) // 10):
            kind = "lecture"
            wants = True
    venue = place if kind == "visit" else rng.choice(free_rooms)
    planting.take(venue.id, day, period, length)
    roles: tuple[tuple[str, ...], ...] = ()
    lecturers: tuple[str, ...] = ()
    if wants:
        chosen = rng.choice(free_teachers)
        planting.take(chosen, day, period, length)
        others = rng.sample(teachers, rng.choice((0, 0, 1, 2)))
        roles, lecturers = (tuple(dict.fromkeys((chosen, *others))),), (chosen,)
    vehicles = {"bus": 1} if kind == "visit" else {}
    planting.plan.append(Placement(name, grid.days[day].date, period, venue.id, lecturers, vehicles))
    return Session(
        id=name,
        title=f"{cohort.name}{kind}{name}",
        length=length,
        audience=(audience,),
        roles=roles,
        venues=(venue.id,) if kind == "visit" else tuple(room.id for room in rooms),
        seats=cohort.size if kind == "visit" else 0,
        form={"visit": "现场教学", "reflect": "研讨交流"}.get(kind, "集中授课"),
        place=kind if kind in ("opening", "closing") else "",
        early=kind == "lecture" and rng.random() < 0.3,
        half_day=rng.choice(("", "", "am", "pm")),
    )


def without(problem: Problem, **changes: object) -> Problem:
    """Return the problem with fields replaced."""
    return replace(problem, **changes)  # type: ignore[arg-type]  # the caller names fields of Problem
