"""What a lecturer is paid for: four study hours per half-day at most, and a joint class once.

Source: 中央和国家机关培训费管理办法 (city rules copy it). 讲课费 is paid by study hour after tax, a half-day counts
four hours at most, and who teaches several classes at once is not paid twice. The limit is a setting of the office.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

MOST_PER_HALF_DAY = Decimal(4)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """One lesson of one lecturer in one class; ``half_day`` is any word for it, ``rate`` yuan per hour after tax."""

    lecturer: str
    begins: datetime
    half_day: str
    class_name: str
    hours: Decimal
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Payment:
    """The hours that are paid for a lesson, the yuan that they make, and why they are fewer than were taught."""

    hours: Decimal
    amount: Decimal
    reason: str = ""


def pay(lessons: Sequence[Taught], *, most: Decimal = MOST_PER_HALF_DAY) -> list[Payment]:
    """Return what each lesson is paid, in the order given; earlier lessons use up a half-day's hours first."""
    order = sorted(range(len(lessons)), key=lambda place: (lessons[place].begins, place))
    used: defaultdict[tuple[str, object, str], Decimal] = defaultdict(Decimal)
    paid_in: dict[tuple[str, datetime], str] = {}
    payments: dict[int, Payment] = {}
    for place in order:
        lesson = lessons[place]
        same_time = (lesson.lecturer, lesson.begins)
        if same_time in paid_in:
            payments[place] = Payment(Decimal(0), Decimal(0), f"合班课，已在“{paid_in[same_time]}”发放")
            continue
        half_day = (lesson.lecturer, lesson.begins.date(), lesson.half_day)
        payments[place] = _pay_hours(lesson, most - used[half_day], most)
        used[half_day] += payments[place].hours
        paid_in[same_time] = lesson.class_name
    return [payments[place] for place in range(len(lessons))]


def _pay_hours(lesson: Taught, left: Decimal, most: Decimal) -> Payment:
    hours = min(lesson.hours, max(left, Decimal(0)))
    reason = f"授课 {lesson.hours:f} 学时，每半天最多按 {most:f} 学时" if hours < lesson.hours else ""
    return Payment(hours, (hours * lesson.rate).quantize(CENT, ROUND_HALF_UP), reason)
