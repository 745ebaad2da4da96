"""A closed class written to one file, and read into another installation.

Rows keep their keys, which no two installations give twice. What a class shares with others (organisations, courses,
lecturers, places) is met by name or added; people are met as a roster's are. Two checksums stand in the file: the one
that the class was closed with, and that of all its rows; reading it in is refused unless both come out again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import Column, Date, Enum, Time, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import queries, rules
from trainingapp.assessment.models import ClassImport
from trainingapp.assessment.operations.archive_files import MOST_UNPACKED, Archive, pack, unpack
from trainingapp.assessment.operations.archive_rows import (
    PERSON_FIELDS,
    Row,
    gather,
    paper_names,
    select_rows,
    untold_checksum,
    whole_checksum,
)
from trainingapp.assessment.operations.archive_tables import (
    CLASS,
    LINKS,
    PERSON,
    SHARED,
    carried_tables,
    own_tables,
    refers_to,
    table_of,
)
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core import uploads
from trainingapp.core.changes import Changes
from trainingapp.core.database import Scaled, UtcDateTime, db
from trainingapp.core.errors import Refused
from trainingapp.core.scope import current_office
from trainingapp.people.operations import find_or_add_persons
from trainingapp.people.terms import PersonEntry

#: How a value written as text is read again, by the type of its column.
READERS: Final[tuple[tuple[type, Callable[[str], object]], ...]] = (
    (Scaled, Decimal),
    (UtcDateTime, datetime.fromisoformat),
    (Date, date.fromisoformat),
    (Time, time.fromisoformat),
)
Met = Mapping[str, Mapping[int, int]]


class Taken(NamedTuple):
    """A class that was read in: what stands here for each of the archive's rows, and the names of what was added."""

    cohort: Cohort
    met: Met
    added: Mapping[str, Mapping[int, str]]


def export_class(actor: Actor, cohort: Cohort) -> bytes:
    """Return a closed class as one file; refuses one that is open, or that changed after it was closed."""
    closings = queries.list_closings(cohort)
    if not cohort.archived or not closings:
        raise Refused("结班归档以后才能导出班级档案")
    checksum = rules.checksum(queries.class_content(cohort).as_json())
    if checksum != closings[0].checksum:
        raise Refused("结班以后数据有改动，和归档的校验和不符；请取消结班、写明理由，再重新结班后导出")
    tables = gather(cohort)
    archive = Archive(checksum, whole_checksum(tables), tables, _papers(paper_names(tables)))
    content = pack(archive)
    told = Changes(after={"checksum": checksum, "whole_checksum": archive.whole})
    audit.record(actor, "cohort.exported", cohort, told, cohort_id=cohort.id)
    return content


@dataclass(frozen=True, slots=True)
class Holding:
    """What a file holds, in figures."""

    code: str
    name: str
    trainees: int
    sessions: int
    rows: int
    papers: int
    checksum: str
    whole: str


def check_archive(content: bytes) -> Holding:
    """Return what a file holds, without any database; refuses a damaged one, and one whose sums do not come out."""
    archive = unpack(content)
    _refuse_other_version(archive)
    try:
        newest = max(archive.tables["closing"], key=lambda row: int(row["number"]))
        sums = (rules.checksum(newest["content"]), whole_checksum(archive.tables))
        holding, papers = _holding(archive), set(paper_names(archive.tables))
    except (KeyError, TypeError, ValueError) as fault:
        raise Refused("班级档案的内容不合格式；请用同一版本的系统重新导出") from fault
    if sums != (archive.checksum, archive.whole) or papers != set(archive.papers):
        raise Refused("班级档案的内容和归档的校验和不符；请用同一版本的系统重新导出")
    return holding


def _holding(archive: Archive) -> Holding:
    tables, (described,) = archive.tables, archive.tables[CLASS]
    return Holding(
        code=str(described["code"]),
        name=str(described["formal_name"]),
        trainees=len(tables["enrolment"]),
        sessions=len(tables["session"]),
        rows=sum(len(tables[name]) for name in (CLASS, *own_tables())),
        papers=len(archive.papers),
        checksum=archive.checksum,
        whole=archive.whole,
    )


