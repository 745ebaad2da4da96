"""The PostgreSQL of the tests is a real one, is clean, and leaves nothing behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests.provision import postgres
from tests.provision.parts import require_part
from tests.provision.postgres import Server, make_database, running_server, stop_orphans

KILLED = """
import os
from pathlib import Path
from tests.provision.postgres import start_new
print(start_new(Path({programs!r})).folder, flush=True)
os._exit(1)
"""


def ask(url: str, question: str) -> object:
    """Return the one value that a query gives."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return connection.execute(text(question)).scalar_one()
    finally:
        engine.dispose()


def test_server_is_a_real_postgresql_in_utf8(postgres_server: Server) -> None:
    url = make_database(postgres_server, "real")

    assert str(ask(url, "SELECT version()")).startswith("PostgreSQL ")
    assert ask(url, "SHOW server_encoding") == "UTF8"
    assert ask(url, "SELECT '青' || '蓝'") == "青蓝"


def test_databases_of_one_server_are_apart(postgres_server: Server) -> None:
    first, second = make_database(postgres_server, "first"), make_database(postgres_server, "second")
    engine = create_engine(first)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mark (id INTEGER)"))
    engine.dispose()

    assert ask(first, "SELECT count(*) FROM pg_tables WHERE tablename = 'mark'") == 1
    assert ask(second, "SELECT count(*) FROM pg_tables WHERE tablename = 'mark'") == 0


def test_server_refuses_a_wrong_password(postgres_server: Server) -> None:
    wrong = postgres_server.url("postgres").replace(postgres_server.password, "wrong")

    with pytest.raises(OperationalError, match="password authentication failed"):
        ask(wrong, "SELECT 1")


def test_stopped_server_leaves_no_folder_and_does_not_answer() -> None:
    with running_server() as server:
        assert ask(server.url("postgres"), "SELECT 1") == 1

    assert not server.folder.exists()
    with pytest.raises(OperationalError):
        ask(server.url("postgres"), "SELECT 1")


def test_taken_port_makes_the_next_try_take_another(postgres_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    free = postgres.free_port()
    ports = iter([postgres_server.port, free])
    monkeypatch.setattr(postgres, "free_port", lambda: next(ports))

    with running_server() as server:
        assert server.port == free
        assert ask(server.url("postgres"), "SELECT 1") == 1


@pytest.mark.skipif(os.name == "nt", reason="processes are found by number on posix only")
def test_server_of_a_killed_test_process_is_stopped_by_the_next() -> None:
    programs = Path(require_part("postgres"))
    script = KILLED.format(programs=str(programs))
    killed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    folder = Path(killed.stdout.strip())
    assert (folder / "data" / "postmaster.pid").exists()

    stop_orphans(programs)

    assert not folder.exists()
