"""A branch contact's own pages: which classes call, and whom the own organisations put forward."""

from collections import Counter
from collections.abc import Mapping

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts import columns, operations, queries, rules
from trainingapp.cohorts.forms import NominationForm
from trainingapp.cohorts.models import Cohort, NominationCall
from trainingapp.cohorts.terms import NominationState
from trainingapp.cohorts.views.blueprint import blueprint
from trainingapp.core.clock import today


@blueprint.get("/nominations")
@gate.permit(Permission.NOMINATE)
def calls() -> ResponseReturnValue:
    """List the classes that call on the own organisations."""
    return render_template(
        "cohorts/calls.html", calls=queries.calls_for(gate.signed_in_actor()), dates=columns.show_dates
    )


@blueprint.get("/nominations/<public_id>")
@gate.permit(Permission.NOMINATE)
def own_nominations(public_id: str) -> ResponseReturnValue:
    """Show what a class asks, the own places, and who is put forward with what there is to say of them."""
    actor, cohort = _load(public_id)
    rows = queries.own_nominations(actor, cohort)
    seats = queries.seats_of(cohort)
    call = queries.call_of(cohort)
    return render_template(
        "cohorts/own_nominations.html",
        cohort=cohort,
        dates=columns.show_dates(cohort),
        call=call,
        required=_asked(call).values(),
        standing=Counter(row.organisation_id for row in rows if row.state in rules.STANDING),
        rows=rows,
        remarks=queries.remarks_on(cohort, rows),
        places=[(one, seats[one.id]) for one in queries.own_organisations(actor) if one.id in seats],
        editable=NominationState.SENT,
    )


@blueprint.route("/nominations/<public_id>/new", methods=["GET", "POST"])
@gate.permit(Permission.NOMINATE)
def nominate(public_id: str) -> ResponseReturnValue:
    """Put somebody forward."""
    actor, cohort = _load(public_id)
    form = _form(actor, cohort)
    if form.validate_on_submit():
        row = operations.nominate(
            actor, cohort, organisation=form.organisation.row, phone=form.phone.data or "", on=today(), **form.values()
        )
        flash(f"已推荐：{row.name}")
        return redirect(url_for("cohorts.own_nominations", public_id=public_id))
    return render_template("cohorts/nomination.html", cohort=cohort, form=form, row=None)


@blueprint.route("/nominations/<public_id>/<nomination>", methods=["GET", "POST"])
@gate.permit(Permission.NOMINATE)
def nomination(public_id: str, nomination: str) -> ResponseReturnValue:
    """Show and change somebody whom the own organisations put forward."""
    actor, cohort = _load(public_id)
    row = queries.find_own_nomination(actor, cohort, nomination)
    form = _form(actor, cohort)
    if form.validate_on_submit():
        operations.change_nomination(
            actor,
            row,
            phone=form.phone.data or "",
            on=today(),
            version=form.version.data or row.version,
            organisation_id=form.organisation.row.id,
            **form.values(),
        )
        flash(f"已保存：{row.name}")
        return redirect(url_for("cohorts.own_nominations", public_id=public_id))
    if not form.is_submitted():
        form.show_nomination(row)
    return render_template("cohorts/nomination.html", cohort=cohort, form=form, row=row)


@blueprint.post("/nominations/<public_id>/<nomination>/withdraw")
@gate.permit(Permission.NOMINATE)
def withdraw_nomination(public_id: str, nomination: str) -> ResponseReturnValue:
    """Take a nomination back."""
    actor, cohort = _load(public_id)
    row = queries.find_own_nomination(actor, cohort, nomination)
    operations.withdraw_nomination(actor, row, on=today())
    flash(f"已撤回：{row.name}")
    return redirect(url_for("cohorts.own_nominations", public_id=public_id))


def _load(public_id: str) -> tuple[Actor, Cohort]:
    actor = gate.signed_in_actor()
    return actor, queries.find_invited(actor, public_id)


def _asked(call: NominationCall | None) -> Mapping[str, str]:
    """Return the columns that the class wants filled, with the words of the form, in its order."""
    return {name: label for name, label in rules.REQUIRABLE.items() if call and name in call.required}


def _form(actor: Actor, cohort: Cohort) -> NominationForm:
    """Return the form with the own organisations that have places, or all own ones where no places were given out."""
    form, seats = NominationForm(), queries.seats_of(cohort)
    for name in _asked(queries.call_of(cohort)):
        form[name].description = "；".join(filter(None, (form[name].description, "本班要求填")))
    own = queries.own_organisations(actor)
    form.organisation.offer((one for one in own if not seats or one.id in seats), lambda row: row.shown_name)
    return form
