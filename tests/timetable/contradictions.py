"""Course plans with a contradiction put in: what an organiser runs into, each with the words that must be told."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

from trainingapp.curriculum.terms import Form
from trainingapp.timetable.rules.calendar import Weekday, WorkingCalendar
from trainingapp.timetable.rules.cards import Card, ClassFacts, LecturerHours, Room, Site
from trainingapp.timetable.rules.planning.wanted import After, Demand, Hall, PlannedClass, Stay, Teacher, Wanted
from trainingapp.timetable.terms import Edge, HalfDay

FIRST, LAST = date(2026, 5, 11), date(2026, 5, 22)
SHORT = date(2026, 5, 13)
OWN, OTHER = 1, 2
HALLS = (Hall(1, "礼堂", 50), Hall(2, "二楼会议室", 40), Hall(3, "郊区校区", 60))
TEACHERS = ("张教授", "李老师", "王主任", "陈书记")
Words = tuple[str, ...]
Contradiction = Callable[[random.Random], tuple[Demand, Words]]


def card(key: str, **values: object) -> Wanted:
    """Return a card of the class that takes a whole half-day, unless told otherwise."""
    given = {"cohort": OWN, "title": key, "minutes": 150, "hours": Decimal(4), "form": Form.LECTURE, "size": 20}
    return Wanted(key=key, **{"people": frozenset(range(20)), **given, **values})  # type: ignore[arg-type]  # as given


def planned(number: int, name: str, **values: object) -> PlannedClass:
    """Return a class of two weeks."""
    given = {"first": FIRST, "last": LAST, "hours_per_half_day": Decimal(4), "size": 20}
    return PlannedClass(id=number, name=name, **{**given, **values})  # type: ignore[arg-type]  # as above


def demand(rng: random.Random, wanted: Sequence[Wanted], **values: object) -> Demand:
    """Return these cards among others that have room enough."""
    others = [
        card(f"普通课{number}", minutes=rng.choice((60, 90, 150)), hours=Decimal(rng.choice((1, 2))))
        for number in range(rng.randint(1, 3))
    ]
    mixed = [*wanted, *others]
    rng.shuffle(mixed)
    teachers = [Teacher(number, name) for number, name in enumerate(TEACHERS, start=1)]
    given = {"classes": [planned(OWN, "一期")], "halls": HALLS, "teachers": teachers}
    return Demand(wanted=mixed, calendar=WorkingCalendar({}, frozenset({2026})), **{**given, **values})  # type: ignore[arg-type]  # as above


def teachers_with(number: int, *hours: LecturerHours) -> list[Teacher]:
    """Return the lecturers, one of them with hours of his own."""
    known = [Teacher(key, name) for key, name in enumerate(TEACHERS, start=1)]
    return [replace(one, hours=hours) if one.id == number else one for one in known]


def some_day(rng: random.Random) -> date:
    """Return a working day in the middle of the two weeks."""
    return date(2026, 5, rng.choice((12, 13, 14, 15, 18, 19, 20, 21)))


def only(day: date, begins: time, ends: time) -> LecturerHours:
    """Return that a lecturer can come at this time alone."""
    return LecturerHours(day, day, begins=begins, ends=ends, only=True)


def standing(day: date, half: HalfDay, room: Hall) -> Card:
    """Return a session of another class that takes a room for half a day."""
    begins, ends = (time(8, 30), time(12, 30)) if half is HalfDay.MORNING else (time(13, 30), time(17, 30))
    facts = ClassFacts(OTHER, "第2期", FIRST, LAST, Decimal(4))
    return Card(
        id=7,
        label="党课",
        cohort=facts,
        starts=datetime.combine(day, begins),
        ends=datetime.combine(day, ends),
        half_day=half,
        hours=Decimal(4),
        form=Form.LECTURE,
        room=Room(room.id, room.name, room.capacity),
    )


def lecturer_and_hall(rng: random.Random) -> tuple[Demand, Words]:
    """The lecturer can come on one morning, on which another class has the hall."""
    day, who = some_day(rng), rng.randint(1, 4)
    cards = [card("论述", roles=((who,),), rooms=(1,))]
    taken = [standing(day, HalfDay.MORNING, HALLS[0])]
    teachers = teachers_with(who, only(day, time(8, 30), time(12, 30)))
    words = (f"{TEACHERS[who - 1]}只有{day.month}月{day.day}日", "礼堂不是随时空着", "有“第2期 党课”")
    return demand(rng, cards, teachers=teachers, others=taken), words


def two_lectures_for_one_half_day(rng: random.Random) -> tuple[Demand, Words]:
    """Two lectures of a whole half-day each, by somebody who has one."""
    day, who = some_day(rng), rng.randint(1, 4)
    cards = [card("上篇", roles=((who,),)), card("下篇", roles=((who,),))]
    return demand(rng, cards, teachers=teachers_with(who, only(day, time(13, 30), time(17, 30)))), (
        f"{TEACHERS[who - 1]}只有{day.month}月{day.day}日",
    )


def order_against_days(rng: random.Random) -> tuple[Demand, Words]:
    """What has to come first is tied to a later day than what follows it."""
    late, early = date(2026, 5, rng.choice((20, 21, 22))), date(2026, 5, rng.choice((11, 12, 13)))
    cards = [card("讲座", dates=(late,)), card("现场教学后的研讨", dates=(early,))]
    words = (f"《讲座》只能在5月{late.day}日", f"《现场教学后的研讨》只能在5月{early.day}日")
    return demand(rng, cards, orders=[After("讲座", "现场教学后的研讨")]), words


def too_few_days(rng: random.Random) -> tuple[Demand, Words]:
    """The class's days have fewer half-days than its courses need."""
    cards = [card(f"专题{number}") for number in range(5)]
    last = date(2026, 5, 12)
    return demand(rng, cards, classes=[planned(OWN, "一期", last=last)]), ("一期",)


