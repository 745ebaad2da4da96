"""Finding the header of a roster: which rows it takes, how many lists stand side by side, what each column holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from trainingapp.core.excel.grid import column_number
from trainingapp.people.rules.fields import clean_text
from trainingapp.registers.rules.groups import read_group_heading
from trainingapp.registers.rules.header_words import RosterField
from trainingapp.registers.rules.headings import EXACT, WITHOUT_PREFIX, Guess, Vocabulary, guess_path
from trainingapp.registers.rules.merged import MergedGrid

ROWS_SEARCHED = 300
LEAST_FIELDS = 2
DEEPEST = 4
"""Rows that a header of several levels may take."""
TITLE_SHARE = 0.8
"""A merged cell over more of the used width than this is a title, not a heading of a group of columns."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A field's column in one list, the heading above it and how sure the mapping is (0 to 1)."""

    column: int
    heading: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ListColumns:
    """One list of people: its columns from first to last, where each field stands, and the group it is headed by."""

    first: int
    last: int
    fields: Mapping[RosterField, Mapped]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a sheet: its rows, the lists side by side, and every column's heading."""

    rows: tuple[int, ...]
    lists: Sequence[ListColumns]
    headings: Mapping[int, str] = field(default_factory=dict)

    @property
    def last_row(self) -> int:
        """Return the last header row; people follow. 0 when there is no header."""
        return self.rows[-1] if self.rows else 0

    @property
    def known(self) -> int:
        """Return how many different fields are mapped, for choosing among headers."""
        return len({found for block in self.lists for found in block.fields})

    @property
    def has_names(self) -> bool:
        """Tell whether the lists have a column of names."""
        return any(RosterField.NAME in block.fields for block in self.lists)


def find_header(sheet: MergedGrid, vocabulary: Vocabulary, *, rows: tuple[int, ...] = ()) -> Header | None:
    """Return the header of a sheet, or None when no row looks like one; `rows` says where it stands."""
    return make_header(sheet, vocabulary, rows) if rows else _search(sheet, vocabulary)


def _search(sheet: MergedGrid, vocabulary: Vocabulary) -> Header | None:
    best, best_score = 0, 0
    for row in range(1, min(sheet.grid.height, ROWS_SEARCHED) + 1):
        score = _score(sheet, vocabulary, row)
        if score > best_score:
            best, best_score = row, score
    best = best or _row_of_names(sheet, vocabulary)
    return make_header(sheet, vocabulary, _levels(sheet, vocabulary, best)) if best else None


def _row_of_names(sheet: MergedGrid, vocabulary: Vocabulary) -> int:
    """Return the first row that has the very word for names among headings that nobody knows; 0 when none has."""
    for row in range(1, min(sheet.grid.height, ROWS_SEARCHED) + 1):
        texts = set(_texts(sheet, row).values())
        if len(texts) >= LEAST_FIELDS and any(vocabulary.is_word_for(text, RosterField.NAME) for text in texts):
            return row
    return 0


def fullest_header(sheet: MergedGrid, vocabulary: Vocabulary, *, rows: tuple[int, ...] = ()) -> Header:
    """Return the first of the fullest rows as a header that a person has to explain, or the rows that he says it is."""
    searched = range(1, min(sheet.grid.height, ROWS_SEARCHED) + 1)
    fullest = max(searched, key=lambda row: len(set(_texts(sheet, row).values())), default=1)
    return make_header(sheet, vocabulary, rows or (fullest,))


def _score(sheet: MergedGrid, vocabulary: Vocabulary, row: int) -> int:
    """Count the different fields that a row's headings surely name; 0 when too few for a header or none is the name."""
    texts = set(_texts(sheet, row).values())
    guesses = [guess for guess in map(vocabulary.guess, texts) if guess and guess.confidence >= WITHOUT_PREFIX]
    fields = {guess.field for guess in guesses} - {RosterField.OTHER}
    others = sum(guess.field is RosterField.OTHER for guess in guesses)
    if len(fields) + bool(others) < LEAST_FIELDS or len(guesses) * 2 < len(texts):
        return 0
    return 2 * len(fields) + (2 if RosterField.NAME in fields else 0)


def _texts(sheet: MergedGrid, row: int) -> dict[int, str]:
    """Return the texts that a row shows, by column, merged cells repeated."""
    shown = ((column, sheet.shown(row, column)) for column in range(1, sheet.width + 1))
    return {column: text for column, value in shown if isinstance(value, str) and (text := clean_text(value))}


def _levels(sheet: MergedGrid, vocabulary: Vocabulary, row: int) -> tuple[int, ...]:
    """Return the rows of the header around its fullest row."""
    first = last = row
    while first > 1 and last - first < DEEPEST and _is_level_above(sheet, vocabulary, first):
        first -= 1
    while last - first < DEEPEST and _reaches_down(sheet, last):
        last += 1
    return tuple(range(first, last + 1))


