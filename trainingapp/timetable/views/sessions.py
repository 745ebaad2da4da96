"""Pages of one session: adding, changing, cancelling and restoring it."""

from collections.abc import Sequence
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core.asked import asked_day
from trainingapp.core.errors import Refused
from trainingapp.timetable import operations, queries
from trainingapp.timetable.forms import CancelForm, SessionForm
from trainingapp.timetable.operations import Clashing
from trainingapp.timetable.queries.substitutes import find_substitutes
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.terms import HalfDay, SessionState
from trainingapp.timetable.views.blueprint import blueprint
from trainingapp.timetable.views.board import filters
from trainingapp.timetable.views.cards import show_conflicts
from trainingapp.timetable.views.form_ways import show_refused_session
from trainingapp.timetable.views.spans import Span
from trainingapp.timetable.views.ways import show_substitutes


@blueprint.route("/classes/<public_id>/timetable/new", methods=["GET", "POST"])
@gate.permit(Permission.TIMETABLE_EDIT)
def add(public_id: str) -> ResponseReturnValue:
    """Add a session; what the rules say is shown above what was filled in, and warnings want a reason."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.TIMETABLE_EDIT, public_id)
    form = SessionForm()
    form.offer(cohort)
    if form.validate_on_submit():
        try:
            operations.add_session(actor, cohort, plan=form.plan(), accepted_reason=form.accepted_reason.data or "")
        except Clashing as refused:
            return _refuse(cohort, form, None, refused)
        flash(f"“{form.title.data}”已加入{cohort.short_name}的课表")
        return redirect(_back(cohort, form.held_on.data))
    if not form.is_submitted():
        _suggest(form, cohort)
    back = _back(cohort, form.held_on.data)
    return render_template("timetable/session.html", cohort=cohort, form=form, session=None, back=back)


def _back(cohort: Cohort, day: date | None) -> str:
    """Return where adding began: the week on the board of several classes, or the class's own grid."""
    if "board" not in request.args:
        return url_for("timetable.grid", public_id=cohort.public_id)
    return url_for("timetable.board", **filters(), **Span(week=day).arguments)


@blueprint.route("/classes/<public_id>/timetable/<session>", methods=["GET", "POST"])
@gate.permit(Permission.TIMETABLE_EDIT)
def session(public_id: str, session: str) -> ResponseReturnValue:
    """Show and change a session; what the rules say to a change is shown above it, and warnings want a reason."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.TIMETABLE_EDIT, public_id)
    found = queries.find_session(cohort, session)
    form = SessionForm()
    form.offer(cohort)
    if form.validate_on_submit():
        reason, version = form.accepted_reason.data or "", form.version.data or 0
        try:
            operations.change_session(actor, found, plan=form.plan(), version=version, accepted_reason=reason)
        except Clashing as refused:
            return _refuse(cohort, form, session, refused)
        flash("课次已保存")
        return redirect(url_for("timetable.grid", public_id=public_id))
    conflicts: Sequence[Conflict] = ()
    if not form.is_submitted():
        form.show(found)
        conflicts = queries.session_conflicts(found) if found.state is SessionState.PLANNED else ()
    return render_template(
        "timetable/session.html",
        cohort=cohort,
        form=form,
        session=found,
        conflicts=show_conflicts(conflicts, [found]),
        instead=() if form.is_submitted() else show_substitutes(find_substitutes(found, conflicts), found),
        suggested=not form.is_submitted() and _fill_in(form),
        cancel=CancelForm(),
    )


@blueprint.post("/classes/<public_id>/timetable/<session>/cancel")
@gate.permit(Permission.TIMETABLE_EDIT)
def cancel(public_id: str, session: str) -> ResponseReturnValue:
    """Cancel a session for a reason."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.TIMETABLE_EDIT, public_id)
    form = CancelForm()
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
    found = queries.find_session(cohort, session)
    operations.cancel_session(actor, found, reason=form.reason.data)
    flash(f"已取消：{found.label}")
    return redirect(url_for("timetable.grid", public_id=public_id))


@blueprint.post("/classes/<public_id>/timetable/<session>/restore")
@gate.permit(Permission.TIMETABLE_EDIT)
def restore(public_id: str, session: str) -> ResponseReturnValue:
    """Bring a cancelled session back."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.TIMETABLE_EDIT, public_id)
    found = queries.find_session(cohort, session)
    operations.restore_session(actor, found)
    flash(f"已恢复：{found.label}")
    return redirect(url_for("timetable.grid", public_id=public_id))


def _refuse(cohort: Cohort, form: SessionForm, public_id: str | None, refused: Clashing) -> ResponseReturnValue:
    """Take the try back and show why, above what was filled in: nothing of it is written."""
    shown = show_refused_session(cohort, refused.conflicts)
    page = render_template(
        "timetable/session.html",
        cohort=cohort,
        form=form,
        session=queries.find_session(cohort, public_id) if public_id else None,
        conflicts=shown.conflicts,
        fills=shown.instead,
        cancel=CancelForm(formdata=None),
    )
    return page, refused.status


def _fill_in(form: SessionForm) -> bool:
    """Fill in the room or the lecturer that a way out of a conflict leads here with; tell whether there was one."""
    venue, speaker, instead = (request.args.get(name, "") for name in ("venue", "speaker", "instead"))
    if venue:
        form.venue.data = venue
    if speaker:
        form.speakers.data = [*(one for one in form.speakers.data if one != instead), speaker]
    return bool(venue or speaker)


def _suggest(form: SessionForm, cohort: Cohort) -> None:
    asked = request.args.get("day", type=asked_day)
    half_day = request.args.get("half_day", "")
    form.held_on.data = asked or cohort.starts_on
    form.half_day.data = HalfDay(half_day) if half_day in set(HalfDay) else HalfDay.MORNING
