"""Pages of seats and of counting people: what a phone sends, what it learns, whom phone numbers are hidden from."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
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
from trainingapp.visits import queries
from trainingapp.visits.forms import read_counts
from trainingapp.visits.models import Visit

Counting = Callable[[], AbstractContextManager[CountedQueries]]


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


def test_group_leader_counts_and_calls_the_own_group_alone(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort, "第一组")
    own, foreign = make.enrolment(cohort, group=group), make.enrolment(cohort, group=make.group(cohort, "第二组"))
    own.person.phone, foreign.person.phone = "19900000001", "19900000002"
    visit = make.visit(make.session(cohort, form=Form.VISIT), [make.site()])
    page = f"/classes/{cohort.public_id}/visits/{visit.session.public_id}"
    client = make.client(make.user(Role.GROUP_LEADER, group_id=group.id))
    sent = {"device": "p", "counts": [count("one", own.public_id), count("two", foreign.public_id)]}

    shown = client.get(f"{page}/boarding").get_data(as_text=True)
    answer = client.post(f"{page}/boarding", json=sent).get_json()
    phones = client.post(f"{page}/boarding/phones").get_json()["phones"]

    assert (own.public_id in shown, foreign.public_id in shown, "您负责的小组，1 人" in shown) == (True, False, True)
    assert (answer["kept"], answer["refused"]) == (["one"], ["two"])
    assert [word["who"] for word in answer["board"]["words"]] == [own.public_id]
    assert phones == {own.public_id: "19900000001"}
    assert [counted.enrolment_id for counted in queries.counts_of(visit)] == [own.id]
    assert [client.get(f"{page}/boarding/record").status_code, client.get(f"{page}/paper").status_code] == [403, 403]


def test_group_leader_finds_the_boarding_list_on_the_roll_call_of_a_visit(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    make.enrolment(cohort, group=group)
    visit = make.visit(make.session(cohort, form=Form.VISIT), [make.site()])
    indoors = make.session(cohort)
    client = make.client(make.user(Role.GROUP_LEADER, group_id=group.id))

    roll_calls = [
        client.get(f"/classes/{cohort.public_id}/attendance/{one.public_id}").get_data(as_text=True)
        for one in (visit.session, indoors)
    ]

    assert [f"/visits/{visit.session.public_id}/boarding" in text for text in roll_calls] == [True, False]
    assert "上车清点" not in roll_calls[1]


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
