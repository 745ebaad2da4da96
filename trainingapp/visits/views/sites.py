"""Pages of the library of sites."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.visits import columns, operations, queries
from trainingapp.visits.forms import SiteForm
from trainingapp.visits.views.blueprint import blueprint


@blueprint.get("/library/sites")
@gate.permit(Permission.LIBRARY_VIEW)
def list_sites() -> ResponseReturnValue:
    """List the sites."""
    rows = queries.list_sites(request.args.get("q", "").strip())
    return render_template("visits/sites.html", rows=rows, columns=columns.SITES)


@blueprint.route("/library/sites/new", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def add_site() -> ResponseReturnValue:
    """Add a site."""
    form = SiteForm()
    if form.validate_on_submit():
        operations.add_site(gate.signed_in_actor(), **form.values())
        flash("教学点已保存")
        return redirect(url_for("visits.list_sites"))
    if not form.is_submitted():
        form.prefill(request.args)
    return render_template("visits/site.html", form=form, site=None)


@blueprint.route("/library/sites/<public_id>", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def site(public_id: str) -> ResponseReturnValue:
    """Show and change a site."""
    found = queries.find_site(public_id)
    form = SiteForm()
    if form.validate_on_submit():
        operations.change_site(gate.signed_in_actor(), found, **form.values())
        flash("教学点已保存")
        return redirect(url_for("visits.list_sites"))
    if not form.is_submitted():
        form.show(found)
    return render_template("visits/site.html", form=form, site=found)
