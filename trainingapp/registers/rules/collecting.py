"""Going through the rows of a sheet, list after list, to gather people and findings."""

from trainingapp.core.excel.grid import column_letter
from trainingapp.people.rules.births import writes_two_digits
from trainingapp.people.rules.readings import Doubt
from trainingapp.registers.rules.duplicates import find_duplicates
from trainingapp.registers.rules.findings import (
    TOLD_COLUMNS,
    Finding,
    FoundColumn,
    RefusedRow,
    RosterReading,
    RosterRow,
)
from trainingapp.registers.rules.groups import read_group_heading
from trainingapp.registers.rules.header_words import PERSON_FIELDS, RosterField
from trainingapp.registers.rules.headers import Header, ListColumns, make_header
from trainingapp.registers.rules.headings import WITHOUT_PREFIX, Vocabulary
from trainingapp.registers.rules.merged import MergedGrid
from trainingapp.registers.rules.person_rows import ColumnHabits, RowReader
from trainingapp.registers.rules.row_kinds import Kind, tell_kind

ROWS_NAMED = 5
"""Rows that a message names before it says "and others"."""


class Collector:
    """Goes through the rows of a sheet, list after list, and gathers people and findings."""

    def __init__(self, sheet: MergedGrid, header: Header, vocabulary: Vocabulary, *, typed_text: bool) -> None:
        """Keep the sheet and its header; `typed_text` tells that texts were typed as such."""
        self.sheet = sheet
        self.header = header
        self.vocabulary = vocabulary
        self.typed_text = typed_text
        self.rows: list[tuple[ListColumns, RosterRow]] = []
        self.findings: list[Finding] = []
        self.refused: list[RefusedRow] = []
        self.leaders: dict[str, str] = {}
        self.hidden_rows: list[int] = []

    def collect(self) -> RosterReading:
        """Return the reading of the sheet."""
        for block in self.header.lists:
            if RosterField.NAME in block.fields:
                self._read_list(block)
        rows = self._without_duplicates()
        self._tell_hidden_rows()
        self._tell_hidden_columns()
        self._tell_guesses()
        errors = [finding for finding in self.findings if finding.refuses]
        warnings = [finding for finding in self.findings if not finding.refuses]
        first = self.header.lists[0]
        return RosterReading(
            self.sheet.grid.name,
            self.header.rows,
            {
                name: FoundColumn(column_letter(found.column), found.heading, found.confidence)
                for name, found in sorted(first.fields.items(), key=lambda item: item[1].column)
            },
            rows,
            warnings,
            sorted(errors, key=lambda finding: finding.row or 0),
            refused=sorted(self.refused, key=lambda refused: refused.row),
            leaders=self.leaders,
            headings={column_letter(column): text for column, text in sorted(self.header.headings.items())},
        )

    def _habits(self, block: ListColumns) -> ColumnHabits:
        birth = block.fields.get(RosterField.BIRTH)
        rows = range(self.header.last_row + 1, self.sheet.grid.height + 1)
        values = [self.sheet.grid.value(row, birth.column) for row in rows] if birth else []
        return ColumnHabits(typed_text=self.typed_text, two_digit_months=writes_two_digits(values))

    def _read_list(self, block: ListColumns) -> None:
        reader = RowReader(self.sheet, block, self._habits(block))
        group = block.group or None
        section: str | None = None
        for row in range(self.header.last_row + 1, self.sheet.grid.height + 1):
            told = tell_kind(self.sheet, reader.block, row, self.vocabulary)
            if told.kind is Kind.HEADER:
                reader = self._reader_below(row, reader)
            elif told.kind is Kind.HEADING:
                heading = read_group_heading(told.text)
                group, section = (heading.name, section) if heading else (group, told.text)
                if heading and heading.leader:
                    self.leaders[heading.name] = heading.leader
            elif told.kind is Kind.PERSON and not reader.continues_above(row):
                self._read_person(reader, row, group, section)

    def _reader_below(self, row: int, reader: RowReader) -> RowReader:
        """Return a reader for what follows a further header: another one where its columns stand otherwise."""
        places = {name: mapped.column for name, mapped in reader.block.fields.items()}
        inside = range(reader.block.first, reader.block.last + 1)
        for block in make_header(self.sheet, self.vocabulary, (row,)).lists:
            moved = {name: mapped.column for name, mapped in block.fields.items()}
            if RosterField.NAME in moved and block.fields[RosterField.NAME].column in inside and moved != places:
                return RowReader(self.sheet, block, self._habits(block))
        return reader

    def _read_person(self, reader: RowReader, row: int, group: str | None, section: str | None) -> None:
        if reader.is_empty_place(row):
            return
        read = reader.read(row, group=group)
        self.findings.extend(read.findings)
        if row in self.sheet.grid.hidden_rows:
            self.hidden_rows.append(row)
        if read.person is None or any(finding.refuses for finding in read.findings):
            self.refused.append(RefusedRow(row, reader.texts(row)))
        else:
            self.rows.append((reader.block, RosterRow(row, read.person, read.number, section, read.extra)))

    def _without_duplicates(self) -> list[RosterRow]:
        repeated = dict(find_duplicates(row for _, row in self.rows))
        kept = []
        for index, (block, row) in enumerate(self.rows):
            finding = repeated.get(index)
            if finding is None:
                kept.append(row)
                continue
            self.findings.append(_placed(finding, block))
            texts = {str(name): getattr(row.person, name) or "" for name in PERSON_FIELDS}
            self.refused.append(RefusedRow(row.row, texts))
        return kept

    def _tell_guesses(self) -> None:
        """Tell which columns were recognised by their values alone, or by a part of their heading."""
        if not self.header.rows:
            message = "没有找到表头，按内容认出了各栏，请核对；也可以自己指定表头所在的行"
            self.findings.append(Finding(None, None, message, Doubt.UNSURE, refuses=False))
        for field, mapped in self.header.lists[0].fields.items():
            if mapped.confidence < WITHOUT_PREFIX and field in TOLD_COLUMNS:
                letter = column_letter(mapped.column)
                shown = f"表头“{mapped.heading}”" if mapped.heading else "没有表头"
                message = f"{letter} 列{shown}，当作“{field.label}”读入，请核对；不对时请改选这一栏"
                row = self.header.last_row or None
                self.findings.append(Finding(row, letter, message, Doubt.UNSURE, refuses=False, field=field))

    def _tell_hidden_rows(self) -> None:
        if self.hidden_rows:
            more = " 等" if len(self.hidden_rows) > ROWS_NAMED else ""
            shown = "、".join(map(str, self.hidden_rows[:ROWS_NAMED])) + more
            message = f"第 {shown} 行在表里是隐藏的（可能是筛选），也读入了，请核对"
            self.findings.append(Finding(self.hidden_rows[0], None, message, Doubt.UNSURE, refuses=False))

    def _tell_hidden_columns(self) -> None:
        """Tell which columns are read although nobody who looks at the sheet sees them: they may be out of date."""
        hidden = self.sheet.grid.hidden_columns
        for block in self.header.lists:
            for field, mapped in block.fields.items():
                if mapped.column in hidden and field in TOLD_COLUMNS:
                    letter = column_letter(mapped.column)
                    message = f"{letter} 列“{mapped.heading}”在表里是隐藏的，也读入了，请核对"
                    row = self.header.last_row or None
                    self.findings.append(Finding(row, letter, message, Doubt.UNSURE, refuses=False, field=field))


def _placed(finding: Finding, block: ListColumns) -> Finding:
    mapped = block.fields.get(finding.field) if finding.field else None
    letter = column_letter(mapped.column) if mapped else None
    return Finding(finding.row, letter, finding.message, finding.doubt, finding.refuses, finding.field)
