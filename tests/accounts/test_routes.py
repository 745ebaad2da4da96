"""Role x route: every route is listed here with what it asks for, and every role is let in or kept out accordingly."""

import pytest
from flask import Flask, url_for
from sqlalchemy import func, select
from werkzeug.routing import Rule

from tests.accounts.route_table import PUBLIC, ROUTES
from tests.factories import Factory
from trainingapp.accounts.gate import requirement
from trainingapp.accounts.permissions import PERMISSIONS
from trainingapp.accounts.terms import Role
from trainingapp.audit.models import AuditEvent
from trainingapp.core.database import db

REFUSED = 403
#: A refused form is answered in short; the page of a refusal is made for each address that is opened.
SHORT = {"Accept": "application/json"}
SAMPLE = {"string": "none-such-id", "int": 1, "date": "2026-05-11"}


def _rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_every_route_is_listed_with_its_permission(sqlite_app: Flask) -> None:
    found = {rule.endpoint: requirement(rule.endpoint) for rule in _rules(sqlite_app)}

    assert found == {**dict.fromkeys(PUBLIC), **ROUTES}


def _requests(app: Flask) -> list[tuple[str, str, str]]:
    found = []
    with app.test_request_context():
        for rule in _rules(app):
            values = {**dict.fromkeys(rule.arguments, "none-such-id"), **(rule.defaults or {})}
            address = url_for(rule.endpoint, **values)
            found += [(method, address, rule.endpoint) for method in sorted((rule.methods or set()) & {"GET", "POST"})]
    return found


@pytest.mark.parametrize("role", list(Role))
def test_role_is_let_in_or_kept_out_of_every_route(sqlite_app: Flask, role: Role) -> None:
    make = Factory(sqlite_app)
    cohort = make.cohort()
    group = make.group(cohort)
    reach = {
        Role.CLASS_TEACHER: {"cohort_id": cohort.id},
        Role.GROUP_LEADER: {"group_id": group.id},
        Role.BRANCH_CONTACT: {"organisation_id": make.street.id},
        Role.LECTURER: {"lecturer_id": make.lecturer().id},
        Role.TRAINEE: {"person_id": make.enrolment(cohort).person_id},
    }.get(role, {})
    client = make.client(make.user(role, None, **reach))
    acts = select(func.count(AuditEvent.id)).where(AuditEvent.verb != "account.refused")
    before = db.session.scalar(acts)
    wrong = []

    for method, address, endpoint in _requests(sqlite_app):
        if endpoint in PUBLIC or endpoint == "accounts.sign_out":
            continue
        allowed = role in PERMISSIONS[ROUTES[endpoint]]
        answer = client.open(address, method=method, headers={} if allowed or method == "GET" else SHORT)
        if (answer.status_code == REFUSED) is allowed or answer.status_code >= 500:
            wrong.append((method, address, answer.status_code))

    assert wrong == []
    assert db.session.scalar(acts) == before


def test_nobody_enters_without_signing_in(sqlite_app: Flask) -> None:
    client = sqlite_app.test_client()
    let_in = []

    for method, address, endpoint in _requests(sqlite_app):
        answer = client.open(address, method=method)
        if endpoint not in PUBLIC and not (answer.status_code == 302 and "/sign-in" in answer.location):
            let_in.append((method, address, answer.status_code))

    assert let_in == []
