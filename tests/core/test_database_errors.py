"""What a person is told when the database cannot do what was asked: try again, make room, or our own mistake."""

import sqlite3
from http import HTTPStatus

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from trainingapp.core.database import db
from trainingapp.core.web import BUSY, DISK_FULL, FAILED


def failure(code: int) -> OperationalError:
    """Return what SQLite raises with a code."""
    origin = sqlite3.OperationalError("as SQLite says it")
    origin.sqlite_errorcode = code
    return OperationalError("insert", {}, origin)


def answer(app: Flask, error: OperationalError) -> tuple[int, list[str]]:
    """Return status and reasons of the answer that such an error leads to."""
    with app.test_request_context(headers={"Accept": "application/json"}):
        response = app.make_response(app.handle_user_exception(error))
        return response.status_code, response.get_json()["reasons"]


@pytest.mark.parametrize(
    ("code", "status", "reason"),
    [
        (sqlite3.SQLITE_BUSY, HTTPStatus.SERVICE_UNAVAILABLE, BUSY),
        (sqlite3.SQLITE_LOCKED, HTTPStatus.SERVICE_UNAVAILABLE, BUSY),
        (sqlite3.SQLITE_FULL, HTTPStatus.SERVICE_UNAVAILABLE, DISK_FULL),
        (sqlite3.SQLITE_ERROR, HTTPStatus.INTERNAL_SERVER_ERROR, FAILED),
    ],
)
def test_each_failure_of_the_database_is_told_as_what_it_is(
    sqlite_app: Flask, code: int, status: int, reason: str
) -> None:
    told = answer(sqlite_app, failure(code))

    assert told == (status, [reason])


def test_a_statement_that_sqlite_cannot_read_is_not_called_busy(sqlite_app: Flask) -> None:
    with pytest.raises(OperationalError) as caught:
        db.session.execute(text("SELECT no_such_column FROM cohort"))

    assert answer(sqlite_app, caught.value)[0] == HTTPStatus.INTERNAL_SERVER_ERROR
