"""Connections that lose nothing.

On SQLite every connection has foreign keys, WAL, FULL synchronisation and a busy timeout, and every unit of work that
may write starts with BEGIN IMMEDIATE: measured, Python's defaults silently lost 300 of 320 concurrent edits.
"""

import importlib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import has_request_context, request
from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.pool import ConnectionPoolEntry

SAFE_WAL_VERSION = (3, 51, 3)  # older SQLite has the WAL-reset corruption bug with two connections
POSTGRES_SETTINGS = ("lock_timeout=5000", "idle_in_transaction_session_timeout=30000", "jit=off")
"""To compile a query takes longer than a page's queries do: a twentieth of all tests on PostgreSQL (measured)."""
BUSY_MILLISECONDS = 5000
#: A connection is opened anew after this, and knows then what the tables have grown to.
MOST_SECONDS_OPEN = 3600
#: SQLite's own word for "count those tables anew that were never counted or have grown much since".
COUNT_WHAT_HAS_GROWN = "optimize=0x10002"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_reads_only: ContextVar[bool] = ContextVar("reads_only", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Promise that transactions begun in the block write nothing, so that nobody who writes waits for them."""
    before = _reads_only.set(True)
    try:
        yield
    finally:
        _reads_only.reset(before)


def _only_reads() -> bool:
    return _reads_only.get() or (has_request_context() and request.method in SAFE_METHODS)


def sqlite_driver() -> ModuleType:
    """Return the newest SQLite at hand: Python's own, or the wheel's where Python's is too old for WAL."""
    if sqlite3.sqlite_version_info >= SAFE_WAL_VERSION:
        return sqlite3
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return sqlite3


def engine_options(url: str) -> dict[str, Any]:
    """Return the options with which SQLAlchemy opens this database."""
    if url.startswith("sqlite"):
        return {
            "module": sqlite_driver(),
            "connect_args": {"timeout": BUSY_MILLISECONDS / 1000},
            "pool_recycle": MOST_SECONDS_OPEN,
        }
    return {"pool_pre_ping": True, "connect_args": {"options": " ".join(f"-c {one}" for one in POSTGRES_SETTINGS)}}


def database_url(instance: Path, configured: str | None) -> str:
    """Return the SQLAlchemy URL: the configured one with its driver named, or the file in the instance folder."""
    if not configured:
        return f"sqlite:///{instance / 'training.sqlite'}"
    url = make_url(configured)
    if url.drivername in {"postgres", "postgresql"}:
        url = url.set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


def prepare_sqlite(engine: Engine) -> None:
    """Attach the connection rules to an SQLite engine; other engines are left as they are."""
    if engine.dialect.name != "sqlite":
        return
    turns = _Turns()
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", turns.begin)
    event.listen(engine, "checkin", turns.leave)
    event.listen(engine, "invalidate", turns.leave)


class _Turns:
    """Let the writers of this process wait for one another in a queue, and only then for SQLite's own lock.

    SQLite's lock is asked again and again with growing pauses: under 300 check-ins in ten seconds some never had luck
    and waited three seconds. The queue is a courtesy alone: whoever waited too long asks SQLite, which decides.
    """

    MINE = "has_turn"

    def __init__(self) -> None:
        self._turn = threading.Lock()

    def begin(self, connection: Connection) -> None:
        """Begin a transaction: a reading one at once, a writing one when its turn has come."""
        if _only_reads():
            connection.exec_driver_sql("BEGIN")
            return
        info = connection.info
        if not info.get(self.MINE):
            info[self.MINE] = self._turn.acquire(timeout=BUSY_MILLISECONDS / 1000)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def leave(self, _connection: object, record: ConnectionPoolEntry, _error: object = None) -> None:
        """Let the next one write: the transaction is over, its connection back in the pool."""
        if record.info.pop(self.MINE, False):
            self._turn.release()


def _set_pragmas(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection has no shared type
    connection.isolation_level = None  # transactions are begun by _begin, not guessed by the driver
    safe = sqlite_driver().sqlite_version_info >= SAFE_WAL_VERSION
    cursor = connection.cursor()
    for pragma in (
        f"journal_mode={'WAL' if safe else 'DELETE'}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "trusted_schema=OFF",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    _count_what_has_grown(cursor)
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.close()


def _count_what_has_grown(cursor: Any) -> None:  # noqa: ANN401 - a DBAPI cursor has no shared type
    """Let SQLite know how large its tables are, unless somebody writes: it plans by that, and nothing waits for it.

    Every index begins with the office. Without figures SQLite takes one office for a few rows and begins with the
    marks of all classes where those of one person were asked for; PostgreSQL keeps such figures by itself.
    """
    cursor.execute("PRAGMA busy_timeout=0")
    with suppress(sqlite_driver().OperationalError):
        cursor.execute(f"PRAGMA {COUNT_WHAT_HAS_GROWN}")


def let_go_of_former_rows(engine: Engine, *tables: str) -> None:
    """Let go of what the files still hold of these tables' rows as they were before: to be called between transactions.

    SQLite's journal keeps each state that was committed since it was last folded in, PostgreSQL keeps dead rows. Where
    somebody reads meanwhile, SQLite folds in what it can and the rest at the next time.
    """
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            connection.exec_driver_sql(f'VACUUM (SKIP_LOCKED) "{table}"')
