"""Contacts of several branches at once: a name beside each, and slips for all of them."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.access import operations, queries
from trainingapp.access.views.blueprint import blueprint, make_passwords, recorded, show_slips
from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor, Role
from trainingapp.core import progress
from trainingapp.core.errors import Refused
from trainingapp.people.models import Organisation

FIELD = "name-"
LONGEST_NAME = 60


@blueprint.route("/accounts/contacts", methods=["GET", "POST"])
@gate.permit(Permission.ACCOUNT_MANAGE)
def contacts() -> ResponseReturnValue:
    """Open accounts for the contacts of several branches, and show the slips once."""
    actor = gate.signed_in_actor()
    names = {key: name.strip()[:LONGEST_NAME] for key, name in request.form.items() if key.startswith(FIELD)}
    named = {key.removeprefix(FIELD): name for key, name in names.items() if name}
    status, reasons = 200, tuple[str, ...]()
    if request.method == "POST":
        try:
            return _open(actor, named)
        except Refused as refused:
            status, reasons = refused.status, tuple(refused.reasons)
    page = render_template(
        "access/contacts.html",
        organisations=queries.offered(actor, Role.BRANCH_CONTACT),
        held=queries.contacts_held(actor),
        named=named,
        reasons=reasons,
        token=progress.new_token(),
    )
    return page, status


def _open(actor: Actor, named: dict[str, str]) -> ResponseReturnValue:
    if not named:
        raise Refused("还没有填姓名：在要开账号的支部旁边填上联络员的姓名")
    passwords = make_passwords(len(named))
    with recorded(actor, 角色=Role.BRANCH_CONTACT.label):
        given = [
            (queries.grant_over(actor, Role.BRANCH_CONTACT, Organisation.public_id == key), name)
            for key, name in named.items()
        ]
    slips = operations.open_contacts(actor, given, passwords=passwords)
    return show_slips(slips, title="支部联络员账号密码条", back_url=url_for("access.contacts"))
