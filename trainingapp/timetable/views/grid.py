"""A class's timetable as a half-day grid."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from flask import jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core.columns import round_half_up
from trainingapp.curriculum.terms import Category
from trainingapp.timetable import queries
from trainingapp.timetable.models import Session, Step
from trainingapp.timetable.queries.calendar import working_calendar
from trainingapp.timetable.queries.unplaced import list_unplaced
from trainingapp.timetable.rules.meters import advised_shares, count_hours, once_side_by_side
from trainingapp.timetable.terms import HalfDay, SessionState
from trainingapp.timetable.views.blueprint import blueprint
from trainingapp.timetable.views.cards import (
    days_between,
    mark_clashes,
    show_card,
    show_conflicts,
    show_days,
    show_periods,
)
from trainingapp.timetable.views.spans import Span, asked_span, name_span, offered_spans

#: A class no longer than this is shown with every day; a longer one with the days that have sessions.
SHORT_CLASS_DAYS = 14


@blueprint.get("/classes/<public_id>/timetable")
@gate.permit(Permission.COHORT_VIEW)
def grid(public_id: str) -> ResponseReturnValue:
    """Show a class's timetable by half-days: the days with sessions, or every day of a week or month."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.COHORT_VIEW, public_id)
    sessions = queries.list_sessions(cohort, cancelled=True)
    planned = [session for session in sessions if session.state is SessionState.PLANNED]
    found = queries.class_conflicts(planned)
    conflicts = [conflict for conflict in found if not conflict.accepted]
    span = asked_span()
    days = _days(cohort, sessions, span)
    closed = cohort.archived
    editable = may(actor, Permission.TIMETABLE_EDIT) and not closed
    marks = mark_clashes(conflicts)
    counted = once_side_by_side(planned, lambda one: one.starts if one.groups else None)
    hours = count_hours((session.category, session.hours) for session in counted)
    return render_template(
        "timetable/grid.html",
        cohort=cohort,
        days=show_days(days, ((one, show_card(one, marks, linked=editable)) for one in sessions)),
        periods=show_periods(sessions),
        conflicts=show_conflicts(conflicts, planned if editable else ()),
        guessed=working_calendar().unknown_years_notice([*days, *(session.held_on for session in planned)]),
        accepted=[conflict for conflict in found if conflict.accepted],
        shown=span.arguments,
        spans=_spans(cohort, sessions, span),
        total=round_half_up(sum(hours.values(), Decimal(0)), 1),
        count=len(planned),
        shares=advised_shares(hours),
        categories=Category.choices(),
        editable=editable,
        closed=closed,
        half_days=HalfDay.choices(),
        unplaced=list_unplaced(cohort) if editable else [],
        newest=queries.newest_number(cohort),
        stamp=queries.stamp_of(sessions),
        standing=_label(queries.last_step(actor, [cohort])) if editable else "",
        undone=_label(queries.undone_step(actor, [cohort])) if editable else "",
    )


@blueprint.get("/classes/<public_id>/timetable/stamp")
@gate.permit(Permission.COHORT_VIEW)
def stamp(public_id: str) -> ResponseReturnValue:
    """Tell a page that is open whether the class's sessions have changed since."""
    cohort = find_cohort(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id)
    return jsonify(stamp=queries.find_stamp(cohort))


def _label(step: Step | None) -> str:
    return step.label if step else ""


def _days(cohort: Cohort, sessions: Sequence[Session], span: Span) -> list[date]:
    if span.days:
        return span.days
    first, last = _edges(cohort, sessions)
    if (last - first).days < SHORT_CLASS_DAYS:
        return days_between(first, last)
    return sorted({session.held_on for session in sessions} | {cohort.starts_on})


def _edges(cohort: Cohort, sessions: Sequence[Session]) -> tuple[date, date]:
    held = [session.held_on for session in sessions]
    return min([cohort.starts_on, *held]), max([cohort.ends_on or cohort.starts_on, *held])


def _spans(cohort: Cohort, sessions: Sequence[Session], span: Span) -> list[tuple[str, str, bool]]:
    """Return (label, address, active) of the view of all days, of each week and of each month."""
    offered = [Span(), *offered_spans(*_edges(cohort, sessions))]
    return [
        (name_span(one), url_for("timetable.grid", public_id=cohort.public_id, **one.arguments), one == span)
        for one in offered
    ]
