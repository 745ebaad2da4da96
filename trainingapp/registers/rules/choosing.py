"""Which sheet of a workbook is the roster: the sheets with a header and a column of names, and how good each is."""

from collections.abc import Mapping
from dataclasses import dataclass

from trainingapp.core.excel.grid import Grid, Workbook
from trainingapp.registers.rules.findings import Candidate
from trainingapp.registers.rules.guessing import add_guesses, first_person_row
from trainingapp.registers.rules.header_words import RosterField
from trainingapp.registers.rules.headers import Header, ListColumns, find_header, headless, make_header, override
from trainingapp.registers.rules.headings import Vocabulary
from trainingapp.registers.rules.merged import MergedGrid

SHEET_HINTS = {
    "花名册": 3,
    "名单": 3,
    "名册": 3,
    "报名": 3,
    "回执": 3,
    "学员": 3,
    "样表": -5,
    "示例": -5,
    "模板": -3,
    "说明": -3,
}
"""Points for words in a sheet's name."""
LEAST_WITHOUT_HEADER = 3
"""Fields that must be told by their values where no row is a header."""
PEOPLE_THAT_COUNT = 10
"""More people than this do not make a sheet more of a roster than another."""


@dataclass(frozen=True, slots=True)
class RosterChoice:
    """What a person decided instead of the guess: the sheet, the header's rows, each field's column by letter."""

    sheet: str | None = None
    header_rows: tuple[int, ...] = ()
    columns: Mapping[RosterField, str] | None = None


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """A sheet with its header."""

    sheet: MergedGrid
    header: Header
    candidate: Candidate

    @property
    def score(self) -> tuple[bool, bool, bool, int]:
        """Return how good a roster this is: visible before hidden, then people, then fields and what its name says."""
        hint = sum(points for word, points in SHEET_HINTS.items() if word in self.candidate.sheet)
        people = min(self.candidate.people, PEOPLE_THAT_COUNT)
        points = 2 * self.candidate.fields + people + hint
        return not self.candidate.hidden, self.candidate.people > 0, bool(self.candidate.header_rows), points


def find_sheets(workbook: Workbook, choice: RosterChoice, vocabulary: Vocabulary) -> list[FoundSheet]:
    """Return the sheets that could be the roster, in order; only the chosen one where one was chosen."""
    found = []
    for grid in workbook.grids:
        if choice.sheet in (None, grid.name):
            one = _find_candidate(grid, choice, vocabulary)
            if one:
                found.append(one)
    return found


def _find_candidate(grid: Grid, choice: RosterChoice, vocabulary: Vocabulary) -> FoundSheet | None:
    sheet = MergedGrid(grid)
    header = find_header(sheet, vocabulary, rows=choice.header_rows)
    if choice.columns is not None:
        header = override(header or headless(sheet), choice.columns)
    else:
        header = add_guesses(sheet, header, vocabulary) if header else _guess_without_header(sheet, vocabulary)
    if header is None or not header.has_names:
        return None
    people = sum(_count_names(grid, header, block) for block in header.lists)
    return FoundSheet(sheet, header, Candidate(grid.name, grid.hidden, header.rows, header.known, people))


def _guess_without_header(sheet: MergedGrid, vocabulary: Vocabulary) -> Header | None:
    """Return columns that only their values tell, where names and what belongs to them can be told."""
    guessed = add_guesses(sheet, headless(sheet), vocabulary)
    if guessed.known < LEAST_WITHOUT_HEADER or not guessed.has_names:
        return None
    above = first_person_row(sheet, guessed.lists[0]) - 1
    if len(list(sheet.grid.filled(above))) < guessed.known:
        return guessed
    return add_guesses(sheet, make_header(sheet, vocabulary, (above,)), vocabulary)


def _count_names(grid: Grid, header: Header, block: ListColumns) -> int:
    name = block.fields.get(RosterField.NAME)
    if name is None:
        return 0
    return sum(bool(grid.value(row, name.column)) for row in range(header.last_row + 1, grid.height + 1))