def day_against_lecturer(rng: random.Random) -> tuple[Demand, Words]:
    """The course names a day on which the lecturer is away all day but for a time when his people are busy."""
    day, who = some_day(rng), rng.randint(1, 4)
    busy = replace(standing(day, HalfDay.MORNING, HALLS[1]), people=frozenset({3}))
    away = LecturerHours(day, day, begins=time(13), ends=time(18))
    cards = [card("专题", dates=(day,), roles=((who,),))]
    words = (f"《专题》只能在5月{day.day}日", f"{TEACHERS[who - 1]}5月{day.day}日")
    return demand(rng, cards, teachers=teachers_with(who, away), others=[busy]), words


def two_visits_in_one_opening(rng: random.Random) -> tuple[Demand, Words]:
    """Two visits to a place that opens on one morning of the class."""
    open_day = rng.choice((Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY))
    closed = frozenset(day for day in Weekday if day is not open_day)
    site = Site("展馆", opens=time(8), closes=time(12, 30), closed=closed)
    cards = [card(key, form=Form.VISIT, stays=(Stay(site, 10, 140),)) for key in ("参观一", "参观二")]
    week = [planned(OWN, "一期", last=date(2026, 5, 15))]
    return demand(rng, cards, classes=week), ("展馆开放时间是 08:00–12:30",)


def together_with_one_lecturer(rng: random.Random) -> tuple[Demand, Words]:
    """Two tracks at the same time want the same person."""
    who = rng.randint(1, 4)
    halves = (frozenset(range(10)), frozenset(range(10, 20)))
    cards = [card(f"分班型{n}", people=half, roles=((who,),)) for n, half in enumerate(halves, start=1)]
    tracks = {1: ("书记", 10), 2: ("骨干", 10)}
    cards = [replace(one, tracks=(number,)) for number, one in enumerate(cards, start=1)]
    return demand(
        rng, cards, classes=[planned(OWN, "一期", last=SHORT, tracks=tracks)], together=[("分班型1", "分班型2")]
    ), (TEACHERS[who - 1],)


def together_in_one_room(rng: random.Random) -> tuple[Demand, Words]:
    """Two tracks at the same time want the same room."""
    room = rng.choice(HALLS[:2])
    tracks = {1: ("书记", 10), 2: ("骨干", 10)}
    halves = (frozenset(range(10)), frozenset(range(10, 20)))
    cards = [
        card(f"分班型{number}", people=half, tracks=(number,), rooms=(room.id,))
        for number, half in enumerate(halves, start=1)
    ]
    return demand(
        rng, cards, classes=[planned(OWN, "一期", last=SHORT, tracks=tracks)], together=[("分班型1", "分班型2")]
    ), (room.name,)


def people_of_two_classes(rng: random.Random) -> tuple[Demand, Words]:
    """Two classes that have people in common want them on the same morning."""
    day = some_day(rng)
    fixed = {"dates": (day,), "half_day": HalfDay.MORNING, "half_day_fixed": True}
    cards = [card("一期党课", **fixed), card("二期党课", cohort=OTHER, people=frozenset(range(15, 35)), **fixed)]
    classes = [planned(OWN, "一期"), planned(OTHER, "二期")]
    return demand(rng, cards, classes=classes), ("一期", "二期", f"只能在5月{day.day}日")


def opening_after_a_course(rng: random.Random) -> tuple[Demand, Words]:
    """The opening is tied to a later day than a course."""
    late, early = date(2026, 5, rng.choice((14, 15, 18))), date(2026, 5, rng.choice((11, 12, 13)))
    cards = [card("开班式", edge=Edge.OPENING, dates=(late,), form=Form.CEREMONY), card("第一课", dates=(early,))]
    return demand(rng, cards), (f"《开班式》只能在5月{late.day}日", f"《第一课》只能在5月{early.day}日")


def days_between_on_one_day(rng: random.Random) -> tuple[Demand, Words]:
    """Two courses that must lie two half-days apart are tied to the same day."""
    day = some_day(rng)
    cards = [card("讲座", dates=(day,)), card("研讨", dates=(day,))]
    return demand(rng, cards, orders=[After("讲座", "研讨", 2)]), (f"只能在5月{day.day}日",)


def way_too_long(rng: random.Random) -> tuple[Demand, Words]:
    """Two short courses of one morning, in rooms two hours apart."""
    day = some_day(rng)
    fixed = {"dates": (day,), "half_day": HalfDay.MORNING, "half_day_fixed": True, "minutes": 90, "hours": Decimal(1)}
    cards = [card("城里的课", rooms=(1,), **fixed), card("郊区的课", rooms=(3,), **fixed)]
    return demand(rng, cards, travel={(1, 3): 120}), ("路上的时间", f"《城里的课》只能在5月{day.day}日")


QUICK: tuple[Contradiction, ...] = (
    lecturer_and_hall,
    two_lectures_for_one_half_day,
    order_against_days,
    too_few_days,
    day_against_lecturer,
    two_visits_in_one_opening,
    opening_after_a_course,
)
CONTRADICTIONS: tuple[Contradiction, ...] = (
    *QUICK,
    together_with_one_lecturer,
    together_in_one_room,
    people_of_two_classes,
    days_between_on_one_day,
    way_too_long,
)
