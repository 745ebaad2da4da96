"""The tables of insight's pages as workbooks."""

from collections.abc import Callable, Mapping

from flask import request
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.assessment.queries import yearly_standings
from trainingapp.core.errors import NotFound
from trainingapp.core.excel.tables import Table, write_tables
from trainingapp.core.uploads import WORKBOOK_TYPE
from trainingapp.core.web import send_attachment
from trainingapp.curriculum.models import Lecturer
from trainingapp.insight import columns, queries
from trainingapp.insight.rules import Lessons
from trainingapp.insight.views.blueprint import blueprint, year_asked, years_asked
from trainingapp.insight.views.classes import lessons_asked
from trainingapp.insight.views.coverage import behind_asked
from trainingapp.insight.views.hours import hours_asked
from trainingapp.visits.models import Site


def _classes(actor: Actor) -> tuple[str, list[Table]]:
    year = year_asked()
    found = queries.year_figures(actor, year)
    return f"{year}年办班统计", [
        ("各班", columns.CLASSES, found.classes),
        ("课次", columns.SESSIONS, queries.held_sessions(actor, Lessons(year), whole=True).rows),
    ]


def _sessions(actor: Actor) -> tuple[str, list[Table]]:
    asked = lessons_asked()
    return f"{asked.year}年课次", [("课次", columns.SESSIONS, queries.held_sessions(actor, asked, whole=True).rows)]


def _marks(actor: Actor) -> tuple[str, list[Table]]:
    asked = lessons_asked()
    found = queries.marks_behind(actor, asked, came="came" in request.args, whole=True)
    words: list[Table] = [("各班的叫法", columns.WORDS, found.renamed)] if found.renamed else []
    return f"{asked.year}年考勤明细", [("考勤明细", columns.MARKS, found.rows), *words]


def _coverage(actor: Actor) -> tuple[str, list[Table]]:
    first, last = years_asked()
    found = queries.coverage(actor, first=first, last=last)
    return f"{first}—{last}年培训覆盖", [
        ("按组织", columns.COVERAGE, [found.whole, *found.organisations]),
        ("按组织类型", columns.COVERAGE, found.kinds),
        ("按职务", columns.COVERAGE, found.posts),
        ("按年度", columns.COVERAGE, found.by_year),
        ("按批次", columns.BATCHES, found.batches),
    ]


def _people(actor: Actor) -> tuple[str, list[Table]]:
    first, last = years_asked()
    behind = behind_asked()
    found = queries.people_behind(actor, behind, first=first, last=last, whole=True)
    return f"{first}—{last}年{behind.who.label}", [(behind.who.label, columns.PEOPLE, found.people)]


def _hours(actor: Actor) -> tuple[str, list[Table]]:
    asked = hours_asked()
    return f"{asked.year}年学时台账", [("学时台账", columns.HOURS, queries.hours_page(actor, asked, size=None).rows)]


def _organisations(actor: Actor) -> tuple[str, list[Table]]:
    year = year_asked()
    return f"{year}年学时达到情况", [("按组织", columns.REACHED, queries.hours_by_organisation(actor, year))]


def _lecturers(actor: Actor) -> tuple[str, list[Table]]:
    return "师资和教学点评价", [
        ("师资评价", columns.STANDINGS, yearly_standings(actor, Lecturer)),
        ("教学点评价", columns.STANDINGS, yearly_standings(actor, Site)),
    ]


WORKBOOKS: Mapping[str, Callable[[Actor], tuple[str, list[Table]]]] = {
    "classes": _classes,
    "sessions": _sessions,
    "marks": _marks,
    "coverage": _coverage,
    "people": _people,
    "hours": _hours,
    "organisations": _organisations,
    "lecturers": _lecturers,
}


@blueprint.get("/insight/workbook/<table>")
@gate.permit(Permission.INSIGHT_VIEW)
def workbook(table: str) -> ResponseReturnValue:
    """Hand out the tables of a page as a workbook."""
    if table not in WORKBOOKS:
        raise NotFound("没有这张表")
    title, tables = WORKBOOKS[table](gate.signed_in_actor())
    return send_attachment(write_tables(title, tables), media_type=WORKBOOK_TYPE, file_name=f"{title}.xlsx")