def _is_level_above(sheet: MergedGrid, vocabulary: Vocabulary, row: int) -> bool:
    """Tell whether the row above belongs to the header: it shares a merged cell, or heads groups of columns."""
    width = sheet.width
    above = row - 1
    if any(merge.spans(above, row) for column in range(1, width + 1) if (merge := sheet.merge_at(row, column))):
        return True
    texts = _texts(sheet, above)
    if len(set(texts.values())) < LEAST_FIELDS or any(_is_note(text) for text in texts.values()):
        return False
    merges = [merge for column in texts if (merge := sheet.merge_at(above, column))]
    if any(1 < merge.right - merge.left + 1 < width * TITLE_SHARE for merge in merges):
        return True
    below = _texts(sheet, row)
    return any(vocabulary.guess(text) for column, text in texts.items() if column not in below)


def _is_note(text: str) -> bool:
    return ":" in text or "：" in text


def _reaches_down(sheet: MergedGrid, row: int) -> bool:
    """Tell whether a heading is merged into the row below."""
    merges = (sheet.merge_at(row, column) for column in range(1, sheet.width + 1))
    return any(merge.spans(row, row + 1) for merge in merges if merge)


def make_header(sheet: MergedGrid, vocabulary: Vocabulary, rows: tuple[int, ...]) -> Header:
    """Return what the headings in these rows say."""
    paths = _paths(sheet, rows)
    guesses = {column: guess for column, path in paths.items() if (guess := guess_path(vocabulary, path))}
    headings = {column: path[-1] for column, path in paths.items()}
    lists = [_map_list(first, last, guesses, headings) for first, last in _split_lists(guesses, headings, sheet.width)]
    return Header(rows, [_with_group(block, paths) for block in lists], headings)


def _with_group(block: ListColumns, paths: Mapping[int, Sequence[str]]) -> ListColumns:
    """Note the group that stands above a list, where several groups stand side by side."""
    above = [text for column in range(block.first, block.last + 1) for text in paths.get(column, [])[:-1]]
    heading = next(filter(None, map(read_group_heading, above)), None)
    return replace(block, group=heading.name) if heading else block


def _paths(sheet: MergedGrid, rows: tuple[int, ...]) -> dict[int, list[str]]:
    """Return each column's headings from the top level down; columns that only widen their neighbour have none."""
    paths: dict[int, list[str]] = {}
    for row in rows:
        for column, text in _texts(sheet, row).items():
            path = paths.setdefault(column, [])
            if not path or path[-1] != text:
                path.append(text)
    return {column: path for column, path in paths.items() if sheet.anchor(rows[-1], column)[1] == column}


def _split_lists(guesses: Mapping[int, Guess], headings: Mapping[int, str], width: int) -> list[tuple[int, int]]:
    """Return first and last column of each list of people: one, or several where the column of names repeats."""
    names = [column for column, guess in guesses.items() if guess.field is RosterField.NAME and _is_sure(guess)]
    names = [column for column in names if headings[column] == headings[names[0]]]
    if len(names) < 2:  # noqa: PLR2004 - two lists at least
        return [(1, width)]
    starts = _starts(sorted(names), headings)
    ends = [start - 1 for start in starts[1:]] + [width]
    return list(zip(starts, ends, strict=True))


def _starts(names: Sequence[int], headings: Mapping[int, str]) -> list[int]:
    """Return where each list starts: as far left of its name as the columns repeat the first list's headings."""
    start = min(headings)
    longest_first = range(names[0] - start, 0, -1)
    repeated = (lead for lead in longest_first if all(_repeats(name, names[0], lead, headings) for name in names))
    lead = next(repeated, 0)
    return [start, *(name - lead for name in names[1:])]


def _repeats(name: int, first_name: int, lead: int, headings: Mapping[int, str]) -> bool:
    return all(headings.get(name - step) == headings.get(first_name - step) for step in range(1, lead + 1))


def _is_sure(guess: Guess) -> bool:
    return guess.confidence >= WITHOUT_PREFIX


def _map_list(first: int, last: int, guesses: Mapping[int, Guess], headings: Mapping[int, str]) -> ListColumns:
    """Give every field the column whose heading names it best; equal headings leave it to the leftmost."""
    fields: dict[RosterField, Mapped] = {}
    inside = {column: guess for column, guess in guesses.items() if first <= column <= last}
    for column, guess in sorted(inside.items(), key=lambda item: (-item[1].confidence, item[1].rank, item[0])):
        if guess.field is not RosterField.OTHER:
            fields.setdefault(guess.field, Mapped(column, headings[column], guess.confidence))
    return ListColumns(first, last, fields)


def headless(sheet: MergedGrid) -> Header:
    """Return an empty header over all columns, for a sheet that has none."""
    return Header((), [ListColumns(1, sheet.width, {})])


def override(header: Header, columns: Mapping[RosterField, str]) -> Header:
    """Return the header with a person's own choice of columns, by letter; lists beside the first shift with it."""
    chosen = {name: number for name, letters in columns.items() if (number := column_number(letters))}
    start = header.lists[0].first
    lists = []
    for block in header.lists:
        shift = block.first - start
        moved = {name: column + shift for name, column in chosen.items()}
        fields = {
            name: Mapped(column, header.headings.get(column, ""), EXACT)
            for name, column in moved.items()
            if block.first <= column <= block.last
        }
        lists.append(replace(block, fields=fields))
    return Header(header.rows, lists, header.headings)
