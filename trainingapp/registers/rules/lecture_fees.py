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
MOST_CENTS = 10**18
THOUSAND = 1_000

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_SECTIONS = ("", "万", "亿", "万亿")


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


def amount_in_words(amount: Decimal) -> str:
    """Return yuan as finance writes them: 12800.50 is 壹万贰仟捌佰元伍角整.

    Raises ValueError for what is below 0 or has more than sixteen digits.
    """
    cents = int((amount / CENT).quantize(Decimal(1), ROUND_HALF_UP))
    if not 0 <= cents < MOST_CENTS:
        raise ValueError(f"金额 {amount} 不在能写成大写的范围内")
    yuan, small = divmod(cents, 100)
    jiao, fen = divmod(small, 10)
    whole = f"{_write_whole(yuan)}元" if yuan or not small else ""
    if not small:
        return f"{whole}整"
    tail = f"{_DIGITS[jiao]}角" if jiao else ("零" if yuan else "")
    return whole + tail + (f"{_DIGITS[fen]}分" if fen else "整")


def _write_whole(number: int) -> str:
    """Write a whole number in formal characters; zeros between digits are read once, at the end not at all."""
    if number == 0:
        return _DIGITS[0]
    sections = []
    while number:
        number, section = divmod(number, 10_000)
        sections.append(section)
    words, before = "", THOUSAND
    for place in range(len(sections) - 1, -1, -1):
        section = sections[place]
        if section:
            gap = words and (section < THOUSAND or before == 0)
            words += (_DIGITS[0] if gap else "") + _write_section(section) + _SECTIONS[place]
        before = section
    return words


def _write_section(section: int) -> str:
    words = ""
    for place, digit in zip(range(3, -1, -1), map(int, f"{section:04}"), strict=True):
        if digit:
            words += _DIGITS[digit] + _PLACES[place]
        elif words and not words.endswith(_DIGITS[0]):
            words += _DIGITS[0]
    return words.rstrip(_DIGITS[0])
