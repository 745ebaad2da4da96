"""Reads of proposals."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.timetable.models import Proposal, ProposedLecturer, ProposedPlace, Session, SessionLecturer
from trainingapp.timetable.terms import ProposalState

MOST_LISTED = 20


def list_proposals(cohort: Cohort) -> Sequence[Proposal]:
    """Return a class's proposals but for the discarded ones, the newest first."""
    statement = (
        select(Proposal)
        .where(Proposal.cohort_id == cohort.id, Proposal.state != ProposalState.DISCARDED)
        .order_by(Proposal.id.desc())
        .limit(MOST_LISTED)
    )
    return db.session.scalars(statement).all()


def running_proposal(cohort: Cohort) -> Proposal | None:
    """Return the class's proposal that the planner is at work on."""
    statement = select(Proposal).where(Proposal.cohort_id == cohort.id, Proposal.state == ProposalState.RUNNING)
    return db.session.scalar(statement.order_by(Proposal.id.desc()).limit(1))


def _whole_proposals() -> Select[Proposal]:
    return select(Proposal).options(
        selectinload(Proposal.places).options(
            joinedload(ProposedPlace.planned),
            joinedload(ProposedPlace.venue),
            joinedload(ProposedPlace.session).options(
                joinedload(Session.venue), selectinload(Session.teachings).joinedload(SessionLecturer.lecturer)
            ),
            selectinload(ProposedPlace.lecturer_links).joinedload(ProposedLecturer.lecturer),
        )
    )


def find_proposal(cohort: Cohort, public_id: str) -> Proposal:
    """Return a proposal of this class with its places; raise NotFound."""
    found = db.session.scalar(
        _whole_proposals().where(Proposal.cohort_id == cohort.id, Proposal.public_id == public_id)
    )
    if found is None:
        raise NotFound("本班没有这个排课方案")
    return found
