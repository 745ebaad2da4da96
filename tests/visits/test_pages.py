"""Pages of sites and visits: what they write, what they show on screen and on paper, whom they hide it from."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import time, timedelta
from threading import Barrier

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.audit.models import AuditEvent
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.models import Session
from trainingapp.timetable.queries import session_conflicts
from trainingapp.timetable.terms import ConflictKind, HalfDay
from trainingapp.visits import queries
from trainingapp.visits.forms import read_counts
from trainingapp.visits.models import Site, Visit

Counting = Callable[[], AbstractContextManager[CountedQueries]]


def test_two_stops_are_planned_in_order_and_changed_as_one_act(make: Factory) -> None:
    session = make.session(make.cohort(), form=Form.VISIT, half_day=HalfDay.AFTERNOON, ends_at=time(17, 0))
    first, second = make.site("大场镇党群服务中心", contact="示例联系人", phone="021-55550000"), make.site("慧华苑")
    client = make.organiser_client()
    page = f"/classes/{session.cohort.public_id}/visits/{session.public_id}"
    data = {
        "gather_place": "街道门口",
        "gather_at": "13:00",
        "escort": "示例带队",
        "stops-0-site": second.public_id,
        "stops-0-arrive_at": "13:40",
        "stops-0-leave_at": "14:40",
        "stops-1-site": first.public_id,
        "stops-1-arrive_at": "15:00",
        "stops-2-site": "",
        "vehicles-0-name": "1号车",
        "vehicles-0-seats": "45",
    }

    client.post(page, data=data)
    planned = [(stop.position, stop.site.name, stop.contact) for stop in queries.list_visits(session.cohort)[0].stops]
    swapped = {**data, "stops-0-site": first.public_id, "stops-1-site": second.public_id, "version": "1"}
    client.post(page, data=swapped)
    stale = client.post(page, data={**swapped, "escort": "别人"})

    acts = db.session.scalars(
        select(AuditEvent.verb).where(AuditEvent.verb.startswith("visit")).order_by(AuditEvent.id)
    )
    assert planned == [(1, "慧华苑", ""), (2, "大场镇党群服务中心", "示例联系人")]
    assert [stop.site.name for stop in queries.list_visits(session.cohort)[0].stops] == ["大场镇党群服务中心", "慧华苑"]
    assert list(acts) == ["visit.planned", "visit.changed"]
    assert (stale.status_code, queries.list_visits(session.cohort)[0].escort) == (409, "示例带队")


def test_impossible_order_keeps_what_was_typed_and_writes_nothing(make: Factory) -> None:
    session = make.session(make.cohort(), form=Form.VISIT)
    first, second = make.site("甲站"), make.site("乙站")
    client = make.organiser_client()
    data = {
        "escort": "示例带队",
        "stops-0-site": first.public_id,
        "stops-0-arrive_at": "15:00",
        "stops-1-site": second.public_id,
        "stops-1-arrive_at": "14:00",
    }

    answer = client.post(f"/classes/{session.cohort.public_id}/visits/{session.public_id}", data=data)

    text = answer.get_data(as_text=True)
    assert (answer.status_code, queries.visit_of(session)) == (422, None)
    assert [word in text for word in ("还没离开“甲站”（15:00）就到了“乙站”（14:00）", "示例带队")] == [True, True]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"vehicles-0-name": "1号车"}, "请填座位数（不算司机）"),
        ({"vehicles-0-seats": "45"}, "请填车号，例如 1号车"),
        ({"stops-0-activity": "参观"}, "请选教学点，或清空这一行"),
        ({"vehicles-0-name": "1号车", "vehicles-0-seats": "0"}, "座位数要在 1 到 200 之间"),
    ],
)
def test_line_half_filled_is_refused_at_the_field(make: Factory, data: dict[str, str], message: str) -> None:
    session = make.session(make.cohort(), form=Form.VISIT)
    client = make.organiser_client()

    answer = client.post(f"/classes/{session.cohort.public_id}/visits/{session.public_id}", data=data)

    assert (message in answer.get_data(as_text=True), queries.visit_of(session)) == (True, None)


def test_buttons_of_the_lines_rearrange_without_saving(make: Factory) -> None:
    session = make.session(make.cohort(), form=Form.VISIT)
    sites = [make.site("甲站"), make.site("乙站")]
    client = make.organiser_client()
    page = f"/classes/{session.cohort.public_id}/visits/{session.public_id}"
    data = {f"stops-{place}-site": site.public_id for place, site in enumerate(sites)}

    moved = client.post(page, data={**data, "act": "up-1"}).get_data(as_text=True)
    more = client.post(page, data={**data, "act": "more-stops"}).get_data(as_text=True)

    chosen = re.findall(r'<option selected value="([^"]*)"', moved)
    assert [public_id for public_id in chosen if public_id] == [sites[1].public_id, sites[0].public_id]
    assert ('name="stops-3-site"' in more, queries.visit_of(session)) == (True, None)


def test_list_shows_itineraries_and_what_waits_for_one(make: Factory) -> None:
    cohort = make.cohort()
    make.visit(make.session(cohort, title="甲参观", form=Form.VISIT), [make.site("<b>甲站</b>"), make.site("乙站")])
    make.session(cohort, title="丙参观", form=Form.VISIT)
    make.session(cohort, title="普通课")
    client = make.organiser_client()

    text = client.get(f"/classes/{cohort.public_id}/visits").get_data(as_text=True)

    assert [word in text for word in ("甲参观", "&lt;b&gt;甲站", "<b>甲站", "丙参观", "安排行程", "普通课")] == [
        True,
        True,
        False,
        True,
        True,
        False,
    ]


def test_list_asks_as_much_for_three_as_for_one(make: Factory, count_queries: Counting) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    totals = []
    for amount in (1, 2):
        for _ in range(amount):
            make.visit(make.session(cohort, form=Form.VISIT), [make.site(), make.site()])
        db.session.commit()
        with count_queries() as counted:
            client.get(f"/classes/{cohort.public_id}/visits")
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_paper_tells_how_many_are_expected(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolments(cohort, 3)
    visit = make.visit(make.session(cohort, form=Form.VISIT), [make.site("甲站")])
    client = make.organiser_client()

    text = client.get(f"/classes/{cohort.public_id}/visits/{visit.session.public_id}/paper").get_data(as_text=True)

    assert ("应到 3 人" in text, "甲站" in text) == (True, True)


def test_visit_of_another_class_is_not_found(make: Factory) -> None:
    own = make.cohort()
    visit = make.visit(make.session(make.cohort(), title="别班参观", form=Form.VISIT), [make.site("甲站")])
    client = make.client(make.user(Role.CLASS_TEACHER, cohort_id=own.id))

    answers = [
        client.get(f"/classes/{cohort.public_id}/visits/{visit.session.public_id}{end}")
        for cohort in (own, visit.session.cohort)
        for end in ("", "/paper")
    ]

    assert [(answer.status_code, "甲站" in answer.get_data(as_text=True)) for answer in answers] == [(404, False)] * 4


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
    assert "9:30–16:30，周一不开放" in shown
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


def test_duties_and_travel_are_planned_and_shown(make: Factory) -> None:
    session = make.session(make.cohort(), form=Form.VISIT)
    site = make.site("甲站")
    client = make.organiser_client()
    page = f"/classes/{session.cohort.public_id}/visits"
    data = {
        "return_minutes": "25",
        "stops-0-site": site.public_id,
        "stops-0-travel_minutes": "35",
        "duties-0-task": "安全员",
        "duties-0-name": "示例甲",
    }

    client.post(f"{page}/{session.public_id}", data=data)

    text = client.get(page).get_data(as_text=True)
    assert [word in text for word in ("35 分钟", "25 分钟", "安全员", "示例甲")] == [True] * 4


def test_line_that_moves_keeps_its_row(make: Factory) -> None:
    visit = make.visit(make.session(make.cohort(), form=Form.VISIT), [make.site("甲站"), make.site("乙站")])
    keys = [stop.public_id for stop in visit.stops]
    client = make.organiser_client()
    page = f"/classes/{visit.session.cohort.public_id}/visits/{visit.session.public_id}"
    fields = re.findall(r'name="(stops-[01]-key)"[^>]*value="([^"]+)"', client.get(page).get_data(as_text=True))
    data = dict(fields) | {f"stops-{at}-site": stop.site.public_id for at, stop in enumerate(visit.stops)}

    moved = client.post(page, data={**data, "act": "up-1", "version": "1"}).get_data(as_text=True)

    assert [key for _name, key in fields] == keys
    assert re.findall(r'name="stops-[01]-key"[^>]*value="([^"]+)"', moved) == keys[::-1]


def seated_visit(make: Factory, amount: int = 3) -> tuple[str, Visit]:
    """Return the address of a visit with so many trainees and phones, and the visit."""
    cohort = make.cohort()
    for trainee in make.enrolments(cohort, amount):
        trainee.person.phone = f"1990000{trainee.number:04d}"
    visit = make.visit(make.session(cohort, form=Form.VISIT), [make.site()])
    return f"/classes/{cohort.public_id}/visits/{visit.session.public_id}", visit


def test_seats_are_allotted_and_changed_by_hand(make: Factory) -> None:
    page, visit = seated_visit(make)
    bus = visit.vehicles[0].public_id
    client = make.organiser_client()

    client.post(f"{page}/seats/allot", data={"version": "1"})
    allotted = len(queries.seats_of(visit))
    rider = queries.riders_of(visit.session)[0].public_id
    shown = client.get(f"{page}/seats").get_data(as_text=True)
    client.post(f"{page}/seats", data={f"seat-{rider}": "", "version": "2"})
    stale = client.post(f"{page}/seats", data={f"seat-{rider}": bus, "version": "2"})
    unknown = client.post(f"{page}/seats", data={f"seat-{rider}": "nowhere", "version": "3"})

    assert (allotted, len(queries.seats_of(visit)), stale.status_code, unknown.status_code) == (3, 2, 409, 422)
    assert "1号车 3/45" in shown


def count(client_id: str, who: str, **more: object) -> dict[str, object]:
    """Return one word as the page sends it."""
    return {"id": client_id, "who": who, "departure": "gather", "state": "aboard", **more}


def test_phone_sends_what_it_counted_and_learns_the_board(make: Factory) -> None:
    page, visit = seated_visit(make)
    rider = queries.riders_of(visit.session)[0].public_id
    client = make.organiser_client()
    sent = {"device": "p", "counts": [count("one", rider, elapsed=5, place="集合点")]}

    answers = [client.post(f"{page}/boarding", json=sent).get_json() for _ in range(2)]

    board = client.get(f"{page}/boarding/board").get_json()
    assert [answer["kept"] for answer in answers] == [["one"], ["one"]]
    assert answers[1]["board"] == board
    assert [(word["who"], word["state"]) for word in board["words"]] == [(rider, "aboard")]
    assert len(queries.counts_of(visit)) == 1


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {"device": "p"},
        {"device": "", "counts": []},
        {"device": "p", "counts": ["one"]},
        {"device": "p", "counts": [{"id": "one", "who": 5, "departure": "gather", "state": "aboard"}]},
        {"device": "p", "counts": [{"id": "one", "who": "x", "departure": "gather", "state": "flown"}]},
        {"device": "p", "counts": [{"id": ["one"], "who": "x", "departure": "gather", "state": "aboard"}]},
        {"device": "p", "counts": [count("x" * 37, "who")]},
        {"device": "p", "counts": [count(f"a{number}", "who") for number in range(501)]},
    ],
)
def test_what_the_page_never_sends_is_refused(sent: object) -> None:
    with pytest.raises(Refused, match="记录还在手机里"):
        read_counts(sent)


def test_unreadable_counts_answer_in_words_that_the_page_can_show(make: Factory) -> None:
    page, _visit = seated_visit(make, 1)
    client = make.organiser_client()

    answer = client.post(f"{page}/boarding", data="no json", headers={"Accept": "application/json"})

    assert (answer.status_code, "记录还在手机里" in answer.get_json()["reasons"][0]) == (422, True)


def test_looking_at_the_boarding_pages_changes_nothing(make: Factory) -> None:
    page, visit = seated_visit(make)
    client = make.organiser_client()
    before = db.session.scalar(select(func.count(AuditEvent.id)))

    answers = [client.get(f"{page}{end}") for end in ("/boarding", "/boarding/board", "/boarding/record", "/paper")]

    assert [answer.status_code for answer in answers] == [200] * 4
    assert db.session.scalar(select(func.count(AuditEvent.id))) == before
    assert not any("19900" in answer.get_data(as_text=True) for answer in answers)
    assert queries.counts_of(visit) == []


def test_phones_are_handed_out_to_call_with_and_leave_a_record(make: Factory) -> None:
    page, visit = seated_visit(make)
    rider = queries.riders_of(visit.session)[0]
    phone = rider.person.phone
    client = make.organiser_client()

    phones = client.post(f"{page}/boarding/phones").get_json()["phones"]
    booklet = client.post(f"{page}/paper").get_data(as_text=True)

    verbs = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.verb == "visit.phones_shown")).all()
    assert (phones[rider.public_id], phone in booklet, len(verbs)) == (phone, True, 2)


def test_inspector_sees_the_record_and_neither_counts_nor_phones(make: Factory) -> None:
    page, _visit = seated_visit(make)
    client = make.client(make.user(Role.INSPECTOR))

    answers = [client.get(f"{page}/boarding/record"), client.get(f"{page}/boarding")]
    answers += [client.post(f"{page}/boarding", json={}), client.post(f"{page}/boarding/phones")]

    assert [answer.status_code for answer in answers] == [200, 403, 403, 403]


def test_record_tells_who_was_counted_where_and_who_was_missing(make: Factory) -> None:
    page, visit = seated_visit(make)
    riders = queries.riders_of(visit.session)
    client = make.organiser_client()
    client.post(
        f"{page}/boarding",
        json={"device": "p", "counts": [count(f"a{place}", rider.public_id) for place, rider in enumerate(riders[:2])]},
    )

    text = client.get(f"{page}/boarding/record").get_data(as_text=True)

    assert [text.count(f"{rider.number} {rider.name}") for rider in riders] == [1, 1, 1]
    assert text.count("还没清点") == 1  # the second departure


@pytest.mark.parametrize("end", ["/seats", "/boarding", "/boarding/record", "/paper"])
def test_pages_of_a_visit_ask_as_much_for_three_as_for_one(make: Factory, count_queries: Counting, end: str) -> None:
    client = make.organiser_client()
    totals = []
    for amount in (1, 3):
        page, visit = seated_visit(make, amount)
        for rider in queries.riders_of(visit.session):
            client.post(f"{page}/boarding", json={"device": "p", "counts": [count(rider.public_id, rider.public_id)]})
        with count_queries() as counted:
            client.get(f"{page}{end}")
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_words_that_arrive_twice_at_once_are_kept_once(make: Factory) -> None:
    page, visit = seated_visit(make, 20)
    sent = [count(f"word-{rider.number}", rider.public_id) for rider in queries.riders_of(visit.session)]
    user = make.user(Role.ORGANISER)
    clients = [make.client(user) for _ in range(4)]
    together = Barrier(len(clients))

    def send(client: FlaskClient) -> int:
        together.wait()
        with make.app.app_context():
            return client.post(f"{page}/boarding", json={"device": "p", "counts": sent}).status_code

    with ThreadPoolExecutor(len(clients)) as threads:
        answers = list(threads.map(send, clients))

    assert (answers, len(queries.counts_of(visit))) == ([200] * 4, 20)
