"""Moving sessions: what a drop or the dialog asks for, undoing, and where a session would fit."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core.asked import asked_day
from trainingapp.core.errors import Refused
from trainingapp.core.forms import ChineseForm
from trainingapp.core.times import show_span
from trainingapp.timetable import operations, queries
from trainingapp.timetable.forms import MoveForm, PlaceForm
from trainingapp.timetable.models import Session, Step
from trainingapp.timetable.queries.substitutes import free_cells
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.rules.conflicts import blocking, warnings
from trainingapp.timetable.rules.fitting import Fit, Verdict
from trainingapp.timetable.terms import HalfDay
from trainingapp.timetable.views.blueprint import blueprint
from trainingapp.timetable.views.spans import asked_span
from trainingapp.timetable.views.telling import addressed, tell
from trainingapp.timetable.views.ways import Link, name_cell, show_ways

#: More days than a page shows are not judged at once.
MOST_DAYS = 62
AnyForm = TypeVar("AnyForm", bound=ChineseForm)


@blueprint.post("/classes/<public_id>/timetable/move")
@gate.permit(Permission.TIMETABLE_EDIT)
def move(public_id: str) -> ResponseReturnValue:
    """Move a session to another half-day, after a drop or from the dialog."""
    actor, cohort = _load(public_id)
    form = valid(MoveForm())
    tell(*move_as_asked(actor, queries.find_session(cohort, form.session.data), form))
    return back_to_grid(cohort)


def move_as_asked(actor: Actor, found: Session, form: MoveForm | PlaceForm) -> tuple[str, list[Conflict]]:
    """Move a session to where a form says; return what was done in words, and the conflicts it now has."""
    conflicts = operations.move_session(
        actor,
        found,
        day=form.day.data,
        half_day=form.half_day.member,
        version=form.version.data,
        accepted_reason=form.accepted_reason.data or "",
    )
    return f"已移到{found.held_on.month}月{found.held_on.day}日{found.half_day.label}", conflicts


@blueprint.post("/classes/<public_id>/timetable/undo")
@gate.permit(Permission.TIMETABLE_EDIT)
def undo(public_id: str) -> ResponseReturnValue:
    """Take back the own last step."""
    actor, cohort = _load(public_id)
    step, conflicts = operations.undo_step(actor, cohort)
    tell(f"已撤销：{step.label}{_own_part(step)}", conflicts)
    return back_to_grid(cohort)


@blueprint.post("/classes/<public_id>/timetable/redo")
@gate.permit(Permission.TIMETABLE_EDIT)
def redo(public_id: str) -> ResponseReturnValue:
    """Do again what was taken back last."""
    actor, cohort = _load(public_id)
    step, conflicts = operations.redo_step(actor, cohort)
    tell(f"已重做：{step.label}{_own_part(step)}", conflicts)
    return back_to_grid(cohort)


def _own_part(step: Step) -> str:
    """Return in words that other classes stay as they are, where the same act changed some."""
    return "（只是本班的；同时移动的其他班在总课表一起撤销、重做）" if step.act else ""


@blueprint.get("/timetable/sessions/<session>/fits")
@gate.permit(Permission.TIMETABLE_EDIT)
def fits(session: str) -> ResponseReturnValue:
    """Tell of every half-day of some days whether a session fits there, and why not: what a drag is coloured by."""
    found = queries.find_any_session(gate.signed_in_actor(), Permission.TIMETABLE_EDIT, session)
    return judge_asked(found, lambda conflict: show_ways(conflict, found, in_dialog=True))


def judge_asked(session: Session, ways: Callable[[Conflict], Sequence[Link]]) -> ResponseReturnValue:
    """Tell of every half-day of the days that a page asks about whether a session fits there.

    A dialog asks about one day: it is told the ways out, too, and where nothing stands in the way near that day.
    """
    days = asked_days()
    judged = queries.find_fits(session, [(day, half_day) for day in days for half_day in HalfDay])
    if len(days) > 1:
        return jsonify(cells=[{**_show_fit(fit), "ways": []} for fit in judged])
    sound = all(fit.verdict in {Verdict.HERE, Verdict.FITS} for fit in judged)
    free = [] if sound else [_show_free(fit) for fit in free_cells(session, days[0])]
    return jsonify(cells=[{**_show_fit(fit), "ways": _ways(fit, ways)} for fit in judged], free=free)


def _ways(fit: Fit, ways: Callable[[Conflict], Sequence[Link]]) -> list[tuple[str, str]]:
    """Return what can be done about what keeps a session from one cell, else about what warns of it; for the dialog."""
    told = blocking(fit.conflicts) or warnings(fit.conflicts)
    return list(dict.fromkeys(way for one in told for way in addressed(ways(one))))


def _show_free(fit: Fit) -> dict[str, str]:
    return {"text": name_cell(fit), "day": fit.day.isoformat(), "half_day": fit.half_day.value}


def _show_fit(fit: Fit) -> dict[str, object]:
    """Return what a page is told of one cell."""
    at = fit.card
    return {
        "day": fit.day.isoformat(),
        "half_day": fit.half_day.value,
        "verdict": fit.verdict.value,
        "label": fit.verdict.label,
        "time": show_span(at.starts, at.ends) if at else "",
        "reasons": fit.reasons,
    }


def asked_days() -> Sequence[date]:
    """Return the days that a page asks about; refuses more than a page shows."""
    try:
        days = sorted({asked_day(day) for day in request.args.get("days", "").split(",")})
    except ValueError:
        raise Refused("没有说是哪几天，请刷新页面") from None
    if len(days) > MOST_DAYS:
        raise Refused(f"一次最多看 {MOST_DAYS} 天")
    return days


def _load(public_id: str) -> tuple[Actor, Cohort]:
    actor = gate.signed_in_actor()
    return actor, find_cohort(actor, Permission.TIMETABLE_EDIT, public_id)


def valid(form: AnyForm) -> AnyForm:
    """Return a form that was filled in rightly; refuse it with its faults otherwise."""
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
    return form


def back_to_grid(cohort: Cohort) -> ResponseReturnValue:
    """Return to the days of the grid that were shown."""
    return redirect(url_for("timetable.grid", public_id=cohort.public_id, **asked_span().arguments))
