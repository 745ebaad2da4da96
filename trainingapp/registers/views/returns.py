"""The way back of a paper that was handed out: a file, its differences cell by cell, one click."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core.clock import now
from trainingapp.core.errors import Refused
from trainingapp.registers import operations, queries
from trainingapp.registers.forms import ImportForm, ReturnForm
from trainingapp.registers.views.blueprint import blueprint


@blueprint.route("/classes/<public_id>/papers/return", methods=["GET", "POST"])
@gate.permit(Permission.ATTENDANCE_CONFIRM, after_closing="考勤更正要写理由，逐条留痕，结班页列出；别的表读不进")
def return_paper(public_id: str) -> ResponseReturnValue:
    """Take an edited paper in hand."""
    cohort = _find(public_id)
    form = ReturnForm()
    if form.validate_on_submit():
        file = form.file.data
        try:
            kept = operations.receive_return(
                gate.signed_in_actor(), cohort, content=file.read(), file_name=file.filename, at=now()
            )
        except Refused as refused:
            form.file.errors = tuple(refused.reasons)
        else:
            return redirect(url_for("registers.check_return", public_id=public_id, upload=kept.public_id))
    return render_template("registers/return.html", cohort=cohort, form=form, kinds=list(operations.WAYS))


@blueprint.get("/classes/<public_id>/papers/return/<upload>")
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def check_return(public_id: str, upload: str) -> ResponseReturnValue:
    """Show every difference: what stood at the export, in the file, and stands now."""
    cohort = _find(public_id)
    kept = queries.find_return(cohort, upload)
    comparison = operations.compare_return(gate.signed_in_actor(), kept)
    cells = [*comparison.differences, *comparison.changed_here]
    return render_template(
        "registers/returned.html",
        cohort=cohort,
        kept=kept,
        comparison=comparison,
        changers=queries.changers(cohort, kept.kind, cells),
        form=ImportForm(),
    )


@blueprint.post("/classes/<public_id>/papers/return/<upload>")
@gate.permit(Permission.ATTENDANCE_CONFIRM, after_closing="考勤更正要写理由，逐条留痕，结班页列出；别的表读不进")
def take_return(public_id: str, upload: str) -> ResponseReturnValue:
    """Take the chosen differences in one act, all or none."""
    kept = queries.find_return(_find(public_id), upload)
    taken = operations.take_return(
        gate.signed_in_actor(),
        kept,
        chosen=frozenset(request.form.getlist("take")),
        seen=request.form.get("seen", ""),
        at=now(),
        reason=request.form.get("reason", ""),
    )
    flash(f"“{kept.file_name}”的 {len(taken)} 处改动已写入{kept.kind.label}")
    return redirect(url_for("registers.papers", public_id=public_id))


def _find(public_id: str) -> Cohort:
    return find_cohort(gate.signed_in_actor(), Permission.ATTENDANCE_CONFIRM, public_id)
