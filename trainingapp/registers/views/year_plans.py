"""The workbook of a year's plan."""

from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts.queries import find_plan
from trainingapp.core.clock import today
from trainingapp.core.uploads import WORKBOOK_TYPE
from trainingapp.registers.operations.year_plans import export_plan
from trainingapp.registers.views.blueprint import blueprint
from trainingapp.registers.views.papers import send


@blueprint.post("/plans/<plan>/workbook")
@gate.permit(Permission.EXPORT)
def year_plan(plan: str) -> ResponseReturnValue:
    """Hand out a year's plan as a workbook."""
    return send(export_plan(gate.signed_in_actor(), find_plan(plan), on=today()), WORKBOOK_TYPE)
