"""Acts on persons and organisations."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from trainingapp.accounts.permissions import Permission, reaches_office
from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.encryption import keyring
from trainingapp.core.errors import Refused
from trainingapp.core.ids import new_id
from trainingapp.people import queries
from trainingapp.people.models import ROOT_PATH, Organisation, Person
from trainingapp.people.rules.masking import mask_identity, mask_phone
from trainingapp.people.rules.matching import Known, Sought, find_match, organisation_key
from trainingapp.people.rules.names import name_key
from trainingapp.people.terms import OrganisationKind, PersonEntry

#: Fields that an entry fills where the person has none yet.
FILLED = (
    "gender",
    "ethnic",
    "birth_month",
    "education",
    "politics",
    "party_month",
    "organisation_id",
    "post",
    "post_month",
)


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """The person an entry is about, and whether he was added for it."""

    person: Person
    added: bool


def find_or_add_persons(actor: Actor, entries: Sequence[PersonEntry]) -> list[FoundPerson]:
    """Return the person of each entry, adding those who are new; what a known person lacks is filled in.

    What a person has already is left alone: the class keeps its own snapshot. The queries do not grow with the entries
    but in steps of 500. The caller's act is what the trail records (an import is one act).
    """
    del actor  # the signature of every act; the trail's row is the caller's
    sought = [_sought(entry) for entry in entries]
    book = _Book(entries, sought)
    found = [book.find_or_add(entry, wanted) for entry, wanted in zip(entries, sought, strict=True)]
    db.session.add_all(one.person for one in found if one.added)
    db.session.flush()
    return found


class _Book:
    """The persons that entries may be about, by name and by identity number; it learns from each entry."""

    def __init__(self, entries: Sequence[PersonEntry], sought: Sequence[Sought]) -> None:
        indexes = [one.identity_index for one in sought if one.identity_index]
        self.people: dict[int, Person] = dict(queries.possible_people({entry.name for entry in entries}, indexes))
        self.by_name: dict[str, dict[int, Known]] = defaultdict(dict)
        self.by_identity: dict[str, Known] = {}
        for person in self.people.values():
            self._enter(person)

    def _enter(self, person: Person) -> None:
        known = _known(person)
        self.people[person.id] = person
        self.by_name[name_key(person.name)][person.id] = known
        if known.identity_index:
            self.by_identity[known.identity_index] = known

    def find_or_add(self, entry: PersonEntry, wanted: Sought) -> FoundPerson:
        """Return the person of an entry."""
        match = self.by_identity.get(wanted.identity_index or "")
        match = match or find_match(wanted, self.by_name[name_key(entry.name)].values())
        if match is None:
            person = _new_person(entry)
        else:
            person = self.people[match.id]
            _fill(person, entry)
        self._enter(person)  # what an entry adds to a person decides about the next entry of that name
        return FoundPerson(person, added=match is None)


def _sought(entry: PersonEntry) -> Sought:
    ring = keyring()
    return Sought(
        entry.name,
        entry.birth_month,
        entry.organisation_id,
        ring.index(entry.phone) if entry.phone else None,
        ring.index(entry.identity_number) if entry.identity_number else None,
    )


def _known(person: Person) -> Known:
    return Known(
        person.id, person.name, person.birth_month, person.organisation_id, person.phone_index, person.identity_index
    )


def _new_person(entry: PersonEntry) -> Person:
    person = Person(id=new_id(), name=entry.name, **{name: getattr(entry, name) for name in FILLED})
    if entry.phone:
        person.phone = entry.phone
    if entry.identity_number:
        person.identity_number = entry.identity_number
    return person


def _fill(person: Person, entry: PersonEntry) -> None:
    for name in FILLED:
        if not getattr(person, name) and getattr(entry, name):
            setattr(person, name, getattr(entry, name))
    if not person.phone_index and entry.phone:
        person.phone = entry.phone
    if not person.identity_index and entry.identity_number:
        person.identity_number = entry.identity_number


def add_person(actor: Actor, *, phone: str = "", identity_number: str = "", **values: object) -> Person:
    """Add a person; refuses a second one with the same ID number."""
    _refuse_known_identity(identity_number)
    person = Person(**values)
    person.phone = phone
    person.identity_number = identity_number
    db.session.add(person)
    db.session.flush()
    audit.record(actor, "person.added", person, changes.created(person))
    return person


def change_person(
    actor: Actor, person: Person, *, phone: str | None = None, identity_number: str | None = None, **values: object
) -> Changes:
    """Change a person; None leaves a number as it is. The trail keeps masked numbers only."""
    changed = changes.apply(person, **values)
    before, after = dict(changed.before), dict(changed.after)
    if phone is not None and phone != person.phone:
        before["phone"], after["phone"] = mask_phone(person.phone), mask_phone(phone)
        person.phone = phone
    if identity_number is not None and identity_number != person.identity_number:
        _refuse_known_identity(identity_number)
        before["identity_number"] = mask_identity(person.identity_number)
        after["identity_number"] = mask_identity(identity_number)
        person.identity_number = identity_number
    whole = Changes(before, after)
    if whole:
        audit.record(actor, "person.changed", person, whole)
    return whole


def _refuse_known_identity(number: str) -> None:
    if not number:
        return
    found = db.session.scalar(select(Person).where(Person.identity_index == keyring().index(number)))
    if found:
        raise Refused(f"这个身份证号已经登记在“{found.name}”名下，请核对；同一个人不用再建")


def reveal_numbers(actor: Actor, person: Person) -> Mapping[str, str]:
    """Return a person's whole phone and ID numbers; that they were looked at is recorded."""
    audit.record(actor, "person.revealed", person, Changes())
    return {"phone": person.phone, "identity_number": person.identity_number}


