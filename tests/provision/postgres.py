"""A real PostgreSQL for tests, started by itself and gone at the end.

Each test process has a server of its own (about a second to make), so that processes that run side by side share
nothing. Debian's server is used where it is, else the one that the wheel brings. PostgreSQL refuses to run as root, so
root hands it to the user `postgres`.
"""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.provision.parts import require_part

FOLDER_PREFIX = "trainingapp-postgres-"
DATABASE = "training"
TRIES = 3
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    # Test data need not outlive a power cut; what is tested is what the database does, not the disk.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}


@dataclass(frozen=True)
class Server:
    """A server's programs, its own folder, its port and the password of its user `postgres`."""

    programs: Path
    folder: Path
    port: int
    password: str

    @property
    def data(self) -> Path:
        """Return the folder of the database cluster."""
        return self.folder / "data"

    def url(self, database: str = DATABASE) -> str:
        """Return the address of one of its databases as SQLAlchemy reads it."""
        return f"postgresql+psycopg://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's own programs as a user whom it accepts; raise with its output when it fails."""
        name = self.programs / (f"{program}.exe" if os.name == "nt" else program)
        command = [*run_as(), str(name), *arguments]
        log = self.folder / f"{program}.log"
        with log.open("wb") as output:  # a pipe would stay open as long as the server that pg_ctl starts
            done = subprocess.run(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
            )
        if done.returncode:
            message = f"{program} 失败：{log.read_text('utf-8', 'replace')}"
            raise RuntimeError(message)


def is_root() -> bool:
    """Tell whether we are root, whom PostgreSQL refuses."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def run_as() -> list[str]:
    """Return the words that hand a command to the user `postgres` when we are root."""
    return ["runuser", "-u", "postgres", "--"] if is_root() else []


def free_port() -> int:
    """Return a port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def make_folder() -> Path:
    """Return a new folder that the server's user owns; the name tells whose server it is, should we be killed."""
    folder = Path(tempfile.mkdtemp(prefix=f"{FOLDER_PREFIX}{os.getpid()}-"))
    if is_root():
        shutil.chown(folder, "postgres")
    return folder


def make_cluster(programs: Path) -> Server:
    """Return a new cluster with a random password, not yet started."""
    server = Server(programs, make_folder(), free_port(), secrets.token_urlsafe(18))
    password = server.folder / "password"
    password.write_text(server.password, "utf-8")
    if is_root():
        shutil.chown(password, "postgres")
    server.run(
        "initdb", "--username=postgres", "--auth=scram-sha-256", f"--pwfile={password}",
        "--encoding=UTF8", "--locale=C", "--no-sync", f"--pgdata={server.data}",
    )  # fmt: skip
    return server


def start(server: Server) -> None:
    """Start the server and wait until it answers."""
    settings = " ".join(f"-c {name}='{value}'" for name, value in (SETTINGS | {"port": str(server.port)}).items())
    log = server.folder / "server.log"
    server.run(
        "pg_ctl", "start", "--wait", "--silent", f"--pgdata={server.data}", f"--log={log}", f"--options={settings}"
    )


def make_database(server: Server, name: str = DATABASE) -> str:
    """Make an empty database and return its address."""
    with psycopg.connect(server.url("postgres").replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return server.url(name)


def stop(server: Server) -> None:
    """Stop the server and remove everything that it wrote."""
    try:
        server.run("pg_ctl", "stop", "--wait", "--silent", "--mode=immediate", f"--pgdata={server.data}")
    finally:
        shutil.rmtree(server.folder, ignore_errors=True)


def start_new(programs: Path) -> Server:
    """Return a running server; another port is tried when somebody took ours meanwhile."""
    for attempt in range(1, TRIES + 1):
        server = make_cluster(programs)
        try:
            start(server)
        except RuntimeError:
            shutil.rmtree(server.folder, ignore_errors=True)
            if attempt == TRIES:
                raise
        else:
            return server
    raise AssertionError  # the last try returned or raised


def stop_orphans(programs: Path) -> None:
    """Stop the servers of test processes that were killed before they could do it themselves."""
    if os.name == "nt":
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        owner = int(folder.name.removeprefix(FOLDER_PREFIX).split("-")[0])
        if not is_alive(owner):
            with contextlib.suppress(OSError, RuntimeError):  # another test process may be at the same one
                stop(Server(programs, folder, 0, ""))


def is_alive(process: int) -> bool:
    """Tell whether a process of that number runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextlib.contextmanager
def running_server() -> Iterator[Server]:
    """Give a server for as long as the block runs."""
    programs = Path(require_part("postgres"))
    stop_orphans(programs)
    server = start_new(programs)
    try:
        yield server
    finally:
        stop(server)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """Give this test process its own PostgreSQL."""
    with running_server() as server:
        make_database(server)
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: Server) -> str:
    """Return the SQLAlchemy address of an empty database on a real PostgreSQL."""
    return postgres_server.url()
