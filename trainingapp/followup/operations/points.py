"""Members' points: the lines of the rules, entries with evidence, and their check by somebody else."""

from datetime import date

from trainingapp.accounts.permissions import Permission, reaches_office
from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import NotPermitted, Refused, Stale
from trainingapp.followup.models import PointsEntry, PointsItem
from trainingapp.followup.terms import CHECKED_AS, PointsState
from trainingapp.people.models import Person


def set_item(
    actor: Actor, item: PointsItem | None, *, name: str, points: int, source: str, valid: bool, version: int = 0
) -> PointsItem:
    """Add a line of the rules, or change one; entries keep the points that the line gave when they were made.

    Refuses who manages a part of the office: the rules hold for all of it.
    """
    if not reaches_office(actor, Permission.PEOPLE_EDIT):
        raise NotPermitted("积分办法对全单位有效，只管部分组织的账号不能改；请管全部班次的组织者来改")
    if not points:
        raise Refused("分值不能是 0；扣分写负数")
    if item is None:
        item = PointsItem(name=name, points=points, source=source, valid=valid)
        db.session.add(item)
        db.session.flush()
        changed = changes.created(item)
    elif item.version != version:
        raise Stale("别人刚改过这一条办法，您的改动没有保存。请刷新后再改")
    else:
        changed = changes.apply(item, name=name, points=points, source=source, valid=valid)
    if changed:
        audit.record(actor, "points.item_changed", item, changed)
    return item


def enter_points(
    actor: Actor, person: Person, *, item: PointsItem, earned_on: date, evidence: str, today: date
) -> PointsEntry:
    """Enter points for a member; they count once somebody else has checked them."""
    if not item.valid:
        raise Refused(f"“{item.name}”已经停用，请换一条")
    if earned_on > today:
        raise Refused(f"日期 {earned_on} 还没有到")
    if not evidence:
        raise Refused("请写明依据，例如 活动签到表、照片存放处")
    entry = PointsEntry(
        person=person,
        item=item,
        points=item.points,
        earned_on=earned_on,
        evidence=evidence,
        recorded_by=actor.name,
        recorder_id=actor.user_id,
    )
    db.session.add(entry)
    db.session.flush()
    audit.record(actor, "points.entered", entry, changes.created(entry))
    return entry


def may_check(actor: Actor, entry: PointsEntry) -> bool:
    """Tell whether an entry waits for a check that this actor may give: never on what he entered or checked himself."""
    if entry.state is PointsState.APPEALED and entry.checked_by == actor.name:
        return False
    return entry.state in {PointsState.ENTERED, PointsState.APPEALED} and not _own(actor, entry)


def _own(actor: Actor, entry: PointsEntry) -> bool:
    return actor.user_id is not None and actor.user_id == entry.recorder_id


def check_entry(actor: Actor, entry: PointsEntry, *, state: PointsState, note: str, version: int) -> Changes:
    """Check an entry or refuse it with a reason; never by whom entered it. Raises Stale.

    After an appeal somebody else than the first checker decides again, with a reason, and for good.
    """
    if state not in CHECKED_AS:
        raise Refused("核查结果只能是“已核查”或“不予认定”")
    if entry.version != version:
        raise Stale("别人刚核查过这一条，请刷新后再看")
    if _own(actor, entry):
        raise Refused(f"{entry.person.name}的这一条是您登记的，要由别人核查")
    if state is PointsState.VOIDED and not note:
        raise Refused("不予认定要写明理由")
    if entry.state is PointsState.APPEALED:
        _refuse_review(actor, entry, note)
    changed = changes.apply(entry, state=state, check_note=note, checked_by=actor.name)
    if changed:
        audit.record(actor, "points.checked", entry, changed)
    return changed


def _refuse_review(actor: Actor, entry: PointsEntry, note: str) -> None:
    if entry.checked_by == actor.name:
        raise Refused(f"{entry.person.name}申诉的这一条是您核查的，要由别人复核")
    if not note:
        raise Refused("复核申诉要写明理由，会给申诉的人看")


def appeal_entry(actor: Actor, entry: PointsEntry, *, reason: str) -> Changes:
    """Have a checked or refused entry looked at again; it counts no longer until then. Refuses a second appeal."""
    reason = reason.strip()
    if entry.state not in CHECKED_AS:
        raise Refused("这一条还没有核查，核查以后才能申诉")
    if entry.appeal:
        raise Refused("这一条已经申诉过，复核结果不再变动")
    if not reason:
        raise Refused("请写明申诉的理由")
    changed = changes.apply(entry, state=PointsState.APPEALED, appeal=reason[:200], appealed_by=actor.name)
    audit.record(actor, "points.appealed", entry, changed, reason=reason)
    return changed
