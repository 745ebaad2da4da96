"""Pages of notices: a change makes a draft, the organiser sends it, the trainee confirms it, mail leaves at last."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from tests.notices.conftest import Inbox
from trainingapp.accounts.terms import Role
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.core.mail import Security
from trainingapp.curriculum.terms import Form
from trainingapp.notices import queries
from trainingapp.notices.models import MailSettings, Notice
from trainingapp.notices.operations import set_mail_settings
from trainingapp.notices.terms import MailState
from trainingapp.timetable.models import Session
from trainingapp.timetable.operations import publish_release
from trainingapp.visits.models import Vehicle, Visit
from trainingapp.visits.operations import allot_by_group, set_seats
from trainingapp.visits.queries import riders_of

Counting = Callable[[], AbstractContextManager[CountedQueries]]


@pytest.fixture
def visit(make: Factory) -> Visit:
    """Return a visit of next week with two trainees seated in one of two vehicles."""
    cohort = make.cohort()
    make.enrolments(cohort, 2)
    session = make.session(cohort, form=Form.VISIT, title="两地参观", held_on=today() + timedelta(days=7))
    visit = make.visit(session, [make.site()])
    visit.vehicles.append(Vehicle(position=2, name="2号车", seats=10))
    db.session.flush()
    allot_by_group(make.actor, visit, version=visit.version)
    return visit


def seals(client: FlaskClient, cohort: Cohort) -> list[str]:
    """Return the seals of the drafts on the page."""
    text = client.get(f"/classes/{cohort.public_id}/notices").get_data(as_text=True)
    return re.findall(r'name="seal" value="([^"]+)"', text)


def settle(client: FlaskClient, cohort: Cohort, act: str = "copied", **more: str) -> int:
    """Settle the first draft of the page and return the answer's status."""
    data = {"seal": seals(client, cohort)[0], "text": "请看新的乘车安排", "act": act, **more}
    return client.post(f"/classes/{cohort.public_id}/notices", data=data).status_code


def release_twice(make: Factory, cohort: Cohort) -> Session:
    """Release a timetable, change a room, release again; return the session."""
    session = make.session(cohort, title="群众工作", venue=make.venue("报告厅"), held_on=today() + timedelta(days=3))
    publish_release(make.actor, cohort, accepted_reason="示例")
    session.venue = make.venue("会议室")
    db.session.flush()
    publish_release(make.actor, cohort, accepted_reason="示例")
    return session


def test_change_of_room_makes_a_draft_for_trainees_and_venues(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolments(cohort, 2)
    release_twice(make, cohort)

    drafts = queries.drafts_of(cohort)

    assert [draft.key for draft in drafts] == ["学员", "会议室（场地负责人）", "报告厅（场地负责人）"]
    assert (len(drafts[0].affected), "地点：报告厅 → 会议室" in drafts[0].text) == (2, True)


def test_seats_make_a_draft_and_a_changed_seat_another(make: Factory, visit: Visit) -> None:
    cohort = visit.session.cohort
    client = make.organiser_client()

    first = settle(client, cohort)
    rider = riders_of(visit.session)[0]
    set_seats(make.actor, visit, seats={rider.public_id: visit.vehicles[1]}, version=visit.version)

    (draft,) = queries.drafts_of(cohort)
    (notice,) = queries.list_notices(cohort)
    assert first == 302
    assert (notice.text, len(notice.readers)) == ("请看新的乘车安排", 2)
    assert (list(draft.reasons), list(draft.affected)) == ([f"{rider.name}：1号车 → 2号车"], [rider.id])


def test_seat_that_is_changed_back_needs_no_notice(make: Factory, visit: Visit) -> None:
    client = make.organiser_client()
    settle(client, visit.session.cohort)
    rider = riders_of(visit.session)[0]
    for vehicle in (visit.vehicles[1], visit.vehicles[0]):
        set_seats(make.actor, visit, seats={rider.public_id: vehicle}, version=visit.version)

    assert queries.drafts_of(visit.session.cohort) == []


def test_draft_that_has_changed_since_is_not_sent(make: Factory, visit: Visit) -> None:
    cohort = visit.session.cohort
    client = make.organiser_client()
    (seal,) = seals(client, cohort)
    rider = riders_of(visit.session)[0]
    set_seats(make.actor, visit, seats={rider.public_id: visit.vehicles[1]}, version=visit.version)

    answer = client.post(f"/classes/{cohort.public_id}/notices", data={"seal": seal, "text": "旧的", "act": "copied"})

    assert (answer.status_code, queries.list_notices(cohort)) == (409, [])


def test_draft_that_is_left_does_not_come_back_and_leaves_a_record(make: Factory, visit: Visit) -> None:
    client = make.organiser_client()

    settle(client, visit.session.cohort, "leave")

    verbs = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.verb.startswith("notice"))).all()
    assert (queries.drafts_of(visit.session.cohort), queries.list_notices(visit.session.cohort)) == ([], [])
    assert list(verbs) == ["notice.left"]


def test_visit_that_is_over_is_not_told(make: Factory, visit: Visit) -> None:
    visit.session.held_on = today() - timedelta(days=1)
    db.session.flush()

    assert queries.drafts_of(visit.session.cohort) == []


