"""Writers of one process wait for one another in turn, and whoever is done, or broken off, lets the next one write."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from trainingapp.core.connections import BUSY_MILLISECONDS, engine_options, prepare_sqlite, reading

TURN = "has_turn"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Return an engine with the connection rules, and a table of numbers."""
    url = f"sqlite:///{tmp_path / 'numbers.sqlite'}"
    made = create_engine(url, **engine_options(url))
    prepare_sqlite(made)
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE number (value INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO number VALUES (0)"))
    yield made
    made.dispose()


def count_up(engine: Engine) -> None:
    """Read a number and write the next one, ten times."""
    for _ in range(10):
        with engine.begin() as connection:
            value = connection.execute(text("SELECT value FROM number")).scalar_one()
            connection.execute(text("UPDATE number SET value = :value"), {"value": value + 1})


def test_writers_in_many_threads_lose_nothing(engine: Engine) -> None:
    threads = [threading.Thread(target=count_up, args=(engine,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with engine.begin() as connection:
        assert connection.execute(text("SELECT value FROM number")).scalar_one() == 80


@pytest.mark.parametrize("end", ["commit", "rollback", "invalidate", "close"])
def test_turn_is_given_back_however_a_transaction_ends(engine: Engine, end: str) -> None:
    first = engine.connect()
    first.execute(text("SELECT value FROM number"))
    assert first.info[TURN] is True

    getattr(first, end)()
    first.close()

    with engine.begin() as second:
        assert second.info[TURN] is True


KNOWN = text("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")


def test_new_connection_counts_tables_that_have_grown(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.scalar(KNOWN) == 0
    engine.dispose()

    with engine.connect() as connection:
        assert connection.scalars(text("SELECT tbl FROM sqlite_stat1")).all() == ["number"]


def test_new_connection_does_not_wait_for_a_writer_to_count(engine: Engine) -> None:
    with engine.begin() as writer:
        writer.execute(text("UPDATE number SET value = 1"))
        begun = time.monotonic()
        with reading(), engine.connect() as reader:
            found = reader.scalar(text("SELECT value FROM number")), reader.scalar(KNOWN)
        waited = time.monotonic() - begun

    assert found == (0, 0)
    assert waited < BUSY_MILLISECONDS / 1000
