"""Nothing of a class is forgotten: every table that leads to one is in its archive, or left out for a named reason."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Enum, String, Table, Text, Time, func, insert, select

from tests.assessment.test_closing import finished_class
from tests.factories import Factory
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.operations.archive_files import unpack
from trainingapp.assessment.operations.archive_tables import (
    CLASS,
    LED_BY,
    LEFT_OUT,
    own_tables,
    paper_tables,
    refers_to,
)
from trainingapp.cohorts.models import Cohort
from trainingapp.core import uploads
from trainingapp.core.database import Base, Scaled, UtcDateTime, db
from trainingapp.core.ids import new_id, new_public_id
from trainingapp.curriculum.models import Competency
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.models import PlannedCourse

SECRET = "19900000000"
PAPER = b"%PDF-1.7 synthetic relay"
VALUES: tuple[tuple[type, object], ...] = (
    (Enum, None),
    (Scaled, Decimal(2)),
    (UtcDateTime, datetime(2026, 5, 11, 1, tzinfo=UTC)),
    (DateTime, datetime(2026, 5, 11, 1, tzinfo=UTC)),
    (Date, date(2026, 5, 11)),
    (Time, time(9, 30)),
    (Boolean, True),
    (JSON, {"字": [1, "二"]}),
)


#: What a table's own constraints want instead.
OWN_VALUES: dict[tuple[str, str], object] = {
    ("planned_audience", "group_id"): None,
    ("session_audience", "group_id"): None,
    ("stop", "leave_at"): time(10, 30),
}


def leads_to_class(table: Table, known: set[str]) -> bool:
    """Tell whether a table refers to a class or to one of its tables."""
    return any(refers_to(column) in known for column in table.columns)


def test_every_table_of_a_class_is_archived_or_left_out_for_a_reason(app: Flask) -> None:
    del app  # every model is loaded with it
    known = {CLASS}
    for table in Base.metadata.sorted_tables:
        if leads_to_class(table, known):
            known.add(table.name)

    carried = set(own_tables())

    assert known - {CLASS} - carried - set(LEFT_OUT) == set()
    assert (carried & set(LEFT_OUT), set(LEFT_OUT) - known, carried - known) == (set(), set(), {"audit_event"})
    assert [name for name, reason in LEFT_OUT.items() if not reason] == []
    assert {"leave", "check_in", "seminar", "guest", "planned_course", "seat", "competency_rating"} <= carried
    assert {"notice", "notice_reader", "mentorship", "cascade_task", "cascade_paper", *LED_BY} <= carried


def fill_tables(cohort: Cohort, keys: dict[str, int]) -> Iterator[str]:
    """Put a row into each of a class's tables that has none, and give their names."""
    for name, leading in own_tables().items():
        table = Base.metadata.tables[name]
        parent = keys[refers_to(table.c[leading]) or CLASS]
        newest = db.session.scalar(select(func.max(table.c.id)).where(table.c[leading] == parent))
        if newest is None:
            newest = new_id()
            values = {column.name: value_of(column, cohort, keys) for column in table.columns}
            db.session.execute(insert(table), [{**values, "id": newest, leading: parent}])
            yield name
        keys[name] = newest


def value_of(column: Column[Any], cohort: Cohort, keys: dict[str, int]) -> object:
    """Return some value that a column takes."""
    fixed = {
        "after_id": keys.get("later"),
        "public_id": new_public_id(),
        "office_id": cohort.office_id,
        "cohort_id": cohort.id,
        "digest": stored_digest(),
        "phone": SECRET,
    }
    own = OWN_VALUES.get((column.table.name, column.name), fixed.get(column.name, fixed))
    if own is not fixed:
        return own
    if refers := refers_to(column):
        return keys.get(refers)
    if isinstance(column.type, Enum):
        return next(iter(column.type.enum_class or ()))
    if isinstance(column.type, String | Text):
        return SECRET if column.name.endswith(("phone", "cipher", "index")) else "7"
    return next((value for kind, value in VALUES if isinstance(column.type, kind)), 1)


def stored_digest() -> str:
    """Return the digest of a stored paper."""
    return uploads.store(PAPER, file_name="记录.pdf").digest


def planned(make: Factory, cohort: Cohort, title: str) -> PlannedCourse:
    """Add a course to the class's plan."""
    row: PlannedCourse = make.add(PlannedCourse(cohort_id=cohort.id, title=title, form=Form.LECTURE, minutes=90))
    return row


def shared_rows(make: Factory, cohort: Cohort) -> dict[str, int]:
    """Return the key of one row of each table that a class's rows refer to."""
    course, site = make.course(), make.site()
    keys = {
        CLASS: cohort.id,
        "organisation": cohort.host_id,
        "person": make.person("周青禾").id,
        "course": course.id,
        "lecturer": make.lecturer().id,
        "venue": make.venue().id,
        "site": site.id,
        "later": planned(make, cohort, "后上的课").id,
        "competency": make.add(Competency(name="群众工作")).id,
    }
    planned(make, cohort, "先上的课")
    return keys


def test_each_table_of_a_class_travels_whole(make: Factory, elsewhere: Flask) -> None:
    cohort, _one = finished_class(make)
    closing = operations.close_class(make.actor, cohort)
    filled = list(fill_tables(cohort, shared_rows(make, cohort)))
    db.session.expire_all()
    closing.checksum = rules.checksum(queries.class_content(cohort).as_json())
    content = operations.export_class(make.actor, cohort)
    archive = unpack(content)
    db.session.commit()

    with elsewhere.app_context():
        there = Factory(elsewhere)
        taken = operations.import_class(there.actor, content=content)
        again = unpack(operations.export_class(there.actor, taken))
        amounts = {
            name: db.session.scalar(select(func.count()).select_from(Base.metadata.tables[name])) for name in filled
        }

    assert [name for name in own_tables() if not archive.tables[name]] == []
    assert (again.whole, again.checksum, again.papers) == (archive.whole, archive.checksum, archive.papers)
    assert set(amounts.values()) == {1}
    assert {name: len(again.tables[name]) for name in own_tables()} == {
        name: len(archive.tables[name]) for name in own_tables()
    }
    assert "cascade_paper" in paper_tables()
    assert SECRET not in str(archive.tables)
