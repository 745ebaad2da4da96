"""Sessions as a half-day grid draws them: days, periods, cards, marks of what clashes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from trainingapp.core.terms import Severity
from trainingapp.curriculum.terms import Form
from trainingapp.timetable import queries
from trainingapp.timetable.models import Session
from trainingapp.timetable.rules.calendar import Weekday
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.terms import HalfDay, SessionState
from trainingapp.timetable.views.ways import address_of, show_ways

#: What parts/timetable.html draws of a session.
Shown = dict[str, object]
Marks = Mapping[int, tuple[str, str]]


@dataclass(frozen=True)
class Day:
    """One row of the grid, as parts/timetable.html draws it."""

    key: str
    label: str
    weekday: str
    note: str
    off: bool
    slots: dict[str, list[Shown]] = field(default_factory=dict)


def show_days(days: Iterable[date], cards: Iterable[tuple[Session, Shown]]) -> list[Day]:
    """Return the rows of a grid with the cards that belong there."""
    slots: dict[date, dict[str, list[Shown]]] = defaultdict(lambda: defaultdict(list))
    for session, card in cards:
        slots[session.held_on][session.half_day.value].append(card)
    return [_day(day, slots.get(day, {})) for day in days]


def _day(day: date, slots: dict[str, list[Shown]]) -> Day:
    known = queries.day_of(day)
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


def show_conflicts(conflicts: Iterable[Conflict], sessions: Iterable[Session]) -> list[Shown]:
    """Return findings as parts/conflicts.html draws them, leading to those of `sessions` that they are about.

    Each of its ways out leads to where it is done.
    """
    known = {one.id: one for one in sessions}
    return [_show_conflict(conflict, known) for conflict in conflicts]


def _show_conflict(conflict: Conflict, known: Mapping[int, Session]) -> Shown:
    sides: list[object] = [
        {"label": card.name, "url": address_of("timetable.session", known[card.id])} if card.id in known else card.name
        for card in conflict.cards
    ]
    own = known.get(conflict.card.id)
    return {
        "severity": conflict.severity,
        "message": conflict.message,
        "first": sides[0],
        "second": sides[1] if conflict.other else "",
        "when": conflict.when,
        "where": conflict.where,
        "rule": conflict.rule,
        "ways_out": show_ways(conflict, own) if own else conflict.ways_out,
    }


def show_card(one: Session, marks: Marks, *, linked: bool = True, with_class: bool = False) -> Shown:
    """Return a session as a card; `with_class` where the grid shows several classes."""
    state, note = marks.get(one.id, ("", ""))
    if one.state is SessionState.CANCELLED:
        state, note = "cancelled", ""
    elif not state and one.form is Form.CEREMONY:
        state = "ceremony"
    url = address_of("timetable.session", one) if linked else ""
    return {
        "id": one.public_id,
        "version": one.version,
        "title": f"{one.cohort.short_name}：{one.title}" if with_class else one.title,
        "url": url,
        "category": one.category.value if one.category else "",
        "form": one.form.label,
        "time": f"{one.starts_at.hour}:{one.starts_at:%M}–{one.ends_at.hour}:{one.ends_at:%M}",
        "lecturers": "、".join([*(lecturer.name for lecturer in one.speakers), *filter(None, [one.speaker_note])]),
        "venue": one.venue.name if one.venue else "",
        "hours": one.hours or "",
        "audience": one.audience_label if one.audiences else "",
        "state": state,
        "note": note,
        "day": one.held_on.isoformat(),
        "half_day": one.half_day.value,
    }
