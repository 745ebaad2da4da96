"""The gate: CSRF on every POST, one content policy on every answer, sign-ins that can be revoked."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.route_table import PUBLIC, ROUTES
from tests.factories import PASSWORD, Factory
from trainingapp.accounts import operations
from trainingapp.accounts.models import SignIn
from trainingapp.accounts.terms import Role
from trainingapp.app import create_app
from trainingapp.core.database import db
from trainingapp.core.places import static_address
from trainingapp.core.web import CONTENT_SECURITY_POLICY


@pytest.fixture
def guarded_app(tmp_path: Path, migrated_file: Path) -> Flask:
    """Return the application as in use, with CSRF checked."""
    shutil.copy(migrated_file, tmp_path / "training.sqlite")
    return create_app(tmp_path, TESTING=True, PROPAGATE_EXCEPTIONS=False)


def test_every_post_without_a_token_is_refused(guarded_app: Flask) -> None:
    client = guarded_app.test_client()
    posts = [
        rule
        for rule in guarded_app.url_map.iter_rules()
        if "POST" in (rule.methods or set()) and rule.endpoint in {*ROUTES, *PUBLIC}
    ]
    with guarded_app.test_request_context():
        addresses = [rule.build(dict.fromkeys(rule.arguments, "none-such-id"), append_unknown=False) for rule in posts]

    answers = {address[1]: client.post(address[1]).status_code for address in addresses if address}

    with guarded_app.app_context():
        db.engine.dispose()
    assert answers
    assert set(answers.values()) == {400}


@pytest.mark.parametrize("address", ["/sign-in", "/none-such", "/healthz", f"{static_address()}/app.css"])
def test_every_answer_carries_the_content_policy(sqlite_app: Flask, address: str) -> None:
    with sqlite_app.test_client().get(address) as answer:
        headers = answer.headers

    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_scripts_are_kept_by_their_address_and_pages_not_at_all(sqlite_app: Flask) -> None:
    client = sqlite_app.test_client()

    kept = {}
    for address in (
        "/sign-in",
        "/healthz",
        f"{static_address()}/app.js",
        f"{static_address()}/none.js",
        "/static/older/app.js",
    ):
        with client.get(address) as answer:
            kept[address] = (answer.status_code, answer.headers["Cache-Control"])

    assert list(kept.values()) == [
        (200, "no-store"),
        (200, "no-store"),
        (200, "public, max-age=31536000, immutable"),
        (404, "no-store"),
        (404, "no-store"),
    ]
    assert f'src="{static_address()}/app.js"' in client.get("/sign-in").get_data(as_text=True)


def test_ended_sign_in_is_worth_nothing(make: Factory) -> None:
    user = make.user(Role.ADMINISTRATOR)
    client = make.client(user)
    before = client.get("/accounts").status_code
    for sign_in in db.session.scalars(select(SignIn)).all():
        operations.sign_out(sign_in)
    db.session.commit()

    after = client.get("/accounts")

    assert (before, after.status_code, "/sign-in" in after.location) == (200, 302, True)


def test_five_wrong_passwords_lock_that_account_alone(make: Factory) -> None:
    user, other = make.user(Role.ADMINISTRATOR), make.user(Role.ADMINISTRATOR)
    db.session.commit()
    client = make.visitor()
    for _ in range(5):
        client.post("/sign-in", data={"login": user.login, "password": "wrong"})

    locked = client.post("/sign-in", data={"login": user.login, "password": PASSWORD})
    free = client.post("/sign-in", data={"login": other.login, "password": PASSWORD})

    assert (locked.status_code, free.status_code) == (200, 302)
    assert "已锁定" in locked.get_data(as_text=True)


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example", "evil.example", ""])
def test_sign_in_never_leads_to_another_site(make: Factory, target: str) -> None:
    user = make.user(Role.ADMINISTRATOR)
    db.session.commit()

    answer = make.visitor().post(
        "/sign-in", query_string={"next": target}, data={"login": user.login, "password": PASSWORD}
    )

    assert answer.location == "/"
