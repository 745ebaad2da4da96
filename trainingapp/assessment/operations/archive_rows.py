"""The rows of a class's archive: gathered by table, written as text, summed up alike on every installation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Column, select

from trainingapp.assessment import rules
from trainingapp.assessment.operations.archive_tables import (
    CLASS,
    LINKS,
    PERSON,
    SHARED,
    TRAIL,
    TRAIL_LEFT,
    carried_tables,
    is_kept_back,
    own_tables,
    paper_tables,
    refers_to,
    table_of,
)
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.scope import current_office
from trainingapp.people.terms import PersonEntry

Row = dict[str, Any]
Tables = Mapping[str, list[Row]]
PERSON_FIELDS: Final = [field.name for field in fields(PersonEntry) if field.name not in {"phone", "identity_number"}]


def select_rows(name: str, column: str, keys: Iterable[object]) -> list[Row]:
    """Return the office's rows of a table whose column has one of the values, by their keys."""
    table = table_of(name)
    wanted = select(table).where(table.c.office_id == current_office(), table.c[column].in_(set(keys)))
    if name == TRAIL:
        wanted = wanted.where(table.c.verb.not_in(TRAIL_LEFT))
    return [dict(row) for row in db.session.execute(wanted.order_by(table.c.id)).mappings()]


def gather(cohort: Cohort) -> dict[str, list[Row]]:
    """Return all rows of a class and what they refer to, as text, without what never leaves the installation."""
    db.session.flush()
    found = {CLASS: select_rows(CLASS, "id", [cohort.id])}
    for name, column in own_tables().items():
        parent = refers_to(table_of(name).c[column]) or CLASS
        found[name] = select_rows(name, column, [row["id"] for row in found[parent]])
    carried = carried_tables()
    return {
        name: [_as_text(name, row, carried) for row in rows] for name, rows in {**_referred(found), **found}.items()
    }


def _referred(found: Tables) -> dict[str, list[Row]]:
    """Return the rows shared with others that a class refers to, organisations with all that they belong to."""
    people = select_rows(PERSON, "id", _keys_to(PERSON, found))
    sources = {**found, PERSON: people}
    links = {
        name: select_rows(name, column, _keys_to(refers_to(table_of(name).c[column]), sources))
        for name, column in LINKS.items()
    }
    shared = {name: select_rows(name, "id", _keys_to(name, {**sources, **links})) for name in SHARED}
    known = {row["id"] for row in shared["organisation"]}
    while above := {row["parent_id"] for row in shared["organisation"]} - known - {None}:
        shared["organisation"] += select_rows("organisation", "id", above)
        known |= above
    return {**shared, **links, PERSON: [{key: row[key] for key in ("id", *PERSON_FIELDS)} for row in people]}


def _keys_to(name: str, sources: Tables) -> set[int]:
    return {
        row[column.name]
        for source, rows in sources.items()
        for column in table_of(source).columns
        if refers_to(column) == name
        for row in rows
        if row.get(column.name) is not None
    }


def _as_text(name: str, row: Row, carried: set[str]) -> Row:
    columns = table_of(name).columns
    return {key: _write(columns[key], value, carried) for key, value in row.items() if key != "office_id"}


def _write(column: Column[Any], value: object, carried: set[str]) -> object:
    if is_kept_back(column):
        return None if column.nullable else ""
    if refers_to(column) and refers_to(column) not in carried:
        return None  # accounts stay; the rows keep the names of who acted
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def whole_checksum(tables: Tables) -> str:
    """Return the checksum of all rows of a class: what it shares with others counts by its name, not by its key."""
    keys = {**SHARED, PERSON: ("name",)}
    names = {name: {row["id"]: [row[key] for key in keys[name]] for row in tables[name]} for name in keys}
    return rules.checksum({name: [_named(name, row, names) for row in tables[name]] for name in (CLASS, *own_tables())})


def untold_checksum(tables: Tables) -> str:
    """Return the checksum of all rows of a class but its trail, which goes on when nothing is changed."""
    return whole_checksum({**tables, TRAIL: []})


def _named(name: str, row: Row, names: Mapping[str, Mapping[int, Sequence[str]]]) -> Row:
    columns = table_of(name).columns
    return {
        key: names[refers][value] if (refers := refers_to(columns[key])) in names and value is not None else value
        for key, value in row.items()
    }


def paper_names(tables: Tables) -> dict[str, str]:
    """Return the stored files that the rows of a class stand for: their names by digest."""
    return {row["digest"]: row["file_name"] for name in paper_tables() for row in tables[name]}
