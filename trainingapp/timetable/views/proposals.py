"""Pages of planning: a search begun, watched and stopped; its proposal beside the draft, taken over or dropped."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort, list_cohorts, may_change
from trainingapp.core.asked import asked_number
from trainingapp.core.clock import today
from trainingapp.core.errors import Refused
from trainingapp.core.times import show_span
from trainingapp.curriculum import operations as curriculum
from trainingapp.curriculum.queries import list_lecturers
from trainingapp.curriculum.terms import Availability
from trainingapp.timetable.forms.proposals import DraftForm, RepairForm
from trainingapp.timetable.models import Proposal, ProposedPlace, Session
from trainingapp.timetable.operations import jobs, searches
from trainingapp.timetable.operations import proposals as operations
from trainingapp.timetable.operations.searches import Wish
from trainingapp.timetable.queries.course_plans import find_plan
from trainingapp.timetable.queries.plan_cards import Scope
from trainingapp.timetable.queries.proposals import (
    alternatives_to,
    drafted_together,
    find_proposal,
    list_plannable,
    running_proposal,
)
from trainingapp.timetable.rules.calendar import chinese_date
from trainingapp.timetable.rules.planning.words import progress_words
from trainingapp.timetable.terms import PlaceState, ProposalKind, ProposalState
from trainingapp.timetable.views.blueprint import blueprint
from trainingapp.timetable.views.telling import tell

PHASES = {"construct": "正在排出初稿", "improve": "正在改进", "repair": "正在调整"}


@dataclass(frozen=True)
class Row:
    """One card of a proposal as the page shows it: where it is now, where it would go."""

    place: ProposedPlace
    title: str
    was: str
    now: str
    state: str

    @property
    def open(self) -> bool:
        """Tell whether it may still be taken over."""
        return self.place.state is PlaceState.OPEN


@blueprint.route("/classes/<public_id>/plan/draft", methods=["GET", "POST"])
@gate.permit(Permission.TIMETABLE_EDIT)
def start_draft(public_id: str) -> ResponseReturnValue:
    """Ask the planner for a draft, or for three to choose from."""
    actor, cohort = _editing(public_id)
    form = DraftForm()
    form.others.offer(list_plannable(actor, cohort), lambda other: other.short_name)
    status = 200
    if form.validate_on_submit():
        try:
            return _to(cohort, _search(actor, [cohort, *form.others.chosen], form.wish()))
        except Refused as refused:
            status = form.tell(refused)
    elif not form.is_submitted():
        last = find_plan(cohort).last_on or cohort.ends_on
        form.from_day.data = today() if last and cohort.starts_on <= today() <= last else None
    return render_template("timetable/draft.html", cohort=cohort, form=form, running=running_proposal(cohort)), status


@blueprint.route("/classes/<public_id>/plan/repair", methods=["GET", "POST"])
@gate.permit(Permission.TIMETABLE_EDIT)
def start_repair(public_id: str) -> ResponseReturnValue:
    """Say that a lecturer cannot come, and let the timetable be mended with the fewest moves."""
    actor, cohort = _editing(public_id)
    form = RepairForm()
    form.lecturer.offer(list_lecturers(), lambda lecturer: f"{lecturer.name}（{lecturer.unit}）")
    status = 200
    if form.validate_on_submit():
        scope = Scope(repairing=True, from_day=form.from_day.data)
        try:
            _note_absence(actor, form)
            return _to(cohort, _search(actor, [cohort], Wish(kind=ProposalKind.REPAIR, scope=scope)))
        except Refused as refused:
            status = form.tell(refused)
    return render_template("timetable/repair.html", cohort=cohort, form=form, running=running_proposal(cohort)), status


def _search(actor: Actor, cohorts: Sequence[Cohort], wish: Wish) -> Proposal:
    return searches.start_search(actor, cohorts, wish=wish, instance=_instance())[0]


def _note_absence(actor: Actor, form: RepairForm) -> None:
    if form.lecturer.row is None:
        return
    clock = form.part.member.clock
    curriculum.add_lecturer_time(
        actor,
        form.lecturer.row,
        kind=Availability.AWAY,
        first_on=form.first_on.data,
        last_on=form.last_on.data or form.first_on.data,
        begins_at=clock[0] if clock else None,
        ends_at=clock[1] if clock else None,
        reason=(form.reason.data or "").strip(),
    )


@blueprint.get("/classes/<public_id>/plan/proposals/<proposal>")
@gate.permit(Permission.COHORT_VIEW)
def proposal(public_id: str, proposal: str) -> ResponseReturnValue:
    """Show a proposal beside the draft: every card with its old and new place, what is not met and why."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.COHORT_VIEW, public_id)
    found = find_proposal(cohort, proposal)
    return render_template(
        "timetable/proposal.html",
        cohort=cohort,
        proposal=found,
        rows=[_row(place) for place in found.places],
        together=_others(actor, found),
        choices=_choices(found),
        progress=_progress(found),
        editable=may_change(actor, Permission.TIMETABLE_EDIT, cohort),
    )


