"""Random small problems with every kind of rule, and an exhaustive search that knows nothing of the planner's."""

import datetime as dt
from itertools import product
from math import prod

from hypothesis import strategies as st

from trainingapp.planner.check import Report, check
from trainingapp.planner.grid import Grid
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
    Shared,
    Together,
    Travel,
    VehicleType,
    Venue,
    When,
    Window,
    Wish,
)
from trainingapp.planner.rules import WISHES

FIRST = dt.date(2025, 5, 9)
TWO_PERIODS = (
    HalfDay("am", "上午", (Period("09:00", "09:45"), Period("09:55", "10:40"))),
    HalfDay("pm", "下午", (Period("13:30", "14:15"), Period("14:25", "15:10")), unpopular=True),
)
SESSION_WISHES = [kind for kind in WISHES if not kind.startswith("stay")]


def calendar(days: int) -> Calendar:
    """Return consecutive dates from Friday 9 May 2025 on, the third one closed."""
    return Calendar(
        TWO_PERIODS, tuple(Day(FIRST + dt.timedelta(days=n), closed="放假" if n == 2 else "") for n in range(days))
    )


@st.composite
def windows(draw: st.DrawFn, days: int) -> Window:
    """Return a window of a few days, perhaps of one half-day or weekday."""
    first = draw(st.integers(0, days - 1))
    last = draw(st.integers(first, days - 1))
    return Window(
        FIRST + dt.timedelta(days=first),
        FIRST + dt.timedelta(days=last),
        weekdays=draw(st.sampled_from([(), (), (5, 6), (1, 2, 5)])),
        half_days=draw(st.sampled_from([(), (), ("am",), ("pm",)])),
        periods=draw(st.sampled_from([(), (), (), (0, 1, 2)])),
    )


@st.composite
def whens(draw: st.DrawFn, days: int) -> When:
    """Return an availability that always leaves the first day open."""
    only = draw(st.lists(windows(days), max_size=1))
    first = Window(FIRST, FIRST)
    never = draw(st.sampled_from([(), (), (Window(FIRST + dt.timedelta(days=1), half_days=("pm",)),)]))
    return When((*only, first) if only else (), never)


