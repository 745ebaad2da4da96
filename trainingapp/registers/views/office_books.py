"""The workbooks that an office files: the ledger of its classes, and monthly reports."""

from collections.abc import Mapping

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.assessment.queries import find_report
from trainingapp.core.clock import today
from trainingapp.core.errors import Refused
from trainingapp.core.excel.preview import see_workbook
from trainingapp.core.uploads import WORKBOOK_TYPE
from trainingapp.registers.operations.office_books import export_ledger, export_report, fill_ledger, fill_report
from trainingapp.registers.operations.papers import WORKBOOK, Export
from trainingapp.registers.views.blueprint import blueprint
from trainingapp.registers.views.papers import send

FIRST_YEAR, LAST_YEAR = 2000, 2100


@blueprint.get("/insight/ledger")
@gate.permit(Permission.INSIGHT_VIEW)
def ledger_preview() -> ResponseReturnValue:
    """Show the ledger of a year's classes as it prints."""
    year = _year()
    book = fill_ledger(gate.signed_in_actor(), year, on=today())
    return _show(book, download=url_for("registers.ledger"), fields={"year": year}, back=url_for("insight.reports"))


@blueprint.post("/insight/ledger")
@gate.permit(Permission.INSIGHT_VIEW)
def ledger() -> ResponseReturnValue:
    """Hand out the ledger of a year's classes."""
    return send(export_ledger(gate.signed_in_actor(), _year(), on=today()), WORKBOOK_TYPE)


@blueprint.get("/insight/reports/<report>/workbook")
@gate.permit(Permission.INSIGHT_VIEW)
def monthly_preview(report: str) -> ResponseReturnValue:
    """Show one version of a report as it prints."""
    book = fill_report(find_report(gate.signed_in_actor(), report), on=today())
    back = url_for("insight.report", report=report)
    return _show(book, download=url_for("registers.monthly", report=report), fields={}, back=back)


@blueprint.post("/insight/reports/<report>/workbook")
@gate.permit(Permission.INSIGHT_VIEW)
def monthly(report: str) -> ResponseReturnValue:
    """Hand out one version of a report."""
    actor = gate.signed_in_actor()
    return send(export_report(actor, find_report(actor, report), on=today()), WORKBOOK_TYPE)


def _year() -> int:
    year = request.values.get("year", "")
    if not (year.isdecimal() and FIRST_YEAR <= int(year) <= LAST_YEAR):
        raise Refused("请填台账的年份，如 2026")
    return int(year)


def _show(book: Export, *, download: str, fields: Mapping[str, int], back: str) -> str:
    """Return the page of a workbook as it prints, with the way to its file."""
    return render_template(
        "registers/office_book.html",
        title=book.name.removesuffix(WORKBOOK),
        sheets=see_workbook(book.content),
        download=download,
        fields=fields,
        back=back,
    )
