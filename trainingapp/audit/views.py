"""The page of the office's trail."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts import queries as accounts
from trainingapp.accounts.permissions import Permission
from trainingapp.audit import columns, queries
from trainingapp.audit.forms import TrailForm
from trainingapp.core.asked import asked_key

blueprint = Blueprint("audit", __name__)

PAGE = 100
FILTERS = ("who", "verb", "day", "q")


@blueprint.get("/audit")
@gate.permit(Permission.AUDIT_VIEW)
def trail() -> ResponseReturnValue:
    """Show who did what, newest first, a page at a time."""
    actor = gate.signed_in_actor()
    whole = queries.reaches_office(actor)
    form = TrailForm(request.args)
    form.offer(accounts.list_users() if whole else ())
    form.validate()
    before = request.args.get("before", type=asked_key)
    found = queries.office_trail(actor, wanted=form.wanted(), before_id=before, limit=PAGE + 1)
    acts = queries.read_acts(found[:PAGE])
    kept: dict[str, Any] = {name: value for name in FILTERS if (value := request.args.get(name))}
    return render_template(
        "audit/trail.html",
        acts=acts,
        columns=columns.ACTS,
        form=form,
        whole=whole,
        filtered=bool(kept),
        older_url=url_for("audit.trail", **kept, before=acts[-1].event.id) if len(found) > PAGE else None,
        newest_url=url_for("audit.trail", **kept) if before else None,
    )