@st.composite
def problems(draw: st.DrawFn, *, sessions: int = 7, days: int = 4, rich: bool = True) -> Problem:
    """Return a valid problem of at most so many sessions."""
    groups = (Group("a1", "一组", 8), Group("a2", "二组", 8), Group("b1", "先进组", 8, "分轨"))
    cohorts = (
        Cohort(
            "A",
            "甲班",
            20,
            groups if rich else (),
            draw(st.sampled_from([0, 2])),
            draw(st.sampled_from([0, 2, 3])),
            "r0",
            draw(whens(days)),
        ),
        Cohort("B", "乙班", 15, when=draw(whens(days))),
    )
    venues = (
        Venue("r0", "大教室", 40, ("投影",), area="east"),
        Venue("r1", "小教室", 16, area="west"),
        Venue("v0", "教学点", 30, parallel=2, area="west", when=draw(whens(days))),
    )
    lecturers = (
        Lecturer("t0", "甲老师", draw(st.sampled_from([0, 2])), draw(whens(days))),
        Lecturer("t1", "乙老师", when=draw(whens(days))),
    )
    count = draw(st.integers(2, sessions))
    cards = tuple(draw(_sessions(number, days, rich=rich)) for number in range(count))
    names = [card.id for card in cards]
    return Problem(
        calendar=calendar(days),
        cohorts=cohorts,
        sessions=cards,
        venues=venues,
        lecturers=lecturers,
        fleet=(VehicleType("bus", "大巴", 18, 2), VehicleType("van", "面包车", 6, 1)),
        shared=(Shared("a1", "B"),) if draw(st.booleans()) else (),
        travel=(Travel("east", "west", 30),) if draw(st.booleans()) else (),
        orders=draw(_orders(names)),
        together=(Together((names[-1], names[-2])),)
        if cards[-1].length == cards[-2].length and draw(st.integers(0, 3)) == 0
        else (),
        series=(Series("x", "系列", tuple(names[: 1 + count // 2]), days=2, one_venue=True),),
        wishes=draw(_wishes()),
    )


@st.composite
def _sessions(draw: st.DrawFn, number: int, days: int, *, rich: bool) -> Session:
    roles = draw(st.sampled_from([(), (("t0",),), (("t0", "t1"),), (("t0",), ("t1", "t0"))]))
    return Session(
        id=f"s{number}",
        title=f"课{number}",
        length=draw(st.sampled_from([1, 1, 2])),
        audience=draw(st.sampled_from([("A",), ("B",), ("A", "B")] + ([("a1",), ("a2",), ("b1",)] if rich else []))),
        roles=roles,
        venues=draw(st.sampled_from([(), (), ("r0", "v0"), ("v0",)])),
        features=draw(st.sampled_from([(), (), (), ("投影",)])) if not number % 2 else (),
        needs_venue=draw(st.integers(0, 5)) > 0,
        seats=draw(st.sampled_from([0, 0, 0, 20])) if rich else 0,
        form=draw(st.sampled_from(["", "集中授课", "研讨"])),
        place="opening" if number == 0 and draw(st.booleans()) else "",
        early=draw(st.booleans()),
        half_day=draw(st.sampled_from(["", "am", "pm"])),
        when=draw(whens(days)) if draw(st.booleans()) else When(),
    )


@st.composite
def _orders(draw: st.DrawFn, names: list[str]) -> tuple[Order, ...]:
    """Return orders that never run backwards, so that there is no circle."""
    pairs = [(one, two) for index, one in enumerate(names) for two in names[index + 1 :]]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=2, unique=True))
    return tuple(
        Order(one, two, draw(st.sampled_from([0, 0, 1, 2])), draw(st.sampled_from([0, 0, 2])), draw(st.booleans()))
        for one, two in chosen
    )


@st.composite
def _wishes(draw: st.DrawFn) -> tuple[Wish, ...]:
    kinds = draw(st.lists(st.sampled_from(SESSION_WISHES), max_size=8, unique=True))
    cohorts = st.sampled_from([(), (), ("A",)])
    scoped = {
        "early",
        "half_day",
        "weekdays",
        "compact",
        "weekly",
        "long_gap",
        "gap",
        "lone",
        "tired",
        "mix",
        "home_venue",
        "fair_cohorts",
    }
    return tuple(
        Wish(
            kind,
            draw(st.integers(0, 7)),
            draw(cohorts) if kind in scoped else (),
            value=draw(st.integers(0, 3)),
            weekdays=(5,),
        )
        for kind in kinds
    )


def every_placement(problem: Problem, session: Session) -> list[Placement]:
    """Return every placement of one session alone, by brute force over the whole grid."""
    grid = Grid(problem.calendar)
    crews = [names for names in product(*session.roles) if len(set(names)) == len(names)]
    venues = [venue.id for venue in problem.venues] if session.needs_venue else [""]
    return [
        placement
        for day in problem.calendar.days
        for period in range(grid.periods)
        for venue in venues
        for names in crews
        if check(problem, [placement := Placement(session.id, day.date, period, venue, names)]).valid
    ]


def best_by_exhaustion(problem: Problem, choices: list[list[Placement]]) -> int | None:
    """Return the least cost over every complete plan, or None if there is none.

    What breaks a rule is not completed: another session more never mends it.
    """
    sound: list[tuple[tuple[Placement, ...], Report]] = [((), check(problem, ()))]
    for choice in choices:
        longer = ((*plan, placement) for plan, _ in sound for placement in choice)
        sound = [(plan, report) for plan in longer if (report := check(problem, plan)).valid]
    return min((report.total for _, report in sound), default=None)


def least_change(problem: Problem, published: tuple[Placement, ...], *, most: int = 30_000) -> int | None:
    """Return the least score of a repair over every plan, by brute force; None if there are too many plans to try."""
    was = {item.session: item for item in published}
    choices = [
        sorted(
            [(change(was.get(one.id), item), item) for item in every_placement(problem, one)], key=lambda pair: pair[0]
        )
        for one in problem.sessions
    ]
    if prod(len(found) + 1 for found in choices) > most:
        return None
    plans = product(*([*found, (1000, None)] for found in choices))
    for cost, plan in sorted(((sum(c for c, _ in plan), plan) for plan in plans), key=lambda pair: pair[0]):
        if check(problem, [item for _, item in plan if item is not None]).valid:
            return cost
    return None


def change(was: Placement | None, now: Placement) -> int:
    """Return what one card's other place costs: its time 100, its lecturers 20, its venue 10."""
    if was is None:
        return 0
    time, lecturers = (was.date, was.period) != (now.date, now.period), was.lecturers != now.lecturers
    return 100 * time + 20 * lecturers + 10 * (was.venue != now.venue)