@blueprint.post("/classes/<public_id>/plan/proposals/<proposal>/look")
@gate.permit(Permission.TIMETABLE_EDIT, after_closing="只停下后台的计算，课表不变")
def look_at_proposal(public_id: str, proposal: str) -> ResponseReturnValue:
    """Ask how far the planner is; what it has ended is taken into the proposal."""
    actor, cohort = _editing(public_id)
    found = find_proposal(cohort, proposal)
    ended = searches.gather_search(actor, found, instance=_instance())
    address = url_for("timetable.proposal", public_id=public_id, proposal=proposal)
    if "HX-Request" not in request.headers:
        return redirect(address)
    if ended:
        return "", {"HX-Redirect": address}
    return render_template("timetable/plan_progress.html", cohort=cohort, proposal=found, progress=_progress(found))


@blueprint.post("/classes/<public_id>/plan/proposals/<proposal>/stop")
@gate.permit(Permission.TIMETABLE_EDIT, after_closing="只停下后台的计算，课表不变")
def stop_proposal(public_id: str, proposal: str) -> ResponseReturnValue:
    """Let the planner end with the best that it has found so far."""
    _, cohort = _editing(public_id)
    found = find_proposal(cohort, proposal)
    searches.stop_search(found, instance=_instance())
    return _to(cohort, found)


@blueprint.post("/classes/<public_id>/plan/proposals/<proposal>/accept")
@gate.permit(Permission.TIMETABLE_EDIT)
def accept_proposal(public_id: str, proposal: str) -> ResponseReturnValue:
    """Take a proposal over into the draft, whole or the cards that are ticked."""
    actor, cohort = _editing(public_id)
    found = find_proposal(cohort, proposal)
    chosen = None if request.form.get("whole") else request.form.getlist("places")
    version = request.form.get("version", type=asked_number)
    conflicts = operations.accept_proposal(actor, found, places=chosen, version=version)
    tell("已采用到课表" if chosen is None else f"已采用 {len(chosen)} 条", conflicts)
    whole = found.state is ProposalState.ACCEPTED
    return redirect(url_for("timetable.grid", public_id=public_id)) if whole else _to(cohort, found)


@blueprint.post("/classes/<public_id>/plan/proposals/<proposal>/accept-together")
@gate.permit(Permission.TIMETABLE_EDIT)
def accept_proposals_together(public_id: str, proposal: str) -> ResponseReturnValue:
    """Take the proposals of all classes that were drafted together over into their drafts."""
    actor, cohort = _editing(public_id)
    together = drafted_together(find_proposal(cohort, proposal))
    for one in together:
        find_cohort(actor, Permission.TIMETABLE_EDIT, one.cohort.public_id)
    tell(f"已采用到 {len(together)} 个班的课表", operations.accept_together(actor, together))
    return redirect(url_for("timetable.grid", public_id=public_id))


