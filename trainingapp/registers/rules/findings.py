"""What an import tells a person about a file: doubts with their place, and the plain values that are taken."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trainingapp.people.rules.readings import Doubt
from trainingapp.registers.rules.header_words import PERSON_FIELDS, RosterField

TOLD_COLUMNS = frozenset({*PERSON_FIELDS, RosterField.ORG_POST, RosterField.IDENTITY})
"""The columns that the command line tells: those that a person is made of."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A doubt about a cell, a row (no column) or the sheet (no row); `refuses` the row when it cannot be taken."""

    row: int | None
    column: str | None
    message: str
    doubt: Doubt
    refuses: bool
    field: RosterField | None = None

    def sentence(self) -> str:
        """Return the message with its place before it, as in “第 3 行 F 列：……”."""
        places = [f"第 {self.row} 行" if self.row else "", f"{self.column} 列" if self.column else ""]
        place = " ".join(filter(None, places))
        return f"{place}：{self.message}" if place else self.message


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """A person as a roster's row tells; None where the row says nothing. Identity and phone stay out of traces."""

    name: str
    gender: str | None = None
    ethnic: str | None = None
    birth: str | None = None
    org: str | None = None
    post: str | None = None
    phone: str | None = field(default=None, repr=False)
    politics: str | None = None
    edu: str | None = None
    group: str | None = None
    identity: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row that can be taken: where it stands, the person, and what the sheet says beside.

    `number` is the 序号 as written; `section` the last heading above that is no group; `extra` holds texts of columns
    such as 备注 by field name.
    """

    row: int
    person: RosterPerson
    number: str | None = None
    section: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row with at least one error: its texts by field, as far as they could be read, to show beside the errors."""

    row: int
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A field's column: its letter, the heading above it and how sure the mapping is (0 to 1)."""

    letter: str
    heading: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sheet that could be the roster."""

    sheet: str
    hidden: bool
    header_rows: tuple[int, ...]
    fields: int
    people: int


@dataclass(frozen=True, slots=True)
class RosterReading:
    """Everything that a file says as a roster; `rows` can be taken, `refused` have at least one of `errors`.

    `headings` are the header's words by column letter; `fingerprint` is equal for files with the same header, so that a
    corrected mapping can be remembered. `leaders` are group leaders named in headings.
    """

    sheet: str
    header_rows: tuple[int, ...]
    columns: Mapping[RosterField, FoundColumn]
    rows: Sequence[RosterRow]
    warnings: Sequence[Finding]
    errors: Sequence[Finding]
    refused: Sequence[RefusedRow] = ()
    leaders: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    candidates: Sequence[Candidate] = ()
    encoding: str = ""

    @property
    def fingerprint(self) -> str:
        """Return a digest of the header's words in order."""
        words = "\x1f".join(f"{letter}={heading}" for letter, heading in self.headings.items())
        return hashlib.sha256(words.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Return the reading as `roster import --dry-run --json` prints it."""
        return {
            "sheet": self.sheet,
            "header_row": _header_row_json(self.header_rows),
            "columns": {str(name): found.heading for name, found in self.columns.items() if name in TOLD_COLUMNS},
            "rows": [
                {"row": row.row, "person": {str(name): getattr(row.person, name) for name in PERSON_FIELDS}}
                for row in self.rows
            ],
            "warnings": [_finding_json(finding) for finding in self.warnings],
            "errors": [_finding_json(finding) for finding in self.errors],
        }


def _header_row_json(rows: tuple[int, ...]) -> int | list[int] | None:
    """Return one row as its number, several as a list, none as null."""
    if not rows:
        return None
    return rows[0] if len(rows) == 1 else list(rows)


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {"row": finding.row, "column": finding.column, "message": finding.message}
