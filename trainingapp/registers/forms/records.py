"""HTTP input of machines' files: columns, people and the session as a person corrects them, and the rule of times."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from trainingapp.assessment.rules import shown
from trainingapp.attendance.terms import Settings
from trainingapp.core.errors import Refused
from trainingapp.core.excel.grid import column_letter
from trainingapp.core.fields import ShareField
from trainingapp.core.forms import ChineseForm
from trainingapp.registers.rules.records.columns import Expected, Told, doubled
from trainingapp.registers.rules.records.full_marks import read_full_mark
from trainingapp.registers.rules.records.people import Match
from trainingapp.registers.rules.records.reading import RecordReading

COLUMN, WHO, FULL = "column-", "who-", "full-"
KEEP = "?"
"""What the page sends where the guess about a person stays."""


def _minutes(label: str, most: int) -> IntegerField:
    return IntegerField(label, [InputRequired("请填数字"), NumberRange(0, most, f"要在 0 到 {most} 之间")])


class RuleForm(ChineseForm):
    """How times become statuses; tried on the page, and kept for the class when that is asked."""

    opens_minutes = _minutes("开始前多少分钟以内的记录有效", 240)
    late_minutes = _minutes("开始多少分钟后算迟到", 120)
    early_minutes = _minutes("结束多少分钟前离开算早退", 240)
    missed_minutes = _minutes("开始多少分钟后才到，提示旷课", 480)
    least_stay = ShareField("在场不到几分之几，提示旷课", description="例如 1/2；不看就空着")
    keep = BooleanField("本班以后都这样换算")

    def show(self, rule: Settings) -> None:
        """Fill the fields."""
        for field in self:
            if hasattr(rule, field.name):
                field.data = getattr(rule, field.name)

    def rule(self) -> dict[str, object]:
        """Return the part of the settings that the form sets."""
        return {field.name: field.data for field in self if hasattr(Settings, field.name)}


def read_record_choice(
    fields: Mapping[str, str], reading: RecordReading, expected: Expected, people: Sequence[Match]
) -> dict[str, Any]:
    """Return what the page corrects of a machine's file: sheet, header's row, columns, people and the session.

    Another sheet or header is read anew before its columns can be chosen. Refuses what two columns would tell.
    """
    sheet = fields.get("sheet", reading.sheet)
    row = fields.get("header_row", "").strip()
    if row and not (row.isdecimal() and 0 < int(row) <= 1000):  # noqa: PLR2004 - no header stands below
        raise Refused(f"表头所在行“{row}”不对，请写行号，如 3")
    if sheet != reading.sheet or (row and int(row) != reading.header.row):
        return {"sheet": sheet, "header_rows": [int(row)] if row and sheet == reading.sheet else [], "columns": None}
    found = reading.header.letters()
    letters = {
        column_letter(column): found.get(column_letter(column), Told.OTHER) for column in reading.header.headings
    }
    wanted = {letter: fields.get(COLUMN + letter, key) for letter, key in letters.items()}
    twice = doubled(wanted)
    if twice:
        raise Refused(f"有两列都选了“{twice}”，请把其中一列改成别的")
    chosen = {letter: key for letter, key in wanted.items() if key in expected.choices}
    corrected = {"columns": chosen} if wanted != letters else {}
    answers = {one.token: fields.get(WHO + one.token, KEEP) for one in people}
    return {
        **corrected,
        "header_rows": [reading.header.row],
        "people": {token: answer for token, answer in answers.items() if answer != KEEP},
        "session": fields.get("session", ""),
        **_full_marks(fields, expected),
    }


def _full_marks(fields: Mapping[str, str], expected: Expected) -> dict[str, dict[str, str]]:
    """Return the full marks as the page has them, where it does; refuse what is none."""
    written = {part: fields[FULL + part].strip() for part in expected.parts if FULL + part in fields}
    return {"full": {part: shown(read_full_mark(text)) for part, text in written.items() if text}} if written else {}
