"""Pages of itineraries: what they write, what they show on screen and on paper, whom they hide it from."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import time

import pytest
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.audit.models import AuditEvent
from trainingapp.core.database import db
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.terms import HalfDay
from trainingapp.visits import queries

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
