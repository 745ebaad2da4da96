"""Reads of structured seminars."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.timetable.models import (
    PlannedCourse,
    PlannedVenue,
    Seminar,
    SeminarTable,
    Session,
    SessionAudience,
    SessionLecturer,
)

NO_SUCH_SEMINAR = "本班没有这次结构化研讨"


def _seminars(cohort: Cohort) -> Select[Seminar]:
    tables = selectinload(Seminar.tables)
    session = tables.joinedload(SeminarTable.session)
    planned = tables.joinedload(SeminarTable.planned)
    return (
        select(Seminar)
        .where(Seminar.cohort_id == cohort.id)
        .options(
            tables.joinedload(SeminarTable.group),
            planned.joinedload(PlannedCourse.host),
            planned.selectinload(PlannedCourse.venue_links).joinedload(PlannedVenue.venue),
            session.joinedload(Session.venue),
            session.selectinload(Session.teachings).joinedload(SessionLecturer.lecturer),
            session.selectinload(Session.audiences).options(
                joinedload(SessionAudience.track), joinedload(SessionAudience.group)
            ),
        )
    )


def sessions_side_by_side(cohort_ids: Iterable[int]) -> Mapping[int, list[frozenset[int]]]:
    """Return by class the sessions that the groups of each seminar have, by their ids; one query."""
    statement = (
        select(Seminar.cohort_id, Seminar.id, SeminarTable.session_id)
        .join(SeminarTable, SeminarTable.seminar_id == Seminar.id)
        .where(Seminar.cohort_id.in_(list(cohort_ids)), SeminarTable.session_id.is_not(None))
    )
    found: dict[tuple[int, int], set[int]] = {}
    for cohort_id, seminar_id, session_id in db.session.execute(statement):
        found.setdefault((cohort_id, seminar_id), set()).add(int(session_id or 0))
    by_class: dict[int, list[frozenset[int]]] = {}
    for (cohort_id, _), sessions in found.items():
        by_class.setdefault(cohort_id, []).append(frozenset(sessions))
    return by_class


@dataclass(frozen=True)
class Discussed:
    """What a group discusses in its session of a seminar."""

    theme: str
    group: str
    questions: Sequence[str]


def discussed_in(uids: Iterable[str]) -> Mapping[str, Discussed]:
    """Return what is discussed in those of these sessions that are of a seminar, by their uids; one query."""
    wanted = set(uids)
    statement = (
        select(Session.public_id, SeminarTable)
        .join(SeminarTable, SeminarTable.session_id == Session.id)
        .where(Session.public_id.in_(wanted))
        .options(joinedload(SeminarTable.group))
    )
    rows = db.session.execute(statement).all() if wanted else []
    return {
        uid: Discussed(table.theme, table.group.name if table.group else "", table.questions.splitlines())
        for uid, table in rows
    }


def seminar_of_planned(planned: PlannedCourse) -> Seminar | None:
    """Return the seminar one of whose groups a course of the plan is for."""
    statement = select(Seminar).join(SeminarTable, SeminarTable.seminar_id == Seminar.id)
    return db.session.scalar(statement.where(SeminarTable.planned_id == planned.id))


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
