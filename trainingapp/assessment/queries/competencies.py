"""Reads of competencies: what the timetable gives each, how trainees are rated, what their work came to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.terms import Actor, Role
from trainingapp.assessment.models import (
    CompetencyRating,
    Component,
    ComponentCompetency,
    Scheme,
    Score,
    Task,
    Work,
    WorkMark,
)
from trainingapp.assessment.terms import Rater
from trainingapp.cohorts.models import Cohort, Enrolment, ProgrammeCompetency
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import Points, db
from trainingapp.curriculum.models import Competency, CourseCompetency
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import SessionState

NONE = Decimal(0)


@dataclass(frozen=True)
class Mean:
    """A mean and of how many it is."""

    value: Fraction
    amount: int


@dataclass(frozen=True)
class CompetencyPicture:
    """One competency of a class: the sessions that raise it, the mean ratings, and what work and scores came to."""

    competency: Competency
    sessions: Sequence[Session]
    ratings: Mapping[Rater, Mean]
    works: Mean | None = None
    scores: Mean | None = None

    @property
    def hours(self) -> Decimal:
        """Return the study hours that the timetable gives it."""
        return sum((session.hours for session in self.sessions), NONE)

    @property
    def gain(self) -> Fraction | None:
        """Return by how much the own rating rose; None before there are both."""
        before, after = self.ratings.get(Rater.SELF_BEFORE), self.ratings.get(Rater.SELF_AFTER)
        return after.value - before.value if before and after else None


def list_class_competencies(cohort: Cohort) -> Sequence[Competency]:
    """Return the competencies of the class's programme, in its order."""
    return db.session.scalars(
        select(Competency)
        .join(ProgrammeCompetency, ProgrammeCompetency.competency_id == Competency.id)
        .where(ProgrammeCompetency.programme_id == cohort.programme_id)
        .order_by(ProgrammeCompetency.position, ProgrammeCompetency.id)
    ).all()


def competency_pictures(cohort: Cohort, *, trainee: Enrolment | None = None) -> list[CompetencyPicture]:
    """Return the picture of each competency of the class's programme, for all trainees or one, in five queries."""
    sessions, ratings = _sessions(cohort), _ratings(cohort, trainee)
    works, scores = _means(_work_points(cohort, trainee)), _means(_score_points(cohort, trainee))
    return [
        CompetencyPicture(one, sessions.get(one.id, []), ratings.get(one.id, {}), works.get(one.id), scores.get(one.id))
        for one in list_class_competencies(cohort)
    ]


def _sessions(cohort: Cohort) -> dict[int, list[Session]]:
    found: dict[int, list[Session]] = {}
    for key, session in db.session.execute(
        select(CourseCompetency.competency_id, Session)
        .join(Session, Session.course_id == CourseCompetency.course_id)
        .where(Session.cohort_id == cohort.id, Session.state == SessionState.PLANNED)
        .order_by(Session.held_on, Session.starts_at)
    ):
        found.setdefault(key, []).append(session)
    return found


def _ratings(cohort: Cohort, trainee: Enrolment | None) -> dict[int, dict[Rater, Mean]]:
    """Return the mean over trainees of what each was rated, which is the mean over his mentors where he has several."""
    key, rater = CompetencyRating.competency_id, CompetencyRating.rater
    statement = select(
        key, rater, func.sum(CompetencyRating.points).label("points"), func.count(CompetencyRating.id).label("voices")
    ).join(Enrolment, Enrolment.id == CompetencyRating.enrolment_id)
    each = _inside(statement, cohort, trainee).group_by(key, rater, CompetencyRating.enrolment_id).subquery()
    alike = (each.c.competency_id, each.c.rater, each.c.points, each.c.voices)
    sums: dict[tuple[int, Rater], tuple[Fraction, int]] = {}
    for skill, who, points, voices, amount in db.session.execute(select(*alike, func.count()).group_by(*alike)):
        total, people = sums.get((skill, who), (Fraction(0), 0))
        sums[skill, who] = (total + Fraction(int(points), voices) * amount, people + amount)
    found: dict[int, dict[Rater, Mean]] = {}
    for (skill, who), (total, people) in sums.items():
        found.setdefault(skill, {})[who] = Mean(total / people, people)
    return found


def mentor_ratings(trainee: Enrolment) -> dict[str, dict[int, int]]:
    """Return what each mentor said of a trainee: points by competency, by the mentor's name."""
    statement = select(CompetencyRating).where(
        CompetencyRating.enrolment_id == trainee.id, CompetencyRating.rater == Rater.MENTOR
    )
    found: dict[str, dict[int, int]] = {}
    for row in db.session.scalars(statement.order_by(CompetencyRating.mentor, CompetencyRating.id)):
        found.setdefault(row.mentor, {})[row.competency_id] = row.points
    return found


