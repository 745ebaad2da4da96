"""One row below the header as a person: every field cleaned and judged, with what the row says against itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from trainingapp.core.excel.grid import ERROR_VALUES, Cell, column_letter
from trainingapp.people.rules.births import read_birth, read_month
from trainingapp.people.rules.fields import (
    clean_text,
    is_nothing,
    read_education,
    read_ethnic,
    read_gender,
    read_politics,
    read_text,
)
from trainingapp.people.rules.identities import birth_of, gender_of, read_identity
from trainingapp.people.rules.names import CleanName, clean_name, name_problem
from trainingapp.people.rules.phones import read_phone
from trainingapp.people.rules.posts import split_post
from trainingapp.people.rules.readings import BLANK, Doubt, Note, Reading, refuse, warn
from trainingapp.registers.rules.findings import Finding, RosterPerson
from trainingapp.registers.rules.groups import read_group
from trainingapp.registers.rules.header_words import EXTRA_FIELDS, FIELD_LABELS, RosterField
from trainingapp.registers.rules.headers import ListColumns
from trainingapp.registers.rules.merged import MergedGrid

ORG_LIMIT, POST_LIMIT, GROUP_LIMIT, CATEGORY_LIMIT, NOTE_LIMIT, EXTRA_LIMIT = 120, 80, 40, 40, 200, 500

NEVER_COMPUTED = frozenset({RosterField.NAME, RosterField.IDENTITY, RosterField.PHONE})
"""A formula here is refused even with a stored result: it may stand for another row tomorrow, or do harm."""
NEVER_FILLED_DOWN = frozenset({RosterField.NAME, RosterField.IDENTITY, RosterField.PHONE, RosterField.NUMBER})
"""A merged cell over several people cannot be these."""
TELLS_OF_A_PERSON = (
    RosterField.GENDER,
    RosterField.ETHNIC,
    RosterField.BIRTH,
    RosterField.PHONE,
    RosterField.POLITICS,
    RosterField.EDU,
    RosterField.IDENTITY,
)
"""Filled in without a name, these make a row a person whose name is missing."""
DITTO = frozenset({"同上", "〃", "″", "“", "”", '"', "''", "同", "……", "…", "同左"})


def _repeating(reader: Callable[[object], Reading]) -> Callable[[object], Reading]:
    """Remember what equal cells read as: a roster has few organisations and many rows. Not for what tells who it is."""
    return lru_cache(maxsize=2048, typed=True)(reader)  # typed: 1, 1.0 and True are equal, and read differently


def _read_group(value: object) -> Reading:
    read = read_text(value, what="组别", limit=GROUP_LIMIT)
    return Reading(read_group(read.value)) if read.value else read


READERS: Mapping[RosterField, Callable[[object], Reading]] = {
    RosterField.PHONE: read_phone,
    RosterField.IDENTITY: read_identity,
    RosterField.GENDER: _repeating(read_gender),
    RosterField.ETHNIC: _repeating(read_ethnic),
    RosterField.POLITICS: _repeating(read_politics),
    RosterField.EDU: _repeating(read_education),
    RosterField.ORG: _repeating(partial(read_text, what="单位", limit=ORG_LIMIT)),
    RosterField.ORG_POST: _repeating(partial(read_text, what="单位及职务", limit=ORG_LIMIT)),
    RosterField.POST: _repeating(partial(read_text, what="职务", limit=POST_LIMIT)),
    RosterField.GROUP: _repeating(_read_group),
    RosterField.CATEGORY: _repeating(partial(read_text, what="后备类别", limit=CATEGORY_LIMIT)),
    RosterField.REMARK: partial(read_text, what="备注", limit=NOTE_LIMIT),
    RosterField.JOINED: partial(read_month, what=RosterField.JOINED.label),
    RosterField.TOOK_OFFICE: partial(read_month, what=RosterField.TOOK_OFFICE.label),
}


@dataclass(frozen=True, slots=True)
class ColumnHabits:
    """How a sheet writes: whether its texts were typed as such, and months with two digits."""

    typed_text: bool = True
    two_digit_months: bool | None = None


@dataclass(frozen=True, slots=True)
class PersonReading:
    """What a row gives: the person (None without a name), texts beside, and findings."""

    person: RosterPerson | None
    extra: Mapping[str, str]
    findings: Sequence[Finding]
    number: str | None = None


class RowReader:
    """Reads the rows of one list in order; remembers the row above for 同上."""

    def __init__(self, sheet: MergedGrid, block: ListColumns, habits: ColumnHabits) -> None:
        """Keep where the list stands and how its sheet writes."""
        self.sheet = sheet
        self.block = block
        self.habits = habits
        self._above: dict[RosterField, str] = {}

    def continues_above(self, row: int) -> bool:
        """Tell whether the row only goes on with the person above, whose name is merged over both."""
        column = self.block.fields[RosterField.NAME].column
        return self.sheet.anchor(row, column)[0] < row

    def is_empty_place(self, row: int) -> bool:
        """Tell whether a row has neither a name nor anything that only a person has: a numbered line left blank."""
        fields = (RosterField.NAME, *TELLS_OF_A_PERSON)
        cells = (self._own_cell(field, row) for field in fields if field in self.block.fields)
        return all(is_nothing(cell.value) and not cell.is_formula for cell in cells)

    def read(self, row: int, *, group: str | None) -> PersonReading:
        """Return the person of a row; `group` is the heading it stands under."""
        readings: dict[RosterField, Reading] = {}
        for name in self.block.fields:
            readings[name] = self._read_field(name, self._cell(name, row))
        called = self._name(clean_text(self._own_cell(RosterField.NAME, row).value), readings)
        _split_org_post(readings)
        _compare_with_identity(readings)
        _compare_with_aside(called, readings)
        findings = [self._finding(row, name, read.note) for name, read in readings.items() if read.note]
        person = _person(called.name, readings, group) if called.name else None
        extra = {str(name): text for name in EXTRA_FIELDS if (text := readings.get(name, BLANK).value)}
        number = readings.get(RosterField.NUMBER, BLANK).value
        return PersonReading(person, extra, findings, number)

    def texts(self, row: int) -> dict[str, str]:
        """Return what stands in a row by field, to show beside its errors."""
        return {str(name): clean_text(self._own_cell(name, row).value) for name in self.block.fields}

    def _own_cell(self, name: RosterField, row: int) -> Cell:
        return self.sheet.grid.cell(row, self.block.fields[name].column)

    def _cell(self, name: RosterField, row: int) -> Cell:
        """Return a field's cell: the merged one above where it may be filled down, the row above's for 同上."""
        cell = self._own_cell(name, row)
        if name in NEVER_FILLED_DOWN:
            return cell
        if cell.value is None and not cell.is_formula:
            return self.sheet.grid.cell(*self.sheet.anchor(row, self.block.fields[name].column))
        if isinstance(cell.value, str) and clean_text(cell.value) in DITTO and name in self._above:
            return Cell(self._above[name])
        return cell

    def _read_field(self, name: RosterField, cell: Cell) -> Reading:
        label = FIELD_LABELS[name]
        is_of_person = name in READERS or name in (RosterField.NAME, RosterField.BIRTH)
        if cell.is_formula and is_of_person and (name in NEVER_COMPUTED or cell.value is None):
            return refuse(Doubt.FORMULA, f"{label}是公式，不读取；请复制后“选择性粘贴—数值”，再上传")
        if isinstance(cell.value, str) and cell.value in ERROR_VALUES and is_of_person:
            return refuse(Doubt.ERROR_VALUE, f"{label}是出错的值 {cell.value}；请改正或留空")
        read = self._read_value(name, cell)
        if read.value:
            self._above[name] = read.value
        if cell.is_formula and is_of_person and not read.note:
            return warn(read.value, Doubt.FORMULA, f"{label}是公式，按它存着的结果“{read.value or ''}”读入，请核对")
        return read

    def _read_value(self, name: RosterField, cell: Cell) -> Reading:
        if name is RosterField.NAME:
            return BLANK  # judged in `_name`, where what stands in brackets is known too
        if name is RosterField.BIRTH:
            if is_nothing(cell.value):
                return BLANK
            return read_birth(
                cell.value,
                number_format=cell.number_format,
                as_text=self.habits.typed_text,
                two_digit_months=self.habits.two_digit_months,
            )
        reader = READERS.get(name)
        return reader(cell.value) if reader else Reading(clean_text(cell.value)[:EXTRA_LIMIT] or None)

    def _name(self, text: str, readings: dict[RosterField, Reading]) -> CleanName:
        if readings[RosterField.NAME].note:
            return CleanName("")
        called = clean_name(text)
        if not called.name or is_nothing(called.name):
            readings[RosterField.NAME] = refuse(Doubt.NO_NAME, "没有姓名；请补上姓名，或删去这一行")
            return CleanName("")
        problem = name_problem(called.name)
        if problem:
            readings[RosterField.NAME] = refuse(problem.doubt, problem.message)
        return called

    def _finding(self, row: int, name: RosterField, note: Note) -> Finding:
        mapped = self.block.fields.get(name)
        letter = column_letter(mapped.column) if mapped else None
        return Finding(row, letter, note.message, note.doubt, note.refuses, name)


def _split_org_post(readings: dict[RosterField, Reading]) -> None:
    """Fill organisation and post from a column that holds both, unless they have columns of their own."""
    both = readings.get(RosterField.ORG_POST, BLANK)
    if not both.value:
        return
    org, post = readings.get(RosterField.ORG, BLANK).value, readings.get(RosterField.POST, BLANK).value
    split = split_post(both.value)
    if split is None and not (org and post):
        message = f"“{both.value}”分不清单位和职务，整个按单位读入，请核对"
        readings[RosterField.ORG_POST] = warn(both.value, Doubt.UNSURE, message)
    found_org, found_post = split or (both.value, None)
    readings[RosterField.ORG] = Reading(org or found_org, readings.get(RosterField.ORG, BLANK).note)
    readings[RosterField.POST] = Reading(post or found_post, readings.get(RosterField.POST, BLANK).note)


def _compare_with_identity(readings: dict[RosterField, Reading]) -> None:
    """Fill birth and gender from a valid identity number, or tell that they disagree with it."""
    identity = readings.get(RosterField.IDENTITY, BLANK).value
    if not identity:
        return
    told = ((RosterField.BIRTH, birth_of(identity)), (RosterField.GENDER, gender_of(identity)))
    for name, value in told:
        read = readings.get(name, BLANK)
        in_doubt = read.note is not None and read.note.doubt is Doubt.BIRTH_AMBIGUOUS
        if in_doubt or (read.value is None and not (read.note and read.note.refuses)):
            readings[name] = Reading(value)
        elif read.value and read.value != value:
            message = f"{FIELD_LABELS[name]}“{read.value}”与身份证号里的“{value}”不一致，请核对"
            readings[name] = warn(read.value, Doubt.DISAGREES, message)


def _compare_with_aside(called: CleanName, readings: dict[RosterField, Reading]) -> None:
    """Take 女 and 回族 from a name such as 张伟（女，回族）; tell what else stood in the brackets."""
    for text in called.aside:
        for name, reader in ((RosterField.GENDER, read_gender), (RosterField.ETHNIC, read_ethnic)):
            read = reader(text)
            if read.value and read.note is None:
                current = readings.get(name, BLANK)
                readings[name] = current if current.value or current.note else read
                break
        else:
            if readings[RosterField.NAME].note is None:
                message = f"姓名“{called.name}”后面括号里的“{text[:20]}”没有读入，请核对"
                readings[RosterField.NAME] = warn(called.name, Doubt.UNSURE, message)


def _person(name: str, readings: Mapping[RosterField, Reading], group: str | None) -> RosterPerson:
    def value(field: RosterField) -> str | None:
        return readings.get(field, BLANK).value

    return RosterPerson(
        name=name,
        gender=value(RosterField.GENDER),
        ethnic=value(RosterField.ETHNIC),
        birth=value(RosterField.BIRTH),
        org=value(RosterField.ORG),
        post=value(RosterField.POST),
        phone=value(RosterField.PHONE),
        politics=value(RosterField.POLITICS),
        edu=value(RosterField.EDU),
        group=value(RosterField.GROUP) or group,
        identity=value(RosterField.IDENTITY),
    )
