"""The year plan that a programme's class stands in: what the office planned for the year, and its approval."""

from trainingapp.cli.seeds.rows import Entry, Rows
from trainingapp.cohorts.models import Cohort, PlanItem, Programme, YearPlan


def add_year_plan(rows: Rows, cohort: Cohort, programme: Programme, content: Entry | None) -> None:
    """Add a year's plan with its classes, one of which is this one; a plan that is there already is left alone."""
    if content is None or rows.find(YearPlan, year=content["year"]):
        return
    values = {name: content[name] for name in ("year", "note", "approved_on", "approved_by", "approval_number")}
    plan = rows.add(YearPlan(**values))
    for position, entry in enumerate(content["classes"], start=1):
        values = {name: value for name, value in entry.items() if name != "own"}
        links = {"cohort": cohort, "programme": programme} if "own" in entry else {}
        rows.note(PlanItem(plan=plan, position=position, **values, **links))
    rows.flush()
