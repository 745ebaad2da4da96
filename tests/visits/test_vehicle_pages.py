"""Vehicles: chosen from the library or typed, wanted twice, and the grid of one of them."""

import re
from datetime import time, timedelta

from sqlalchemy import select

from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.core.database import db
from trainingapp.curriculum.models import Coach
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.models import Session
from trainingapp.timetable.queries import session_conflicts
from trainingapp.timetable.terms import ConflictKind, HalfDay
from trainingapp.visits import queries
from trainingapp.visits.models import Visit

COACH = {"plate": "沪a·10001", "seats": "49", "driver": "孙司机", "driver_phone": "19900001111", "company": "示例客运"}


def page_of(session: Session) -> str:
    return f"/classes/{session.cohort.public_id}/visits/{session.public_id}"


def outing(make: Factory, plate: str, **values: object) -> Visit:
    """Return the visit of a new class on its first morning, with a vehicle of this plate."""
    visit = make.visit(make.session(make.cohort(), form=Form.VISIT, **values), [make.site()])
    visit.vehicles[0].plate = plate
    return visit


def vehicles_of(session: Session) -> list[tuple[str, str, int, str]]:
    visit = queries.visit_of(session)
    return [(one.name, one.plate, one.seats, one.driver) for one in visit.vehicles] if visit else []


def test_vehicle_is_added_once_whatever_way_its_plate_is_written(make: Factory) -> None:
    client = make.organiser_client()

    client.post("/library/vehicles/new", data=COACH)
    again = client.post("/library/vehicles/new", data={**COACH, "plate": "沪A 10001"})
    coach = db.session.scalars(select(Coach)).one()
    client.post(f"/library/vehicles/{coach.public_id}", data={**COACH, "seats": "45"})
    seatless = client.post("/library/vehicles/new", data={"plate": "沪A10002", "seats": "0"}).get_data(as_text=True)
    listed = client.get("/library/vehicles", query_string={"q": "示例"}).get_data(as_text=True)

    assert (again.status_code, coach.plate, coach.seats, coach.driver) == (422, "沪A10001", 45, "孙司机")
    assert ("座位数要在 1 到 200 之间" in seatless, "沪A10001" in listed) == (True, True)


def test_chosen_vehicle_brings_plate_seats_and_driver(make: Factory) -> None:
    session = make.session(make.cohort(), form=Form.VISIT)
    chosen, other = make.coach("沪A10001", seats=49, driver="孙司机"), make.coach("沪A10002", seats=33, driver="周司机")
    client = make.organiser_client()
    page = page_of(session)

    client.post(page, data={"vehicles-0-name": "1号车", "vehicles-0-coach": chosen.public_id, "vehicles-0-seats": "40"})
    first = vehicles_of(session)
    shown = client.get(page).get_data(as_text=True)
    key = re.findall(r'name="vehicles-0-key"[^>]*value="([^"]+)"', shown)[0]
    line = {"vehicles-0-key": key, "vehicles-0-name": "1号车", "vehicles-0-seats": "40", "vehicles-0-driver": "孙司机"}
    swapped = {**line, "vehicles-0-plate": "沪A10001", "vehicles-0-coach": other.public_id, "version": "1"}
    client.post(page, data=swapped)
    second = vehicles_of(session)
    typed = {**line, "vehicles-0-plate": "沪B 9", "vehicles-0-coach": other.public_id, "version": "2"}
    client.post(page, data=typed)

    assert f'<option selected value="{chosen.public_id}"' in shown
    assert (first, second) == ([("1号车", "沪A10001", 40, "孙司机")], [("1号车", "沪A10002", 33, "周司机")])
    assert vehicles_of(session) == [("1号车", "沪B9", 40, "孙司机")]


def test_vehicle_that_another_class_has_is_refused_and_what_was_typed_stays(make: Factory) -> None:
    outing(make, "沪A10001", title="别班参观")
    session = make.session(make.cohort(), form=Form.VISIT, starts_at=time(11, 45), ends_at=time(12, 30))
    client = make.organiser_client()
    data = {"escort": "示例带队", "vehicles-0-name": "1号车", "vehicles-0-plate": "沪a-10001", "vehicles-0-seats": "45"}

    free = client.post(page_of(session), data=data)
    answer = client.post(page_of(session), data={**data, "gather_at": "11:15", "version": "1"})

    text = answer.get_data(as_text=True)
    visit = queries.visit_of(session)
    assert (free.status_code, answer.status_code, visit and visit.gather_at) == (302, 422, None)
    assert [word in text for word in ("车辆沪A10001同一时间要跑两处", "别班参观", "示例带队", 'value="11:15"')] == [
        True
    ] * 4


def test_visit_is_not_moved_to_where_its_vehicle_is_taken(make: Factory) -> None:
    taken = outing(make, "沪A10001")
    later = outing(make, "沪A10001", held_on=taken.session.held_on + timedelta(days=1))
    unknown = outing(make, "")
    session = later.session
    client = make.organiser_client()
    cell = {"day": taken.session.held_on.isoformat(), "half_day": "morning", "version": session.version}

    fits = client.get(f"/timetable/sessions/{session.public_id}/fits?days={cell['day']}").get_json()["cells"]
    refused = client.post(
        f"/classes/{session.cohort.public_id}/timetable/move", data={**cell, "session": session.public_id}
    )

    assert [(one["half_day"], one["verdict"]) for one in fits][:2] == [("morning", "refuses"), ("afternoon", "fits")]
    assert (refused.status_code, "车辆沪A10001" in refused.get_data(as_text=True)) == (422, True)
    assert ConflictKind.VEHICLE not in {one.kind for one in session_conflicts(unknown.session)}


def test_same_vehicle_written_twice_is_told(make: Factory) -> None:
    session = make.session(make.cohort(), form=Form.VISIT)
    client = make.organiser_client()
    data = {f"vehicles-{at}-{name}": value for at in (0, 1) for name, value in (("plate", "沪A1"), ("seats", "45"))}

    client.post(page_of(session), data={**data, "vehicles-0-name": "1号车", "vehicles-1-name": "2号车"})

    assert "沪A1写了两次" in client.get(page_of(session)).get_data(as_text=True)


def test_board_shows_what_one_vehicle_does_in_every_class_that_may_be_seen(make: Factory) -> None:
    coach = make.coach("沪A10001")
    own, other = outing(make, "沪A10001", title="本班参观"), outing(make, "沪A10001", title="别班参观")
    other.session.held_on += timedelta(days=1)
    outing(make, "沪A10002", title="别的车")
    make.session(own.session.cohort, title="普通课", half_day=HalfDay.AFTERNOON)
    titles = ("本班参观", "别班参观", "别的车", "普通课")
    query = {"vehicle": coach.public_id, "week": own.session.held_on.isoformat()}
    clients = [make.organiser_client(), make.client(make.user(Role.CLASS_TEACHER, cohort_id=own.session.cohort_id))]

    pages = [client.get("/timetable", query_string=query).get_data(as_text=True) for client in clients]

    assert [[title in page for title in titles] for page in pages] == [
        [True, True, False, False],
        [True, False, False, False],
    ]
