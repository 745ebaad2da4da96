"""Pages of paper forms of an evaluation: the sheet to type them into, and the filled sheet before it is taken."""

from flask import render_template
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.assessment.models import Questionnaire
from trainingapp.assessment.queries import find_questionnaire, items_of
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core.errors import Refused
from trainingapp.core.uploads import WORKBOOK_TYPE
from trainingapp.registers import operations
from trainingapp.registers.forms import EntryForm
from trainingapp.registers.rules.evaluation_entry import EntryRow, lines_of
from trainingapp.registers.views.blueprint import blueprint
from trainingapp.registers.views.papers import send


@blueprint.get("/classes/<public_id>/evaluations/<questionnaire>/entry-sheet")
@gate.permit(Permission.ASSESSMENT_EDIT)
def entry_sheet(public_id: str, questionnaire: str) -> ResponseReturnValue:
    """Hand out the workbook to type paper forms into."""
    _cohort, found = _find(public_id, questionnaire)
    return send(operations.entry_sheet(found), WORKBOOK_TYPE)


@blueprint.route("/classes/<public_id>/evaluations/<questionnaire>/import", methods=["GET", "POST"])
@gate.permit(Permission.ASSESSMENT_EDIT)
def import_evaluation(public_id: str, questionnaire: str) -> ResponseReturnValue:
    """Take the filled workbook in hand and show what it says; nothing of it is kept until it is taken."""
    cohort, found = _find(public_id, questionnaire)
    form = EntryForm()
    if not form.validate_on_submit():
        return _page(cohort, found, form)
    file: FileStorage = form.file.data
    try:
        rows = operations.read_entry_sheet(found, content=file.read(), file_name=file.filename or "录入表")
    except Refused as refused:
        form.file.errors = tuple(refused.reasons)
        return _page(cohort, found, form), refused.status
    faulty = any(row.faults for row in rows)
    return _page(cohort, found, form, rows), 422 if faulty else 200


def _find(public_id: str, questionnaire: str) -> tuple[Cohort, Questionnaire]:
    cohort = find_cohort(gate.signed_in_actor(), Permission.ASSESSMENT_EDIT, public_id)
    return cohort, find_questionnaire(cohort, questionnaire)


def _page(cohort: Cohort, found: Questionnaire, form: EntryForm, rows: list[EntryRow] | None = None) -> str:
    items = items_of(found)
    faulty = [row for row in rows or () if row.faults]
    return render_template(
        "registers/evaluation_entry.html",
        cohort=cohort,
        one=found,
        form=form,
        items=items,
        rows=faulty or rows or [],
        faulty=faulty,
        lines=lines_of(rows, items) if rows and not faulty else "",
    )
