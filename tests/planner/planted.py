"""Problems with a planted plan: made from a timetable that keeps every rule, so that one is known to exist."""

import datetime as dt
import random
from dataclasses import dataclass, field

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
    Session,
    VehicleType,
    Venue,
    When,
    Window,
    Wish,
)

MORNING = tuple(
    Period(f"{h:02d}:{m:02d}", f"{(h * 60 + m + 45) // 60:02d}:{(h * 60 + m + 45) % 60:02d}")
    for h, m in ((8, 30), (9, 15), (10, 10), (10, 55))
)
AFTERNOON = tuple(
    Period(f"{h:02d}:{m:02d}", f"{(h * 60 + m + 45) // 60:02d}:{(h * 60 + m + 45) % 60:02d}")
    for h, m in ((13, 30), (14, 15), (15, 10), (15, 55))
)
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


Draft = tuple[str, int, str]
"""Kind, length and audience of a session to plant."""
Plan = tuple[Placement, ...]


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
    grid: Calendar
    rooms: list[Venue]
    sites: list[Venue]
    teachers: list[str]
    busy: set[tuple[str, int, int]] = field(default_factory=set)
    plan: list[Placement] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)

    def free(self, name: str, slot: tuple[int, int], length: int) -> bool:
        """Say whether somebody or something is free from a (day, period) on."""
        return not any((name, slot[0], slot[1] + offset) in self.busy for offset in range(length))

    def take(self, name: str, slot: tuple[int, int], length: int) -> None:
        """Mark it as busy."""
        self.busy.update((name, slot[0], slot[1] + offset) for offset in range(length))

    def add_class(self, number: int, each: int) -> Cohort:
        """Plant one class with its sessions."""
        rng, days = self.rng, self.grid.days
        open_days = [index for index, day in enumerate(days) if not day.closed]
        span = min(len(open_days), max(6, each // 2 + rng.randrange(4, 10)))
        first = rng.randrange(len(open_days) - span + 1)
        mine = open_days[first : first + span]
        size = rng.choice((24, 30, 36, 40))
        name = f"c{number}"
        cohort = Cohort(
            name,
            f"第{number + 1}期",
            size,
            (Group(f"{name}a", "甲组", size // 2, "分轨"), Group(f"{name}b", "乙组", size - size // 2, "分轨")),
            half_day_limit=4,
            day_limit=8,
            home_venue=rng.choice(self.rooms).id,
            when=When(only=(Window(days[mine[0]].date, days[mine[-1]].date),)),
        )
        drafts = [_draft(rng, name, index, each) for index in range(each)]
        slots = _class_slots(rng, mine, drafts)
        made = [self.add_session(cohort, f"{name}s{i}", draft, slots[i]) for i, draft in enumerate(drafts)]
        self.sessions += made
        self.orders += [Order(made[i].id, made[j].id, soon=True) for i, j in _order_pairs(drafts)]
        return cohort

    def add_session(self, cohort: Cohort, name: str, draft: Draft, slot: tuple[int, int]) -> Session:
        """Plant one session with a venue, a lecturer and a bus where it needs one."""
        rng = self.rng
        kind, length, audience = draft
        heads = cohort.size if audience == cohort.id else cohort.size // 2 + 1
        venue = self.free_site(slot, length) if kind == "visit" else None
        if venue is None:
            kind = "lecture" if kind == "visit" else kind
            venue = rng.choice(
                [room for room in self.rooms if room.capacity >= heads and self.free(room.id, slot, length)]
            )
        self.take(venue.id, slot, length)
        pool = self.free_pool(slot, length) if kind in ("lecture", "track") else ()
        date = self.grid.days[slot[0]].date
        visit = kind == "visit"
        self.plan.append(Placement(name, date, slot[1], venue.id, pool[:1], {"bus": 1} if visit else {}))
        return Session(
            id=name,
            title=f"{cohort.name}{kind}{name}",
            length=length,
            audience=(audience,),
            roles=(pool,) if pool else (),
            venues=(venue.id,) if visit else tuple(room.id for room in self.rooms),
            seats=cohort.size if visit else 0,
            form={"visit": "现场教学", "reflect": "研讨交流"}.get(kind, "集中授课"),
            place=kind if kind in ("opening", "closing") else "",
            early=kind == "lecture" and rng.random() < 0.3,
            half_day=rng.choice(("", "", "am", "pm")),
        )

    def free_site(self, slot: tuple[int, int], length: int) -> Venue | None:
        """Return a site that is free, if there is a bus as well."""
        date = self.grid.days[slot[0]].date
        rides = sum(1 for item in self.plan if item.vehicles and (item.date, item.period // 4) == (date, slot[1] // 4))
        if rides >= max(2, len(self.teachers) // 10):
            return None
        return next((site for site in self.sites if self.free(site.id, slot, length)), None)

    def free_pool(self, slot: tuple[int, int], length: int) -> tuple[str, ...]:
        """Take a lecturer who is free; return him first, with up to two others who might do."""
        chosen = self.rng.choice([name for name in self.teachers if self.free(name, slot, length)])
        self.take(chosen, slot, length)
        return tuple(dict.fromkeys((chosen, *self.rng.sample(self.teachers, self.rng.choice((0, 0, 1, 2))))))

    def window(self, name: str, spare: float) -> When:
        """Return the half-days that a lecturer was planted in, and a part of the others."""
        needed = {(day, period // 4) for who, day, period in self.busy if who == name}
        windows = []
        for index, day in enumerate(self.grid.days):
            for part, half in enumerate(("am", "pm")):
                if (index, part) in needed or (not day.closed and self.rng.random() < spare):
                    windows.append(Window(day.date, day.date, half_days=(half,)))
        return When(only=tuple(windows))


def make(size: str, seed: int, *, tight: float | None = None) -> tuple[Problem, Plan]:
    """Return a problem and its planted plan.

    `tight` is the part of half-days that lecturers keep beyond the planted ones.
    """
    classes, each, days = SIZES[size]
    return build(seed, classes=classes, each=each, days=days, spare=0.5 if tight is None else tight)


def build(seed: int, *, classes: int, each: int, days: int, spare: float) -> tuple[Problem, Plan]:
    """Return a problem with that many classes, and its planted plan; a planting that runs out of rooms begins again."""
    for attempt in range(1000):
        try:
            return _build(random.Random(f"{seed}-{attempt}"), classes=classes, each=each, days=days, spare=spare)
        except IndexError:
            continue
    message = "no planting found: too few rooms or lecturers"
    raise ValueError(message)


def _build(rng: random.Random, *, classes: int, each: int, days: int, spare: float) -> tuple[Problem, Plan]:
    count = max(2, classes // 2 + 2)
    rooms = [
        Venue(f"r{i}", f"教室{i}", rng.choice((40, 60, 60, 120)), ("投影",) if i % 2 else ()) for i in range(count)
    ]
    sites = [Venue(f"v{i}", f"教学点{i}", 120, parallel=2) for i in range(max(2, classes // 6))]
    planting = Planting(rng, calendar(days), rooms, sites, [f"t{i}" for i in range(max(5, classes * 2))])
    cohorts = tuple(planting.add_class(number, each) for number in range(classes))
    problem = Problem(
        calendar=planting.grid,
        cohorts=cohorts,
        sessions=tuple(planting.sessions),
        venues=(*rooms, *sites),
        lecturers=tuple(
            Lecturer(name, f"讲师{name[1:]}", when=planting.window(name, spare)) for name in planting.teachers
        ),
        fleet=(VehicleType("bus", "大巴", 50, max(2, classes // 5)),),
        orders=tuple(planting.orders),
        wishes=WISHES,
    )
    return problem, tuple(planting.plan)


def _draft(rng: random.Random, whole: str, index: int, each: int) -> Draft:
    if index in (0, each - 1):
        return ("closing" if index else "opening"), 2, whole
    kind = rng.choices(("lecture", "visit", "reflect", "track"), (10, 2, 2, 3))[0]
    if kind == "track":
        return kind, 2, whole + rng.choice("ab")
    return kind, {"lecture": rng.choice((2, 2, 3)), "visit": 4, "reflect": 2}[kind], whole


def _order_pairs(drafts: list[Draft]) -> list[tuple[int, int]]:
    """Return (visit, reflection) pairs: each reflection after the last visit before it."""
    kinds = [kind for kind, _, _ in drafts]
    return [
        (max(i for i in range(index) if kinds[i] == "visit"), index)
        for index in range(2, len(drafts) - 1)
        if kinds[index] == "reflect" and "visit" in kinds[:index]
    ]


def _class_slots(rng: random.Random, days: list[int], drafts: list[Draft]) -> list[tuple[int, int]]:
    """Spread the drafts in order over half-days, each filled with up to four periods."""
    needed: list[list[int]] = [[]]
    load = 0
    for index, (_, length, _) in enumerate(drafts):
        if load + length > 4:
            needed.append([])
            load = 0
        needed[-1].append(index)
        load += length
    chosen = sorted(rng.sample([(day, part) for day in days for part in (0, 1)], len(needed)))
    slots: list[tuple[int, int]] = []
    for (day, part), members in zip(chosen, needed, strict=True):
        period = part * 4
        for index in members:
            slots.append((day, period))
            period += drafts[index][1]
    return slots
