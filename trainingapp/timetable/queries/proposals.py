"""Reads of proposals."""

from collections.abc import Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import visible_cohorts
from trainingapp.cohorts.terms import Stage
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.timetable.models import (
    PlannedCourse,
    Proposal,
    ProposedLecturer,
    ProposedPlace,
    Session,
    SessionLecturer,
)
from trainingapp.timetable.terms import ProposalKind, ProposalState

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


def running_folders() -> set[str]:
    """Return the names of the searches that are not gathered yet."""
    return set(db.session.scalars(select(Proposal.folder).where(Proposal.state == ProposalState.RUNNING)))


def drafted_together(proposal: Proposal) -> Sequence[Proposal]:
    """Return the proposals of all classes that were drafted in one search, this one's alternative, in their order."""
    if not proposal.folder:
        return [proposal]
    statement = _whole_proposals().where(Proposal.folder == proposal.folder, Proposal.number == proposal.number)
    return db.session.scalars(statement.options(joinedload(Proposal.cohort)).order_by(Proposal.id)).all()


def alternatives_to(proposal: Proposal) -> Sequence[Proposal]:
    """Return the class's plans to choose from that one search made, this one among them, in their order."""
    if proposal.kind is not ProposalKind.ALTERNATIVE or not proposal.folder:
        return [proposal]
    same = (Proposal.folder == proposal.folder, Proposal.cohort_id == proposal.cohort_id)
    return db.session.scalars(_whole_proposals().where(*same).order_by(Proposal.number)).all()


def list_plannable(actor: Actor, cohort: Cohort) -> Sequence[Cohort]:
    """Return the other classes that the actor may plan together with this one: with a plan, in the same days."""
    statement = visible_cohorts(actor, Permission.TIMETABLE_EDIT).where(
        Cohort.id != cohort.id,
        Cohort.id.in_(select(PlannedCourse.cohort_id)),
        Cohort.stage.not_in([Stage.COMPLETED, Stage.CLOSED]),
        or_(Cohort.ends_on.is_(None), Cohort.ends_on >= cohort.starts_on),
    )
    if cohort.ends_on:
        statement = statement.where(Cohort.starts_on <= cohort.ends_on)
    return db.session.scalars(statement.order_by(Cohort.starts_on, Cohort.id)).all()


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
