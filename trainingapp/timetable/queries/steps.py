"""The steps that somebody may undo or do again."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Select, select

from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.timetable.models import PlannedSession, Step


def last_step(actor: Actor, cohort: Cohort) -> Step | None:
    """Return the actor's own newest step in a class that has not been undone."""
    return db.session.scalar(_steps(actor, cohort).where(Step.undone.is_(False)).order_by(Step.id.desc()).limit(1))


def undone_step(actor: Actor, cohort: Cohort) -> Step | None:
    """Return the actor's own step in a class that was undone last, to be done again first."""
    return db.session.scalar(_steps(actor, cohort).where(Step.undone.is_(True)).order_by(Step.id).limit(1))


def planned_places(session_ids: Iterable[int]) -> Mapping[int, tuple[int, int, bool]]:
    """Return for which course of the plan, which of its times and whether fixed each of these sessions stands."""
    columns = (PlannedSession.session_id, PlannedSession.planned_id, PlannedSession.number, PlannedSession.fixed)
    found = db.session.execute(select(*columns).where(PlannedSession.session_id.in_(set(session_ids)))).all()
    return {key: (planned, number, fixed) for key, planned, number, fixed in found}


def _steps(actor: Actor, cohort: Cohort) -> Select[Step]:
    return select(Step).where(Step.cohort_id == cohort.id, Step.user_id.is_not_distinct_from(actor.user_id))
