"""A class's file is looked at before it is read in, and what came in can be taken back whole."""

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.assessment.test_archives import confirming, exported
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.assessment import operations
from trainingapp.assessment.models import ClassImport
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import Base, db
from trainingapp.core.errors import Refused
from trainingapp.curriculum.models import Lecturer, Venue
from trainingapp.people.models import Person

TRAIL = AuditEvent.__tablename__


def filled_tables() -> dict[str, int]:
    """Return how many rows each table holds, but for the trail and those that hold none."""
    db.session.flush()
    counts = {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
        if table.name != TRAIL
    }
    return {name: count for name, count in counts.items() if count}


def test_preview_tells_what_is_here_and_what_is_added_and_writes_nothing(make: Factory, elsewhere: Flask) -> None:
    content, _checksum, _public_id = exported(make)
    venues = sorted(db.session.scalars(select(Venue.name)))
    street = make.street.name

    with elsewhere.app_context():
        there = Factory(elsewhere)
        there.venue(venues[0])
        before = filled_tables()
        preview = operations.preview_import(there.actor, content=content)

        told = {one.kind: one for one in preview.meetings}
        assert (told["person"].known, told["person"].added, preview.new_people) == ([], ["陈青禾"], 1)
        assert (told["venue"].known, told["venue"].added) == (venues[:1], venues[1:])
        assert street in [*told["organisation"].known, *told["organisation"].added]
        assert filled_tables() == before


def test_class_taken_back_leaves_nothing_but_the_trail(make: Factory, elsewhere: Flask) -> None:
    content, _checksum, _public_id = exported(make)

    with elsewhere.app_context():
        there = Factory(elsewhere)
        before = filled_tables()
        cohort = operations.import_class(there.actor, content=content)
        gone = operations.take_back_import(there.actor, cohort)

        assert (gone["person"], filled_tables()) == (1, before)
        verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
        assert verbs == ["cohort.imported", "cohort.import_undone"]
        again = operations.import_class(there.actor, content=content)
        assert again.code == cohort.code


def test_who_is_used_elsewhere_stays_when_the_class_is_taken_back(make: Factory, elsewhere: Flask) -> None:
    content, _checksum, _public_id = exported(make)

    with elsewhere.app_context():
        there = Factory(elsewhere)
        cohort = operations.import_class(there.actor, content=content)
        person = db.session.scalars(select(Person)).one()
        lecturer = db.session.scalars(select(Lecturer)).first()
        there.enrolment(there.cohort(code="another"), person=person)
        gone = operations.take_back_import(there.actor, cohort)

        assert (gone["person"], db.session.scalars(select(Person)).all()) == (0, [person])
        assert lecturer is not None
        assert db.session.scalars(select(Lecturer)).all() == []


def test_class_changed_since_is_not_taken_back(make: Factory, elsewhere: Flask) -> None:
    content, _checksum, _public_id = exported(make)

    with elsewhere.app_context():
        there = Factory(elsewhere)
        cohort = operations.import_class(there.actor, content=content)
        operations.reopen_class(there.actor, cohort, reason="补录考勤")
        with pytest.raises(Refused, match="读入以后本班有改动"):
            operations.take_back_import(there.actor, cohort)
        assert db.session.scalar(select(func.count()).select_from(ClassImport)) == 1


def test_class_made_here_is_not_taken_back(make: Factory) -> None:
    with pytest.raises(Refused, match="不是从班级档案读入的"):
        operations.take_back_import(make.actor, make.cohort())


def test_class_that_somebody_teaches_here_is_not_taken_back(make: Factory, elsewhere: Flask) -> None:
    content, _checksum, _public_id = exported(make)

    with elsewhere.app_context():
        there = Factory(elsewhere)
        cohort = operations.import_class(there.actor, content=content)
        there.user(Role.CLASS_TEACHER, cohort_id=cohort.id)
        with pytest.raises(Refused, match="已经有用到本班的内容（账号和权限）"):
            operations.take_back_import(there.actor, cohort)


def test_pages_show_the_conflict_and_take_the_class_back(make: Factory, elsewhere: Flask) -> None:
    content, _checksum, public_id = exported(make)

    with elsewhere.app_context():
        there = Factory(elsewhere)
        client = there.organiser_client()
        looked_at = client.post("/classes/archive", data={"file": (BytesIO(content), "a.qlclass")})
        address = confirming(looked_at.get_data(as_text=True))
        stranger = there.organiser_client().post(address)
        client.post(address)
        spent = client.post(address)
        again = client.post("/classes/archive", data={"file": (BytesIO(content), "a.qlclass")})
        shown = client.get(f"/classes/{public_id}/closing").get_data(as_text=True)
        back = client.post(f"/classes/{public_id}/closing/archive/undo")
        left = db.session.scalar(select(func.count()).select_from(Cohort))

    text = again.get_data(as_text=True)
    assert "陈青禾" in looked_at.get_data(as_text=True)
    assert (stranger.status_code, spent.status_code, again.status_code) == (404, 404, 422)
    assert ("已经在本系统里" in text, "文件本身是完整的" in text) == (True, True)
    assert "从班级档案读入的" in shown
    assert (back.status_code, left) == (302, 0)