@blueprint.post("/classes/<public_id>/plan/proposals/<proposal>/discard")
@gate.permit(Permission.TIMETABLE_EDIT)
def discard_proposal(public_id: str, proposal: str) -> ResponseReturnValue:
    """Drop a proposal; the draft stays as it is."""
    actor, cohort = _editing(public_id)
    operations.discard_proposal(actor, find_proposal(cohort, proposal), instance=_instance())
    flash("已放弃这个方案，课表没有变")
    return redirect(url_for("timetable.plan", public_id=public_id))


def _others(actor: Actor, proposal: Proposal) -> list[Proposal]:
    """Return the proposals of the other classes of the same search that the actor may see."""
    seen = {cohort.id for cohort in list_cohorts(actor)} if proposal.folder else set()
    return [one for one in drafted_together(proposal) if one.id != proposal.id and one.cohort_id in seen]


def _editing(public_id: str) -> tuple[Actor, Cohort]:
    actor = gate.signed_in_actor()
    return actor, find_cohort(actor, Permission.TIMETABLE_EDIT, public_id)


def _instance() -> Path:
    return Path(current_app.config["INSTANCE"])


def _to(cohort: Cohort, proposal: Proposal) -> ResponseReturnValue:
    return redirect(url_for("timetable.proposal", public_id=cohort.public_id, proposal=proposal.public_id))


@dataclass(frozen=True)
class Choice:
    """One of several plans to choose from; it puts so many sessions into another half-day than the one shown."""

    proposal: Proposal
    differs: int


def _choices(proposal: Proposal) -> list[Choice]:
    """Return the plans to choose from, none where there is one."""
    found = alternatives_to(proposal)
    shown = _times(proposal)
    return [Choice(one, len(shown ^ _times(one)) // 2) for one in found] if len(found) > 1 else []


def _times(proposal: Proposal) -> set[tuple[object, ...]]:
    return {(one.planned_id, one.session_id, one.number, one.held_on, one.half_day) for one in proposal.places}


def _progress(proposal: Proposal) -> dict[str, object] | None:
    """Return how far a running search is, in words."""
    if proposal.state is not ProposalState.RUNNING:
        return None
    found = jobs.read_progress(jobs.find_work(_instance(), proposal.folder))
    if found is None:
        return {"label": "正在准备", "done": 0, "total": 0, "now": ""}
    label = PHASES.get(found.phase, found.phase) + (f"（第{found.number}案）" if found.number else "")
    return {"label": label, "done": found.placed, "total": found.total, "now": progress_words(found)}


def _row(place: ProposedPlace) -> Row:
    planned, session = place.planned, place.session
    title = session.title if session else planned.title if planned else ""
    if planned and planned.times > 1 and not session:
        title = f"{title}（第{place.number}次）"
    lecturers = "、".join(lecturer.name for lecturer in place.lecturers)
    venue = place.venue.name if place.venue else ""
    when = f"{chinese_date(place.held_on)}{place.half_day.label} {show_span(place.starts_at, place.ends_at)}"
    stops = " → ".join(str(stop["site"]) for stop in planned.stops) if planned else ""
    now = "，".join(part for part in (when, venue, stops, lecturers) if part)
    was = _standing(session, stops) if session else "（还没有排）"
    return Row(place, title, "不变" if session and was == now else was, now, place.state.label)


def _standing(session: Session, stops: str) -> str:
    clock = show_span(session.starts_at, session.ends_at)
    when = f"{chinese_date(session.held_on)}{session.half_day.label} {clock}"
    venue = session.venue.name if session.venue else ""
    lecturers = "、".join(row.lecturer.name for row in session.teachings)
    return "，".join(part for part in (when, venue, stops, lecturers) if part)
