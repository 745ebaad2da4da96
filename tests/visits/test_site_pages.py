"""Pages of the library of sites: what they write, and what the timetable then says."""

from datetime import timedelta

from sqlalchemy import select

from tests.factories import Factory
from trainingapp.core.database import db
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.models import Session
from trainingapp.timetable.queries import session_conflicts
from trainingapp.timetable.terms import ConflictKind
from trainingapp.visits.models import Site


def site_faults(session: Session) -> list[str]:
    return [one.message for one in session_conflicts(session) if one.kind is ConflictKind.SITE]


def test_site_keeps_when_it_is_open_and_the_timetable_says_when_it_is_not(make: Factory) -> None:
    site = make.site("纪念馆")
    session = make.session(make.cohort(), form=Form.VISIT)
    make.visit(session, [site])
    client = make.organiser_client()
    data = {"name": "纪念馆", "opens_at": "09:30", "closes_at": "16:30", "closed": ["1"]}

    client.post(f"/library/sites/{site.public_id}", data=data)

    shown = client.get("/library/sites").get_data(as_text=True)
    assert "09:30–16:30，周一不开放" in shown
    assert site_faults(session) == ["纪念馆周一不开放"]
    session.held_on += timedelta(days=1)
    assert site_faults(session) == ["纪念馆开放时间是 09:30–16:30，安排在 09:00–11:30"]


def test_site_that_closes_before_it_opens_is_refused(make: Factory) -> None:
    client = make.organiser_client()

    page = client.post("/library/sites/new", data={"name": "馆", "opens_at": "16:00", "closes_at": "09:00"})

    assert "结束时间要晚于开始时间" in page.get_data(as_text=True)
    assert db.session.scalars(select(Site)).all() == []


def test_site_is_added_and_a_second_of_its_name_refused(make: Factory) -> None:
    client = make.organiser_client()

    client.post("/library/sites/new", data={"name": "甲站", "topic": "党建引领"})
    again = client.post("/library/sites/new", data={"name": "甲站"})
    site = db.session.scalars(select(Site)).one()
    client.post(f"/library/sites/{site.public_id}", data={"name": "甲一站", "capacity": "40"})

    assert (again.status_code, site.name, site.topic, site.capacity) == (422, "甲一站", "", 40)
