"""Whom of a class a machine's record is about: by number and name, by phone, by name, by name and organisation."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from trainingapp.attendance.rules import Member
from trainingapp.people.rules.matching import organisation_key
from trainingapp.people.rules.names import name_key
from trainingapp.registers.rules.records.record import Record, Who

SHORTEST_INSIDE = 2
"""Characters that a name must have to be looked for inside a nickname."""


@dataclass(frozen=True, slots=True)
class Trainee:
    """A trainee as machines may know him."""

    member: Member
    phone_index: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Whom a record was found to be about, and what a person should look at; no trainee when nobody could be told.

    `token` names the record's person on the page: the first row that is about him. `rows` are all of them.
    """

    token: str
    who: Who
    rows: Sequence[int]
    trainee: Trainee | None
    told: str = ""
    candidates: Sequence[Trainee] = ()


class Named:
    """What the plans of all records have in common: whom the file names, and who of them should be looked at."""

    __slots__ = ()
    people: Sequence[Match]

    @property
    def unknown(self) -> Sequence[Match]:
        """Return those whom nobody could tell."""
        return [one for one in self.people if one.trainee is None]

    @property
    def doubted(self) -> Sequence[Match]:
        """Return those who were found, and should be looked at."""
        return [one for one in self.people if one.trainee is not None and one.told]


def match_people(
    records: Iterable[Record],
    trainees: Sequence[Trainee],
    *,
    index: Callable[[str], str],
    chosen: Mapping[str, str],
) -> list[Match]:
    """Return whom the records are about, one entry for each person named, in the order of the file.

    `chosen` are a person's own answers: a trainee's public id by token, blank for nobody of the class.
    """
    rows: dict[Who, list[int]] = defaultdict(list)
    for record in records:
        rows[record.who].append(record.row)
    book = _Book(trainees, index)
    return [_match(book, who, at, chosen.get(str(at[0]))) for who, at in rows.items()]


def _match(book: "_Book", who: Who, rows: Sequence[int], answer: str | None) -> Match:
    token = str(rows[0])
    if answer is not None:
        told = book.by_public_id.get(answer)
        return Match(token, who, rows, told, "由您指定" if told else "由您指定：不是本班学员")
    return book.find(token, who, rows)


class _Book:
    """The class's trainees by what machines know them by."""

    def __init__(self, trainees: Sequence[Trainee], index: Callable[[str], str]) -> None:
        self.index = index
        self.trainees = trainees
        self.by_public_id = {one.member.public_id: one for one in trainees}
        self.by_number = {str(one.member.number): one for one in trainees}
        self.by_phone: dict[str, list[Trainee]] = defaultdict(list)
        self.by_name: dict[str, list[Trainee]] = defaultdict(list)
        for one in trainees:
            self.by_name[name_key(one.member.name)].append(one)
            if one.phone_index:
                self.by_phone[one.phone_index].append(one)

    def find(self, token: str, who: Who, rows: Sequence[int]) -> Match:
        """Return whom a record names: the phone decides, then number with name, then name alone or with the unit."""
        named = self.by_name.get(name_key(who.name), []) if who.name else []
        called = self.by_phone.get(self.index(who.phone), []) if who.phone else []
        numbered = self.by_number.get(who.number.lstrip("0"))
        if len(called) == 1:
            doubt = "" if not who.name or called[0] in named else f"电话是{called[0].member.name}的，名字不同，请核对"
            return Match(token, who, rows, called[0], doubt)
        if numbered and (numbered in named or not who.name):
            return Match(token, who, rows, numbered)
        if len(named) == 1:
            return Match(token, who, rows, named[0], self._other_unit(who, named[0]))
        if named:
            return self._of_same_name(token, who, rows, named)
        return self._by_nickname(token, who, rows)

    def _of_same_name(self, token: str, who: Who, rows: Sequence[int], named: Sequence[Trainee]) -> Match:
        unit = organisation_key(who.org)
        fitting = [one for one in named if unit and organisation_key(one.member.unit) == unit]
        if len(fitting) == 1:
            return Match(token, who, rows, fitting[0], "有同名的人，按单位认出")
        return Match(token, who, rows, None, f"本班有 {len(named)} 个同名的人，分不清是谁，请指定", named)

    def _by_nickname(self, token: str, who: Who, rows: Sequence[int]) -> Match:
        """Look for one trainee's name inside a nickname such as 三组-张三; a guess, and told as one."""
        nickname = name_key(who.nickname)
        inside = [
            one
            for one in self.trainees
            if len(one.member.name) >= SHORTEST_INSIDE and name_key(one.member.name) in nickname
        ]
        if len(inside) == 1:
            return Match(token, who, rows, inside[0], f"按“{who.nickname}”猜是{inside[0].member.name}，请核对")
        return Match(token, who, rows, None, "本班没有这个人", inside)

    @staticmethod
    def _other_unit(who: Who, found: Trainee) -> str:
        units = organisation_key(who.org), organisation_key(found.member.unit)
        return f"单位不同：名册上是“{found.member.unit}”" if all(units) and not _agree(*units) else ""


def _agree(one: str, other: str) -> bool:
    return one in other or other in one
