"""Pages of persons and of the organisation tree."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.accounts.terms import Actor
from trainingapp.core.asked import asked_number
from trainingapp.people import columns, operations, queries
from trainingapp.people.forms import NUMBER_HINT, OrganisationForm, PersonForm
from trainingapp.people.models import Organisation
from trainingapp.people.rules.masking import mask_identity, mask_phone

blueprint = Blueprint("people", __name__)


@blueprint.get("/people")
@gate.permit(Permission.PEOPLE_VIEW)
def list_people() -> ResponseReturnValue:
    """List the persons whom the actor reaches, 50 a page, or those that a search finds."""
    text, page = request.args.get("q", ""), request.args.get("page", 1, type=asked_number)
    found = queries.search_people(gate.signed_in_actor(), text, page=page)
    return render_template("people/list.html", found=found, text=text, columns=columns.PEOPLE)


@blueprint.route("/people/new", methods=["GET", "POST"])
@gate.permit(Permission.PEOPLE_EDIT)
def add_person() -> ResponseReturnValue:
    """Add a person."""
    form = _person_form()
    if form.validate_on_submit():
        phone, number = form.phone.data, form.identity_number.data
        person = operations.add_person(gate.signed_in_actor(), phone=phone, identity_number=number, **form.values())
        flash(f"已新建“{person.name}”")
        return redirect(url_for("people.person", public_id=person.public_id))
    return render_template("people/person.html", form=form, person=None)


@blueprint.route("/people/<public_id>", methods=["GET", "POST"])
@gate.permit(Permission.PEOPLE_EDIT)
def person(public_id: str) -> ResponseReturnValue:
    """Show and change a person."""
    actor = gate.signed_in_actor()
    found = queries.find_person(actor, Permission.PEOPLE_EDIT, public_id)
    form = _person_form()
    form.phone.description = NUMBER_HINT.format(mask_phone(found.phone) or "空")
    form.identity_number.description = NUMBER_HINT.format(mask_identity(found.identity_number) or "空")
    if form.validate_on_submit():
        operations.change_person(
            actor,
            found,
            phone=form.phone.data or None,
            identity_number=form.identity_number.data or None,
            **form.values(),
        )
        flash(f"已保存“{found.name}”")
        return redirect(url_for("people.person", public_id=public_id))
    if not form.is_submitted():
        form.show(found)
    return render_template("people/person.html", form=form, person=found)


@blueprint.post("/people/<public_id>/numbers")
@gate.permit(Permission.PEOPLE_EDIT)
def reveal(public_id: str) -> ResponseReturnValue:
    """Show a person's whole numbers once; the trail keeps who looked."""
    actor = gate.signed_in_actor()
    found = queries.find_person(actor, Permission.PEOPLE_EDIT, public_id)
    numbers = operations.reveal_numbers(actor, found)
    return render_template("people/numbers.html", person=found, numbers=numbers)


@blueprint.get("/organisations")
@gate.permit(Permission.LIBRARY_VIEW)
def list_organisations() -> ResponseReturnValue:
    """Show the organisation tree: to who may change it the part that he may, to others all of it."""
    actor = gate.signed_in_actor()
    editable = may(actor, Permission.LIBRARY_EDIT)
    rows = queries.reached_organisations(actor, Permission.LIBRARY_EDIT) if editable else queries.list_organisations()
    return render_template("people/organisations.html", organisations=rows)


@blueprint.route("/organisations/new", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def add_organisation() -> ResponseReturnValue:
    """Add an organisation."""
    actor, form = gate.signed_in_actor(), OrganisationForm()
    _offer_parents(form, queries.reached_organisations(actor, Permission.LIBRARY_EDIT))
    if form.validate_on_submit():
        added = operations.add_organisation(
            actor,
            name=form.name.data.strip(),
            short_name=(form.short_name.data or "").strip(),
            kind=form.kind.member,
            parent=form.parent.row,
        )
        flash(f"已新建“{added.shown_name}”")
        return redirect(url_for("people.list_organisations"))
    if not form.is_submitted():
        form.parent.data = request.args.get("parent", "")
    return render_template("people/organisation.html", form=form, organisation=None)


@blueprint.route("/organisations/<public_id>", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def organisation(public_id: str) -> ResponseReturnValue:
    """Show and change an organisation."""
    actor, form = gate.signed_in_actor(), OrganisationForm()
    found = queries.find_organisation(actor, Permission.LIBRARY_EDIT, public_id)
    _offer_parents(form, _parents_of(actor, found))
    if form.validate_on_submit():
        operations.change_organisation(
            actor,
            found,
            name=form.name.data.strip(),
            short_name=(form.short_name.data or "").strip(),
            kind=form.kind.member,
            parent=form.parent.row,
        )
        flash(f"已保存“{found.shown_name}”")
        return redirect(url_for("people.list_organisations"))
    if not form.is_submitted():
        form.show(found)
    return render_template("people/organisation.html", form=form, organisation=found)


def _person_form() -> PersonForm:
    form = PersonForm()
    form.organisation.offer(queries.list_organisations(), lambda row: row.shown_name)
    return form


def _parents_of(actor: Actor, organisation: Organisation) -> Sequence[Organisation]:
    """Return where an organisation may hang: where it hangs now, and everything else that the actor reaches."""
    reached = queries.reached_organisations(actor, Permission.LIBRARY_EDIT)
    others = [row for row in reached if row is not organisation]
    parent = organisation.parent
    return others if parent is None or parent in others else [parent, *others]


def _offer_parents(form: OrganisationForm, rows: Sequence[Organisation]) -> None:
    form.parent.offer(rows, lambda row: "　" * (row.depth - 1) + row.shown_name)
