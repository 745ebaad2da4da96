"""Reads of the trail: who reaches which acts is part of the statement."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Enum, false, or_, select, true
from sqlalchemy.orm import Mapper

from trainingapp.accounts.permissions import Permission, scopes
from trainingapp.accounts.terms import Actor, Role, Scope
from trainingapp.audit.models import AuditEvent
from trainingapp.audit.rules import UNSHOWN, Line, difference
from trainingapp.audit.terms import verb_label
from trainingapp.core.clock import OFFICE_ZONE, to_local
from trainingapp.core.database import Base, db
from trainingapp.core.terms import LabelledEnum

PAGE = 200
NAMES = ("label", "short_name", "name", "title")


@dataclass(frozen=True, slots=True)
class Act:
    """One row of the trail in words."""

    event: AuditEvent
    verb: str
    lines: Sequence[Line]

    @property
    def moment(self) -> datetime:
        """Return when it was done, in the office's zone."""
        return to_local(self.event.occurred_at)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which acts somebody looks for; what is empty does not limit."""

    verb: str = ""
    user_id: int | None = None
    day: date | None = None
    text: str = ""


def cohort_trail(cohort_id: int, *, before_id: int | None = None, limit: int = PAGE) -> Sequence[AuditEvent]:
    """Return the newest acts on a class, at most `limit`, older than `before_id` where it is given."""
    return _newest(AuditEvent.cohort_id == cohort_id, before_id=before_id, limit=limit)


def office_trail(
    actor: Actor, *, wanted: Wanted | None = None, before_id: int | None = None, limit: int = PAGE
) -> Sequence[AuditEvent]:
    """Return the newest acts that the actor reaches, at most `limit`, older than `before_id` where it is given."""
    limits = [reached(actor), *_limits(wanted or Wanted())]
    return _newest(*limits, before_id=before_id, limit=limit)


def _newest(*limits: ColumnElement[bool], before_id: int | None, limit: int) -> Sequence[AuditEvent]:
    statement = select(AuditEvent).where(*limits)
    if before_id is not None:
        statement = statement.where(AuditEvent.id < before_id)
    return db.session.scalars(statement.order_by(AuditEvent.id.desc()).limit(limit)).all()


def reaches_office(actor: Actor) -> bool:
    """Tell whether the actor reads the trail of the whole office."""
    return any(_is_whole(actor, role, scope) for role, scope in scopes(actor, Permission.AUDIT_VIEW))


def reached(actor: Actor) -> ColumnElement[bool]:
    """Return the limit to the acts that the actor may read here.

    The whole office for who reaches it, else one's own acts and those on the classes that one's grants name. An
    organiser of one street reads the other acts of the street in the trail of each class: which classes a street hosts
    is known further up.
    """
    if reaches_office(actor):
        return true()
    own = AuditEvent.user_id == actor.user_id if actor.user_id is not None else false()
    return or_(own, AuditEvent.cohort_id.in_(actor.reach(Role.CLASS_TEACHER, "cohort_id")))


def _is_whole(actor: Actor, role: Role, scope: Scope) -> bool:
    return scope is Scope.ALL or (scope is Scope.SUBTREE and not actor.reach(role, "organisation_id"))


def _limits(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.verb:
        yield AuditEvent.verb == wanted.verb
    if wanted.user_id is not None:
        yield AuditEvent.user_id == wanted.user_id
    if wanted.day is not None:
        midnight = datetime.combine(wanted.day, time(), OFFICE_ZONE)
        yield AuditEvent.occurred_at >= midnight
        yield AuditEvent.occurred_at < midnight + timedelta(days=1)
    if wanted.text:
        columns = (AuditEvent.actor_name, AuditEvent.subject_label, AuditEvent.reason)
        yield or_(*(column.contains(wanted.text, autoescape=True) for column in columns))


def read_acts(events: Sequence[AuditEvent]) -> list[Act]:
    """Return the acts in words: fields, enums and the rows that ids stand for by their names; constant queries."""
    names = _linked_names(events)
    return [_read(event, names) for event in events]


def _read(event: AuditEvent, names: Mapping[str, Mapping[object, str]]) -> Act:
    linked = {field: names.get(target, {}) for field, target in _links(event.subject_kind).items()}
    lines = difference(event.before, event.after, {**_labels(event.subject_kind), **linked})
    return Act(event, verb_label(event.verb), lines)


@cache
def _mappers() -> Mapping[str, Mapper[Base]]:
    """Return every table's class by the name under which the trail keeps its kind."""
    return {mapper.class_.__name__.lower(): mapper for mapper in Base.registry.mappers}


@cache
def _labels(kind: str) -> Mapping[str, Mapping[object, str]]:
    """Return the labels of a kind's enum columns."""
    columns = _mappers()[kind].columns if kind in _mappers() else ()
    enums = {column.key: column.type.enum_class for column in columns if isinstance(column.type, Enum)}
    return {
        str(key): {member.value: member.label for member in members}
        for key, members in enums.items()
        if members is not None and issubclass(members, LabelledEnum)
    }


@cache
def _links(kind: str) -> Mapping[str, str]:
    """Return the kind's columns that hold another row's id, with that row's kind."""
    if kind not in _mappers():
        return {}
    kinds = {str(mapper.local_table): name for name, mapper in _mappers().items()}
    links = {
        str(column.key): kinds[str(key.column.table)]
        for column in _mappers()[kind].columns
        for key in column.foreign_keys
    }
    return {field: target for field, target in links.items() if field not in UNSHOWN}


def _linked_names(events: Iterable[AuditEvent]) -> Mapping[str, Mapping[object, str]]:
    """Return the names of the rows whose ids stand in these acts, by kind: one query for each kind that occurs."""
    ids: dict[str, set[int]] = defaultdict(set)
    for event in events:
        for field, target in _links(event.subject_kind).items():
            found = (event.before.get(field), event.after.get(field))
            ids[target] |= {value for value in found if isinstance(value, int)}
    return {kind: _names(kind, wanted) for kind, wanted in ids.items() if wanted}


def _names(kind: str, ids: set[int]) -> Mapping[object, str]:
    mapper = _mappers()[kind]
    key = mapper.primary_key[0]
    rows = db.session.execute(select(key, mapper.class_).where(key.in_(ids))).all()
    return {found: _name(row) for found, row in rows}


def _name(row: object) -> str:
    return next((str(name) for each in NAMES if (name := getattr(row, each, ""))), "")
