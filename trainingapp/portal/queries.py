"""Reads for a trainee, a lecturer and a branch: each sees the own rows alone, by the statement itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.terms import Actor, Role
from trainingapp.assessment.queries import AssessmentRow, ClassAssessment, class_assessment
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.people.queries import organisations_below
from trainingapp.timetable.models import Session, SessionLecturer
from trainingapp.timetable.queries import cards_of, list_sessions, whole_sessions
from trainingapp.timetable.terms import SessionState

NO_CLASS = "您还没有参加培训班。如果名单里有您，请联系主办单位把账号和学员对上"


def own_enrolments(actor: Actor) -> Sequence[Enrolment]:
    """Return the classes that the actor is or was in as a trainee, the newest first."""
    statement = (
        select(Enrolment)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Enrolment.person_id.in_(actor.reach(Role.TRAINEE, "person_id")))
        .options(joinedload(Enrolment.cohort), joinedload(Enrolment.group), joinedload(Enrolment.track))
        .order_by(Cohort.starts_on.desc(), Enrolment.id.desc())
    )
    return db.session.scalars(statement).all()


def choose_enrolment(enrolments: Sequence[Enrolment], public_id: str | None) -> Enrolment:
    """Return the class that was asked for, else the newest; raise NotFound when there is none of the actor's."""
    found = [one for one in enrolments if public_id in (None, "", one.cohort.public_id)]
    if not found:
        raise NotFound(NO_CLASS)
    return found[0]


def own_sessions(enrolment: Enrolment) -> list[Session]:
    """Return the sessions of a class that are for this trainee, in order of time, cancelled ones among them."""
    return [session for session in list_sessions(enrolment.cohort, cancelled=True) if _is_for(session, enrolment)]


def _is_for(session: Session, enrolment: Enrolment) -> bool:
    if not session.audiences:
        return True
    return any(
        enrolment.track_id == row.track_id if row.track_id else enrolment.group_id == row.group_id
        for row in session.audiences
    )


def own_result(enrolment: Enrolment) -> tuple[ClassAssessment, AssessmentRow | None]:
    """Return a trainee's own result with the scheme it comes from; None for who has left the class."""
    found = class_assessment(enrolment.cohort, only=Enrolment.id == enrolment.id)
    return found, found.rows[0] if found.rows else None


@dataclass(frozen=True)
class Lecture:
    """A session that somebody teaches, and how many trainees it expects."""

    session: Session
    people: int


def own_lectures(actor: Actor, since: date) -> list[Lecture]:
    """Return the sessions from a day on that the actor teaches or hosts, in order of time."""
    mine = select(SessionLecturer.session_id).where(
        SessionLecturer.lecturer_id.in_(actor.reach(Role.LECTURER, "lecturer_id"))
    )
    statement = whole_sessions().where(
        Session.id.in_(mine), Session.held_on >= since, Session.state == SessionState.PLANNED
    )
    ordered = statement.options(joinedload(Session.cohort)).order_by(Session.held_on, Session.starts_at)
    sessions = db.session.scalars(ordered).all()
    return [Lecture(session, len(card.people)) for session, card in zip(sessions, cards_of(sessions), strict=True)]


def branch_trainees(actor: Actor) -> Sequence[Enrolment]:
    """Return the trainees from the organisations that a branch contact speaks for, by class and number."""
    roots = actor.reach(Role.BRANCH_CONTACT, "organisation_id")
    statement = (
        select(Enrolment)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Enrolment.organisation_id.in_(organisations_below(roots)), Enrolment.state == EnrolmentState.ENROLLED)
        .options(joinedload(Enrolment.cohort))
        .order_by(Cohort.starts_on.desc(), Enrolment.number)
    )
    return db.session.scalars(statement).all()
