"""The timetable of several classes at once, or of one lecturer, venue or vehicle over all classes."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort, list_cohorts, visible_cohorts
from trainingapp.core.clock import today as local_today
from trainingapp.core.database import db
from trainingapp.core.errors import Reason, Refused
from trainingapp.core.web import flash_reason, show_reasons
from trainingapp.curriculum import queries as curriculum
from trainingapp.curriculum.models import Coach
from trainingapp.curriculum.terms import Category
from trainingapp.timetable import operations, queries
from trainingapp.timetable.forms import MoveForm
from trainingapp.timetable.models import Step
from trainingapp.timetable.queries import Wanted
from trainingapp.timetable.queries.calendar import working_calendar
from trainingapp.timetable.queries.unplaced import Unplaced, list_unplaced_of
from trainingapp.timetable.terms import HalfDay
from trainingapp.timetable.views.blueprint import blueprint
from trainingapp.timetable.views.cards import mark_clashes, show_card, show_conflicts, show_days, show_periods
from trainingapp.timetable.views.moves import move_as_asked, valid
from trainingapp.timetable.views.spans import Span, asked_span
from trainingapp.timetable.views.telling import tell

FILTERS = ("class", "lecturer", "venue", "vehicle")


@blueprint.get("/timetable")
@gate.permit(Permission.COHORT_VIEW)
def board() -> ResponseReturnValue:
    """Show a week or a month of all classes that the actor sees, or of chosen ones, a lecturer, a venue, a vehicle."""
    actor = gate.signed_in_actor()
    cohorts = list_cohorts(actor)
    wanted = _wanted(cohorts)
    span = asked_span()
    span = span if span.days else Span(week=_first_week(queries.next_day(wanted, local_today())))
    sessions = queries.sessions_between(wanted, span.days[0], span.days[-1])
    conflicts = queries.conflicts_among(sessions)
    editable = may(actor, Permission.TIMETABLE_EDIT)
    undoable = shown_classes(open_classes(actor)) if editable else []
    marks = mark_clashes(conflicts)
    return render_template(
        "timetable/board.html",
        days=show_days(span.days, ((one, show_card(one, marks, linked=editable, with_class=True)) for one in sessions)),
        periods=show_periods(sessions),
        conflicts=show_conflicts(conflicts, sessions if editable else ()),
        guessed=working_calendar().unknown_years_notice(span.days),
        stamp=queries.stamp_of(sessions),
        count=len(sessions),
        cohorts=cohorts,
        chosen=request.args.getlist("class"),
        lecturers=[(one.public_id, one.name) for one in curriculum.list_lecturers()],
        venues=[(one.public_id, one.name) for one in curriculum.list_venues()],
        vehicles=[(one.public_id, one.label) for one in curriculum.list_coaches()],
        hours=_hours_of(request.args.get("lecturer", "")),
        spans=_neighbours(span),
        here={**filters(), **span.arguments},
        standing=steps_in_words(queries.last_step(actor, undoable)),
        undone=steps_in_words(queries.undone_step(actor, undoable)),
        categories=Category.choices(),
        half_days=HalfDay.choices(),
        editable=editable,
        classes=undoable[::-1],
        unplaced=_shown_cards(list_unplaced_of(undoable)),
    )


@blueprint.get("/timetable/new")
@gate.permit(Permission.TIMETABLE_EDIT)
def add_on_board() -> ResponseReturnValue:
    """Lead to the page that adds a session to the class that was chosen, and from there back to the board."""
    cohort = find_cohort(gate.signed_in_actor(), Permission.TIMETABLE_EDIT, request.args.get("to", ""))
    asked: dict[str, Any] = {name: request.args[name] for name in ("day", "half_day") if request.args.get(name)}
    return redirect(url_for("timetable.add", public_id=cohort.public_id, board=1, **asked, **filters()))


@blueprint.get("/timetable/stamp")
@gate.permit(Permission.COHORT_VIEW)
def board_stamp() -> ResponseReturnValue:
    """Tell a board that is open whether what it shows has changed since."""
    days = asked_span().days
    if not days:
        raise Refused("没有说是哪一周或哪个月，请刷新页面")
    wanted = _wanted(list_cohorts(gate.signed_in_actor()))
    return jsonify(stamp=queries.find_board_stamp(wanted, days[0], days[-1]))


@blueprint.post("/timetable/move")
@gate.permit(Permission.TIMETABLE_EDIT)
def move_on_board() -> ResponseReturnValue:
    """Move a session of any class that the actor may edit."""
    actor = gate.signed_in_actor()
    form = valid(MoveForm())
    found = queries.find_any_session(actor, Permission.TIMETABLE_EDIT, form.session.data)
    tell(*move_as_asked(actor, found, form))
    return redirect(url_for("timetable.board", **filters(), **asked_span().arguments))


@blueprint.post("/timetable/undo")
@gate.permit(Permission.TIMETABLE_EDIT)
def undo_on_board() -> ResponseReturnValue:
    """Take back the own last act in the open ones of the classes that the board shows, in all that it changed."""
    actor = gate.signed_in_actor()
    shown = shown_classes(_editable(actor))
    passed_over = _newest_in_closed(actor, shown)
    if passed_over and queries.last_step(actor, _open(shown)) is None:
        return show_reasons(Refused.status, passed_over)
    steps, conflicts = operations.undo_act(actor, _open(shown))
    tell(f"已撤销：{steps_in_words(steps[0])}", conflicts)
    if passed_over:
        flash_reason(passed_over, "warning")
    return redirect(url_for("timetable.board", **filters(), **asked_span().arguments))


@blueprint.post("/timetable/redo")
@gate.permit(Permission.TIMETABLE_EDIT)
def redo_on_board() -> ResponseReturnValue:
    """Do again what was taken back last in any of the classes that the board shows."""
    actor = gate.signed_in_actor()
    steps, conflicts = operations.redo_act(actor, shown_classes(open_classes(actor)))
    tell(f"已重做：{steps_in_words(steps[0])}", conflicts)
    return redirect(url_for("timetable.board", **filters(), **asked_span().arguments))


def _newest_in_closed(actor: Actor, classes: Sequence[Cohort]) -> Reason | None:
    """Return why the own newest step is left alone where its class has been closed since, and the way out."""
    step = queries.last_step(actor, classes)
    if step is None or not step.cohort.archived:
        return None
    told = f"{step.cohort.short_name}已结班归档，您在那里的“{step.label}”没有撤销"
    reopening = url_for("assessment.closing", public_id=step.cohort.public_id, _anchor="reopen")
    return Reason(told, [("先重新打开这个班，写明理由", reopening)])


def steps_in_words(step: Step | None) -> str:
    """Return an act with the classes that it changed: 一班、二班 5月11日的课整天移到5月12日."""
    if step is None:
        return ""
    names = dict.fromkeys(one.cohort.short_name for one in queries.steps_of_act(step))
    return f"{'、'.join(names)} {step.label}"


def open_classes(actor: Actor) -> list[Cohort]:
    """Return the classes whose timetable the actor may change and that are not closed."""
    return _open(_editable(actor))


def _editable(actor: Actor) -> list[Cohort]:
    return list(db.session.scalars(visible_cohorts(actor, Permission.TIMETABLE_EDIT).order_by(Cohort.starts_on)))


def _open(classes: Sequence[Cohort]) -> list[Cohort]:
    return [one for one in classes if not one.archived]


def shown_classes(classes: Sequence[Cohort]) -> list[Cohort]:
    """Return those of the classes that the board shows."""
    chosen = set(request.args.getlist("class"))
    return [one for one in classes if not chosen or one.public_id in chosen]


def _wanted(cohorts: Sequence[Cohort]) -> Wanted:
    return Wanted(
        cohort_ids=frozenset(one.id for one in shown_classes(cohorts)),
        lecturer=request.args.get("lecturer", ""),
        venue=request.args.get("venue", ""),
        session_ids=_of_vehicle(request.args.get("vehicle", "")),
    )


def _shown_cards(cards: Sequence[Unplaced]) -> list[Unplaced]:
    """Return the cards without a place that the board is of: those of its lecturer and venue; none of a vehicle."""
    lecturer, venue, vehicle = (request.args.get(name, "") for name in ("lecturer", "venue", "vehicle"))
    return [
        card
        for card in cards
        if not vehicle
        and (not lecturer or lecturer in {one.public_id for one in card.speakers})
        and (not venue or (card.venue is not None and card.venue.public_id == venue))
    ]


def _of_vehicle(public_id: str) -> frozenset[int] | None:
    """Return the sessions of the vehicle that the board is of; None where it is of no vehicle."""
    return queries.sessions_with_vehicle(curriculum.find_entry(Coach, public_id).plate) if public_id else None


def _hours_of(public_id: str) -> list[str]:
    """Return in words what is known of the time of the lecturer that the board is of."""
    chosen = [one for one in curriculum.list_lecturers() if one.public_id == public_id] if public_id else []
    return [f"{row.kind.label}：{row.described}" for one in chosen for row in curriculum.list_lecturer_times(one)]


def filters() -> dict[str, Any]:
    """Return what an address says to show the same classes, lecturer, venue or vehicle."""
    return {name: request.args.getlist(name) for name in FILTERS if request.args.get(name)}


def _first_week(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _neighbours(span: Span) -> list[tuple[str, str]]:
    """Return (label, address) of the span before, the one after, and the other kind of span."""
    first, last = span.days[0], span.days[-1]
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    if span.week:
        shown = [("上一周", Span(week=_first_week(before))), ("下一周", Span(week=after))]
        shown.append(("全月", Span(month=first.replace(day=1))))
    else:
        shown = [("上个月", Span(month=before.replace(day=1))), ("下个月", Span(month=after))]
        shown.append(("一周", Span(week=_first_week(first))))
    return [(label, url_for("timetable.board", **filters(), **one.arguments)) for label, one in shown]
