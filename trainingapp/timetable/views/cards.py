"""Sessions as a half-day grid draws them: days, periods, cards, marks of what clashes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from trainingapp.core.terms import Severity
from trainingapp.core.times import show_span
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.models import Session
from trainingapp.timetable.queries.calendar import working_calendar
from trainingapp.timetable.rules.calendar import Day as KnownDay
from trainingapp.timetable.rules.calendar import Weekday
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.terms import HalfDay, SessionState
from trainingapp.timetable.views.ways import Link, address_of, show_ways

Marks = Mapping[int, tuple[str, str]]


class ShownCard(NamedTuple):
    """A session as parts/timetable.html draws it."""

    id: str
    version: int
    title: str
    url: str
    category: str
    form: str
    time: str
    lecturers: str
    venue: str
    hours: Decimal
    audience: str
    state: str
    note: str


class ShownConflict(NamedTuple):
    """A finding as parts/conflicts.html draws it: its sides in words or as links, its ways out as links."""

    severity: Severity
    message: str
    first: object
    second: object
    when: str
    rule: str
    ways_out: Sequence[Link]


@dataclass(frozen=True)
class Day:
    """One row of the grid, as parts/timetable.html draws it."""

    key: str
    label: str
    weekday: str
    note: str
    off: bool
    slots: dict[str, list[ShownCard]] = field(default_factory=dict)


def show_days(days: Iterable[date], cards: Iterable[tuple[Session, ShownCard]]) -> list[Day]:
    """Return the rows of a grid with the cards that belong there."""
    slots: dict[date, dict[str, list[ShownCard]]] = defaultdict(lambda: defaultdict(list))
    for session, card in cards:
        slots[session.held_on][session.half_day.value].append(card)
    calendar = working_calendar()
    return [_day(calendar.day(day), slots.get(day, {})) for day in days]


def _day(known: KnownDay, slots: dict[str, list[ShownCard]]) -> Day:
    day = known.date
    note = "" if known.is_worked and not known.name else known.label
    return Day(day.isoformat(), f"{day.month}月{day.day}日", Weekday.of(day).label, note, not known.is_worked, slots)


def days_between(first: date, last: date) -> list[date]:
    """Return the days from the first to the last, both included."""
    return [first + timedelta(days=place) for place in range((last - first).days + 1)]


def show_periods(sessions: Iterable[Session]) -> list[tuple[str, str]]:
    """Return the half-days that the grid has columns for: evenings only where there is something."""
    evening = any(session.half_day is HalfDay.EVENING for session in sessions)
    return [(half.value, half.label) for half in HalfDay if half is not HalfDay.EVENING or evening]


def mark_clashes(conflicts: Sequence[Conflict]) -> Marks:
    """Return (state, note) of the cards that a finding touches, the gravest first."""
    marks: dict[int, tuple[str, str]] = {}
    for conflict in conflicts:
        if conflict.severity is Severity.NOTE:
            continue
        blocks = conflict.severity is Severity.BLOCK
        mark = ("clash" if blocks else "", f"{conflict.kind.label}{'有冲突' if blocks else '提醒'}")
        for card in conflict.cards:
            marks.setdefault(card.id, mark)
    return marks


def show_conflicts(conflicts: Iterable[Conflict], sessions: Iterable[Session]) -> list[ShownConflict]:
    """Return findings as parts/conflicts.html draws them, leading to those of `sessions` that they are about.

    Each of its ways out leads to where it is done.
    """
    known = {one.id: one for one in sessions}
    return [_show_conflict(conflict, known) for conflict in conflicts]


def _show_conflict(conflict: Conflict, known: Mapping[int, Session]) -> ShownConflict:
    sides: list[object] = [
        {"label": card.name, "url": address_of("timetable.session", known[card.id])} if card.id in known else card.name
        for card in conflict.cards
    ]
    own = known.get(conflict.card.id)
    return ShownConflict(
        conflict.severity,
        conflict.message,
        first=sides[0],
        second=sides[1] if conflict.other else "",
        when=conflict.whereabouts,
        rule=conflict.rule,
        ways_out=show_ways(conflict, own) if own else conflict.ways_out,
    )


def _who_stands_in_front(one: Session) -> str:
    hosting = [f"主持：{one.host.name}"] if one.host else []
    taught = [*(lecturer.name for lecturer in one.speakers), *filter(None, [one.speaker_note])]
    return "；".join(filter(None, ["、".join(taught), *hosting]))


def show_card(one: Session, marks: Marks, *, linked: bool = True, with_class: bool = False) -> ShownCard:
    """Return a session as a card; `with_class` where the grid shows several classes."""
    state, note = marks.get(one.id, ("", ""))
    if one.state is SessionState.CANCELLED:
        state, note = "cancelled", ""
    elif not state and one.form is Form.CEREMONY:
        state = "ceremony"
    return ShownCard(
        one.public_id,
        one.version,
        title=f"{one.cohort.short_name}：{one.title}" if with_class else one.title,
        url=address_of("timetable.session", one) if linked else "",
        category=one.category.value if one.category else "",
        form=one.form.label,
        time=show_span(one.starts_at, one.ends_at),
        lecturers=_who_stands_in_front(one),
        venue=one.venue.name if one.venue else "",
        hours=one.hours,
        audience=one.audience_label if one.audiences else "",
        state=state,
        note=note,
    )