def test_trainee_reads_and_confirms_the_own_notice_alone(make: Factory, visit: Visit) -> None:
    cohort = visit.session.cohort
    stranger = make.enrolment(make.cohort())
    settle(make.organiser_client(), cohort)
    (notice,) = queries.list_notices(cohort)
    own, other = (
        make.client(make.user(Role.TRAINEE, person_id=person_id))
        for person_id in (notice.readers[0].enrolment.person_id, stranger.person_id)
    )
    address = f"/my/notices/{notice.public_id}"

    before = own.get("/my/notices").get_data(as_text=True)
    answers = [own.post(f"{address}/read").status_code, own.post(f"{address}/confirm").status_code]
    foreign = [other.post(f"{address}/read").status_code, other.post(f"{address}/confirm").status_code]

    assert ("请看新的乘车安排" in before, "请看新的乘车安排" in other.get("/my/notices").get_data(as_text=True)) == (
        True,
        False,
    )
    assert (answers, foreign) == ([204, 302], [404, 404])
    (notice,) = queries.list_notices(cohort)
    assert [(bool(one.read_at), bool(one.confirmed_at)) for one in notice.readers] == [(True, True), (False, False)]


def set_server(make: Factory, inbox: Inbox) -> MailSettings:
    """Let the office send through the test's own server."""
    return set_mail_settings(
        make.actor,
        password=None,
        host="127.0.0.1",
        port=inbox.port,
        security=Security.NONE,
        login="",
        sender="office@example.org",
        sender_name="示例党建办",
    )


def test_mail_leaves_after_the_commit_and_its_outcome_is_kept(make: Factory, visit: Visit, inbox: Inbox) -> None:
    set_server(make, inbox)
    cohort = visit.session.cohort

    status = settle(make.organiser_client(), cohort, "mail", addresses="a@example.org\nb@example.org")

    (notice,) = queries.list_notices(cohort)
    ((readers, letter),) = inbox.taken
    assert (status, notice.mail_state, readers) == (302, MailState.SENT, ["a@example.org", "b@example.org"])
    assert (letter["Subject"], letter.get_content().strip()) == (f"{cohort.short_name}乘车通知", "请看新的乘车安排")
    assert "a@example.org" not in notice.addresses_cipher


def test_mail_that_fails_is_told_and_sent_again(make: Factory, visit: Visit, inbox: Inbox) -> None:
    settings = set_server(make, inbox)
    settings.port = 1
    cohort = visit.session.cohort
    client = make.organiser_client()
    settle(client, cohort, "mail", addresses="a@example.org")
    (failed,) = queries.list_notices(cohort)
    state, fault = failed.mail_state, failed.mail_fault
    settings.port = inbox.port

    client.post(f"/classes/{cohort.public_id}/notices/{failed.public_id}/mail")
    again = client.post(f"/classes/{cohort.public_id}/notices/{failed.public_id}/mail")

    assert (state, fault) == (MailState.FAILED, "连不上邮件服务器 127.0.0.1:1")
    assert (queries.list_notices(cohort)[0].mail_state, len(inbox.taken)) == (MailState.SENT, 1)
    assert again.status_code == 422


@pytest.mark.parametrize(("addresses", "with_server"), [("", True), ("nonsense", True), ("a@example.org", False)])
def test_mail_that_cannot_go_is_refused_and_nothing_is_kept(
    make: Factory, visit: Visit, inbox: Inbox, addresses: str, *, with_server: bool
) -> None:
    if with_server:
        set_server(make, inbox)
    cohort = visit.session.cohort

    status = settle(make.organiser_client(), cohort, "mail", addresses=addresses)

    assert (status, queries.list_notices(cohort), inbox.taken) == (422, [], [])
    assert len(queries.drafts_of(cohort)) == 1


def test_mail_server_is_set_by_the_administrator_and_its_password_never_shown(make: Factory) -> None:
    client = make.client(make.user(Role.ADMINISTRATOR))
    data = {
        "host": "mail.example.org",
        "port": "465",
        "security": "tls",
        "login": "office",
        "password": "geheim-2026",
        "sender": "office@example.org",
    }

    client.post("/office/mail", data=data)
    client.post("/office/mail", data={**data, "password": "", "sender_name": "党建办"})

    shown = client.get("/office/mail").get_data(as_text=True)
    settings = queries.mail_settings()
    assert settings is not None
    assert (settings.password, settings.sender_name, settings.security) == ("geheim-2026", "党建办", Security.TLS)
    assert ("geheim-2026" in shown, "geheim" in settings.password_cipher) == (False, False)


def test_password_over_an_open_way_is_refused(make: Factory, inbox: Inbox) -> None:
    settings = set_server(make, inbox)

    with pytest.raises(Refused, match="不加密的连接不能带账号和密码"):
        set_mail_settings(make.actor, password="geheim", login="office", host=settings.host, port=25)


def test_notice_of_another_class_is_not_found(make: Factory, visit: Visit) -> None:
    settle(make.organiser_client(), visit.session.cohort)
    (notice,) = queries.list_notices(visit.session.cohort)
    own = make.cohort()
    client = make.client(make.user(Role.CLASS_TEACHER, cohort_id=own.id))

    answers = [
        client.get(f"/classes/{visit.session.cohort.public_id}/notices"),
        client.post(f"/classes/{own.public_id}/notices/{notice.public_id}/mail"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_page_asks_as_much_for_three_as_for_one(make: Factory, visit: Visit, count_queries: Counting) -> None:
    cohort = visit.session.cohort
    client = make.organiser_client()
    settle(client, cohort)
    totals = []
    for amount in (1, 2):
        for _ in range(amount):
            session = make.session(cohort, form=Form.VISIT, held_on=today() + timedelta(days=9))
            other = make.visit(session, [make.site()])
            allot_by_group(make.actor, other, version=other.version)
            notice = Notice(
                cohort_id=cohort.id, kind="ride", occasion="", whom="", text="", channel="copied", sent_by=""
            )
            db.session.add(notice)
        db.session.commit()
        with count_queries() as counted:
            client.get(f"/classes/{cohort.public_id}/notices")
        totals.append(counted.total)

    assert totals[0] == totals[1]
