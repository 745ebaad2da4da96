"""Reads of work handed in and of competencies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.accounts.terms import Actor, Role
from trainingapp.assessment.models import CompetencyRating, Task, Work
from trainingapp.assessment.rules import Likeness, alike
from trainingapp.assessment.terms import Rater
from trainingapp.cohorts.models import Cohort, Enrolment, ProgrammeCompetency
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import StudyHours, db
from trainingapp.core.errors import NotFound
from trainingapp.curriculum.models import Competency, CourseCompetency
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import SessionState

NO_SUCH_TASK = "没有这项作业，或者您看不到它"
#: So many earlier works are compared with; the newest come first.
COMPARED = 2000


def list_tasks(cohort_id: int) -> Sequence[tuple[Task, int]]:
    """Return a class's tasks by deadline with how much was handed in."""
    amount = func.count(Work.id)
    statement = (
        select(Task, amount)
        .outerjoin(Work, Work.task_id == Task.id)
        .where(Task.cohort_id == cohort_id)
        .group_by(Task.id)
        .options(joinedload(Task.component), joinedload(Task.competency))
        .order_by(Task.due_on, Task.id)
    )
    return [(task, total) for task, total in db.session.execute(statement)]


def find_task(cohort: Cohort, public_id: str) -> Task:
    """Return a task of this class; raise NotFound otherwise."""
    statement = select(Task).where(Task.cohort_id == cohort.id, Task.public_id == public_id)
    task = db.session.scalar(statement.options(joinedload(Task.component)))
    if task is None:
        raise NotFound(NO_SUCH_TASK)
    return task


def list_works(task: Task) -> Sequence[Work]:
    """Return what was handed in, by the trainee's number, with marks."""
    statement = (
        select(Work)
        .join(Enrolment, Enrolment.id == Work.enrolment_id)
        .where(Work.task_id == task.id)
        .options(joinedload(Work.enrolment).joinedload(Enrolment.group), selectinload(Work.marks))
        .order_by(Enrolment.number, Work.id)
    )
    return db.session.scalars(statement).all()


def find_work(task: Task, public_id: str) -> Work:
    """Return a piece of work of this task; raise NotFound otherwise."""
    found = [work for work in list_works(task) if work.public_id == public_id]
    if not found:
        raise NotFound("没有这份作业，或者您看不到它")
    return found[0]


def works_alike(work: Work) -> list[tuple[Work, Likeness]]:
    """Return earlier and fellow works of the same kind that are like this one, over all classes and years."""
    statement = (
        select(Work)
        .join(Task, Task.id == Work.task_id)
        .where(Task.kind == work.task.kind, Work.id != work.id)
        .options(joinedload(Work.enrolment).joinedload(Enrolment.cohort))
        .order_by(Work.id.desc())
        .limit(COMPARED)
    )
    others = {one.id: one for one in db.session.scalars(statement).all()}
    return [(others[like.key], like) for like in alike(work.text, {key: one.text for key, one in others.items()})]


def chosen_works(cohort: Cohort) -> Sequence[Work]:
    """Return the work of which lines were chosen for the bulletin, its writers having agreed, by their number."""
    statement = (
        select(Work)
        .join(Enrolment, Enrolment.id == Work.enrolment_id)
        .where(Enrolment.cohort_id == cohort.id, Work.consent.is_(True), Work.chosen != "")
        .options(joinedload(Work.enrolment))
        .order_by(Enrolment.number, Work.id)
    )
    return db.session.scalars(statement).all()


def own_tasks(actor: Actor) -> Sequence[tuple[Task, Enrolment, Work | None]]:
    """Return what the actor is asked for as a trainee, with what was handed in, by deadline."""
    statement = (
        select(Task, Enrolment, Work)
        .join(Enrolment, Enrolment.cohort_id == Task.cohort_id)
        .outerjoin(Work, (Work.task_id == Task.id) & (Work.enrolment_id == Enrolment.id))
        .where(
            Enrolment.person_id.in_(actor.reach(Role.TRAINEE, "person_id")),
            Enrolment.state == EnrolmentState.ENROLLED,
        )
        .options(joinedload(Task.cohort))
        .order_by(Task.due_on.desc(), Task.id)
    )
    return [(task, enrolment, work) for task, enrolment, work in db.session.execute(statement)]


@dataclass(frozen=True)
class CompetencyPicture:
    """One competency of a class: the hours that the timetable gives it, and the mean ratings, each with its number."""

    competency: Competency
    hours: Decimal
    ratings: Mapping[Rater, tuple[Fraction, int]]


def competency_pictures(cohort: Cohort, *, enrolment_id: int | None = None) -> list[CompetencyPicture]:
    """Return the picture of each competency of the class's programme, for all trainees or one, in three queries."""
    own = db.session.scalars(
        select(Competency)
        .join(ProgrammeCompetency, ProgrammeCompetency.competency_id == Competency.id)
        .where(ProgrammeCompetency.programme_id == cohort.programme_id)
        .order_by(ProgrammeCompetency.position)
    ).all()
    hours = dict(
        db.session.execute(
            select(CourseCompetency.competency_id, func.sum(Session.hours, type_=StudyHours))
            .join(Session, Session.course_id == CourseCompetency.course_id)
            .where(Session.cohort_id == cohort.id, Session.state == SessionState.PLANNED)
            .group_by(CourseCompetency.competency_id)
        ).all()
    )
    ratings = _ratings(cohort, enrolment_id)
    return [CompetencyPicture(one, hours.get(one.id, Decimal(0)), ratings.get(one.id, {})) for one in own]


def _ratings(cohort: Cohort, enrolment_id: int | None) -> dict[int, dict[Rater, tuple[Fraction, int]]]:
    statement = (
        select(
            CompetencyRating.competency_id,
            CompetencyRating.rater,
            func.sum(CompetencyRating.points),
            func.count(CompetencyRating.id),
        )
        .join(Enrolment, Enrolment.id == CompetencyRating.enrolment_id)
        .where(Enrolment.cohort_id == cohort.id)
        .group_by(CompetencyRating.competency_id, CompetencyRating.rater)
    )
    if enrolment_id is not None:
        statement = statement.where(CompetencyRating.enrolment_id == enrolment_id)
    found: dict[int, dict[Rater, tuple[Fraction, int]]] = {}
    for competency, rater, total, amount in db.session.execute(statement):
        found.setdefault(competency, {})[rater] = (Fraction(int(total), amount), amount)
    return found
