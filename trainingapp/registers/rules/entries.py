"""What a class takes of a roster's rows: plain texts become the values that the class keeps."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from trainingapp.cohorts.terms import RosterEntry
from trainingapp.people.rules.names import name_key
from trainingapp.people.terms import Gender
from trainingapp.registers.rules.findings import RosterReading, RosterRow
from trainingapp.registers.rules.header_words import RosterField

GENDERS = {gender.label: gender for gender in Gender}
HIGHEST_NUMBER = 9999
LEADER = "组长"


def make_entries(reading: RosterReading, *, numbered: bool = True) -> list[RosterEntry]:
    """Return the rows that can be taken as entries of a class, in the order of the file.

    Numbers count only where they are wanted (`numbered`: a class that has trainees goes on with its own), and where the
    whole list has them and none comes twice: lists that begin again with 1 for every group number places, not people.
    """
    numbers = _numbers(reading.rows) if numbered else [None] * len(reading.rows)
    leaders = {row.row for row in find_leaders(reading).values()}
    return [_entry(row, number, leads=row.row in leaders) for row, number in zip(reading.rows, numbers, strict=True)]


def find_leaders(reading: RosterReading) -> dict[str, RosterRow]:
    """Return who leads each group: whom its heading names, else who is 组长 by the class post; never one of two."""
    named: dict[str, list[RosterRow]] = defaultdict(list)
    by_post: dict[str, list[RosterRow]] = defaultdict(list)
    for row in reading.rows:
        group = row.person.group or ""
        if group in reading.leaders and name_key(row.person.name) == name_key(reading.leaders[group]):
            named[group].append(row)
        if group and row.extra.get(RosterField.ROLE) == LEADER:
            by_post[group].append(row)
    return {group: rows[0] for group, rows in {**by_post, **named}.items() if len(rows) == 1}


def _numbers(rows: Sequence[RosterRow]) -> Sequence[int | None]:
    numbers = [_number(row.number) for row in rows]
    whole = None not in numbers and not any(count > 1 for count in Counter(numbers).values())
    return numbers if whole else [None] * len(numbers)


def _number(text: str | None) -> int | None:
    number = int(text) if text and text.isascii() and text.isdecimal() else 0
    return number if 0 < number <= HIGHEST_NUMBER else None


def _entry(row: RosterRow, number: int | None, *, leads: bool) -> RosterEntry:
    person = row.person
    return RosterEntry(
        row.row,
        person.name,
        gender=GENDERS.get(person.gender or ""),
        ethnic=person.ethnic or "",
        birth_month=person.birth or "",
        organisation_name=person.org or "",
        post=person.post or "",
        phone=person.phone or "",
        identity_number=person.identity or "",
        politics=person.politics or "",
        education=person.edu or "",
        group_name=person.group or "",
        reserve_category=row.extra.get(RosterField.CATEGORY, ""),
        party_month=row.extra.get(RosterField.JOINED, ""),
        post_month=row.extra.get(RosterField.TOOK_OFFICE, ""),
        note=row.extra.get(RosterField.REMARK, ""),
        number=number,
        leads=leads,
    )
