"""Reads of persons and organisations; who reaches whom is part of the statement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from trainingapp.accounts.permissions import Permission, scopes
from trainingapp.accounts.terms import Actor, Role, Scope
from trainingapp.core.database import db
from trainingapp.core.encryption import keyring
from trainingapp.core.errors import NotFound
from trainingapp.people.models import Organisation, Person
from trainingapp.people.rules.matching import OrganisationNames

PAGE = 50
CHUNK = 500
NO_SUCH_PERSON = "没有这个人，或者您看不到他"
NO_SUCH_ORGANISATION = "没有这个组织，或者不归您管"


@dataclass(frozen=True)
class Found:
    """One page of persons, and how many there are in all."""

    people: Sequence[Person]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """Return the number of pages, at least 1."""
        return max(1, -(-self.total // PAGE))


def organisations_below(roots: frozenset[int]) -> Select[int]:
    """Return the statement over the ids of these organisations and all below them."""
    paths = select(Organisation.path).where(Organisation.id.in_(roots)).subquery()
    return select(Organisation.id).join(paths, Organisation.path.startswith(paths.c.path))


def _reached_by(actor: Actor, role: Role, scope: Scope, key: SQLColumnExpression[int | None]) -> ColumnElement[bool]:
    if scope is Scope.ALL:
        return true()
    if scope is not Scope.SUBTREE:
        return false()
    roots = actor.reach(role, "organisation_id")
    return key.in_(organisations_below(roots)) if roots else true()


def within_reach(actor: Actor, permission: Permission, key: SQLColumnExpression[int | None]) -> ColumnElement[bool]:
    """Return whether the organisation of this id is one for which the actor has the permission."""
    return or_(false(), *(_reached_by(actor, role, scope, key) for role, scope in scopes(actor, permission)))


def visible_people(actor: Actor, permission: Permission) -> Select[Person]:
    """Return the statement over the persons for whom the actor has this permission."""
    return select(Person).where(within_reach(actor, permission, Person.organisation_id))


def _reached_organisations(actor: Actor, permission: Permission) -> Select[Organisation]:
    return select(Organisation).where(within_reach(actor, permission, Organisation.id))


def _says(text: str) -> ColumnElement[bool]:
    named = (column.contains(text, autoescape=True) for column in (Organisation.name, Organisation.short_name))
    in_organisation = select(Organisation.id).where(or_(*named))
    return or_(
        Person.name.contains(text, autoescape=True),
        Person.post.contains(text, autoescape=True),
        Person.phone_index == keyring().index(text),
        Person.organisation_id.in_(in_organisation),
    )


def search_people(actor: Actor, text: str = "", *, page: int = 1) -> Found:
    """Return the persons whose name, post, organisation or whole phone number is `text`, by name."""
    statement = visible_people(actor, Permission.PEOPLE_VIEW)
    if text.strip():
        statement = statement.where(_says(text.strip()))
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    shown = statement.options(joinedload(Person.organisation)).order_by(Person.name, Person.id)
    people = db.session.scalars(shown.offset((max(page, 1) - 1) * PAGE).limit(PAGE)).all()
    return Found(people, total, max(page, 1))


def find_person(actor: Actor, permission: Permission, public_id: str) -> Person:
    """Return the person of a URL; raise NotFound when there is none that the actor reaches."""
    statement = visible_people(actor, permission).where(Person.public_id == public_id)
    person = db.session.scalar(statement.options(joinedload(Person.organisation)))
    if person is None:
        raise NotFound(NO_SUCH_PERSON)
    return person


def list_organisations() -> Sequence[Organisation]:
    """Return the organisation tree, each node after its parent."""
    return db.session.scalars(select(Organisation).order_by(Organisation.path)).all()


def reached_organisations(actor: Actor, permission: Permission) -> Sequence[Organisation]:
    """Return the organisations for which the actor has this permission, each after its parent."""
    return db.session.scalars(_reached_organisations(actor, permission).order_by(Organisation.path)).all()


def find_organisation(actor: Actor, permission: Permission, public_id: str) -> Organisation:
    """Return the organisation of a URL; raise NotFound when there is none for which the actor has this permission."""
    found = db.session.scalar(_reached_organisations(actor, permission).where(Organisation.public_id == public_id))
    if found is None:
        raise NotFound(NO_SUCH_ORGANISATION)
    return found


def match_organisations(names: Iterable[str]) -> dict[str, Organisation]:
    """Return the organisation of each name that names one and one only; the others are left out.

    An organisation goes by its full name, its short name, and either with its parent's short name before it; spaces,
    brackets, 中共 and the form of its body (总支部委员会, 党总支) do not matter. See `OrganisationNames`.
    """
    wanted = [name for name in names if name.strip()]
    if not wanted:
        return {}
    known = OrganisationNames({row: _names(row) for row in list_organisations()})
    return {name: found for name in wanted if (found := known.find(name))}


def _names(row: Organisation) -> Sequence[str]:
    above = row.parent.shown_name if row.parent else ""
    return (row.name, row.short_name, f"{above}{row.shown_name}" if above else "")


def possible_people(names: Iterable[str], identity_indexes: Iterable[str]) -> Mapping[int, Person]:
    """Return the persons with one of these names or identity numbers, by id, for comparing."""
    found: dict[int, Person] = {}
    for column, values in ((Person.name, set(names)), (Person.identity_index, set(identity_indexes))):
        ordered = sorted(values)
        for start in range(0, len(ordered), CHUNK):
            rows = db.session.scalars(select(Person).where(column.in_(ordered[start : start + CHUNK])))
            found |= {person.id: person for person in rows}
    return found