def _papers(digests: Mapping[str, str]) -> dict[str, bytes]:
    papers: dict[str, bytes] = {}
    size = 0
    for digest in digests:
        papers[digest] = uploads.read(digest)
        size += len(papers[digest])
        if size > MOST_UNPACKED:
            raise Refused(f"本班的材料一共超过 {MOST_UNPACKED // 1024 // 1024} MB，装不进一个档案；请先压缩扫描件")
    return papers


def import_class(actor: Actor, *, content: bytes) -> Cohort:
    """Read a class in, and return it; all its rows have the checksum that they were exported with.

    Refuses a damaged file, one of another version, a class that is here already or whose code is taken, and what the
    actor could not have made; then nothing is written at all. What it added is kept, so that it can be taken back.
    """
    archive = unpack(content)
    taken = _take_whole(actor, archive)
    cohort = taken.cohort
    for digest, file_name in paper_names(archive.tables).items():
        uploads.store(archive.papers[digest], file_name=file_name)
    added = {name: sorted(rows) for name, rows in taken.added.items() if rows}
    db.session.add(
        ClassImport(cohort_id=cohort.id, read_by=actor.name, added=added, checksum=untold_checksum(archive.tables))
    )
    sums = {"checksum": archive.checksum, "whole_checksum": archive.whole}
    told = Changes(after={"name": cohort.short_name, **sums})
    audit.record(actor, "cohort.imported", cohort, told, cohort_id=cohort.id)
    return cohort


class Meeting(NamedTuple):
    """What a file shares with others here, of one kind: the names of what is here already, and of what is added."""

    kind: str
    known: Sequence[str]
    added: Sequence[str]


class Preview(NamedTuple):
    """What reading a file in would do."""

    holding: Holding
    meetings: Sequence[Meeting]

    @property
    def new_people(self) -> int:
        """Return how many persons it adds."""
        return next(len(one.added) for one in self.meetings if one.kind == PERSON)


def preview_import(actor: Actor, *, content: bytes) -> Preview:
    """Return what reading a file in would do; refuses as reading it in does, writes nothing.

    It is read in for a moment and taken back.
    """
    archive = unpack(content)
    trial = db.session.begin_nested()
    try:
        taken = _take_whole(actor, archive)
        meetings = [_meeting(name, archive.tables[name], taken) for name in (PERSON, *SHARED)]
        return Preview(_holding(archive), meetings)
    finally:
        trial.rollback()


def _meeting(name: str, rows: Sequence[Row], taken: Taken) -> Meeting:
    met, added = taken.met[name], taken.added[name]
    known = [str(row[_label(name)]) for row in rows if met[row["id"]] not in added]
    return Meeting(name, sorted(known), sorted(added.values()))


def _label(name: str) -> str:
    """Return the column that names a row of something shared."""
    return "name" if name == PERSON else SHARED[name][0]


