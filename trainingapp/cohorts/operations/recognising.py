"""Which trainee of a class a row of a roster is about.

A class knows its own trainees better than the library of persons does: it has the unit as the roster writes it, which
need not stand in the organisation tree. So the same file finds the same trainees again, whoever is in the tree.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from trainingapp.cohorts.models import Enrolment
from trainingapp.cohorts.terms import RosterEntry
from trainingapp.core.encryption import keyring
from trainingapp.core.errors import Refused
from trainingapp.people.queries import possible_people
from trainingapp.people.rules.matching import Known, Sought, find_match, organisation_key
from trainingapp.people.rules.names import name_key

MOST_REASONS = 20


def recognise(enrolments: Iterable[Enrolment], entries: Sequence[RosterEntry]) -> list[Enrolment | None]:
    """Return whom of these trainees each row is about, None for somebody new to the class.

    Refuses two rows about one person, and two that nothing tells apart, naming the rows.
    """
    book = _Book(enrolments, entries)
    found = [book.take(place, entry) for place, entry in enumerate(entries, start=1)]
    if book.faults:
        raise Refused(*book.faults[:MOST_REASONS])
    return found


def twice(entry: RosterEntry, earlier: RosterEntry) -> str:
    """Return why two rows about one person are refused."""
    return (
        f"第 {entry.row} 行“{entry.name}”与第 {earlier.row} 行“{earlier.name}”是同一个人，或分不清是不是；"
        "请删去一行，或补上手机号、身份证号"
    )


class _Book:
    """The class's trainees for comparing, by name and by ID number; rows about new ones are entered as they come."""

    def __init__(self, enrolments: Iterable[Enrolment], entries: Sequence[RosterEntry]) -> None:
        self.faults: list[str] = []
        self.enrolments: dict[int, Enrolment] = {}
        self.claimed: dict[int, RosterEntry] = {}
        self.units: dict[str, int] = {}
        self.by_name: dict[str, dict[int, Known]] = defaultdict(dict)
        self.by_identity: dict[str, Known] = {}
        for one in enrolments:
            self.enrolments[one.id] = one
            self._enter(self._known(one))
        self.registered = _registered(entries)

    def take(self, place: int, entry: RosterEntry) -> Enrolment | None:
        """Return the trainee of a row; a second row about him is a fault."""
        wanted = self._sought(entry)
        match = self._find(wanted)
        if match is None:
            match = Known(-place, entry.name, wanted.birth_month, wanted.organisation_id, None, None)
        elif match.id in self.claimed:
            self.faults.append(twice(entry, self.claimed[match.id]))
        self.claimed[match.id] = entry
        self._enter(
            replace(
                match,
                phone_index=match.phone_index or wanted.phone_index,
                identity_index=match.identity_index or wanted.identity_index,
            )
        )
        return self.enrolments.get(match.id)

    def _find(self, wanted: Sought) -> Known | None:
        inside = self.by_identity.get(wanted.identity_index or "")
        if inside is not None:
            return inside
        if wanted.identity_index in self.registered:
            return None  # the number is a known person's, who is not in the class
        return find_match(wanted, self.by_name[name_key(wanted.name)].values())

    def _enter(self, known: Known) -> None:
        self.by_name[name_key(known.name)][known.id] = known
        if known.identity_index:
            self.by_identity[known.identity_index] = known

    def _unit(self, name: str) -> int:
        """Return the number of a unit as the roster writes it; no unit is one too."""
        return self.units.setdefault(organisation_key(name), len(self.units))

    def _known(self, one: Enrolment) -> Known:
        unit, person = self._unit(one.organisation_name), one.person
        return Known(one.id, one.name, one.birth_month, unit, person.phone_index, person.identity_index)

    def _sought(self, entry: RosterEntry) -> Sought:
        ring = keyring()
        return Sought(
            entry.name,
            entry.birth_month,
            self._unit(entry.organisation_name),
            ring.index(entry.phone) if entry.phone else None,
            ring.index(entry.identity_number) if entry.identity_number else None,
        )


def _registered(entries: Iterable[RosterEntry]) -> frozenset[str]:
    """Return the indexes of those ID numbers of the rows that some person has already."""
    ring = keyring()
    indexes = {ring.index(entry.identity_number) for entry in entries if entry.identity_number}
    return frozenset(filter(None, (person.identity_index for person in possible_people((), indexes).values())))
