"""The same person twice in one file. Namesakes are normal: a name alone never makes two rows one person."""

from collections.abc import Iterable, Iterator

from trainingapp.people.rules.names import name_key
from trainingapp.people.rules.phones import is_mobile
from trainingapp.people.rules.readings import Doubt
from trainingapp.registers.rules.findings import Finding, RosterPerson, RosterRow
from trainingapp.registers.rules.header_words import RosterField


def find_duplicates(rows: Iterable[RosterRow]) -> Iterator[tuple[int, Finding]]:
    """Yield the index of each row that repeats an earlier one, with the finding (its column left open).

    In this order: the same identity number; the same mobile; the same name and organisation where neither identity
    number nor mobile tells the two apart.
    """
    seen: dict[tuple[str, ...], RosterRow] = {}
    for index, row in enumerate(rows):
        found = next((finding for finding in _compare(row, seen)), None)
        if found:
            yield index, found
        else:
            for key in _keys(row.person):
                seen.setdefault(key, row)


def _keys(person: RosterPerson) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = []
    if person.identity:
        keys.append((RosterField.IDENTITY, person.identity))
    if person.phone and is_mobile(person.phone):
        keys.append((RosterField.PHONE, person.phone))
    keys.append((RosterField.NAME, name_key(person.name), person.org or ""))
    return keys


def _compare(row: RosterRow, seen: dict[tuple[str, ...], RosterRow]) -> Iterator[Finding]:
    for key in _keys(row.person):
        earlier = seen.get(key)
        if earlier and not (key[0] == RosterField.NAME and _told_apart(row.person, earlier.person)):
            field = RosterField(key[0])
            yield Finding(row.row, None, _message(field, row, earlier), Doubt.DUPLICATE, refuses=True, field=field)


def _told_apart(one: RosterPerson, other: RosterPerson) -> bool:
    """Tell whether two namesakes of one organisation have identity numbers or mobiles that differ."""
    pairs = ((one.identity, other.identity), (one.phone, other.phone))
    return any(first and second and first != second for first, second in pairs)


def _message(field: RosterField, row: RosterRow, earlier: RosterRow) -> str:
    place = f"第 {earlier.row} 行“{earlier.person.name}”"
    if field is RosterField.NAME:
        return f"与{place}重复：同名同单位，又没有手机号或身份证号可以区分；请删去一行，或补上手机号"
    what = "身份证号" if field is RosterField.IDENTITY else "手机号"
    if name_key(row.person.name) == name_key(earlier.person.name):
        return f"与{place}重复：姓名和{what}都相同；请删去一行"
    return f"{what}与{place}的相同；请核对是谁的，改正另一个"
