"""A class's timetable as a half-day grid."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core.terms import Severity
from trainingapp.curriculum.terms import Category, Form
from trainingapp.timetable import queries
from trainingapp.timetable.models import Session
from trainingapp.timetable.rules.calendar import Weekday
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.rules.meters import advised_shares, count_hours
from trainingapp.timetable.terms import HalfDay, SessionState
from trainingapp.timetable.views.blueprint import blueprint

WEEK = timedelta(days=7)
#: A class no longer than this is shown with every day; a longer one with the days that have sessions.
SHORT_CLASS_DAYS = 14


@dataclass(frozen=True)
class Day:
    """One row of the grid, as parts/timetable.html draws it."""

    key: str
    label: str
    weekday: str
    note: str
    off: bool
    slots: dict[str, list[dict[str, object]]] = field(default_factory=dict)


@blueprint.get("/classes/<public_id>/timetable")
@gate.permit(Permission.COHORT_VIEW)
def grid(public_id: str) -> ResponseReturnValue:
    """Show a class's timetable by half-days: the days with sessions, or every day of a week."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.COHORT_VIEW, public_id)
    sessions = queries.list_sessions(cohort, cancelled=True)
    planned = [session for session in sessions if session.state is SessionState.PLANNED]
    conflicts = queries.class_conflicts(planned)
    week = _asked_week()
    days = _days(cohort, sessions, week)
    marks = _clashes(conflicts)
    cards: dict[tuple[date, str], list[dict[str, object]]] = {}
    for session in sessions:
        cards.setdefault((session.held_on, session.half_day.value), []).append(_card(cohort, session, marks))
    hours = count_hours((session.category, session.hours) for session in planned)
    return render_template(
        "timetable/grid.html",
        cohort=cohort,
        days=[_day(day, cards) for day in days],
        periods=_periods(sessions),
        conflicts=conflicts,
        week=week,
        weeks=_weeks(cohort, sessions, week),
        total=sum(hours.values()),
        count=len(planned),
        shares=advised_shares(hours),
        categories=Category.choices(),
        editable=may(actor, Permission.TIMETABLE_EDIT),
        half_days=HalfDay.choices(),
        newest=queries.newest_release(cohort),
    )


def _asked_week() -> date | None:
    asked = request.args.get("week", type=date.fromisoformat)
    return asked - timedelta(days=asked.weekday()) if asked else None


def _days(cohort: Cohort, sessions: Sequence[Session], week: date | None) -> list[date]:
    if week:
        return [week + timedelta(days=place) for place in range(7)]
    held = {session.held_on for session in sessions}
    first, last = min([cohort.starts_on, *held]), max([cohort.ends_on or cohort.starts_on, *held])
    if (last - first).days < SHORT_CLASS_DAYS:
        return [first + timedelta(days=place) for place in range((last - first).days + 1)]
    return sorted(held | {cohort.starts_on})


def _day(day: date, cards: Mapping[tuple[date, str], list[dict[str, object]]]) -> Day:
    known = queries.day_of(day)
    slots = {half.value: cards[day, half.value] for half in HalfDay if (day, half.value) in cards}
    note = "" if known.is_worked and not known.name else known.label
    return Day(day.isoformat(), f"{day.month}月{day.day}日", Weekday.of(day).label, note, not known.is_worked, slots)


def _periods(sessions: Iterable[Session]) -> list[tuple[str, str]]:
    evening = any(session.half_day is HalfDay.EVENING for session in sessions)
    return [(half.value, half.label) for half in HalfDay if half is not HalfDay.EVENING or evening]


def _clashes(conflicts: Iterable[Conflict]) -> dict[int, tuple[str, str]]:
    """Return (state, note) of the cards that a finding touches, the gravest first."""
    marks: dict[int, tuple[str, str]] = {}
    for conflict in conflicts:
        if conflict.severity is Severity.NOTE:
            continue
        state = "clash" if conflict.severity is Severity.BLOCK else ""
        for card in (conflict.card, conflict.other):
            if card is not None:
                marks.setdefault(
                    card.id, (state, f"{conflict.kind.label}有冲突" if state else f"{conflict.kind.label}提醒")
                )
    return marks


def _card(cohort: Cohort, one: Session, marks: Mapping[int, tuple[str, str]]) -> dict[str, object]:
    state, note = marks.get(one.id, ("", ""))
    if one.state is SessionState.CANCELLED:
        state, note = "cancelled", ""
    elif not state and one.form is Form.CEREMONY:
        state = "ceremony"
    return {
        "id": one.public_id,
        "version": one.version,
        "title": one.title,
        "url": url_for("timetable.session", public_id=cohort.public_id, session=one.public_id),
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


def _weeks(cohort: Cohort, sessions: Sequence[Session], week: date | None) -> list[tuple[str, str, bool]]:
    """Return (label, address, active) of the view of all days and of each week from the first to the last."""
    held = [session.held_on for session in sessions]
    first, last = min([cohort.starts_on, *held]), max([cohort.ends_on or cohort.starts_on, *held])
    monday = first - timedelta(days=first.weekday())
    shown = [("有课的天", url_for("timetable.grid", public_id=cohort.public_id), week is None)]
    while monday <= last + WEEK:
        address = url_for("timetable.grid", public_id=cohort.public_id, week=monday.isoformat())
        shown.append((f"{monday.month}月{monday.day}日起", address, week == monday))
        monday += WEEK
    return shown
