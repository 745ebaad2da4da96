"""Cards as the tests of the rules make them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from trainingapp.curriculum.terms import Form
from trainingapp.timetable.rules.cards import Card, ClassFacts, Facts, Room
from trainingapp.timetable.rules.known_holidays import known_calendar
from trainingapp.timetable.terms import HalfDay

CLASS = ClassFacts(1, "青蓝班", date(2026, 5, 11), date(2026, 6, 30), Decimal(4))
OTHER = ClassFacts(2, "后备班", date(2026, 5, 11), None, Decimal(4))
FACTS = Facts(known_calendar().day, {5: "陈学员"})
HALL = Room(7, "多功能厅", capacity=2)
MONDAY = datetime(2026, 5, 11, 9, 0)  # noqa: DTZ001 - wall-clock time, as sessions keep it


def card(number: int, *, hour: float = 9, length: float = 2, day: int = 0, **values: Any) -> Card:  # noqa: ANN401 - named fields of Card
    """Return a session of CLASS with its own lecturer, room and people, unless told otherwise."""
    starts = MONDAY.replace(hour=0) + timedelta(days=day, hours=hour)
    facts = {
        "label": f"课{number}",
        "cohort": CLASS,
        "half_day": HalfDay.MORNING if hour < 12 else HalfDay.AFTERNOON if hour < 18 else HalfDay.EVENING,
        "hours": Decimal(2),
        "form": Form.LECTURE,
        "speakers": {number: f"讲师{number}"},
        "room": Room(100 + number, f"教室{number}"),
        "people": frozenset({1000 + number}),
        **values,
    }
    return Card(id=number, starts=starts, ends=starts + timedelta(hours=length), **facts)
