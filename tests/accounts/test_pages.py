"""Pages of accounts: signing in, and one's own password."""

from urllib.parse import unquote

import pytest
from werkzeug.security import check_password_hash

from tests.factories import PASSWORD, Factory
from trainingapp.accounts.operations import first_passwords
from trainingapp.accounts.terms import Role

NEW = "Qingsong-2026-xin"


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


def test_digests_of_passwords_in_use_are_slow_to_work_out(make: Factory) -> None:
    user = make.user(Role.INSPECTOR)

    make.client(user).post("/account/password", data={"current": PASSWORD, "new": NEW, "again": NEW})
    (made,) = first_passwords(1)

    assert [digest.partition("$")[0] for digest in (user.password_hash, made.digest)] == ["scrypt:32768:8:1"] * 2
    assert check_password_hash(made.digest, made.text)


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
