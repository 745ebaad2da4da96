"""Reads of year plans."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort, PlanItem, PlanPaper, YearPlan
from trainingapp.cohorts.queries.classes import visible_cohorts
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound

NO_SUCH_PLAN = "没有这份计划"
NO_SUCH_ITEM = "计划里没有这个班"
NO_SUCH_PAPER = "没有这个附件"


def list_plans() -> Sequence[YearPlan]:
    """Return the year plans with their classes, newest first."""
    statement = select(YearPlan).options(selectinload(YearPlan.items)).order_by(YearPlan.year.desc())
    return db.session.scalars(statement).all()


def find_plan(public_id: str) -> YearPlan:
    """Return the plan of a URL with all that its page shows; raise NotFound."""
    plan = db.session.scalar(_shown_plans().where(YearPlan.public_id == public_id))
    if plan is None:
        raise NotFound(NO_SUCH_PLAN)
    return plan


def plan_of(year: int) -> YearPlan | None:
    """Return the plan of a year with all that its page shows, or None."""
    return db.session.scalar(_shown_plans().where(YearPlan.year == year))


def _shown_plans() -> Select[YearPlan]:
    items = selectinload(YearPlan.items)
    return select(YearPlan).options(
        items.joinedload(PlanItem.programme), items.joinedload(PlanItem.cohort), selectinload(YearPlan.papers)
    )


def find_item(public_id: str) -> PlanItem:
    """Return the planned class of a URL; raise NotFound."""
    statement = select(PlanItem).where(PlanItem.public_id == public_id).options(joinedload(PlanItem.plan))
    item = db.session.scalar(statement)
    if item is None:
        raise NotFound(NO_SUCH_ITEM)
    return item


def open_items() -> Sequence[PlanItem]:
    """Return the planned classes that nobody has made yet, with their plans, the newest year first."""
    statement = select(PlanItem).join(PlanItem.plan).where(PlanItem.cohort_id.is_(None))
    return db.session.scalars(
        statement.options(contains_eager(PlanItem.plan)).order_by(YearPlan.year.desc(), PlanItem.position)
    ).all()


def planned_as(cohort: Cohort) -> PlanItem | None:
    """Return the line of a year plan that a class is held for, with its plan; None where no plan has it."""
    statement = select(PlanItem).where(PlanItem.cohort_id == cohort.id).options(joinedload(PlanItem.plan))
    return db.session.scalar(statement)


def find_paper(plan: str, public_id: str) -> PlanPaper:
    """Return a file of a plan; raise NotFound."""
    statement = select(PlanPaper).join(PlanPaper.plan)
    paper = db.session.scalar(statement.where(YearPlan.public_id == plan, PlanPaper.public_id == public_id))
    if paper is None:
        raise NotFound(NO_SUCH_PAPER)
    return paper


def reachable_classes(actor: Actor, plan: YearPlan) -> frozenset[int]:
    """Return the ids of those of the plan's classes that the actor may open."""
    made = [item.cohort_id for item in plan.items if item.cohort_id]
    if not made:
        return frozenset()
    seen = visible_cohorts(actor, Permission.COHORT_VIEW).with_only_columns(Cohort.id)
    return frozenset(db.session.scalars(seen.where(Cohort.id.in_(made))))
