"""The workbooks that an office files: the ledger of its classes, and monthly reports."""

from flask import request
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.assessment.queries import find_report
from trainingapp.core.clock import today
from trainingapp.core.errors import Refused
from trainingapp.core.uploads import WORKBOOK_TYPE
from trainingapp.registers.operations.office_books import export_ledger, export_monthly
from trainingapp.registers.views.blueprint import blueprint
from trainingapp.registers.views.papers import send

FIRST_YEAR, LAST_YEAR = 2000, 2100


@blueprint.post("/insight/ledger")
@gate.permit(Permission.INSIGHT_VIEW)
def ledger() -> ResponseReturnValue:
    """Hand out the ledger of a year's classes."""
    year = request.form.get("year", "")
    if not (year.isdecimal() and FIRST_YEAR <= int(year) <= LAST_YEAR):
        raise Refused("请填台账的年份，如 2026")
    return send(export_ledger(gate.signed_in_actor(), int(year), on=today()), WORKBOOK_TYPE)


@blueprint.post("/insight/reports/<report>/workbook")
@gate.permit(Permission.INSIGHT_VIEW)
def monthly(report: str) -> ResponseReturnValue:
    """Hand out one version of a month's report."""
    return send(export_monthly(gate.signed_in_actor(), find_report(report), on=today()), WORKBOOK_TYPE)
