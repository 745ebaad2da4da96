"""The register of honours."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.followup import columns, operations, queries
from trainingapp.followup.forms import HonourForm
from trainingapp.followup.views.blueprint import blueprint
from trainingapp.people.queries import list_organisations


@blueprint.get("/honours")
@gate.permit(Permission.LIBRARY_VIEW)
def honours() -> ResponseReturnValue:
    """List the honours that organisations and persons hold."""
    rows = queries.list_honours(request.args.get("q", "").strip())
    lecturers = queries.lecturers_named(row.holder for row in rows)
    return render_template(
        "followup/honours.html",
        rows=rows,
        columns=columns.HONOURS,
        lecturers=lecturers,
        sites=queries.sites_of(rows),
    )


@blueprint.route("/honours/new", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def add_honour() -> ResponseReturnValue:
    """Add an honour."""
    form = _form()
    if form.validate_on_submit():
        row = operations.add_honour(gate.signed_in_actor(), **form.values())
        flash(f"已登记：{row.label}")
        return redirect(url_for("followup.honours"))
    return render_template("followup/honour.html", form=form, honour=None)


@blueprint.route("/honours/<honour>", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def honour(honour: str) -> ResponseReturnValue:
    """Show and change an honour."""
    found, form = queries.find_honour(honour), _form()
    if form.validate_on_submit():
        version = form.version.data or found.version
        operations.change_honour(gate.signed_in_actor(), found, version=version, **form.values())
        flash(f"已保存：{found.label}")
        return redirect(url_for("followup.honours"))
    if not form.is_submitted():
        form.show(found)
    return render_template("followup/honour.html", form=form, honour=found)


def _form() -> HonourForm:
    form = HonourForm()
    form.organisation.offer(list_organisations(), lambda row: row.shown_name)
    return form
