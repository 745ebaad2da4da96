"""The offices of a class: committee and temporary Party branch."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts import operations, queries
from trainingapp.cohorts.forms import BRANCH_OFFICES, CLASS_OFFICES, read_offices
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import BranchRole, ClassRole
from trainingapp.cohorts.views.blueprint import blueprint
from trainingapp.core.errors import Refused
from trainingapp.core.forms import ChineseForm

Line = tuple[str, str, str]


@blueprint.get("/classes/<public_id>/committee")
@gate.permit(Permission.COHORT_VIEW)
def committee(public_id: str) -> ResponseReturnValue:
    """Show who holds the offices of the class, and let them be chosen."""
    cohort = queries.find_cohort(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id)
    return _page(cohort)


@blueprint.post("/classes/<public_id>/committee")
@gate.permit(Permission.ROSTER_EDIT)
def set_committee(public_id: str) -> ResponseReturnValue:
    """Give the offices to those whom the page names."""
    actor = gate.signed_in_actor()
    cohort = queries.find_cohort(actor, Permission.ROSTER_EDIT, public_id)
    try:
        holders = read_offices(request.form, queries.list_roster(cohort.id))
        changed = operations.set_committee(actor, cohort, holders=holders)
    except Refused as refused:
        form = ChineseForm(formdata=None)
        status = form.tell(refused)
        return _page(cohort, form), status
    flash("班委和临时党支部已保存" if changed else "没有改动")
    return redirect(url_for("cohorts.committee", public_id=public_id))


def _page(cohort: Cohort, refused: ChineseForm | None = None) -> str:
    """Return the page as it stands, or with what was chosen and why it was refused."""
    roster = queries.list_roster(cohort.id)
    return render_template(
        "cohorts/committee.html",
        cohort=cohort,
        roster=roster,
        refused=refused,
        parts=[
            ("班委", _lines("class", CLASS_OFFICES, [(one, one.class_role) for one in roster])),
            ("临时党支部", _lines("branch", BRANCH_OFFICES, [(one, one.branch_role) for one in roster])),
        ],
    )


def _lines(
    kind: str,
    offices: Sequence[tuple[ClassRole | BranchRole, int]],
    held: Sequence[tuple[Enrolment, ClassRole | BranchRole]],
) -> list[Line]:
    """Return (field name, office, the public id of its holder or of who was chosen) for every list of the page."""
    lines = []
    for role, amount in offices:
        holders = [one.public_id for one, own in held if own is role]
        lines += [
            (f"{kind}-{role.value}-{place}", role.label, holder)
            for place, holder in enumerate((holders + [""] * amount)[: max(amount, len(holders))])
        ]
    return [(name, office, request.form.get(name, holder)) for name, office, holder in lines]
