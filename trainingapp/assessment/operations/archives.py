"""A closed class written to one file, and read into another installation.

Rows keep their keys, which no two installations give twice. What a class shares with others (organisations, courses,
lecturers, places) is met by name or added; people are met as a roster's are. Numbers of identity cards and telephones
never leave the installation, nor does who has answered an evaluation.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Column, Date, Enum, Table, Time, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import queries, rules
from trainingapp.assessment.operations.archive_files import Archive, pack, unpack
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.cohorts.terms import Stage
from trainingapp.core import uploads
from trainingapp.core.changes import Changes
from trainingapp.core.database import Base, Scaled, UtcDateTime, db
from trainingapp.core.errors import Refused
from trainingapp.core.scope import current_office
from trainingapp.people.models import Person
from trainingapp.people.operations import find_or_add_persons
from trainingapp.people.terms import PersonEntry

Row = dict[str, Any]

#: The tables of a class after its own, each with the column that leads to one before it.
OWN: Final = {
    "attendance_settings": "cohort_id",
    "track": "cohort_id",
    "cohort_group": "cohort_id",
    "enrolment": "cohort_id",
    "session": "cohort_id",
    "session_audience": "session_id",
    "session_lecturer": "session_id",
    "visit": "session_id",
    "stop": "visit_id",
    "vehicle": "visit_id",
    "roll_call": "session_id",
    "mark": "session_id",
    "scheme": "cohort_id",
    "component": "scheme_id",
    "band": "scheme_id",
    "scheme_gate": "scheme_id",
    "scheme_edition": "scheme_id",
    "score": "component_id",
    "offence": "enrolment_id",
    "outcome": "enrolment_id",
    "certificate": "cohort_id",
    "questionnaire": "cohort_id",
    "evaluation_answer": "questionnaire_id",
    "task": "cohort_id",
    "work": "task_id",
    "work_mark": "work_id",
    "timetable_release": "cohort_id",
    "scan": "cohort_id",
    "closing": "cohort_id",
    "hours_entry": "cohort_id",
}
#: What a class shares with others, and by what it is met; before it all that it refers to.
SHARED: Final = {
    "organisation": ("name",),
    "programme": ("code",),
    "course": ("title",),
    "lecturer": ("name", "unit"),
    "venue": ("name",),
    "site": ("name",),
}
#: How a value written as text is read again, by the type of its column.
READERS: Final[tuple[tuple[type, Callable[[str], object]], ...]] = (
    (Scaled, Decimal),
    (UtcDateTime, datetime.fromisoformat),
    (Date, date.fromisoformat),
    (Time, time.fromisoformat),
)
PERSON: Final = "person"
KEPT_BACK: Final = {"phone", "identity_number"}
PERSON_FIELDS: Final = [field.name for field in fields(PersonEntry) if field.name not in KEPT_BACK]


def export_class(actor: Actor, cohort: Cohort) -> bytes:
    """Return a closed class as one file; refuses one that is open, or that changed after it was closed."""
    closings = queries.list_closings(cohort)
    if cohort.stage is not Stage.CLOSED or not closings:
        raise Refused("结班归档以后才能导出班级档案")
    checksum = rules.checksum(queries.class_content(cohort).as_json())
    if checksum != closings[0].checksum:
        raise Refused("结班以后数据有改动，和归档的校验和不符；请取消结班、写明理由，再重新结班后导出")
    found = _own_rows(cohort)
    tables = {**_referred(found), **found}
    papers = {row["digest"]: uploads.read(row["digest"]) for row in found["scan"]}
    content = pack(Archive(checksum, _as_text(tables), papers))
    audit.record(actor, "cohort.exported", cohort, Changes(after={"checksum": checksum}), cohort_id=cohort.id)
    return content


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _select(name: str, column: str, keys: Iterable[object]) -> list[Row]:
    table = _table(name)
    wanted = select(table).where(table.c.office_id == current_office(), table.c[column].in_(set(keys)))
    return [dict(row) for row in db.session.execute(wanted.order_by(table.c.id)).mappings()]


def _own_rows(cohort: Cohort) -> dict[str, list[Row]]:
    db.session.flush()
    found = {"cohort": _select("cohort", "id", [cohort.id])}
    for name, column in OWN.items():
        parent = _refers_to(_table(name).c[column])
        found[name] = _select(name, column, [row["id"] for row in found[parent]])
    return found


def _refers_to(column: Column[Any]) -> str:
    """Return the table that a column refers to; blank where it refers to none."""
    return next((key.column.table.name for key in column.foreign_keys), "")


def _referred(found: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Return the rows shared with others that a class refers to, organisations with all that they belong to."""
    people = _select(PERSON, "id", _keys_to(PERSON, found))
    sources = {**found, PERSON: people}
    shared = {name: _select(name, "id", _keys_to(name, sources)) for name in SHARED}
    known = {row["id"] for row in shared["organisation"]}
    while above := {row["parent_id"] for row in shared["organisation"]} - known - {None}:
        shared["organisation"] += _select("organisation", "id", above)
        known |= above
    return {**shared, PERSON: [{key: row[key] for key in ("id", *PERSON_FIELDS)} for row in people]}


def _keys_to(name: str, sources: Mapping[str, list[Row]]) -> set[int]:
    return {
        row[column.name]
        for source, rows in sources.items()
        for column in _table(source).columns
        if _refers_to(column) == name
        for row in rows
        if row.get(column.name) is not None
    }


