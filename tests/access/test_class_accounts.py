"""The accounts of a class: for all or some at once, slips shown once, reset again, the leaders of its groups."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import Barrier

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.access.handed import account, acts, digest_quickly, logins, quick, slips
from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.access import operations, queries
from trainingapp.accounts.models import Grant
from trainingapp.accounts.operations import first_passwords
from trainingapp.accounts.terms import Role
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import EnrolmentState, GroupRole, Stage
from trainingapp.core import progress
from trainingapp.core.database import db
from trainingapp.portal.operations import open_card, set_pin

Counting = Callable[[], AbstractContextManager[CountedQueries]]


def class_of(make: Factory, amount: int, **values: object) -> tuple[Cohort, list[Enrolment]]:
    """Make a class with so many trainees, numbered from 1."""
    cohort = make.cohort(code="qinglan-2026", short_name="青蓝班", **values)
    return cohort, [make.enrolment(cohort, f"学员{number}", number=number) for number in range(1, amount + 1)]


def test_chosen_trainees_get_accounts_and_slips_in_one_act(make: Factory) -> None:
    cohort, (first, second, third) = class_of(make, 3)
    client = make.client(make.user(Role.CLASS_TEACHER, "teacher", cohort_id=cohort.id))
    address = f"/classes/{cohort.public_id}/accounts"

    answer = client.post(address, data={"trainee": [first.public_id, third.public_id], "leading": "1"})

    handed = slips(answer.text)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert handed.keys() == {"qinglan-2026-01", "qinglan-2026-03"}
    assert [answer.text.count(part) for part in ("首次登录须修改密码", "<small>http://localhost/sign-in")] == [2, 2]
    assert "青蓝班" in answer.text
    assert [(act.after["login"], act.after["roles"]) for act in acts("account.added")] == [
        ("qinglan-2026-01", "学员（青蓝班 1 学员1）"),
        ("qinglan-2026-03", "学员（青蓝班 3 学员3）"),
    ]
    assert account("qinglan-2026-03").grants[0].person_id == third.person_id
    visitor = make.visitor()
    sent = {"login": "qinglan-2026-01", "password": handed["qinglan-2026-01"]}
    assert visitor.post("/sign-in", data=sent).status_code == 302
    assert visitor.get("/my").location == "/account/password"
    page = client.get(address).text
    assert (second.public_id in page, "3 人，1 人没有账号，1 人开了还没登录过" in page) == (True, True)


def test_page_that_makes_passwords_follows_how_far_they_are(make: Factory, monkeypatch: pytest.MonkeyPatch) -> None:
    cohort, trainees = class_of(make, 3)
    client = make.client(make.user(Role.CLASS_TEACHER, "teacher", cohort_id=cohort.id))
    address = f"/classes/{cohort.public_id}/accounts"
    tokens = re.findall(r'name="progress" value="([\w-]+)"', client.get(address).text)
    seen = []

    def work_out(text: str) -> str:
        seen.append(progress.find(tokens[0]))
        return digest_quickly(text)

    monkeypatch.setattr("trainingapp.accounts.operations.generate_password_hash", work_out)

    client.post(address, data={"trainee": [one.public_id for one in trainees], "progress": tokens[0]})

    assert (len(tokens), len(seen)) == (1, 3)
    assert all(one is not None and one.total in {0, 3} for one in seen)
    assert progress.find(tokens[0]) is None


def test_first_passwords_tell_how_many_are_done() -> None:
    told: list[tuple[int, int]] = []

    made = first_passwords(3, lambda done, total: told.append((done, total)))

    assert (len({one.text for one in made}), told) == (3, [(1, 3), (2, 3), (3, 3)])


def test_passwords_are_nowhere_but_on_the_slips(make: Factory) -> None:
    cohort, trainees = class_of(make, 2)
    client = make.client(make.user(Role.ADMINISTRATOR))
    address = f"/classes/{cohort.public_id}/accounts"

    handed = slips(client.post(address, data={"trainee": [one.public_id for one in trainees]}).text)

    pages = [
        client.get(path).text for path in (address, "/accounts", f"/accounts/{account('qinglan-2026-01').public_id}")
    ]
    told = [f"{act.before}{act.after}{act.reason}" for act in db.session.scalars(select(AuditEvent))]
    kept = [account(login).password_hash for login in handed]
    assert len(handed) == 2
    assert [text for text in (*pages, *told, *kept) for password in handed.values() if password in text] == []
    assert [line for line in told for digest in kept if digest in line] == []


def test_same_form_twice_makes_no_second_account_and_leads_to_new_slips(make: Factory) -> None:
    cohort, trainees = class_of(make, 2)
    client = make.client(make.user(Role.ADMINISTRATOR, "boss"))
    address, data = f"/classes/{cohort.public_id}/accounts", {"trainee": [one.public_id for one in trainees]}

    first = slips(client.post(address, data=data).text)
    second = client.post(address, data=data)
    again = slips(client.post(f"{address}/reset", data=data).text)

    assert (second.status_code, "重置密码，出密码条" in second.text, len(logins())) == (422, True, 3)
    assert again.keys() == first.keys()
    assert set(again.values()).isdisjoint(first.values())
    attempts = [
        make.visitor().post("/sign-in", data={"login": "qinglan-2026-01", "password": handed["qinglan-2026-01"]})
        for handed in (first, again)
    ]
    assert [answer.status_code for answer in attempts] == [200, 302]


def test_same_form_at_the_same_time_makes_no_second_account(make: Factory) -> None:
    cohort, trainees = class_of(make, 2)
    user = make.user(Role.ADMINISTRATOR, "boss")
    clients = [make.client(user) for _ in range(2)]
    address, data = f"/classes/{cohort.public_id}/accounts", {"trainee": [one.public_id for one in trainees]}
    db.session.commit()  # what the line before read would keep others from writing
    begin = Barrier(len(clients))

    def send(client: FlaskClient) -> tuple[int, int]:
        begin.wait()
        with make.app.app_context():
            answer = client.post(address, data=data)
        return answer.status_code, len(slips(answer.text))

    with ThreadPoolExecutor(len(clients)) as threads:
        answers = sorted(threads.map(send, clients))

    assert answers[0] == (200, 2)
    assert (answers[1][0] in {409, 422}, answers[1][1]) == (True, 0)
    assert logins() == {"boss", "qinglan-2026-01", "qinglan-2026-02"}


def test_class_of_sixty_with_namesakes_and_taken_logins(make: Factory) -> None:
    other = Factory(make.app, "lengshan")
    other.user(Role.TRAINEE, "qinglan-2026-07", person_id=other.person().id)
    make.enter()
    cohort, trainees = class_of(make, 60)
    for one in trainees[:2]:
        one.name = "王芳"

    handed = operations.open_class_accounts(make.actor, cohort, trainees, passwords=quick(60), leading=True)

    assert (len(handed), len({slip.login for slip in handed})) == (60, 60)
    assert [slip.login for slip in handed[5:8]] == ["qinglan-2026-06", "qinglan-2026-07-2", "qinglan-2026-08"]
    assert [slip.name for slip in handed[:2]] == ["1 王芳", "2 王芳"]
    assert {place.user is None for place in queries.accounts_of(make.actor, cohort)} == {False}
    assert len(acts("account.added")) == 60


def test_login_stays_when_numbers_change(make: Factory) -> None:
    cohort, (one,) = class_of(make, 1)
    operations.open_class_accounts(make.actor, cohort, [one], passwords=quick(1), leading=False)
    one.number = 2
    newcomer = make.enrolment(cohort, "新学员", number=1)

    (slip,) = operations.open_class_accounts(make.actor, cohort, [newcomer], passwords=quick(1), leading=False)

    assert slip.login == "qinglan-2026-01-2"


def test_leaders_take_the_roll_call_of_their_group(make: Factory) -> None:
    cohort, (leader, member) = class_of(make, 2)
    group = make.group(cohort)
    leader.group, leader.group_role, member.group = group, GroupRole.LEADER, group
    client = make.client(make.user(Role.ADMINISTRATOR))
    chosen = [leader.public_id, member.public_id]

    client.post(f"/classes/{cohort.public_id}/accounts", data={"trainee": chosen, "leading": "1"})

    roles = [{grant.role for grant in account(f"qinglan-2026-0{number}").grants} for number in (1, 2)]
    assert roles == [{Role.TRAINEE, Role.GROUP_LEADER}, {Role.TRAINEE}]


def test_leader_who_had_a_trainees_account_is_let_in_with_a_proper_password(make: Factory) -> None:
    cohort, (leader,) = class_of(make, 1)
    leader.group, leader.group_role = make.group(cohort), GroupRole.LEADER
    user = make.user(Role.TRAINEE, "card-00ff", person_id=leader.person_id)
    client = make.client(make.user(Role.ADMINISTRATOR))
    address = f"/classes/{cohort.public_id}/accounts"

    offered = client.get(address).text
    handed = slips(client.post(f"{address}/leaders").text)
    again = client.post(f"{address}/leaders")

    assert ("还不能给本组点名" in offered, "还不能给本组点名" in client.get(address).text) == (True, False)
    assert (list(handed), again.status_code) == ([user.login], 422)
    assert {grant.role for grant in user.grants} == {Role.TRAINEE, Role.GROUP_LEADER}


def test_holder_of_a_card_keeps_one_account_and_gets_a_login(make: Factory) -> None:
    cohort, (one,) = class_of(make, 1)
    client = make.organiser_client()
    client.post(f"/classes/{cohort.public_id}/cards")
    make.enter()
    code = client.get(f"/classes/{cohort.public_id}/cards").text.split("<code>")[1].split("</code>")[0]
    set_pin(open_card(code), pin="407193", again="407193", device="")
    address = f"/classes/{cohort.public_id}/accounts"

    before = client.get(address).text
    handed = slips(client.post(f"{address}/reset", data={"trainee": one.public_id}).text)

    holders = db.session.scalars(select(Grant.user_id).where(Grant.person_id == one.person_id)).all()
    assert ("用学员卡" in before, list(handed), len(holders)) == (True, ["qinglan-2026-01"], 1)


def test_trainee_of_another_class_is_not_chosen_here(make: Factory) -> None:
    cohort, _trainees = class_of(make, 1)
    foreign = make.enrolment(make.cohort())
    client = make.client(make.user(Role.CLASS_TEACHER, "teacher", cohort_id=cohort.id))

    answers = [
        client.post(f"/classes/{cohort.public_id}/accounts", data={"trainee": foreign.public_id}).status_code,
        client.post(f"/classes/{foreign.cohort.public_id}/accounts", data={"trainee": foreign.public_id}).status_code,
    ]

    assert (answers, logins()) == ([422, 404], {"teacher"})


def test_closed_class_opens_no_account_and_still_resets(make: Factory) -> None:
    cohort, (with_one, without) = class_of(make, 2)
    user = make.user(Role.TRAINEE, "with-one", person_id=with_one.person_id)
    client = make.client(make.user(Role.ADMINISTRATOR))
    cohort.stage = Stage.CLOSED
    address = f"/classes/{cohort.public_id}/accounts"

    page = client.get(address).text
    opened = client.post(address, data={"trainee": without.public_id})
    handed = slips(client.post(f"{address}/reset", data={"trainee": with_one.public_id}).text)

    assert ("开账号，出密码条" in page, opened.status_code, list(handed)) == (False, 422, [user.login])


def test_class_without_accounts_is_a_class_like_any_other(make: Factory) -> None:
    cohort, _trainees = class_of(make, 2)
    make.enrolment(cohort, state=EnrolmentState.WITHDRAWN)
    client = make.organiser_client()

    page = client.get(f"/classes/{cohort.public_id}/accounts").text

    assert ("不开账号也能办班" in page, page.count('name="trainee"')) == (True, 2)
    assert client.get(f"/classes/{cohort.public_id}/attendance").status_code == 200


def test_page_asks_as_much_for_three_as_for_one(make: Factory, count_queries: Counting) -> None:
    cohort, _none = class_of(make, 0)
    client = make.client(make.user(Role.ADMINISTRATOR))
    totals = []
    for amount in (1, 3):
        for one in make.enrolments(cohort, amount, group=make.group(cohort, f"第{amount}组")):
            make.user(Role.TRAINEE, person_id=one.person_id)
        db.session.commit()
        with count_queries() as counted:
            client.get(f"/classes/{cohort.public_id}/accounts")
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_page_says_where_trainees_would_see_nothing(make: Factory) -> None:
    cohort, _trainees = class_of(make, 1)
    client = make.organiser_client()

    before = client.get(f"/classes/{cohort.public_id}/accounts").text
    client.post("/phone-pages", data={"offered": "0"})
    after = client.get(f"/classes/{cohort.public_id}/accounts").text

    assert ("关着手机页面" in before, "关着手机页面" in after) == (False, True)


def test_nobody_waits_while_passwords_are_worked_out(make: Factory, monkeypatch: pytest.MonkeyPatch) -> None:
    cohort, trainees = class_of(make, 2)
    client = make.client(make.user(Role.ADMINISTRATOR))
    data = {"trainee": [one.public_id for one in trainees]}
    pool = db.engine.pool
    held: list[str] = []

    def work_out(text: str) -> str:
        held.append(pool.status())
        return digest_quickly(text)

    monkeypatch.setattr("trainingapp.accounts.operations.generate_password_hash", work_out)
    answer = client.post(f"/classes/{cohort.public_id}/accounts", data=data)

    assert len(slips(answer.text)) == 2
    assert ["Current Checked out connections: 0" in status for status in held] == [True, True]
