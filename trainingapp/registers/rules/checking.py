"""A reading as a person checks it: every row with its cells, and each doubt at the cell that it is about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trainingapp.people.rules.masking import mask_identity, mask_phone
from trainingapp.registers.rules.findings import Finding, RosterReading, RosterRow
from trainingapp.registers.rules.header_words import EXTRA_FIELDS, RosterField

ROWS_SHOWN = 300
"""Rows drawn at most; those with errors and doubts come first, the rest have nothing to look at."""
MASKED = {RosterField.PHONE: mask_phone, RosterField.IDENTITY: mask_identity}


@dataclass(frozen=True, slots=True)
class CheckedCell:
    """One cell: its text, why it keeps the row out, or what is doubted."""

    text: str
    error: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row of the file: its cells in the order of the columns; `told` is said of the row as a whole."""

    row: int
    cells: Sequence[CheckedCell]
    refused: bool
    told: str = ""

    @property
    def is_doubted(self) -> bool:
        """Tell whether a person should look at it."""
        return self.refused or bool(self.told) or any(cell.error or cell.doubt for cell in self.cells)


@dataclass(frozen=True, slots=True)
class CheckedRoster:
    """A reading to be checked: its fields, its rows (the doubted first), and how many are not drawn.

    `told` is said of the whole sheet.
    """

    fields: Sequence[RosterField]
    rows: Sequence[CheckedRow]
    hidden: int
    told: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class OfferedColumn:
    """A column of the sheet, to be given to a field: its letter and heading, the field it has, some of its values."""

    letter: str
    heading: str
    field: RosterField


def check(reading: RosterReading) -> CheckedRoster:
    """Return a reading laid out for a person."""
    fields = list(reading.columns)
    letters = {found.letter: name for name, found in reading.columns.items()}
    findings: dict[int, list[Finding]] = defaultdict(list)
    rows_read = {row.row for row in reading.rows} | {row.row for row in reading.refused}
    told = []
    for finding in [*reading.errors, *reading.warnings]:
        if finding.row in rows_read:
            findings[finding.row].append(finding)
        else:
            told.append(finding)
    taken = [_lay_out(row.row, _texts(row), fields, findings[row.row], letters) for row in reading.rows]
    refused = [
        _lay_out(row.row, row.texts, fields, findings[row.row], letters, refused=True) for row in reading.refused
    ]
    ordered = sorted([*taken, *refused], key=lambda row: (not row.refused, not row.is_doubted, row.row))
    return CheckedRoster(fields, ordered[:ROWS_SHOWN], max(0, len(ordered) - ROWS_SHOWN), told)


def offer_columns(reading: RosterReading) -> list[OfferedColumn]:
    """Return the columns with a heading or a field, in the order of the sheet; those of a list beside it follow it."""
    fields = {found.letter: name for name, found in reading.columns.items()}
    headings = {**dict.fromkeys(fields, ""), **reading.headings}
    repeated = {headings[letter] for letter in fields} - {""}
    ordered = sorted(headings, key=lambda letter: (len(letter), letter))
    return [
        OfferedColumn(letter, headings[letter], fields.get(letter, RosterField.OTHER))
        for letter in ordered
        if letter in fields or headings[letter] not in repeated
    ]


def _texts(row: RosterRow) -> dict[str, str]:
    person = row.person
    texts = {
        str(name): row.extra.get(name, "") if name in EXTRA_FIELDS else str(getattr(person, name, None) or "")
        for name in RosterField
    }
    texts[RosterField.NUMBER] = row.number or ""
    texts[RosterField.ORG_POST] = " ".join(filter(None, (person.org, person.post)))
    return {name: MASKED[RosterField(name)](text) if name in MASKED and text else text for name, text in texts.items()}


def _lay_out(
    row: int,
    texts: Mapping[str, str],
    fields: Sequence[RosterField],
    findings: Iterable[Finding],
    letters: Mapping[str, RosterField],
    *,
    refused: bool = False,
) -> CheckedRow:
    errors: dict[RosterField | None, list[str]] = defaultdict(list)
    doubts: dict[RosterField | None, list[str]] = defaultdict(list)
    for finding in findings:
        place = finding.field or letters.get(finding.column or "")
        (errors if finding.refuses else doubts)[place if place in fields else None].append(finding.message)
    cells = [CheckedCell(texts.get(name, ""), "；".join(errors[name]), "；".join(doubts[name])) for name in fields]
    return CheckedRow(row, cells, refused, "；".join([*errors[None], *doubts[None]]))