def add_organisation(
    actor: Actor, *, name: str, kind: OrganisationKind, short_name: str = "", parent: Organisation | None = None
) -> Organisation:
    """Add an organisation below its parent; refuses a name that is taken."""
    _refuse_taken_name(name, None)
    _refuse_beyond_reach(actor, parent)
    row = Organisation(name=name, short_name=short_name, kind=kind, parent=parent)
    db.session.add(row)
    db.session.flush()  # its path holds its own id
    row.path = _path(row, parent)
    audit.record(actor, "organisation.added", row, changes.created(row))
    return row


def change_organisation(
    actor: Actor,
    organisation: Organisation,
    *,
    name: str,
    kind: OrganisationKind,
    short_name: str,
    parent: Organisation | None,
) -> Changes:
    """Change an organisation; all below it move with it. Refuses to put it below itself or where the actor may not."""
    _refuse_taken_name(name, organisation)
    if parent is not organisation.parent:
        _refuse_beyond_reach(actor, organisation)
        _refuse_beyond_reach(actor, parent)
    if parent is not None and parent.path.startswith(organisation.path):
        raise Refused(f"“{parent.shown_name}”在“{organisation.shown_name}”之下，不能反过来做它的上级")
    old = organisation.path
    changed = changes.apply(
        organisation, name=name, kind=kind, short_name=short_name, parent_id=parent.id if parent else None
    )
    new = _path(organisation, parent)
    if new != old:
        below = select(Organisation).where(Organisation.path.startswith(old, autoescape=True))
        for row in db.session.scalars(below).all():
            row.path = new + row.path.removeprefix(old)
    if changed:
        audit.record(actor, "organisation.changed", organisation, changed)
    return changed


def _path(organisation: Organisation, parent: Organisation | None) -> str:
    return f"{parent.path if parent else ROOT_PATH}{organisation.id}/"


def _refuse_beyond_reach(actor: Actor, place: Organisation | None) -> None:
    """Refuse to build the tree outside the actor's own part: what hangs below it is what he may see and change."""
    if reaches_office(actor, Permission.LIBRARY_EDIT):
        return
    reached = queries.reached_organisations(actor, Permission.LIBRARY_EDIT)
    if place not in reached:
        told = f"“{place.shown_name}”不归您管" if place else "最上一级不归您管"
        raise Refused(f"{told}：上级只能在本单位和下级组织里选；要改到别处，请管全部班次的组织者来办")


def _refuse_taken_name(name: str, own: Organisation | None) -> None:
    """Refuse a second organisation of one name: spaces, kinds of brackets and 中共 make no other one."""
    key = organisation_key(name)
    found = next((row for row in queries.list_organisations() if organisation_key(row.name) == key), None)
    if found and found is not own:
        raise Refused(f"已经有名为“{found.name}”的组织，请换一个名称，或直接修改它")
