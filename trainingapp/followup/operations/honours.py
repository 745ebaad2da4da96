"""Honours that organisations and persons hold."""

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.followup.models import Honour

KEY = ("name", "cycle", "holder", "organisation_id")


def add_honour(actor: Actor, **values: object) -> Honour:
    """Add an honour; refuses one without a holder and one that is there already."""
    _refuse_unfit(values, None)
    honour = Honour(**values)
    db.session.add(honour)
    db.session.flush()
    audit.record(actor, "honour.added", honour, changes.created(honour))
    return honour


def change_honour(actor: Actor, honour: Honour, *, version: int, **values: object) -> Changes:
    """Change an honour; refuses what `add_honour` refuses. Raises Stale."""
    if honour.version != version:
        raise Stale("别人刚改过这项荣誉，您的改动没有保存。请刷新后再改")
    _refuse_unfit(values, honour)
    changed = changes.apply(honour, **values)
    if changed:
        audit.record(actor, "honour.changed", honour, changed)
    return changed


def _refuse_unfit(values: dict[str, object], own: Honour | None) -> None:
    if not values["holder"] and not values["organisation_id"]:
        raise Refused("请填获得荣誉的人或组织")
    found = db.session.scalar(select(Honour).filter_by(**{name: values[name] for name in KEY}))
    if found is not None and found is not own:
        raise Refused(f"“{found.label}{found.cycle}”已经登记过")
