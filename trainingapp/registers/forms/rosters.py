"""Forms of rosters on their way in."""

import re
from collections.abc import Iterable, Mapping

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField

from trainingapp.core.errors import Refused
from trainingapp.core.forms import ChineseForm
from trainingapp.registers.operations import Choice
from trainingapp.registers.rules.checking import OfferedColumn, offer_columns
from trainingapp.registers.rules.findings import RosterReading
from trainingapp.registers.rules.header_words import RosterField

COLUMN, UNIT, NAMED = "column-", "unit-", "named-"
ROWS = re.compile(r"\s*(\d{1,6})(?:\s*[-–—至~]\s*(\d{1,6}))?\s*")
MOST_HEADER_ROWS = 5


class UploadForm(ChineseForm):
    """A file of trainees, marks or scores from outside."""

    file = FileField(
        "文件",
        [FileRequired("请选择文件")],
        description=".xlsx、.xlsm 或 .csv，最大 10 MB；.xls 请先另存为 .xlsx",
        render_kw={"accept": ".xlsx,.xlsm,.csv,.txt"},
    )


class EntryForm(UploadForm):
    """A sheet of paper forms, filled in."""

    file = FileField(
        "填好的录入表",
        [FileRequired("请选择文件")],
        description=".xlsx、.xlsm 或 .csv；空着的行不读",
        render_kw={"accept": ".xlsx,.xlsm,.csv,.txt"},
    )


class ReturnForm(ChineseForm):
    """A paper that was handed out here and edited since."""

    file = FileField(
        "改过的表", [FileRequired("请选择文件")], description=".xlsx，最大 10 MB", render_kw={"accept": ".xlsx,.xlsm"}
    )


class TemplateForm(ChineseForm):
    """An office's own template of a paper."""

    file = FileField("模板文件", [FileRequired("请选择文件")], render_kw={"accept": ".xlsx,.docx"})
    losses_accepted = BooleanField("知道会丢失，仍然使用")


class ImportForm(ChineseForm):
    """The one click that takes a roster in."""


def read_choice(fields: Mapping[str, str], reading: RosterReading) -> Choice:
    """Return what the page says: sheet, header rows, and the columns where they differ from those found.

    Another sheet, or another header, is read anew before columns can be chosen. Refuses a field that two columns would
    have, and rows that are no rows.
    """
    sheet = fields.get("sheet", reading.sheet)
    rows = _header_rows(fields["header_rows"]) if "header_rows" in fields else reading.header_rows
    if sheet != reading.sheet:
        return Choice(sheet)
    if rows != reading.header_rows:
        return Choice(sheet, rows)
    columns = _columns(fields, offer_columns(reading))
    found = {name.value: column.letter for name, column in reading.columns.items()}
    return Choice(sheet, rows, columns if columns != found else None)


def read_units(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the organisations that the page has chosen, by public id, for units written otherwise; blank for none."""
    return {key.removeprefix(UNIT): value for key, value in fields.items() if key.startswith(UNIT)}


def read_named_units(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the organisations that the page names in full, for units that are like none."""
    named = {key.removeprefix(NAMED): value.strip() for key, value in fields.items() if key.startswith(NAMED)}
    return {written: name for written, name in named.items() if name}


def _columns(fields: Mapping[str, str], offered: Iterable[OfferedColumn]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for one in offered:
        field = _field(fields.get(COLUMN + one.letter, one.field))
        if field is RosterField.OTHER:
            continue
        if field in columns:
            raise Refused(f"{columns[field]} 列和 {one.letter} 列都选了“{field.label}”，请把其中一列改成别的")
        columns[field.value] = one.letter
    return columns


def _field(word: str) -> RosterField:
    return RosterField(word) if word in set(RosterField) else RosterField.OTHER


def _header_rows(text: str) -> tuple[int, ...]:
    if not text.strip():
        return ()
    found = ROWS.fullmatch(text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 0 < first <= last < first + MOST_HEADER_ROWS:
        raise Refused(f"表头所在行“{text}”不对，请写行号，如 3；表头有两行时写 3-4，最多 {MOST_HEADER_ROWS} 行")
    return tuple(range(first, last + 1))
