"""Classes with a course plan, and what the planner makes of them, for tests."""

import time as clock
from datetime import date, time
from decimal import Decimal

from flask.testing import FlaskClient

from tests.factories import Factory
from trainingapp.cohorts.models import Cohort
from trainingapp.curriculum.terms import Form
from trainingapp.planner.repair import repair
from trainingapp.planner.search.solve import solve
from trainingapp.timetable.models import PlannedCourse, Proposal
from trainingapp.timetable.operations import planning, proposals
from trainingapp.timetable.operations.course_plans import (
    CourseValues,
    add_planned_course,
)
from trainingapp.timetable.operations.planning import Drafted
from trainingapp.timetable.queries import list_sessions
from trainingapp.timetable.queries.plan_cards import Scope
from trainingapp.timetable.terms import HalfDay, ProposalKind

MONDAY, TUESDAY, FRIDAY = date(2026, 5, 11), date(2026, 5, 12), date(2026, 5, 15)
PATIENCE = 60


def class_of(make: Factory, **values: object) -> Cohort:
    return make.cohort(**{"starts_on": MONDAY, "ends_on": FRIDAY, "hours_per_half_day": Decimal(4), **values})


def course(make: Factory, cohort: Cohort, title: str, **values: object) -> PlannedCourse:
    given = {"form": Form.DISCUSSION, "minutes": 150, "hours": Decimal(4), **values}
    return add_planned_course(make.actor, cohort, values=CourseValues(title=title, **given))  # type: ignore[arg-type]  # the test gives what the values take


def draft(cohort: Cohort, scope: Scope | None = None) -> Drafted:
    """Draft inside this process, quickly."""
    prepared = planning.prepare([cohort], scope or Scope())
    return planning.conclude(prepared.planning, prepared.problem, solve(prepared.problem, effort=3000, prove=False))


def proposed(make: Factory, cohort: Cohort, scope: Scope | None = None) -> Proposal:
    drafted = draft(cohort, scope)
    return proposals.propose(make.actor, cohort, drafted=drafted, kind=ProposalKind.DRAFT, seed=0)


def mended(cohort: Cohort, scope: Scope | None = None) -> Drafted:
    prepared = planning.prepare([cohort], scope or Scope(repairing=True))
    solution = repair(prepared.problem, prepared.problem.published)
    return planning.conclude(prepared.planning, prepared.problem, solution)


def where(cohort: Cohort) -> dict[str, tuple[date, HalfDay, time]]:
    return {one.title: (one.held_on, one.half_day, one.starts_at) for one in list_sessions(cohort)}


def wait(client: FlaskClient, address: str) -> str:
    """Ask a running search as the page does, until it has ended; return the page."""
    until = clock.monotonic() + PATIENCE
    while clock.monotonic() < until:
        answer = client.post(f"{address}/look", headers={"HX-Request": "true"})
        if "HX-Redirect" in answer.headers:
            return client.get(address).get_data(as_text=True)
        assert (answer.status_code, 'id="planning"' in answer.get_data(as_text=True)) == (200, True)
        clock.sleep(0.2)
    raise AssertionError(address)
