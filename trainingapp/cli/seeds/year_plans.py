"""The year plan that a programme's class stands in: what the office planned for the year, and its approval."""

from dataclasses import fields
from io import BytesIO

from docx import Document

from trainingapp.cli.seeds.rows import Entry, Rows
from trainingapp.cohorts.models import Cohort, PlanItem, PlanPaper, Programme, YearPlan
from trainingapp.core import uploads


def add_year_plan(rows: Rows, cohort: Cohort, programme: Programme, content: Entry | None) -> None:
    """Add a year's plan with its classes, one of which is this one; a plan that is there already is left alone."""
    if content is None or rows.find(YearPlan, year=content["year"]):
        return
    values = {name: content[name] for name in ("year", "note", "approved_on", "approved_by", "approval_number")}
    plan = rows.add(YearPlan(**values))
    plan.papers = [_paper(content["approval_note"])] if "approval_note" in content else []
    for position, entry in enumerate(content["classes"], start=1):
        values = {name: value for name, value in entry.items() if name != "own"}
        links = {"cohort": cohort, "programme": programme} if "own" in entry else {}
        rows.note(PlanItem(plan=plan, position=position, **values, **links))
    rows.flush()


def _paper(note: Entry) -> PlanPaper:
    """Store the approval as a small Word file, which says of itself that it is made up, and return its row."""
    document, written = Document(), BytesIO()
    document.add_heading(note["title"], level=1)
    for text in note["paragraphs"]:
        document.add_paragraph(text)
    document.save(written)
    stored = uploads.store(written.getvalue(), file_name=note["file_name"])
    return PlanPaper(**{one.name: getattr(stored, one.name) for one in fields(stored)})
