"""Check-in over HTTP: opening a page checks nobody in, the projector asks for little, old codes are refused."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from re import search

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.conftest import CountedQueries
from tests.factories import Factory
from tests.portal.test_weight import MOST_BYTES, first_visit
from trainingapp.accounts.terms import Role
from trainingapp.attendance import queries
from trainingapp.attendance.models import CheckIn, Mark
from trainingapp.attendance.operations import change_settings
from trainingapp.attendance.rules import codes
from trainingapp.attendance.terms import Settings
from trainingapp.attendance.views import projector
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core.clock import OFFICE_ZONE
from trainingapp.core.database import db
from trainingapp.portal.views import check_in as check_in_views
from trainingapp.timetable.models import Session

Counting = Callable[[], AbstractContextManager[CountedQueries]]
START = datetime(2026, 5, 11, 8, 55, tzinfo=OFFICE_ZONE)


class Clock:
    """The server's clock of a test."""

    def __init__(self) -> None:
        """Start at START."""
        self.moment = START

    def __call__(self) -> datetime:
        """Return the time."""
        return self.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock that check-in reads."""
    found = Clock()
    for views in (projector, check_in_views):
        monkeypatch.setattr(views, "now", found)
    return found


def open_class(make: Factory) -> tuple[Cohort, Session]:
    """Return a class with check-in by phone, and its session of 9:00."""
    cohort = make.cohort()
    change_settings(make.actor, cohort, settings=Settings(check_in=True))
    return cohort, make.session(cohort)


def phone(make: Factory, enrolment: Enrolment) -> FlaskClient:
    """Return the phone of a trainee who has looked at today's page."""
    client = make.client(make.user(Role.TRAINEE, person_id=enrolment.person_id))
    client.get("/my")
    return client


def count(model: type[CheckIn | Mark]) -> int:
    """Return how many rows there are now."""
    db.session.commit()
    found = db.session.scalar(select(func.count(model.id))) or 0
    db.session.commit()
    return found


def scanned_page(client: FlaskClient, session: Session, moment: datetime) -> str:
    """Return the page after scanning the code of a moment."""
    code = codes.token(queries.place_of(session), codes.step_at(moment))
    return client.get(f"/in/{session.public_id}/{code}").get_data(as_text=True)


def claim_in(page: str) -> str:
    """Return the claim that a page carries."""
    found = search(r'name="claim" value="([^"]+)"', page)
    assert found is not None, page
    return found[1]


def test_scan_shows_a_button_and_only_pressing_it_checks_in(make: Factory, clock: Clock) -> None:
    cohort, session = open_class(make)
    client = phone(make, make.enrolment(cohort))

    page = scanned_page(client, session, clock.moment)
    after_get = (count(CheckIn), count(Mark))
    clock.moment += timedelta(seconds=50)
    answer = client.post(f"/my/check-in/{session.public_id}", data={"claim": claim_in(page)}, follow_redirects=True)

    assert (after_get, "08:55:50" in answer.get_data(as_text=True)) == ((0, 0), True)
    assert (count(CheckIn), count(Mark)) == (1, 1)


def test_page_after_scanning_is_light_on_the_first_visit(make: Factory, clock: Clock) -> None:
    cohort, session = open_class(make)
    client = phone(make, make.enrolment(cohort))
    code = codes.token(queries.place_of(session), codes.step_at(clock.moment))

    loaded = first_visit(client, f"/in/{session.public_id}/{code}")

    assert (len(loaded) > 1, sum(loaded.values()) <= MOST_BYTES) == (True, True)


def test_forwarded_square_is_worth_nothing_after_31_seconds(make: Factory, clock: Clock) -> None:
    cohort, session = open_class(make)
    client = phone(make, make.enrolment(cohort))
    forwarded = clock.moment

    clock.moment += timedelta(seconds=31)
    page = scanned_page(client, session, forwarded)
    code = codes.number(queries.place_of(session), codes.step_at(forwarded))
    typed = client.post(f"/my/check-in/{session.public_id}", data={"code": code}, follow_redirects=True)

    assert ("签到码已过期" in page, "claim" in page) == (True, False)
    assert "签到码不对或已过期" in typed.get_data(as_text=True)
    assert count(CheckIn) == 0


def test_two_people_on_one_phone_wait_for_the_organiser(make: Factory, clock: Clock) -> None:
    cohort, session = open_class(make)
    one, two = make.enrolments(cohort, 2)
    client = phone(make, one)
    client.post(f"/my/check-in/{session.public_id}", data={"claim": claim_in(scanned_page(client, session, START))})
    client.post("/sign-out")
    other = make.user(Role.TRAINEE, person_id=two.person_id)
    client.post("/sign-in", data={"login": other.login, "password": "Lianxi-2026-mima"})
    page = scanned_page(client, session, clock.moment)

    answer = client.post(f"/my/check-in/{session.public_id}", data={"claim": claim_in(page)}, follow_redirects=True)
    organiser = make.organiser_client()
    address = f"/classes/{cohort.public_id}/attendance/{session.public_id}"
    listed = organiser.get(address).get_data(as_text=True)
    organiser.post(f"{address}/check-ins/{two.public_id}", data={"accept": "1"})

    assert "请找班主任核实" in answer.get_data(as_text=True)
    assert f"与{one.number} {one.name}用的是同一部手机" in listed
    assert count(Mark) == 2


def test_session_of_another_class_is_not_found(make: Factory, clock: Clock) -> None:
    _, session = open_class(make)
    stranger = phone(make, make.enrolment(make.cohort()))

    page = scanned_page(stranger, session, clock.moment)

    assert "这不是您所在班次的签到码" in page


def test_projector_asks_one_query_and_sends_the_square_once_a_step(
    make: Factory, clock: Clock, count_queries: Counting
) -> None:
    cohort, session = open_class(make)
    make.enrolments(cohort, 3)
    page = make.organiser_client().get(f"/projector/{cohort.public_id}/{session.public_id}").get_data(as_text=True)
    ticket = search(r'data-ticket="([^"]+)"', page)
    assert ticket is not None
    visitor, headers = make.visitor(), {"X-Ticket": ticket[1]}
    first = visitor.get("/projector/state?step=&base=http://a/in/", headers=headers).get_json()

    with count_queries() as counted:
        second = visitor.get(f"/projector/state?step={first['step']}", headers=headers)
    clock.moment += timedelta(seconds=15)
    third = visitor.get(f"/projector/state?step={first['step']}", headers=headers).get_json()

    assert [line.startswith("SELECT") for line in counted.statements if not line.startswith("BEGIN")] == [True]
    assert ("square" in second.get_json(), len(second.data) < 120) == (False, True)
    assert (third["step"], third["number"] == first["number"]) == (first["step"] + 1, False)
    assert "<svg" in third["square"]


def test_projector_state_without_a_ticket_tells_nothing(make: Factory, clock: Clock) -> None:
    _, session = open_class(make)
    ticket = codes.ticket(queries.place_of(session), clock.moment)
    visitor = make.visitor()

    answers = [
        visitor.get("/projector/state", headers={"X-Ticket": given}).status_code
        for given in ("", ticket[:-1], ticket.replace(".", ".1", 1))
    ]

    assert answers == [403, 403, 403]


def test_projector_that_is_not_open_yet_says_when_it_opens(make: Factory, clock: Clock) -> None:
    cohort, session = open_class(make)
    clock.moment = START - timedelta(hours=1)

    page = make.organiser_client().get(f"/projector/{cohort.public_id}/{session.public_id}").get_data(as_text=True)

    assert ("未到签到时间（08:30 开放）" in page, "data-projector" in page) == (True, False)
