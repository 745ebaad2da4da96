"""A closed class written to one file and read into another installation."""

import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from random import randbytes
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.assessment.test_closing import counted_hours, finished_class
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.operations.archive_files import Archive, pack, unpack
from trainingapp.assessment.terms import ScanKind
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core import uploads
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.people.models import Person

SMALL = pack(Archive("0" * 64, "0" * 64, {"cohort": [{"id": 1}]}, {}))


def exported(make: Factory) -> tuple[bytes, str, str]:
    """Return a closed class as a file, its checksum and its public id."""
    cohort, _one = finished_class(make)
    closing = operations.close_class(make.actor, cohort)
    content = operations.export_class(make.actor, cohort)
    db.session.commit()
    return content, closing.checksum, cohort.public_id


def test_class_read_in_elsewhere_has_the_checksum_it_was_closed_with(make: Factory, elsewhere: Flask) -> None:
    content, checksum, _public_id = exported(make)

    with elsewhere.app_context():
        there = Factory(elsewhere)
        cohort = operations.import_class(there.actor, content=content)
        (one,) = db.session.scalars(select(Enrolment).where(Enrolment.cohort_id == cohort.id)).all()

        assert rules.checksum(queries.class_content(cohort).as_json()) == checksum
        assert [closing.checksum for closing in queries.list_closings(cohort)] == [checksum]
        assert (len(queries.list_scans(cohort)), counted_hours(one.person_id, 2026)) == (3, Decimal(6))
        assert (one.person.phone, one.person.identity_number) == ("", "")
        assert operations.export_class(there.actor, cohort)[:23] == content[:23]
        with pytest.raises(Refused, match="已经在本系统里"):
            operations.import_class(there.actor, content=content)


def test_changed_archive_is_refused_and_writes_nothing(make: Factory, elsewhere: Flask) -> None:
    content, _checksum, _public_id = exported(make)
    forged = pack(replace(unpack(content), whole="1" * 64))
    changed = content[:-200] + bytes([content[-200] ^ 1]) + content[-199:]

    with elsewhere.app_context():
        there = Factory(elsewhere)
        db.session.commit()
        for wrong, reason in ((changed, "校验和不符"), (forged, "校验和不符"), (b"PK\x03\x04", "不是本系统导出")):
            with pytest.raises(Refused, match=reason):
                operations.import_class(there.actor, content=wrong)

        counts = [db.session.scalar(select(func.count()).select_from(model)) for model in (Cohort, Person)]
        assert counts == [0, 0]


@given(st.integers(0, len(SMALL) - 1), st.integers(1, 255))
def test_any_changed_byte_is_refused(place: int, flip: int) -> None:
    changed = SMALL[:place] + bytes([SMALL[place] ^ flip]) + SMALL[place + 1 :]

    with pytest.raises(Refused):
        unpack(changed)


def test_open_class_is_not_exported(make: Factory) -> None:
    cohort, _one = finished_class(make)

    with pytest.raises(Refused, match="结班归档以后才能导出"):
        operations.export_class(make.actor, cohort)


def test_archive_travels_over_the_pages(make: Factory, elsewhere: Flask) -> None:
    content, _checksum, public_id = exported(make)
    client = make.organiser_client()
    sent = client.post(f"/classes/{public_id}/closing/archive")

    with elsewhere.app_context():
        other = Factory(elsewhere).organiser_client()
        page = other.get("/classes/archive")
        refused = other.post("/classes/archive", data={"file": (BytesIO(content[:-1]), "a.qlclass")})
        looked_at = other.post("/classes/archive", data={"file": (BytesIO(sent.data), "a.qlclass")})
        before = db.session.scalar(select(func.count()).select_from(Cohort))
        taken = other.post(confirming(looked_at.get_data(as_text=True)))
        shown = other.get(f"/classes/{public_id}/closing")

    assert (sent.status_code, page.status_code, refused.status_code, taken.status_code) == (200, 200, 422, 302)
    assert (looked_at.status_code, before) == (200, 0)
    assert "已结班归档" in shown.get_data(as_text=True)
    assert "档案文件" in refused.get_data(as_text=True).partition('role="alert"')[2]


def confirming(page: str) -> str:
    """Return the address to which the page of a looked-at file sends."""
    found = re.search(r'action="(/classes/archive/[^"]+)"', page)
    assert found is not None, page
    return found.group(1)


def as_upload(content: bytes) -> dict[str, Any]:
    """Return a file as a browser sends it, without the temporary file that the client of the tests leaves open."""
    head = '--line\r\nContent-Disposition: form-data; name="file"; filename="a.qlclass"\r\n\r\n'
    return {
        "data": head.encode() + content + b"\r\n--line--\r\n",
        "content_type": "multipart/form-data; boundary=line",
    }


def test_archive_larger_than_other_uploads_travels_over_the_page(make: Factory, elsewhere: Flask) -> None:
    cohort, _one = finished_class(make)
    for number in range(2):
        scan = b"%PDF-1.7 " + randbytes(6 * 1024 * 1024)
        operations.add_scan(make.actor, cohort, kind=ScanKind.PHOTOGRAPH, content=scan, file_name=f"{number}.pdf")
    operations.close_class(make.actor, cohort)
    content = operations.export_class(make.actor, cohort)
    db.session.commit()

    with elsewhere.app_context():
        there = Factory(elsewhere)
        trainee = there.client(there.user(Role.TRAINEE))
        refused = trainee.post("/classes/archive", **as_upload(content))
        organiser = there.organiser_client()
        looked_at = organiser.post("/classes/archive", **as_upload(content))
        taken = organiser.post(confirming(looked_at.get_data(as_text=True)))
        scans = queries.list_scans(db.session.scalars(select(Cohort)).one())
        large = [scan.size for scan in scans if len(uploads.read(scan.digest)) > 6 * 1024 * 1024]

    assert (refused.status_code, taken.status_code) == (403, 302)
    assert (len(content) > 10 * 1024 * 1024, len(large)) == (True, 2)
