"""Alembic's environment: runs the migrations on the application's own engine, SQLite and PostgreSQL alike."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from trainingapp.core.database import Base

target = current_app.extensions["migrate"]


def run_migrations() -> None:
    """Run on one connection; foreign keys rest meanwhile, since SQLite's batch mode rebuilds whole tables."""
    engine = target.db.engine
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.execute("PRAGMA foreign_keys=OFF")
        try:
            _migrate(connection)
        finally:
            if engine.dialect.name == "sqlite":
                connection.connection.execute("PRAGMA foreign_keys=ON")


def _migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, **target.configure_args)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()


run_migrations()
