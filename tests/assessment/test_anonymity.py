"""Whoever holds the whole database cannot tell whose answer is whose: every join, order and trace is tried.

Ten trainees answer one after the other over the phone, each with points that no other gives, so that a guess can be
checked. An attack guesses the writer of each answer; by chance one in ten is right, and more than six right would
happen once in a thousand runs.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.assessment import operations
from trainingapp.assessment.models import Questionnaire
from trainingapp.assessment.rules import Item
from trainingapp.assessment.terms import EvaluationKind
from trainingapp.cohorts.models import Enrolment
from trainingapp.core.database import Base, db

Row: TypeAlias = Mapping[str, Any]
PEOPLE = 10
LUCKY = 6
ITEMS = (Item("q1", "内容", 100), Item("q2", "方法", 100))
#: What every row of the questionnaire shares tells nobody apart.
SHARED = frozenset({"office_id", "questionnaire_id"})


def answered_class(make: Factory) -> tuple[Questionnaire, list[Enrolment]]:
    """Return a questionnaire that everybody has answered in this order: the first gave 0, the next 1, and so on."""
    cohort = make.cohort()
    trainees = make.enrolments(cohort, PEOPLE)
    session = make.session(cohort)
    questionnaire = operations.open_evaluation(
        make.actor, cohort, kind=EvaluationKind.LECTURE, session=session, items=ITEMS, on=cohort.starts_on
    )
    address = f"/my/evaluations/{questionnaire.public_id}"
    for place, one in enumerate(trainees):
        client = make.client(make.user(Role.TRAINEE, person_id=one.person_id))
        client.get(address)
        done = client.post(address, data={"q1": str(place), "q2": "50", "comment": f"意见{place}"})
        assert done.status_code == 302
        assert client.get(address).status_code == 404
    return questionnaire, trainees


def rows_of(table: str, system: str = "") -> list[Row]:
    """Return every row of a table in the order in which it lies on the disk."""
    columns = f"*, {system}" if system else "*"
    order = "rowid" if db.engine.dialect.name == "sqlite" else "ctid"
    statement = f'SELECT {columns} FROM "{table}" ORDER BY {order}'  # noqa: S608 - names of the schema itself
    return [dict(row) for row in db.session.execute(text(statement)).mappings()]


def right(guess: Sequence[Row]) -> int:
    """Return how many answers a guess, in the order of the people, gives to the right one."""
    return sum(row["points"]["q1"] == place for place, row in enumerate(guess))


def read_points(rows: Sequence[Row]) -> list[Row]:
    """Return answers with their points read; SQLite keeps them as text."""
    loads = Base.metadata.tables["evaluation_answer"].c.points.type.result_processor
    read = loads(db.engine.dialect, None) if db.engine.dialect.name == "sqlite" else None
    return [{**row, "points": read(row["points"]) if read else row["points"]} for row in rows]


def traces_of(people: Sequence[Enrolment]) -> Iterator[tuple[str, str]]:
    """Yield (value, where it stands) of everything that is kept of these people, their accounts and their acts."""
    keys = {one.id for one in people} | {one.person_id for one in people}
    grants = rows_of("role_grant")
    users = {row["user_id"] for row in grants if row["person_id"] in keys}
    for table in Base.metadata.sorted_tables:
        for row in rows_of(table.name):
            if table.name != "evaluation_answer" and (keys | users) & {row[key] for key in row if key.endswith("id")}:
                yield from ((str(row[name]), f"{table.name}.{name}") for name in row if name not in SHARED)


def test_no_value_of_an_answer_stands_with_a_person_and_the_trail_says_nothing_of_answering(make: Factory) -> None:
    _questionnaire, people = answered_class(make)

    answers = read_points(rows_of("evaluation_answer"))
    traces = dict(traces_of(people))

    told = {str(row[name]) for row in answers for name in row if name not in {*SHARED, "points", "screening"}}
    assert len(answers) == PEOPLE
    assert told & traces.keys() == set()
    assert {row["verb"] for row in rows_of("audit_event")} == {"account.signed_in", "evaluation.opened"}


def test_neither_table_keeps_a_time_a_version_or_a_key_in_order_of_time(make: Factory) -> None:
    questionnaire, people = answered_class(make)

    columns = {
        name: {column["name"] for column in inspect(db.engine).get_columns(name)}
        for name in ("evaluation_answer", "evaluation_ticket")
    }
    tickets = {row["enrolment_id"]: row["id"] for row in rows_of("evaluation_ticket")}

    assert columns["evaluation_answer"] == {"id", "office_id", "questionnaire_id", "points", "comment", "screening"}
    assert columns["evaluation_ticket"] == {"id", "office_id", "questionnaire_id", "enrolment_id", "answered"}
    assert min(abs(key - questionnaire.id) for key in tickets.values()) > 1_000_000
    assert [tickets[one.id] for one in people] != sorted(tickets.values())


def test_no_order_of_the_answers_or_of_the_tickets_is_that_of_the_people(make: Factory) -> None:
    _questionnaire, people = answered_class(make)
    order = {one.id: place for place, one in enumerate(people)}
    answers = read_points(rows_of("evaluation_answer"))

    guesses = {
        "as it lies on the disk": answers,
        "by key": sorted(answers, key=lambda row: row["id"]),
        "by key backwards": sorted(answers, key=lambda row: -row["id"]),
    }

    assert [attack for attack, guess in guesses.items() if right(guess) > LUCKY] == []
    for tickets in (rows_of("evaluation_ticket"), sorted(rows_of("evaluation_ticket"), key=lambda row: row["id"])):
        pairs = zip(tickets, sorted(answers, key=lambda row: row["id"]), strict=True)
        assert sum(order[ticket["enrolment_id"]] == row["points"]["q1"] for ticket, row in pairs) <= LUCKY


def test_transactions_of_the_database_tell_no_answer_from_another(make: Factory) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite keeps no transaction numbers")
    answered_class(make)

    written = {str(row["told"]) for row in rows_of("evaluation_answer", "xmin::text AS told")}

    assert len(written) == 1


def test_files_hold_each_answer_once_when_the_evaluation_is_closed(make: Factory, app: Flask) -> None:
    """An earlier state beside the last one would tell which answer came with which ticket."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL's files are its own")
    questionnaire, _people = answered_class(make)
    page = f"/classes/{questionnaire.cohort.public_id}/evaluations/{questionnaire.public_id}"

    def held() -> list[int]:
        written = b"".join(path.read_bytes() for path in Path(app.config["INSTANCE"]).glob("training.sqlite*"))
        return [written.count(f"意见{place}".encode()) for place in range(PEOPLE)]

    before = held()
    make.organiser_client().post(page, data={"act": "close"})

    assert (max(before) > 1, held()) == (True, [1] * PEOPLE)
