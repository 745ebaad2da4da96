"""Acts on the year plan: what it holds, its approval, its files.

The plan is the whole office's, approved as one paper: who manages a part of the office reads it, and makes the classes
of his part from it (`link_item`).
"""

from collections.abc import Sequence

from trainingapp.accounts.permissions import Permission, reaches_office
from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts import queries
from trainingapp.cohorts.models import Cohort, PlanItem, PlanPaper, YearPlan
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import NotPermitted, Refused, Stale
from trainingapp.core.uploads import Stored

FIRST_YEAR, LAST_YEAR = 2000, 2100
COPIED = ("programme_id", "name", "batch", "month", "people", "hours", "target")
"""A remark is about the year it was written in (七月增补), so it is not planned again."""


def may_plan(actor: Actor) -> bool:
    """Tell whether the actor may change the office's plans."""
    return reaches_office(actor, Permission.COHORT_EDIT)


def record_refusal(actor: Actor, plan: YearPlan) -> None:
    """Keep that somebody wanted to change a plan who may not; an act of its own, for the refused one leaves nothing."""
    audit.record(actor, "plan.refused", plan, Changes())


def refuse_part(actor: Actor) -> None:
    """Refuse who manages a part of the office."""
    if not may_plan(actor):
        raise NotPermitted("年度计划是全单位的，只管部分组织的账号不能改；要列入或改动，请管全部班次的组织者来办")


def open_plan(actor: Actor, *, year: int) -> YearPlan:
    """Begin the plan of a year; refuses a year that has one."""
    refuse_part(actor)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(f"年度要在 {FIRST_YEAR} 到 {LAST_YEAR} 之间")
    if queries.plan_of(year) is not None:
        raise Refused(f"{year} 年的计划已经有了")
    plan = YearPlan(year=year)
    db.session.add(plan)
    db.session.flush()
    audit.record(actor, "plan.changed", plan, changes.created(plan))
    return plan


def approve_plan(
    actor: Actor,
    plan: YearPlan,
    *,
    version: int,
    papers: Sequence[Stored] = (),
    **values: object,
) -> Changes:
    """Keep who approved the plan, when, under which number (columns of the plan), with the files that prove it.

    Raises Stale when somebody else saved the plan meanwhile.
    """
    refuse_part(actor)
    if plan.version != version:
        raise Stale("别人刚改过这份计划，您的改动没有保存。请刷新后再改")
    changed = changes.apply(plan, **values)
    names = [paper.file_name for paper in papers]
    for paper in papers:
        plan.papers.append(PlanPaper(**_columns(paper)))
    if names:
        changed = Changes(changed.before, {**changed.after, "附件": list(names)})
    if changed:
        audit.record(actor, "plan.approved", plan, changed)
    return changed


def remove_paper(actor: Actor, paper: PlanPaper) -> None:
    """Take a file off the plan; what is stored stays until nothing names it."""
    refuse_part(actor)
    audit.record(actor, "file.removed", paper, changes.removed(paper))
    db.session.delete(paper)


def add_item(actor: Actor, plan: YearPlan, **values: object) -> PlanItem:
    """Plan a class; after the approval it is marked as added since (临时增加)."""
    refuse_part(actor)
    item = PlanItem(plan=plan, position=_next_position(plan), unplanned=plan.approved_on is not None, **values)
    db.session.add(item)
    db.session.flush()
    audit.record(actor, "plan.item_added", item, changes.created(item))
    return item


def change_item(actor: Actor, item: PlanItem, *, version: int, **values: object) -> Changes:
    """Change a planned class. Raises Stale when somebody else saved it meanwhile."""
    refuse_part(actor)
    if item.version != version:
        raise Stale("别人刚改过这一行，您的改动没有保存。请刷新后再改")
    changed = changes.apply(item, **values)
    if changed:
        audit.record(actor, "plan.item_changed", item, changed)
    return changed


def remove_item(actor: Actor, item: PlanItem) -> None:
    """Take a planned class off the plan; refuses one whose class exists."""
    refuse_part(actor)
    if item.cohort is not None:
        raise Refused(f"“{item.label}”已经建班（{item.cohort.short_name}），不能移出计划")
    audit.record(actor, "plan.item_removed", item, changes.removed(item))
    item.plan.items.remove(item)


def copy_items(actor: Actor, plan: YearPlan, *, source: YearPlan) -> int:
    """Plan again what another year planned; classes that this plan names already are passed over."""
    refuse_part(actor)
    known = {item.label for item in plan.items}
    wanted = [item for item in source.items if item.label not in known]
    for item in wanted:
        add_item(actor, plan, **{name: getattr(item, name) for name in COPIED})
    return len(wanted)


def link_item(actor: Actor, item: PlanItem, cohort: Cohort) -> Changes:
    """Say that this class is the planned one; refuses a planned class that has its class."""
    if item.cohort is not None and item.cohort is not cohort:
        raise Refused(f"“{item.label}”已经建班（{item.cohort.short_name}）")
    changed = changes.apply(item, cohort=cohort)
    if changed:
        told = changes.between({}, {"班次": cohort.short_name})
        audit.record(actor, "plan.item_changed", item, told, cohort_id=cohort.id)
    return changed


def _next_position(plan: YearPlan) -> int:
    return max((item.position for item in plan.items), default=0) + 1


def _columns(stored: Stored) -> dict[str, object]:
    return {name: getattr(stored, name) for name in ("digest", "file_name", "media_type", "size")}
