"""Reads of structured seminars."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.timetable.models import Seminar, SeminarTable, Session, SessionAudience, SessionLecturer

NO_SUCH_SEMINAR = "本班没有这次结构化研讨"


def _seminars(cohort: Cohort) -> Select[Seminar]:
    session = selectinload(Seminar.tables).joinedload(SeminarTable.session)
    return (
        select(Seminar)
        .where(Seminar.cohort_id == cohort.id)
        .options(
            session.joinedload(Session.venue),
            session.selectinload(Session.teachings).joinedload(SessionLecturer.lecturer),
            session.selectinload(Session.audiences).options(
                joinedload(SessionAudience.track), joinedload(SessionAudience.group)
            ),
        )
    )


def list_seminars(cohort: Cohort) -> Sequence[Seminar]:
    """Return a class's seminars in the order in which they were made, with their sessions; constant queries."""
    return db.session.scalars(_seminars(cohort).order_by(Seminar.id)).all()


def find_seminar(cohort: Cohort, public_id: str) -> Seminar:
    """Return a seminar of this class; raise NotFound."""
    found = db.session.scalar(_seminars(cohort).where(Seminar.public_id == public_id))
    if found is None:
        raise NotFound(NO_SUCH_SEMINAR)
    return found


def find_table(cohort: Cohort, public_id: str) -> SeminarTable:
    """Return a group's part of a seminar of this class; raise NotFound."""
    wanted = (SeminarTable.public_id == public_id, Seminar.cohort_id == cohort.id)
    found = db.session.scalar(select(SeminarTable).join(Seminar, Seminar.id == SeminarTable.seminar_id).where(*wanted))
    if found is None:
        raise NotFound(NO_SUCH_SEMINAR)
    return found
