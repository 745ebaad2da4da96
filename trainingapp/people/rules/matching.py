"""When two records tell of one person, and when two names of one organisation."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from trainingapp.people.rules.names import name_key

Organisation = TypeVar("Organisation", bound=Hashable)

PARTY = re.compile(r"^(?:中共|中国共产党)")
#: The bodies that a name may end with, each in all its forms: 总支部委员会 is what short names call 党总支.
BODIES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"党?总支(?:部(?:委员会)?)?$"), "总支"),
    (re.compile(r"党?支部(?:委员会)?$"), "支部"),
    (re.compile(r"(?:党?工作委员会|党?工委)$"), "工委"),
    (re.compile(r"(?:居民委员会|居委会?)$"), "居委会"),
    (re.compile(r"(?:村民委员会|村委会?)$"), "村委会"),
    (re.compile(r"(?:业主委员会|业委会)$"), "业委会"),
)
KINDS = re.compile(r"(?:居民区|居民|社区|村民区|机关|联合)$")
"""What many organisations are called after their place."""
COMMITTEE = re.compile(r"(?:委员会|党委)$")


def organisation_key(name: str) -> str:
    """Return the key by which names of organisations are compared: spaces, brackets' kinds and 中共 do not matter."""
    return PARTY.sub("", _without_spaces(name))


def _without_spaces(name: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))


@dataclass(frozen=True, slots=True)
class _Parts:
    """A name as what it is of and the body that it is: 河滨居民区 and 总支; a bare name has no body."""

    stem: str
    body: str


def _parts(name: str) -> _Parts:
    key = organisation_key(name)
    for ending, body in BODIES:
        if ending.search(key):
            return _Parts(ending.sub("", key), body)
    if COMMITTEE.search(key) and (key.endswith("党委") or PARTY.match(_without_spaces(name))):
        return _Parts(COMMITTEE.sub("", key), "党委")
    return _Parts(key, "")


def organisation_place(name: str) -> str:
    """Return what tells an organisation from others of its kind: 河滨 for 河滨居民区党总支; all where that is all."""
    stem = _parts(name).stem
    return KINDS.sub("", stem) or stem


class OrganisationNames(Generic[Organisation]):
    """The organisations by their names, from the surest way of naming one to the least sure.

    The whole name; then another name of it; then either with its body in another form (总支部委员会 for 党总支); then
    the bare place (河滨居民区). A name that fits two organisations equally well names neither.
    """

    def __init__(self, names: Mapping[Organisation, Sequence[str]]) -> None:
        """Take each organisation's names, the full one first."""
        self._ways: tuple[dict[Hashable, set[Organisation]], ...] = tuple(defaultdict(set) for _ in range(4))
        whole, other, plain, bare = self._ways
        for organisation, (full, *others) in names.items():
            whole[organisation_key(full)].add(organisation)
            body = _parts(full).body
            for name in filter(None, (full, *others)):
                parts = _parts(name)
                other[organisation_key(name)].add(organisation)
                plain[_Parts(parts.stem, parts.body or body)].add(organisation)
                bare[parts.stem].add(organisation)

    def find(self, name: str) -> Organisation | None:
        """Return the organisation that is named, or None when it is none or may be several."""
        parts, key = _parts(name), organisation_key(name)
        keys: tuple[Hashable, ...] = (key, key, parts) if parts.body else (key, key, parts, key)
        for way, wanted in zip(self._ways, keys, strict=False):
            found = way.get(wanted)
            if found:
                return next(iter(found)) if len(found) == 1 else None
        return None


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
