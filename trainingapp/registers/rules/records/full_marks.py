"""Points out of another full mark than 100: what a file says of it, what a person decided, and the exact conversion."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from trainingapp.assessment.rules import read_number, shown, to_tenth
from trainingapp.core.errors import Refused
from trainingapp.people.rules.fields import clean_text
from trainingapp.registers.rules.headings import normalise
from trainingapp.registers.rules.merged import MergedGrid
from trainingapp.registers.rules.records.columns import PART, RecordHeader
from trainingapp.registers.rules.records.record import Record
from trainingapp.registers.rules.returning import written

WHOLE, MOST = Decimal(100), Decimal(1000)
FEW, LOW = 5, Decimal(60)
"""Where so many have points and nobody more than these, the full mark is worth asking for."""
IN_WORDS = re.compile(r"满分\s*(?:为|是|:)?\s*(\d{1,4}(?:\.\d)?)|[(\[【](\d{1,4}(?:\.\d)?)\s*分[)\]】]")
COLUMNS = frozenset(map(normalise, ("满分", "满分值", "试卷满分", "卷面满分", "试卷总分", "卷面总分", "总分值")))


@dataclass(frozen=True, slots=True)
class Said:
    """A full mark that a file names, and where it does."""

    full: Decimal
    where: str


@dataclass(frozen=True, slots=True)
class FullMark:
    """The full mark of a component in a file: what the file says, what a person decided, and the best points in it."""

    part: str
    said: Said | None = None
    decided: Decimal | None = None
    best: Decimal | None = None
    count: int = 0

    @property
    def full(self) -> Decimal:
        """Return the full mark by which points are read: 100 unless a person decided otherwise."""
        return self.decided or WHOLE

    @property
    def asks(self) -> str:
        """Return why nothing can be taken before a person decides, or nothing."""
        if self.decided is not None:
            return ""
        if self.said is not None and self.said.full != WHOLE:
            return f"{self.said.where}，满分是 {shown(self.said.full)}"
        return f"最高的有 {shown(self.best)} 分，超过 100" if self.best is not None and self.best > WHOLE else ""

    @property
    def doubt(self) -> str:
        """Return what makes another full mark likely although everything could be taken as it stands, or nothing."""
        known = self.decided is not None or self.said is not None or self.best is None
        low = not known and self.count >= FEW and self.best is not None and self.best <= LOW
        return f"{self.count} 个分数里最高的只有 {shown(self.best)} 分" if low else ""

    def convert(self, text: str) -> str:
        """Return points out of 100, rounded half up to 0.1 once; words such as 缺考 stay.

        Raises Refused above the full mark or below 0.
        """
        points = _number(text)
        if points is None or self.full == WHOLE:
            return text
        if not 0 <= points <= self.full:
            raise Refused(f"{shown(points)} 不在 0 到满分 {shown(self.full)} 分之间")
        return shown(to_tenth(Fraction(points) * 100 / Fraction(self.full)))


def read_full_mark(text: str) -> Decimal:
    """Return the full mark that a person writes. Raises Refused for what is none."""
    full = read_number(text, "满分")
    if not 0 < full <= MOST:
        raise Refused(f"满分要大于 0，不超过 {MOST}，现在是“{text.strip()[:20]}”")
    return full


def find_said(sheet: MergedGrid, header: RecordHeader) -> Mapping[str, Said]:
    """Return the full mark of each component that a file names: in its heading, in a column, or in a title above."""
    parts = {key.removeprefix(PART): column for column, key in header.keys.items() if key.startswith(PART)}
    of_all = (_in_column(sheet, header) or _in_title(sheet, header)) if len(parts) == 1 else None
    said = {part: _in_words(header.headings[column], "表头") or of_all for part, column in parts.items()}
    return {part: one for part, one in said.items() if one}


def _in_words(text: str, place: str) -> Said | None:
    found = IN_WORDS.search(unicodedata.normalize("NFKC", text))
    full = Decimal(found[1] or found[2]) if found else Decimal(0)
    return Said(full, f"{place}写着“{text[:30]}”") if 0 < full <= MOST else None


def _in_title(sheet: MergedGrid, header: RecordHeader) -> Said | None:
    texts = (clean_text(value) for row in sheet.grid.rows[: header.row - 1] for value in row if isinstance(value, str))
    return next(filter(None, (_in_words(text, "表头上面") for text in texts if "满分" in text)), None)


def _in_column(sheet: MergedGrid, header: RecordHeader) -> Said | None:
    """Return the one full mark that a column of full marks holds from top to bottom."""
    columns = [column for column, text in header.headings.items() if normalise(text) in COLUMNS]
    rows = range(header.row + 1, sheet.grid.height + 1)
    values = {written(sheet.grid.value(row, column)) for column in columns[:1] for row in rows} - {""}
    number = _number(values.pop()) if len(values) == 1 else None
    return Said(number, f"“{header.headings[columns[0]]}”一栏") if number and 0 < number <= MOST else None


def full_marks(
    records: Sequence[Record], parts: Iterable[str], said: Mapping[str, Said], decided: Mapping[str, Decimal]
) -> list[FullMark]:
    """Return the full mark of each of the components that a file has points of."""
    found = []
    for part in parts:
        numbers = [number for one in records if (number := _number(one.points.get(part, ""))) is not None]
        if numbers or part in decided:
            best = max(numbers, default=None)
            found.append(FullMark(part, said.get(part), decided.get(part), best, len(numbers)))
    return found


def _number(text: str) -> Decimal | None:
    try:
        return read_number(text, "成绩")
    except Refused:
        return None
