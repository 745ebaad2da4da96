"""The organiser's side of nominations: the call and places, the review, taking in whom the class accepts."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts import columns, operations, queries, rules
from trainingapp.cohorts.forms import CallForm, read_decisions, read_seats
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.terms import NominationState
from trainingapp.cohorts.views.blueprint import blueprint
from trainingapp.core.errors import Refused
from trainingapp.core.forms import ChineseForm
from trainingapp.people.queries import list_organisations

CHOICES = [(state.value, state.label) for state in NominationState if state in rules.OPEN]


@blueprint.route("/classes/<public_id>/quotas", methods=["GET", "POST"])
@gate.permit(Permission.ROSTER_EDIT)
def quotas(public_id: str) -> ResponseReturnValue:
    """Call on organisations to put trainees forward, and give out the places."""
    actor, cohort = _load(public_id)
    organisations, form = list_organisations(), CallForm()
    if form.validate_on_submit():
        is_open, requirements, required = form.values()
        operations.set_quotas(actor, cohort, seats=read_seats(request.form, organisations))
        operations.set_call(
            actor,
            cohort,
            is_open=is_open,
            closes_on=form.closes_on.data,
            requirements=requirements,
            required=required,
        )
        flash("推荐通知和名额已保存")
        return redirect(url_for("cohorts.nominations", public_id=public_id))
    if not form.is_submitted():
        form.show(queries.call_of(cohort))
    return render_template(
        "cohorts/quotas.html", cohort=cohort, form=form, organisations=organisations, seats=queries.seats_of(cohort)
    )


@blueprint.get("/classes/<public_id>/nominations")
@gate.permit(Permission.ROSTER_EDIT)
def nominations(public_id: str) -> ResponseReturnValue:
    """Review who was put forward: what there is to say of each, and the decision."""
    return _review(_load(public_id)[1])


def _review(cohort: Cohort, refused: ChineseForm | None = None) -> str:
    """Return the review as it stands, or with what was chosen and why it was refused."""
    rows = queries.list_nominations(cohort)
    seats = queries.seats_of(cohort)
    standing = [row for row in rows if row.state in rules.STANDING]
    return render_template(
        "cohorts/nominations.html",
        cohort=cohort,
        call=queries.call_of(cohort),
        rows=rows,
        columns=columns.NOMINATIONS,
        remarks=queries.remarks_on(cohort, rows),
        refused=refused,
        asked=request.form,
        choices=CHOICES,
        open_states=rules.OPEN,
        seats=sum(seats.values()),
        standing=len(standing),
        accepted=sum(row.state is NominationState.ACCEPTED for row in rows),
        waiting=sorted((row for row in rows if row.waiting), key=lambda row: row.waiting),
    )


@blueprint.post("/classes/<public_id>/nominations")
@gate.permit(Permission.ROSTER_EDIT)
def decide_nominations(public_id: str) -> ResponseReturnValue:
    """Keep the decisions and the order of the waiting list."""
    actor, cohort = _load(public_id)
    try:
        decisions, places = read_decisions(request.form, queries.list_nominations(cohort))
        changed = operations.decide_nominations(actor, cohort, decisions=decisions)
        ordered = operations.order_waiting(actor, cohort, places=places)
    except Refused as refused:
        form = ChineseForm(formdata=None)
        status = form.tell(refused)
        return _review(cohort, form), status
    flash("审核已保存" if changed or ordered else "没有改动")
    return redirect(url_for("cohorts.nominations", public_id=public_id))


@blueprint.post("/classes/<public_id>/nominations/enrol")
@gate.permit(Permission.ROSTER_EDIT)
def enrol_accepted(public_id: str) -> ResponseReturnValue:
    """Take everybody accepted into the class."""
    actor, cohort = _load(public_id)
    result = operations.enrol_accepted(actor, cohort)
    left = f"；{'、'.join(result.withdrawn)}以前退出过，没有编入" if result.withdrawn else ""
    flash(f"已编入 {result.added + result.changed + result.unchanged} 人{left}")
    return redirect(url_for("cohorts.roster", public_id=public_id))


def _load(public_id: str) -> tuple[Actor, Cohort]:
    actor = gate.signed_in_actor()
    return actor, queries.find_cohort(actor, Permission.ROSTER_EDIT, public_id)
