"""The same commands on SQLite and, by DATABASE_URL, on PostgreSQL."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.cli.commands import run
from trainingapp.people.rules.order import stroke_key

Command = Callable[..., Result]


@pytest.fixture
def command(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return what runs a command on the database of this test."""
    url, instance = app.config["SQLALCHEMY_DATABASE_URI"], Path(app.config["INSTANCE"])
    if not url.startswith("sqlite"):
        monkeypatch.setenv("DATABASE_URL", url)
    return lambda *words: run(*words, instance=instance)


def test_class_is_seeded_and_shown(command: Command) -> None:
    assert [command(*words).exit_code for words in (("init",), ("seed", "qinglan-2025"))] == [0, 0]

    listed = json.loads(command("cohorts", "--json").stdout)
    timetable = json.loads(command("timetable", "show", "qinglan-2025", "--json").stdout)
    attendance = json.loads(command("attendance", "show", "qinglan-2025", "--json").stdout)

    assert [(one["code"], one["host"], one["trainees"]) for one in listed] == [("qinglan-2025", "天目西路街道", 29)]
    assert [one["title"] for one in timetable[:3]] == [
        "开班仪式暨动员讲话",
        "《以习近平新时代中国特色社会主义思想引领新征程》",
        "党建引领社区治理“沉浸式”研学",
    ]
    assert [one["attended"] for one in attendance["sessions"]] == [29, 29, 27, 28, 28, 28, 27, 28, 0]


def test_database_that_is_whole_passes_the_check(command: Command) -> None:
    command("seed", "changning-2020")

    told = command("check", "--json")

    assert (told.exit_code, json.loads(told.stdout)["ok"]) == (0, True)


def test_trainees_are_sorted_alike(command: Command) -> None:
    command("seed", "changning-2020")

    by_strokes = json.loads(command("roster", "show", "changning-2020", "--sort", "strokes", "--json").stdout)

    assert len(by_strokes) == 36
    assert [one["name"] for one in by_strokes] == sorted((one["name"] for one in by_strokes), key=stroke_key)