def list_mentors(cohort: Cohort) -> Sequence[str]:
    """Return the mentors who have rated trainees of a class, by name; blank where the paper did not say."""
    statement = select(CompetencyRating.mentor).join(Enrolment, Enrolment.id == CompetencyRating.enrolment_id)
    named = statement.where(Enrolment.cohort_id == cohort.id, CompetencyRating.rater == Rater.MENTOR)
    return db.session.scalars(named.distinct().order_by(CompetencyRating.mentor)).all()


def _inside(statement: Select, cohort: Cohort, trainee: Enrolment | None) -> Select:  # type: ignore[type-arg]  # of any columns
    mine = Enrolment.id == trainee.id if trainee else Enrolment.state == EnrolmentState.ENROLLED
    return statement.where(Enrolment.cohort_id == cohort.id, mine)


def _work_points(cohort: Cohort, trainee: Enrolment | None) -> Select:  # type: ignore[type-arg]  # of three columns
    """Return the marks of the tasks of each competency; a trainee's are also those of the group."""
    statement = (
        select(Task.competency_id, func.sum(WorkMark.points, type_=Points), func.count(WorkMark.id))
        .join(Work, Work.task_id == Task.id)
        .join(WorkMark, WorkMark.work_id == Work.id)
        .where(Task.cohort_id == cohort.id, Task.competency_id.is_not(None))
        .group_by(Task.competency_id)
    )
    if trainee is None:
        return statement
    mine = Work.enrolment_id == trainee.id
    return statement.where(mine | (Work.group_id == trainee.group_id) if trainee.group_id else mine)


def _score_points(cohort: Cohort, trainee: Enrolment | None) -> Select:  # type: ignore[type-arg]  # of three columns
    statement = (
        select(ComponentCompetency.competency_id, func.sum(Score.points, type_=Points), func.count(Score.points))
        .join(Score, Score.component_id == ComponentCompetency.component_id)
        .join(Enrolment, Enrolment.id == Score.enrolment_id)
        .where(Score.points.is_not(None))
        .group_by(ComponentCompetency.competency_id)
    )
    return _inside(statement, cohort, trainee)


def _means(statement: Select) -> dict[int, Mean]:  # type: ignore[type-arg]  # of three columns
    return {key: Mean(Fraction(total) / amount, amount) for key, total, amount in db.session.execute(statement)}


def class_ratings(cohort: Cohort, rater: Rater, mentor: str = "") -> dict[tuple[int, int], int]:
    """Return what one rater (one mentor, by name) said of each trainee of a class, by trainee and competency."""
    statement = (
        select(CompetencyRating.enrolment_id, CompetencyRating.competency_id, CompetencyRating.points)
        .join(Enrolment, Enrolment.id == CompetencyRating.enrolment_id)
        .where(Enrolment.cohort_id == cohort.id, CompetencyRating.rater == rater, CompetencyRating.mentor == mentor)
    )
    return {(one, skill): points for one, skill, points in db.session.execute(statement)}


def component_competencies(scheme: Scheme) -> dict[int, set[int]]:
    """Return which competencies the points of each component tell of, by id."""
    statement = (
        select(ComponentCompetency.component_id, ComponentCompetency.competency_id)
        .join(Component, Component.id == ComponentCompetency.component_id)
        .where(Component.scheme_id == scheme.id)
    )
    found: dict[int, set[int]] = {}
    for component, skill in db.session.execute(statement):
        found.setdefault(component, set()).add(skill)
    return found


@dataclass(frozen=True)
class OwnRatings:
    """A class in which the actor rates himself, the competencies, and what he has said so far."""

    enrolment: Enrolment
    competencies: Sequence[Competency]
    points: Mapping[tuple[Rater, int], int]


def own_ratings(actor: Actor) -> list[OwnRatings]:
    """Return the classes, the newest first, in which the actor may rate himself as a trainee."""
    mine = db.session.scalars(
        select(Enrolment)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(
            Enrolment.person_id.in_(actor.reach(Role.TRAINEE, "person_id")),
            Enrolment.state == EnrolmentState.ENROLLED,
            Cohort.programme_id.in_(select(ProgrammeCompetency.programme_id)),
        )
        .options(joinedload(Enrolment.cohort))
        .order_by(Cohort.starts_on.desc(), Enrolment.id.desc())
    ).all()
    said = select(CompetencyRating).where(CompetencyRating.enrolment_id.in_([one.id for one in mine]))
    points: dict[int, dict[tuple[Rater, int], int]] = {}
    for row in db.session.scalars(said).all():
        points.setdefault(row.enrolment_id, {})[row.rater, row.competency_id] = row.points
    return [OwnRatings(one, list_class_competencies(one.cohort), points.get(one.id, {})) for one in mine]
