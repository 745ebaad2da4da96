"""Fixtures that every test may use: an application on a real database, a clean one for each test.

Tests that take `app` run on SQLite and on PostgreSQL. The schema is made once per worker and database by the real
migrations; each test starts with empty tables.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import TextClause, event, text

from tests.factories import Factory
from trainingapp.app import create_app
from trainingapp.core import schema
from trainingapp.core.database import Base, db

pytest_plugins = ["tests.provision.hooks", "tests.provision.postgres"]

DATABASES = ("sqlite", "postgres")


class _CompiledTemplates(BytecodeCache):
    """What the templates of one application were compiled to, for the next: many tests make one of their own."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


_compiled_templates = _CompiledTemplates()


def make_app(instance: Path, url: str | None) -> Flask:
    """Return an application for tests: CSRF is tested on its own, everything else is as in use."""
    settings = {"TESTING": True, "WTF_CSRF_ENABLED": False, "PROPAGATE_EXCEPTIONS": False, "PATIENCE_SECONDS": 60}
    app = create_app(instance, database=url, **settings)
    app.jinja_env.bytecode_cache = _compiled_templates
    app.wsgi_app = _sent_as_servers_do(app.wsgi_app)  # type: ignore[assignment, method-assign]  # Flask's documented place for middleware
    return app


def _sent_as_servers_do(application: WSGIApplication) -> WSGIApplication:
    """Return the application with its headers encoded as a server encodes them: a Chinese name in one is an error."""

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:  # noqa: ANN401 - what the standard says
            for name, value in headers:
                f"{name}: {value}".encode("latin-1")
            return start_response(status, headers, *error)

        return application(environ, start)

    return call


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file to which every migration has been applied, to copy from."""
    folder = tmp_path_factory.mktemp("migrated")
    app = make_app(folder, None)
    with app.app_context():
        schema.bring_forward()
        db.session.remove()
        db.engine.dispose()
    return folder / "training.sqlite"


@pytest.fixture(scope="session")
def postgres_app(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[Flask]:
    """Return an application on a PostgreSQL database to which every migration has been applied."""
    app = make_app(tmp_path_factory.mktemp("postgres"), postgres_url)
    with app.app_context():
        schema.bring_forward()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def kept_sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return the one application on SQLite: to set it up and to compile its templates takes longer than most tests."""
    return make_app(tmp_path_factory.mktemp("sqlite"), None)


@pytest.fixture
def sqlite_app(kept_sqlite_app: Flask, migrated_file: Path) -> Iterator[Flask]:
    """Return the application on an SQLite file and in a folder that no other test has used."""
    instance = Path(kept_sqlite_app.config["INSTANCE"])
    _clear(instance, keep="keys.json")
    shutil.copy(migrated_file, instance / "training.sqlite")
    with kept_sqlite_app.app_context():
        yield kept_sqlite_app
        db.session.remove()
        db.engine.dispose()


def _clear(folder: Path, *, keep: str) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != keep:
            path.unlink()


@cache
def _asking_for_rows() -> TextClause:
    """Return the question which tables hold a row; what most tests leave is in few of a hundred."""
    names = [table.name for table in Base.metadata.sorted_tables]
    return text(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names))  # noqa: S608 - our own tables' names


def _empty_tables() -> None:
    """Delete every row, whatever refers to it: truncating a hundred tables takes a hundred times longer."""
    deletions = [f"DELETE FROM {name}" for name in db.session.scalars(_asking_for_rows())]  # noqa: S608 - the same names
    db.session.execute(text("; ".join(["SET LOCAL session_replication_role = replica", *deletions])))
    db.session.commit()


@pytest.fixture(params=DATABASES)
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """Return the application, once on SQLite and once on PostgreSQL, inside its context."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_app")
        return
    application: Flask = request.getfixturevalue("postgres_app")
    with application.app_context():
        yield application
        db.session.rollback()
        _empty_tables()
        db.session.remove()


@pytest.fixture
def make(app: Flask) -> Factory:
    """Return the maker of rows; it has an office and an organiser already."""
    return Factory(app)


class CountedQueries:
    """How many statements went to the database."""

    def __init__(self) -> None:
        """Start at none."""
        self.statements: list[str] = []

    @property
    def total(self) -> int:
        """Return the number of statements."""
        return len(self.statements)


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[CountedQueries]]:
    """Return a context manager that counts the statements sent meanwhile."""
    engine = app.extensions["sqlalchemy"].engine

    @contextmanager
    def counting() -> Iterator[CountedQueries]:
        counted = CountedQueries()

        def note(*event: object) -> None:
            counted.statements.append(str(event[2]))

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield counted
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting
