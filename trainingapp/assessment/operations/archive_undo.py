"""Taking back a class that was read in: it goes as it came, with what came along and nobody else uses."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, func, select

from trainingapp.accounts.terms import Actor
from trainingapp.assessment import queries
from trainingapp.assessment.operations.archive_rows import gather, untold_checksum
from trainingapp.assessment.operations.archive_tables import (
    CLASS,
    IMPORT,
    LEFT_OUT,
    LINKS,
    PERSON,
    SHARED,
    TRAIL,
    own_tables,
    refers_to,
    table_of,
)
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.core.changes import Changes
from trainingapp.core.database import Base, db
from trainingapp.core.errors import Refused

Keys = Mapping[str, Collection[int]]


def take_back_import(actor: Actor, cohort: Cohort) -> Mapping[str, int]:
    """Remove a class that was read in, and return how many rows went with it, by table, that others do not use.

    Refuses a class that was not read in, one that was changed since, and one of which something here makes use. What
    a person who was here lacked and the file filled in stays, and so does what the trail tells of acts done here.
    """
    found = queries.import_of(cohort)
    if found is None:
        raise Refused("本班不是从班级档案读入的，不能撤回")
    tables = gather(cohort)
    if untold_checksum(tables) != found.checksum:
        raise Refused("读入以后本班有改动，撤回会把改动一起删掉，没有撤回；请先把改动改回去，或者留着本班")
    came = {
        **tables,
        TRAIL: [row for row in tables[TRAIL] if datetime.fromisoformat(row["occurred_at"]) < found.read_at],
    }
    rows = {name: [row["id"] for row in came[name]] for name in (CLASS, *own_tables())}
    _refuse_used(rows)
    audit.record(actor, "cohort.import_undone", cohort, Changes(before={"name": cohort.short_name}))
    db.session.flush()
    for name in (IMPORT, *reversed((CLASS, *own_tables()))):
        _delete(name, [found.id] if name == IMPORT else rows[name])
    db.session.expunge(cohort)
    return {name: _delete_unused(name, found.added.get(name, ())) for name in (PERSON, *reversed(SHARED))}


def _refuse_used(rows: Keys) -> None:
    """Refuse to remove rows that rows of other tables refer to."""
    users = {user for name, keys in rows.items() for user in _users(name, keys, besides={IMPORT, *rows})}
    if users:
        told = "、".join(LEFT_OUT.get(name, name).partition("：")[0] for name in sorted(users))
        raise Refused(f"本系统里已经有用到本班的内容（{told}），没有撤回；请先删掉它们")


def _users(name: str, keys: Collection[int], *, besides: Collection[str]) -> list[str]:
    """Return the tables of which rows refer to these rows."""
    return [
        table.name
        for table in Base.metadata.sorted_tables
        if table.name not in besides
        for column in table.columns
        if refers_to(column) == name
        if db.session.scalar(select(func.count()).select_from(table).where(column.in_(keys)))
    ]


def _delete(name: str, keys: Collection[int]) -> None:
    table = table_of(name)
    db.session.execute(delete(table).where(table.c.id.in_(keys)))


def _delete_unused(name: str, keys: Collection[int]) -> int:
    """Remove those of the rows that came along which nothing refers to any more; return how many."""
    gone = 0
    for key in reversed(keys if isinstance(keys, list) else list(keys)):
        links = [link for link, column in LINKS.items() if refers_to(table_of(link).c[column]) == name]
        if not _users(name, [key], besides=links):
            for link in links:
                table = table_of(link)
                db.session.execute(delete(table).where(table.c[LINKS[link]] == key))
            _delete(name, [key])
            gone += 1
    return gone
