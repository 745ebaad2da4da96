"""The steps that somebody may undo or do again."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Select, select

from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.timetable.models import PlannedSession, Step


def last_step(actor: Actor, cohorts: Iterable[Cohort]) -> Step | None:
    """Return the actor's own newest step in these classes that has not been undone."""
    return db.session.scalar(_steps(actor, cohorts).where(Step.undone.is_(False)).order_by(Step.id.desc()).limit(1))


def undone_step(actor: Actor, cohorts: Iterable[Cohort]) -> Step | None:
    """Return the actor's own step in these classes that was undone last, to be done again first.

    What was undone in one class before the actor went on in another is not taken up again there.
    """
    wanted = list(cohorts)
    standing = last_step(actor, wanted) if len(wanted) > 1 else None
    statement = _steps(actor, wanted).where(Step.undone.is_(True), Step.id > (standing.id if standing else 0))
    return db.session.scalar(statement.order_by(Step.id).limit(1))


def steps_of_act(step: Step) -> Sequence[Step]:
    """Return a step with those of the other classes that the same act changed, as far as they stand as it does."""
    if step.act is None:
        return [step]
    same = (Step.act == step.act, Step.undone.is_(step.undone))
    return db.session.scalars(select(Step).where(*same).order_by(Step.id)).all()


def planned_places(session_ids: Iterable[int]) -> Mapping[int, tuple[int, int, bool]]:
    """Return for which course of the plan, which of its times and whether fixed each of these sessions stands."""
    columns = (PlannedSession.session_id, PlannedSession.planned_id, PlannedSession.number, PlannedSession.fixed)
    found = db.session.execute(select(*columns).where(PlannedSession.session_id.in_(set(session_ids)))).all()
    return {key: (planned, number, fixed) for key, planned, number, fixed in found}


def _steps(actor: Actor, cohorts: Iterable[Cohort]) -> Select[Step]:
    classes = [cohort.id for cohort in cohorts]
    return select(Step).where(Step.cohort_id.in_(classes), Step.user_id.is_not_distinct_from(actor.user_id))
