"""One thing that a machine recorded of one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from trainingapp.people.rules.fields import clean_text, is_nothing
from trainingapp.people.rules.names import clean_name
from trainingapp.people.rules.phones import read_phone
from trainingapp.registers.rules.records.columns import Told

LONGEST_TEXT = 60
Moment = datetime | time
"""A moment with its day, or on the day of the session that a person chooses."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a row says it is about."""

    name: str = ""
    number: str = ""
    phone: str = field(default="", repr=False)
    org: str = ""
    nickname: str = ""

    @property
    def shown(self) -> str:
        """Return what a person calls it."""
        return " ".join(filter(None, (self.number, self.nickname or self.name, self.org))) or "（只有电话）"


@dataclass(frozen=True, slots=True)
class Record:
    """One row: whom it is about, its punches, a coming and going, the minutes counted, points by component."""

    row: int
    who: Who
    punches: Sequence[Moment] = ()
    arrived: Moment | None = None
    left: Moment | None = None
    minutes: int | None = None
    day: date | None = None
    points: Mapping[str, str] = field(default_factory=dict)


def make_who(texts: Mapping[str, str]) -> Who:
    """Return whom a machine's words are about: texts by what they tell."""
    said = {key: text[:LONGEST_TEXT] for key, text in texts.items()}
    nickname = clean_text(said.get(Told.NAME, ""))
    phone = read_phone(said[Told.PHONE]).value if said.get(Told.PHONE) else ""
    return Who(
        "" if is_nothing(nickname) else clean_name(nickname).name,
        clean_text(said.get(Told.NUMBER, "")),
        phone or "",
        clean_text(said.get(Told.ORG, "")),
        nickname,
    )
