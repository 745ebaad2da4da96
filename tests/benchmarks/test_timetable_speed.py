"""The workbench's page of 60 sessions amid a term of 1,500, conflicts of the whole term, and of one card that is moved.

The lines against a figure in milliseconds show where this machine stands; they are not asserted, for machines differ.
Asserted are ratios to floors of the same run: an empty request, the same rows by plain SQL, a sort of the cards.
"""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import text

from tests.benchmarks.ratios import RatioTable, time_best
from tests.factories import Factory
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.curriculum.terms import Form
from trainingapp.timetable import queries
from trainingapp.timetable.rules.cards import Card, ClassFacts, Facts, LecturerHours, Room
from trainingapp.timetable.rules.conflicts import find_conflicts
from trainingapp.timetable.rules.fitting import judge_cells
from trainingapp.timetable.rules.known_holidays import known_calendar
from trainingapp.timetable.terms import HalfDay

pytestmark = pytest.mark.benchmark

SESSIONS, CLASSES, TRAINEES = 1500, 60, 40
PAGE_SESSIONS = 60
FIRST = date(2026, 3, 2)
DAYS = [FIRST + timedelta(days=place) for place in range(90) if (FIRST + timedelta(days=place)).weekday() < 5]


def term(seed: int = 1) -> list[Card]:
    """Return a term's cards: 60 classes of 40, 40 lecturers, 25 rooms, some of them clashing."""
    chance = random.Random(seed)
    classes = [ClassFacts(key, f"第{key}期", FIRST, DAYS[-1], Decimal(4)) for key in range(CLASSES)]
    return [_card(chance, number, classes[number % CLASSES]) for number in range(SESSIONS)]


def _card(chance: random.Random, number: int, cohort: ClassFacts) -> Card:
    half_day = chance.choice([HalfDay.MORNING, HalfDay.AFTERNOON])
    starts = datetime.combine(chance.choice(DAYS), datetime.min.time()) + timedelta(
        hours=9 if half_day is HalfDay.MORNING else 13.5
    )
    lecturer, room = chance.randrange(40), chance.randrange(1, 26)
    return Card(
        id=number + 1,
        label=f"课{number}",
        cohort=cohort,
        starts=starts,
        ends=starts + timedelta(hours=2, minutes=30),
        half_day=half_day,
        hours=Decimal(3),
        form=Form.LECTURE,
        speakers={lecturer: f"讲师{lecturer}"},
        room=Room(room, f"教室{room}", 60),
        people=frozenset(range(cohort.id * TRAINEES, (cohort.id + 1) * TRAINEES + 2)),
    )


def facts() -> Facts:
    """Return what is known: lecturers with two days off each, ways between all rooms."""
    off = {key: [LecturerHours(DAYS[key], DAYS[key + 1], reason="出差")] for key in range(40)}
    ways = {(one, two): 20 for one in range(1, 26) for two in range(one + 1, 26)}
    return Facts(known_calendar().day, hours=off, travel=ways)


def test_conflicts_of_a_term_are_recomputed_at_once(ratio_table: RatioTable) -> None:
    cards, known = term(), facts()
    found = find_conflicts(cards, [], known)
    assert len(found) > 100

    floor = time_best(lambda: sorted(cards, key=lambda card: (card.starts, card.id)))
    measured = time_best(lambda: find_conflicts(cards, [], known))

    ratio_table.add("1,500 次课全部冲突（对指标 300 毫秒）", measured=measured, floor=0.300, bar=1)
    assert ratio_table.add("1,500 次课全部冲突（对排一次序）", measured=measured, floor=floor, bar=150).ok


def test_moved_card_is_judged_at_once(ratio_table: RatioTable) -> None:
    cards, known = term(), facts()
    card = cards[700]
    moved = replace(card, starts=card.starts + timedelta(days=7), ends=card.ends + timedelta(days=7))
    cells = [(day, half_day) for day in DAYS[:14] for half_day in HalfDay]

    floor = time_best(lambda: sorted(cards, key=lambda card: (card.starts, card.id)))
    one = time_best(lambda: find_conflicts([moved], cards, known))
    many = time_best(lambda: judge_cells(card, cells, cards, known))

    ratio_table.add("移动一次课的冲突（对指标 20 毫秒）", measured=one, floor=0.020, bar=1)
    ratio_table.add("拖动时判断 42 格（对指标 100 毫秒）", measured=many, floor=0.100, bar=1)
    assert ratio_table.add("移动一次课的冲突（对排一次序）", measured=one, floor=floor, bar=10).ok


@pytest.fixture
def cohort(sqlite_app: Flask) -> tuple[Factory, Cohort]:
    """Return a class of 40 with 60 sessions, beside 60 other classes with 24 sessions each."""
    make = Factory(sqlite_app)
    chance = random.Random(1)
    lecturers = [make.lecturer() for _ in range(40)]
    venues = [make.venue(capacity=60) for _ in range(25)]
    shown = make.cohort(starts_on=FIRST)
    others = [make.cohort(starts_on=FIRST) for _ in range(CLASSES)]
    for one, amount in ((shown, PAGE_SESSIONS), *((other, 24) for other in others)):
        make.enrolments(one, TRAINEES if one is shown else 5)
        for place in range(amount):
            half_day = chance.choice([HalfDay.MORNING, HalfDay.AFTERNOON])
            teachers = [chance.choice(lecturers)]
            day = DAYS[place] if one is shown else chance.choice(DAYS)
            make.session(one, held_on=day, half_day=half_day, lecturers=teachers, venue=chance.choice(venues))
    db.session.commit()
    return make, shown


def test_page_of_60_sessions_is_quick(cohort: tuple[Factory, Cohort], ratio_table: RatioTable) -> None:
    make, shown = cohort
    client = make.organiser_client()
    address = f"/classes/{shown.public_id}/timetable"
    content = client.get(address).data
    assert content.count(b"data-session=") == PAGE_SESSIONS

    bare = time_best(lambda: client.get("/healthz"))
    measured = time_best(lambda: client.get(address))
    session = queries.list_sessions(shown)[20]
    days = ",".join(day.isoformat() for day in DAYS[:14])
    fits = time_best(lambda: client.get(f"/timetable/sessions/{session.public_id}/fits?days={days}"))

    ratio_table.add("课表页 60 次课（对指标 60 毫秒）", measured=measured, floor=0.060, bar=1)
    ratio_table.add("拖动时问 42 格（对指标 100 毫秒）", measured=fits, floor=0.100, bar=1)
    assert ratio_table.add("课表页 60 次课（对空请求）", measured=measured, floor=bare, bar=20).ok


def test_conflicts_of_a_stored_term_are_found_in_time(cohort: tuple[Factory, Cohort], ratio_table: RatioTable) -> None:
    del cohort
    statement = text("SELECT * FROM session JOIN session_lecturer ON session_lecturer.session_id = session.id")
    sessions = queries.sessions_between(_everything(), DAYS[0], DAYS[-1])
    assert len(sessions) == SESSIONS

    floor = time_best(lambda: db.session.connection().execute(statement).all())
    measured = time_best(lambda: queries.class_conflicts(sessions))

    ratio_table.add("库里 1,500 次课的冲突（对指标 300 毫秒）", measured=measured, floor=0.300, bar=1)
    assert ratio_table.add("库里 1,500 次课的冲突（对只读出课次）", measured=measured, floor=floor, bar=60).ok


def _everything() -> queries.Wanted:
    return queries.Wanted(frozenset(db.session.scalars(db.select(Cohort.id))))
