"""Migrations: the schema that they make is the models', and each goes back and forth, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from tests.factories import Factory
from trainingapp.core import places, schema
from trainingapp.core.database import Base, db

MIGRATIONS = str(places.MIGRATIONS)


def test_migrated_schema_equals_the_models(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = compare_metadata(context, Base.metadata)

    assert app.extensions["migrate"]
    assert differences == []


def test_new_database_is_at_the_newest_revision(app: Flask) -> None:
    assert schema.current_revision() == schema.newest_revision()
    assert schema.bring_forward() is False


def test_each_migration_goes_back_and_forth_with_rows(sqlite_app: Flask) -> None:
    Factory(sqlite_app).cohort()
    db.session.commit()
    revisions = list(ScriptDirectory(MIGRATIONS).walk_revisions())

    for _ in revisions:
        downgrade(directory=MIGRATIONS)
    emptied = set(inspect(db.engine).get_table_names())
    for _ in revisions:
        upgrade(directory=MIGRATIONS, revision="+1")

    assert emptied <= {"alembic_version"}
    assert set(Base.metadata.tables) <= set(inspect(db.engine).get_table_names())


def test_sqlite_connection_keeps_every_promise(sqlite_app: Flask) -> None:
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete", "trusted_schema")

    found = {name: db.session.scalar(text(f"PRAGMA {name}")) for name in names}

    assert sqlite_app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "secure_delete": 1,
        "trusted_schema": 0,
    }
