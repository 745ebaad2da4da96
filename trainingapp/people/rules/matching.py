"""When two records tell of one person, and when two names of one organisation."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trainingapp.people.rules.names import name_key

PARTY = re.compile(r"^(?:中共|中国共产党)")


def organisation_key(name: str) -> str:
    """Return the key by which names of organisations are compared: spaces, brackets' kinds and 中共 do not matter."""
    return PARTY.sub("", re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person for comparing; indexes are keyed digests, never the numbers themselves."""

    id: int
    name: str
    birth_month: str
    organisation_id: int | None
    phone_index: str | None
    identity_index: str | None


@dataclass(frozen=True, slots=True)
class Sought:
    """What an entry says of the person that it is about."""

    name: str
    birth_month: str
    organisation_id: int | None
    phone_index: str | None
    identity_index: str | None


def find_match(sought: Sought, known: Iterable[Known]) -> Known | None:
    """Return the person that an entry is about, or None when it is a new one.

    An equal identity number decides alone. Else the name must be equal, and the phone too, or the organisation with
    nothing that contradicts. Two who fit equally well are not guessed between: None.
    """
    candidates = list(known)
    if sought.identity_index:
        same = [person for person in candidates if person.identity_index == sought.identity_index]
        if same:
            return same[0]
    named = [person for person in candidates if _may_be(sought, person)]
    return _only([person for person in named if sought.phone_index and person.phone_index == sought.phone_index]) or (
        _only([person for person in named if _same_place(sought, person)])
    )


def _may_be(sought: Sought, person: Known) -> bool:
    return name_key(sought.name) == name_key(person.name) and not (
        _contradicts(sought.birth_month, person.birth_month)
        or _contradicts(sought.identity_index, person.identity_index)
    )


def _same_place(sought: Sought, person: Known) -> bool:
    return (
        sought.organisation_id is not None
        and sought.organisation_id == person.organisation_id
        and not _contradicts(sought.phone_index, person.phone_index)
    )


def _contradicts(one: str | None, other: str | None) -> bool:
    return bool(one and other and one != other)


def _only(found: Sequence[Known]) -> Known | None:
    return found[0] if len(found) == 1 else None
