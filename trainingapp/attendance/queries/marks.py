"""Reads of marks, their history and the state of roll calls."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import contains_eager

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.attendance.models import CheckIn, HeadCount, Mark, MarkEvent, RollCall
from trainingapp.attendance.terms import RollState, Status
from trainingapp.cohorts.models import Enrolment
from trainingapp.cohorts.queries import trainees_reached
from trainingapp.core.database import db
from trainingapp.timetable.models import Session


def list_marks(cohort_id: int, *, reached: ColumnElement[bool] | None = None) -> dict[int, dict[int, Status]]:
    """Return the statuses that count, by enrolment id and session id; blanks are absent."""
    # as a set and not as a join: SQLite would walk through all marks of the office
    return marks_of(
        select(Enrolment.id).where(Enrolment.cohort_id == cohort_id, true() if reached is None else reached)
    )


def marks_of(
    enrolment_ids: Collection[int] | Select[int], *, without: Collection[Status] = ()
) -> dict[int, dict[int, Status]]:
    """Return the statuses of trainees, as `list_marks` does; some statuses can be left out."""
    counting = func.coalesce(Mark.confirmed, Mark.taken)
    statement = select(Mark.enrolment_id, Mark.session_id, counting).where(
        Mark.enrolment_id.in_(enrolment_ids), counting.is_not(None), *([counting.not_in(without)] if without else [])
    )
    marks: dict[int, dict[int, Status]] = {}
    for enrolment_id, session_id, status in db.session.execute(statement).all():
        marks.setdefault(enrolment_id, {})[session_id] = status
    return marks


def session_marks(session: Session, enrolment_ids: Sequence[int], *, for_update: bool = False) -> dict[int, Mark]:
    """Return the current marks of these trainees in a session, by enrolment id; locked when they will be changed."""
    statement = select(Mark).where(Mark.session_id == session.id, Mark.enrolment_id.in_(enrolment_ids))
    if for_update:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return {mark.enrolment_id: mark for mark in db.session.scalars(statement).all()}


def lock_session(session: Session) -> None:
    """Let writers of one session's marks wait for one another, so that two first marks of a trainee never collide.

    SQLite's writers wait for one another anyway.
    """
    if db.engine.dialect.name != "sqlite":
        db.session.execute(select(Session.id).where(Session.id == session.id).with_for_update())


def session_events(session: Session) -> Sequence[MarkEvent]:
    """Return everything that was recorded in a session, oldest first."""
    return db.session.scalars(select(MarkEvent).where(MarkEvent.session_id == session.id).order_by(MarkEvent.id)).all()


def is_confirmed(session: Session) -> bool:
    """Tell whether a session's marks were confirmed."""
    found = find_roll_call(session)
    return found is not None and found.state is RollState.CONFIRMED


def head_counts(session: Session) -> Sequence[HeadCount]:
    """Return how many people were counted in the room, and when and by whom, the newest first."""
    statement = select(HeadCount).where(HeadCount.session_id == session.id)
    return db.session.scalars(statement.order_by(HeadCount.id.desc())).all()


def has_records(session: Session) -> bool:
    """Tell whether anything was ever recorded of a session's attendance: a mark, or a check-in that still waits."""
    marked = select(MarkEvent.id).where(MarkEvent.session_id == session.id)
    signed = select(CheckIn.id).where(CheckIn.session_id == session.id)
    return any(db.session.scalar(statement.limit(1)) is not None for statement in (marked, signed))


def session_history(actor: Actor, session: Session) -> Sequence[MarkEvent]:
    """Return everything that was recorded in a session about those whom the actor reaches, the newest first."""
    statement = (
        select(MarkEvent)
        .join(MarkEvent.enrolment)
        .options(contains_eager(MarkEvent.enrolment))
        .where(MarkEvent.session_id == session.id, trainees_reached(actor, Permission.ATTENDANCE_VIEW))
        .order_by(MarkEvent.id.desc())
    )
    return db.session.scalars(statement).all()


def find_roll_call(session: Session) -> RollCall | None:
    """Return the state row of a session's roll call; None when it has not been taken."""
    return db.session.scalar(select(RollCall).where(RollCall.session_id == session.id))


def roll_states(cohort_id: int) -> dict[int, RollState]:
    """Return the roll-call states of a class by session id; a session that is absent has not been taken."""
    statement = (
        select(RollCall.session_id, RollCall.state)
        .join(Session, Session.id == RollCall.session_id)
        .where(Session.cohort_id == cohort_id)
    )
    return {row.session_id: row.state for row in db.session.execute(statement)}
