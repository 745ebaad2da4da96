"""`start`: from an empty folder to an answering server, and again without losing anything."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cli.commands import make_instance, run
from trainingapp.accounts import operations
from trainingapp.accounts.models import User
from trainingapp.accounts.terms import Role
from trainingapp.cli.application import acting
from trainingapp.core.database import db

pytestmark = pytest.mark.xdist_group("start")  # what they share is made once

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
TEN_SECONDS = 10
posix = pytest.mark.skipif(os.name == "nt", reason="signals to another process are posix only")


class Server:
    """A running `trainingapp start`, with what it has printed."""

    def __init__(self, process: subprocess.Popen[str], lines: list[str], address: str) -> None:
        """Keep what was started."""
        self.process, self.lines, self.address = process, lines, address

    def stop(self, number: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        """Ask it to end; return its exit code and what it said on stderr."""
        self.process.send_signal(number)
        _output, errors = self.process.communicate(timeout=TEN_SECONDS)
        return self.process.returncode, errors


@contextmanager
def started(instance: Path, *options: str) -> Iterator[Server]:
    """Start a server on a free port and wait until it tells its address."""
    command = [sys.executable, "-m", "trainingapp.cli", "start", "--port", "0", "--instance", str(instance), *options]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {"PYTHONUTF8": "1"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        try:
            yield _listen(process)
        finally:
            process.kill()


def _listen(process: subprocess.Popen[str]) -> Server:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if found := ADDRESS.search(line):
            return Server(process, lines, found.group())
    assert process.stderr is not None
    pytest.fail(process.stderr.read())


def health(server: Server) -> str:
    """Return what the server says of itself."""
    place = urlsplit(server.address)
    with closing(HTTPConnection(str(place.hostname), place.port, timeout=TEN_SECONDS)) as connection:
        connection.request("GET", "/healthz")
        return str(json.load(connection.getresponse())["status"])


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Return the folder of a first start and what it printed; it was stopped at once, before its first request."""
    folder = tmp_path_factory.mktemp("begun")
    with started(folder) as server:
        assert server.stop() == (0, "")
    return folder, server.lines


@posix
def test_second_start_serves_and_loses_nothing_of_the_first(begun: tuple[Path, list[str]]) -> None:
    folder, lines = begun
    kept = folder / "demo-accounts.json"
    accounts = json.loads(kept.read_text("utf-8"))
    printed = [line.split("  ") for line in lines if "  demo-" in line]
    listed = run("cohorts", "--json", instance=folder).stdout

    with started(folder) as second:
        assert health(second) == "ok"
        assert second.stop(signal.SIGTERM) == (0, "")

    assert printed == [[one["label"], one["login"], one["password"]] for one in accounts]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert second.lines[0] == f"演示账号已经建好，密码在 {kept}"
    assert not any(one["password"] in "".join(second.lines) for one in accounts)
    assert json.loads(kept.read_text("utf-8")) == accounts
    assert run("cohorts", "--json", instance=folder).stdout == listed
    assert len(json.loads(listed)) == 4


@posix
def test_start_without_demonstration_makes_no_account(tmp_path: Path) -> None:
    with started(tmp_path, "--no-demo") as server:
        assert health(server) == "ok"
        assert server.stop() == (0, "")

    assert [line for line in server.lines if "demo-" in line] == []
    assert [line.split()[1:3] for line in server.lines if line.startswith("  ")] == [["accounts", "add"]]
    assert not (tmp_path / "demo-accounts.json").exists()


@posix
def test_every_role_has_an_account_that_can_sign_in(begun: tuple[Path, list[str]]) -> None:
    folder, _lines = begun
    accounts = json.loads((folder / "demo-accounts.json").read_text("utf-8"))

    assert {one["role"] for one in accounts} == set(Role)
    with acting(folder, "demo"):
        users = [sign_in(one["login"], one["password"]) for one in accounts]
        assert [(user.login, user.must_change_password) for user in users] == [
            (one["login"], False) for one in accounts
        ]


def sign_in(login: str, password: str) -> User:
    """Sign in as a page would, and return the account."""
    signed_in = operations.sign_in(login=login, password=password)
    assert isinstance(signed_in, tuple), signed_in
    db.session.commit()
    return signed_in[0].user


def test_start_keeps_an_office_of_ones_own_free_of_demonstrations(tmp_path: Path) -> None:
    run("init", "--office", "yunshan", "--name", "云杉街道党建办", instance=tmp_path)

    with started(tmp_path) as server:
        server.process.terminate()

    assert [line for line in server.lines if "demo-" in line] == []
    assert run("cohorts", "--json", instance=tmp_path).stdout == "[]\n"


def test_port_that_is_taken_is_refused_in_words(tmp_path: Path) -> None:
    make_instance(tmp_path, "changning-2020")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        refused = run("serve", "--port", str(port), instance=tmp_path)

    assert refused.exit_code == 1
    assert f"不能在 127.0.0.1:{port} 上提供服务" in refused.stderr
    assert "请换一个 --port" in refused.stderr