def _take_whole(actor: Actor, archive: Archive) -> Taken:
    """Take all rows or none."""
    try:
        with db.session.begin_nested():
            return _take(actor, archive)
    except (IntegrityError, StatementError, KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Refused("班级档案和本系统的数据对不上（例如证书编号已被使用，或版本不同），没有读入") from fault


def _take(actor: Actor, archive: Archive) -> Taken:
    _refuse_other_version(archive)
    (described,) = archive.tables[CLASS]
    _refuse_known(described)
    met: dict[str, Mapping[int, int]] = {}
    added: dict[str, Mapping[int, str]] = {}
    for name, keys in SHARED.items():
        met[name], added[name] = _meet(name, keys, archive.tables[name], met)
    _link(archive, met)
    met[PERSON], added[PERSON] = _meet_people(actor, archive.tables[PERSON], met)
    for name in (CLASS, *own_tables()):
        _insert(name, _parents_first(name, archive.tables[name]), met)
        met[name] = {row["id"]: row["id"] for row in archive.tables[name]}
    cohort = find_cohort(actor, Permission.COHORT_EDIT, str(described["public_id"]))
    _refuse_other(cohort, archive)
    return Taken(cohort, met, added)


def _refuse_other_version(archive: Archive) -> None:
    if set(archive.tables) != carried_tables():
        raise Refused("班级档案是另一个版本的系统导出的，没有读入；请把两边升级到同一版本")


def _refuse_other(cohort: Cohort, archive: Archive) -> None:
    """Refuse what is here now if it is not what the archive says it holds."""
    tables = gather(cohort)
    if set(paper_names(tables)) != set(archive.papers):
        raise Refused("班级档案里的材料不齐，没有读入")
    sums = (rules.checksum(queries.class_content(cohort).as_json()), whole_checksum(tables))
    if sums != (archive.checksum, archive.whole):
        raise Refused("读入后的内容和归档的校验和不符，没有读入；请用同一版本的系统重新导出")


def _refuse_known(described: Row) -> None:
    table = table_of(CLASS)
    if db.session.execute(select(table.c.id).where(table.c.id == described["id"])).first():
        raise Refused(f"“{described['short_name']}”已经在本系统里，不能再读入一次")
    if select_rows("cohort", "code", [described["code"]]):
        raise Refused(f"代码“{described['code']}”已经用于本系统的另一个班，请先改那个班的代码")


def _meet(name: str, keys: tuple[str, ...], rows: list[Row], met: Met) -> tuple[dict[int, int], dict[int, str]]:
    """Return which row here stands for each row of the archive, and the names of those that were added."""
    here = {
        tuple(row[key] for key in keys): row["id"] for row in select_rows(name, keys[0], [row[keys[0]] for row in rows])
    }
    found = {row["id"]: here[wanted] for row in rows if (wanted := tuple(row[key] for key in keys)) in here}
    added = [row for row in _parents_first(name, rows) if row["id"] not in found]
    own = {row["id"]: row["id"] for row in added}
    _insert(name, added, {**met, name: {**found, **own}})
    return {**found, **own}, {row["id"]: str(row[_label(name)]) for row in added}


def _link(archive: Archive, met: Met) -> None:
    """Give what is shared the competencies of the archive, unless it has its own here."""
    for name, column in LINKS.items():
        owners = met[refers_to(table_of(name).c[column])]
        rows = archive.tables[name]
        known = {row[column] for row in select_rows(name, column, owners.values())}
        _insert(name, [row for row in rows if owners[row[column]] not in known], met)


def _meet_people(actor: Actor, rows: list[Row], met: Met) -> tuple[dict[int, int], dict[int, str]]:
    """Return which person here stands for each of the archive, and who was added; two of them never become one."""
    table = table_of(PERSON)
    entries = [
        PersonEntry(**{key: _placed(table.c[key], row[key], met) for key in PERSON_FIELDS})  # the names are its fields
        for row in rows
    ]
    people = find_or_add_persons(actor, entries)
    if len({one.person.id for one in people}) != len(people):
        raise Refused("班级档案里有同名同单位的两个人，分不清谁是谁，没有读入；请先在原系统里补上出生年月")
    found = {row["id"]: one.person.id for row, one in zip(rows, people, strict=True)}
    return found, {one.person.id: one.person.name for one in people if one.added}


def _parents_first(name: str, rows: list[Row]) -> list[Row]:
    """Return the rows so that none comes before the row of its own table that it refers to."""
    columns = [column.name for column in table_of(name).columns if refers_to(column) == name]
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


def _insert(name: str, rows: list[Row], met: Met) -> None:
    table, office = table_of(name), current_office()
    columns = [column for column in table.columns if column.name != "office_id"]
    own = {name: {row["id"]: row["id"] for row in rows}}
    values = [
        {"office_id": office, **{column.name: _placed(column, row[column.name], {**own, **met}) for column in columns}}
        for row in rows
    ]
    if values:
        db.session.execute(insert(table), values)


def _placed(column: Column[Any], value: Any, met: Met) -> Any:  # noqa: ANN401 - of any column
    """Return a value as its column takes it: keys as they are here, accounts of the other installation left out."""
    if value is None:
        return None
    if refers := refers_to(column):
        return met.get(refers, {}).get(value)
    kind = column.type
    if isinstance(kind, Enum):
        return kind.enum_class(value) if kind.enum_class else value
    return next((read(value) for known, read in READERS if isinstance(kind, known)), value)
