"""Reads of course plans."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.curriculum import queries as curriculum
from trainingapp.curriculum.models import Course
from trainingapp.timetable.models import (
    CoursePlan,
    PlannedAudience,
    PlannedCourse,
    PlannedLecturer,
    PlannedSession,
    PlannedVenue,
    Session,
)
from trainingapp.timetable.terms import SessionState


def find_plan(cohort: Cohort) -> CoursePlan:
    """Return how a class's plan is to be drafted; one that nobody has set yet has nothing set, and is not stored."""
    return find_plans([cohort])[cohort.id]


def find_plans(cohorts: Iterable[Cohort]) -> Mapping[int, CoursePlan]:
    """Return how the plans of several classes are to be drafted, by class; one query."""
    wanted = [cohort.id for cohort in cohorts]
    statement = select(CoursePlan).where(CoursePlan.cohort_id.in_(wanted)).options(joinedload(CoursePlan.venue))
    stored = {plan.cohort_id: plan for plan in db.session.scalars(statement)}
    return {cohort_id: stored.get(cohort_id) or _unset(cohort_id) for cohort_id in wanted}


def _unset(cohort_id: int) -> CoursePlan:
    return CoursePlan(cohort_id=cohort_id, weekdays=[], wishes={}, weekly_half_days=0, longest_gap=0)


@cache
def _whole_courses() -> Select[PlannedCourse]:
    return select(PlannedCourse).options(
        joinedload(PlannedCourse.course),
        joinedload(PlannedCourse.host),
        joinedload(PlannedCourse.together),
        selectinload(PlannedCourse.lecturer_links).joinedload(PlannedLecturer.lecturer),
        selectinload(PlannedCourse.venue_links).joinedload(PlannedVenue.venue),
        selectinload(PlannedCourse.audiences).options(
            joinedload(PlannedAudience.track), joinedload(PlannedAudience.group)
        ),
        selectinload(PlannedCourse.earlier),
        selectinload(PlannedCourse.sessions).joinedload(PlannedSession.session),
    )


def list_planned_courses(cohort: Cohort) -> Sequence[PlannedCourse]:
    """Return what a class's plan asks for, in its order, with all that a page and the planner need."""
    return list_courses_of([cohort.id])[cohort.id]


def list_courses_of(cohort_ids: Iterable[int]) -> Mapping[int, Sequence[PlannedCourse]]:
    """Return the plans of several classes, by class; constant queries."""
    wanted = list(cohort_ids)
    found: dict[int, list[PlannedCourse]] = {cohort_id: [] for cohort_id in wanted}
    statement = _whole_courses().where(PlannedCourse.cohort_id.in_(wanted))
    for planned in db.session.scalars(statement.order_by(PlannedCourse.position, PlannedCourse.id)):
        found[planned.cohort_id].append(planned)
    return found


def courses_to_plan(cohort: Cohort) -> list[Course]:
    """Return the courses of the library that a class's plan does not have yet, by title."""
    planned = set(db.session.scalars(select(PlannedCourse.course_id).where(PlannedCourse.cohort_id == cohort.id)))
    return [course for course in curriculum.list_courses() if course.id not in planned]


def find_planned_course(cohort: Cohort, public_id: str) -> PlannedCourse:
    """Return one course of this class's plan; raise NotFound."""
    statement = _whole_courses().where(PlannedCourse.cohort_id == cohort.id, PlannedCourse.public_id == public_id)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound("本班的课程计划里没有这门课，或者它已被删除")
    return found


def held_sessions(planned: PlannedCourse) -> dict[int, PlannedSession]:
    """Return the sessions that stand on the timetable for a course of the plan, by which time of it they are."""
    return {link.number: link for link in planned.sessions if link.session.state is SessionState.PLANNED}


def find_planned_session(session: Session) -> PlannedSession | None:
    """Return which time of which course of the plan a session is."""
    return db.session.scalar(select(PlannedSession).where(PlannedSession.session_id == session.id))


def unplaced_times(cohort: Cohort) -> list[tuple[PlannedCourse, int]]:
    """Return which times of which courses of a class's plan have no session yet: the cards without a place."""
    return times_without_session(list_planned_courses(cohort))


def times_without_session(courses: Iterable[PlannedCourse]) -> list[tuple[PlannedCourse, int]]:
    """Return which times of these courses have no session yet."""
    return [
        (planned, number)
        for planned in courses
        for held in [held_sessions(planned)]
        for number in range(1, planned.times + 1)
        if number not in held
    ]
