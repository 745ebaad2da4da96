"""Pages of accounts: signing in, one's own password, and the list of accounts with their first passwords."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import PASSWORD, Factory
from trainingapp.accounts.models import User
from trainingapp.accounts.terms import Role
from trainingapp.audit.models import AuditEvent
from trainingapp.core.database import db

Counting = Callable[[], AbstractContextManager[CountedQueries]]
NEW = "Qingsong-2026-xin"


def shown_password(text: str) -> str:
    """Return the password that a page shows."""
    found = re.search(r"<dt>密码</dt><dd>([^<]+)</dd>", text)
    assert found is not None, text
    return found[1]


def account(login: str) -> User:
    """Return the account with this login."""
    return db.session.scalars(select(User).where(User.login == login)).one()


def test_sign_in_page_has_its_two_fields_and_one_button(make: Factory) -> None:
    text = make.visitor().get("/sign-in").get_data(as_text=True)

    assert [text.count(part) for part in ('name="login"', 'name="password"', "<button")] == [1, 1, 1]


@pytest.mark.parametrize(("login", "password"), [("nobody", PASSWORD), ("organiser1", "wrong")])
def test_wrong_sign_in_says_the_same_whoever_it_was(make: Factory, login: str, password: str) -> None:
    make.user(Role.ORGANISER, "organiser1")

    answer = make.visitor().post("/sign-in", data={"login": login, "password": password})

    text = answer.get_data(as_text=True)
    assert (answer.status_code, "登录名或密码不对" in text, password in text) == (200, True, False)


def test_sign_in_leads_to_the_page_that_was_asked_for(make: Factory) -> None:
    user = make.user(Role.ORGANISER)
    visitor = make.visitor()

    asked = visitor.get("/library/courses?q=课")
    answer = visitor.post(asked.location, data={"login": user.login, "password": PASSWORD})

    assert (asked.status_code, answer.status_code, unquote(answer.location)) == (302, 302, "/library/courses?q=课")


def test_own_password_is_changed_and_signs_out(make: Factory) -> None:
    user = make.user(Role.INSPECTOR)
    client = make.client(user)

    client.post("/account/password", data={"current": PASSWORD, "new": NEW, "again": NEW})

    assert "/sign-in" in client.get("/desk").location
    answers = [
        client.post("/sign-in", data={"login": user.login, "password": word}).status_code for word in (PASSWORD, NEW)
    ]
    assert answers == [200, 302]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"current": "wrong"}, "现在的密码不对"),
        ({"again": "another"}, "两次输入的新密码不一样"),
        ({"new": "short", "again": "short"}, "密码至少 10 个字符"),
    ],
)
def test_own_password_is_refused_with_the_reason(make: Factory, change: dict[str, str], message: str) -> None:
    user = make.user(Role.INSPECTOR)
    client = make.client(user)

    answer = client.post("/account/password", data={"current": PASSWORD, "new": NEW, "again": NEW, **change})

    assert message in answer.get_data(as_text=True)
    assert client.post("/sign-in", data={"login": user.login, "password": PASSWORD}).status_code == 302


def test_account_is_added_and_its_password_is_shown_once(make: Factory) -> None:
    client = make.client(make.user(Role.ADMINISTRATOR))

    answer = client.post(
        "/accounts/new", data={"login": "wanglaoshi", "name": "王老师", "roles": ["organiser", "inspector"]}
    )

    password = shown_password(answer.get_data(as_text=True))
    assert {grant.role for grant in account("wanglaoshi").grants} == {Role.ORGANISER, Role.INSPECTOR}
    assert password not in client.get("/accounts").get_data(as_text=True)
    first = make.visitor()
    first.post("/sign-in", data={"login": "wanglaoshi", "password": password})
    assert first.get("/desk").location == "/account/password"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"login": "王 老师"}, "登录名只用字母、数字"),
        ({"name": ""}, "请填姓名"),
        ({"roles": []}, "至少选一个角色"),
        ({"roles": ["trainee"]}, "trainee"),
    ],
)
def test_wrong_account_is_refused_at_its_field(make: Factory, change: dict[str, object], message: str) -> None:
    client = make.client(make.user(Role.ADMINISTRATOR, "boss"))
    data = {"login": "wanglaoshi", "name": "王老师", "roles": ["organiser"], **change}

    text = client.post("/accounts/new", data=data).get_data(as_text=True)

    assert (message in text, "data-form-errors" in text) == (True, True)
    assert db.session.scalars(select(User.login)).all() == ["boss"]


def test_taken_login_is_refused_even_when_another_office_has_it(make: Factory) -> None:
    Factory(make.app, "lengshan").user(Role.ORGANISER, "wanglaoshi")
    make.enter()
    client = make.client(make.user(Role.ADMINISTRATOR))

    answer = client.post("/accounts/new", data={"login": "wanglaoshi", "name": "王老师", "roles": ["organiser"]})

    assert (answer.status_code, "已经有人用了" in answer.get_data(as_text=True)) == (422, True)


def test_reset_password_is_shown_once_and_ends_the_sign_ins(make: Factory) -> None:
    user = make.user(Role.INSPECTOR)
    theirs = make.client(user)
    client = make.client(make.user(Role.ADMINISTRATOR))

    password = shown_password(client.post(f"/accounts/{user.public_id}/reset").get_data(as_text=True))

    assert "/sign-in" in theirs.get("/desk").location
    assert "待改密码" in client.get("/accounts").get_data(as_text=True)
    assert make.visitor().post("/sign-in", data={"login": user.login, "password": password}).status_code == 302


def test_disabled_account_is_out_at_once_and_can_be_enabled(make: Factory) -> None:
    user = make.user(Role.INSPECTOR)
    theirs = make.client(user)
    client = make.client(make.user(Role.ADMINISTRATOR))

    client.post(f"/accounts/{user.public_id}/disabled", data={"disabled": "1"})
    out = theirs.get("/desk").location
    disabled = user.disabled
    client.post(f"/accounts/{user.public_id}/disabled")

    assert ("/sign-in" in out, disabled, user.disabled) == (True, True, False)
    verbs = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.subject_id == user.id)).all()
    assert {"account.disabled", "account.enabled"} <= set(verbs)


def test_nobody_disables_oneself(make: Factory) -> None:
    user = make.user(Role.ADMINISTRATOR)
    client = make.client(user)

    answer = client.post(f"/accounts/{user.public_id}/disabled", data={"disabled": "1"})

    assert (answer.status_code, user.disabled) == (422, False)


def test_account_of_another_office_is_neither_listed_nor_touched(make: Factory) -> None:
    other = Factory(make.app, "lengshan")
    foreign = other.user(Role.INSPECTOR, "foreign-login")
    key, stored = foreign.public_id, foreign.password_hash
    make.enter()
    client = make.client(make.user(Role.ADMINISTRATOR))

    statuses = [
        client.post(f"/accounts/{key}/{act}", data={"disabled": "1"}).status_code for act in ("reset", "disabled")
    ]

    assert statuses == [404, 404]
    assert "foreign-login" not in client.get("/accounts").get_data(as_text=True)
    other.enter()
    db.session.refresh(foreign)
    assert (foreign.disabled, foreign.password_hash) == (False, stored)


def test_list_escapes_and_asks_as_much_for_three_as_for_one(make: Factory, count_queries: Counting) -> None:
    client = make.client(make.user(Role.ADMINISTRATOR))
    totals = []
    for amount in (1, 3):
        for _ in range(amount):
            make.user(Role.INSPECTOR).name = "<b>某人</b>"
        db.session.commit()
        with count_queries() as counted:
            text = client.get("/accounts").get_data(as_text=True)
        totals.append(counted.total)

    assert totals[0] == totals[1]
    assert ("&lt;b&gt;某人" in text, "<b>某人" in text) == (True, False)
