"""Pages of programmes: the list, and one to add or change."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts import operations, queries
from trainingapp.cohorts.forms import ProgrammeForm
from trainingapp.cohorts.models import Programme
from trainingapp.cohorts.views.blueprint import blueprint
from trainingapp.core.errors import Refused


@blueprint.get("/programmes")
@gate.permit(Permission.COHORT_VIEW)
def programmes() -> ResponseReturnValue:
    """List the programmes with their competencies."""
    return render_template("cohorts/programmes.html", rows=queries.list_programmes())


@blueprint.route("/programmes/new", methods=["GET", "POST"])
@gate.permit(Permission.COHORT_EDIT)
def add_programme() -> ResponseReturnValue:
    """Add a programme."""
    return _page(None)


@blueprint.route("/programmes/<programme>", methods=["GET", "POST"])
@gate.permit(Permission.COHORT_EDIT)
def programme(programme: str) -> ResponseReturnValue:
    """Show and change a programme."""
    return _page(queries.find_programme(programme))


def _page(found: Programme | None) -> ResponseReturnValue:
    form = ProgrammeForm()
    if request.method == "GET" and found:
        form.show(found)
    if form.validate_on_submit():
        try:
            operations.set_programme(
                gate.signed_in_actor(),
                found,
                name=form.name.data or "",
                purpose=form.purpose.data or "",
                source=form.source.data or "",
                competencies=form.competencies.data,
            )
        except Refused as refused:
            form.form_errors.extend(refused.reasons)
        else:
            flash("项目已保存")
            return redirect(url_for("cohorts.programmes"))
    page = render_template("cohorts/programme.html", programme=found, form=form)
    return page, 422 if form.errors else 200