def _as_text(tables: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    return {
        name: [{key: _write(value) for key, value in row.items() if key != "office_id"} for row in rows]
        for name, rows in tables.items()
    }


def _write(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def import_class(actor: Actor, *, content: bytes) -> Cohort:
    """Read a class in, and return it; its content has the checksum that it was closed with.

    Refuses a damaged file, one of another version, a class that is here already or whose code is taken, and what the
    actor could not have made; then nothing is written at all.
    """
    archive = unpack(content)
    try:
        with db.session.begin_nested():
            cohort = _take(actor, archive)
    except (IntegrityError, StatementError, KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Refused("班级档案和本系统的数据对不上（例如证书编号已被使用，或版本不同），没有读入") from fault
    for paper in queries.list_scans(cohort):
        uploads.store(archive.papers[paper.digest], file_name=paper.file_name)
    told = Changes(after={"name": cohort.short_name, "checksum": archive.checksum})
    audit.record(actor, "cohort.imported", cohort, told, cohort_id=cohort.id)
    return cohort


def _take(actor: Actor, archive: Archive) -> Cohort:
    if set(archive.tables) != {"cohort", PERSON, *SHARED, *OWN}:
        raise Refused("班级档案是另一个版本的系统导出的，没有读入；请把两边升级到同一版本")
    (described,) = archive.tables["cohort"]
    _refuse_known(described)
    met: dict[str, dict[int, int]] = {}
    for name, keys in SHARED.items():
        met[name] = _meet(name, keys, archive.tables[name], met)
    met[PERSON] = _meet_people(actor, archive.tables[PERSON], met)
    for name in ("cohort", *OWN):
        _insert(name, _parents_first(name, archive.tables[name]), met)
        met[name] = {row["id"]: row["id"] for row in archive.tables[name]}
    cohort = find_cohort(actor, Permission.COHORT_EDIT, str(described["public_id"]))
    if {scan.digest for scan in queries.list_scans(cohort)} != set(archive.papers):
        raise Refused("班级档案里的材料不齐，没有读入")
    if rules.checksum(queries.class_content(cohort).as_json()) != archive.checksum:
        raise Refused("读入后的内容和归档的校验和不符，没有读入；请用同一版本的系统重新导出")
    return cohort


def _refuse_known(described: Row) -> None:
    table = _table("cohort")
    if db.session.execute(select(table.c.id).where(table.c.id == described["id"])).first():
        raise Refused(f"“{described['short_name']}”已经在本系统里，不能再读入一次")
    if _select("cohort", "code", [described["code"]]):
        raise Refused(f"代码“{described['code']}”已经用于本系统的另一个班，请先改那个班的代码")


def _meet(name: str, keys: tuple[str, ...], rows: list[Row], met: dict[str, dict[int, int]]) -> dict[int, int]:
    """Return which row here stands for each row of the archive, adding those that are not here."""
    here = {
        tuple(row[key] for key in keys): row["id"] for row in _select(name, keys[0], [row[keys[0]] for row in rows])
    }
    found = {row["id"]: here[wanted] for row in rows if (wanted := tuple(row[key] for key in keys)) in here}
    added = [row for row in _parents_first(name, rows) if row["id"] not in found]
    own = {row["id"]: row["id"] for row in added}
    _insert(name, added, {**met, name: {**found, **own}})
    return {**found, **own}


def _meet_people(actor: Actor, rows: list[Row], met: Mapping[str, dict[int, int]]) -> dict[int, int]:
    """Return which person here stands for each of the archive; two of them never become one."""
    table = _table(PERSON)
    entries = [
        PersonEntry(**{key: _placed(table.c[key], row[key], met) for key in PERSON_FIELDS})  # the names are its fields
        for row in rows
    ]
    people: list[Person] = [one.person for one in find_or_add_persons(actor, entries)]
    if len({person.id for person in people}) != len(people):
        raise Refused("班级档案里有同名同单位的两个人，分不清谁是谁，没有读入；请先在原系统里补上出生年月")
    return {row["id"]: person.id for row, person in zip(rows, people, strict=True)}


def _parents_first(name: str, rows: list[Row]) -> list[Row]:
    """Return the rows so that none comes before the row of its own table that it refers to."""
    columns = [column.name for column in _table(name).columns if _refers_to(column) == name]
    waiting, done, placed = list(rows), set[int](), list[Row]()
    keys = {row["id"] for row in rows}
    while waiting:
        ready = [row for row in waiting if all(row[one] not in keys - done for one in columns)]
        if not ready:
            raise ValueError(name)
        placed += ready
        done |= {row["id"] for row in ready}
        waiting = [row for row in waiting if row["id"] not in done]
    return placed


def _insert(name: str, rows: list[Row], met: Mapping[str, dict[int, int]]) -> None:
    table, office = _table(name), current_office()
    columns = [column for column in table.columns if column.name != "office_id"]
    own = {name: {row["id"]: row["id"] for row in rows}}
    values = [
        {"office_id": office, **{column.name: _placed(column, row[column.name], {**own, **met}) for column in columns}}
        for row in rows
    ]
    if values:
        db.session.execute(insert(table), values)


def _placed(column: Column[Any], value: Any, met: Mapping[str, Mapping[int, int]]) -> Any:  # noqa: ANN401 - of any column
    """Return a value as its column takes it: keys as they are here, accounts of the other installation left out."""
    if value is None:
        return None
    if refers := _refers_to(column):
        return met.get(refers, {}).get(value)
    kind = column.type
    if isinstance(kind, Enum):
        return kind.enum_class(value) if kind.enum_class else value
    return next((read(value) for known, read in READERS if isinstance(kind, known)), value)
