"""start.py: only the standard library, no shell, a clean end, and clear words when something is missing."""

import ast
import importlib.util
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import start
from tests.house.tree import ROOT, parse
from tests.provision.parts import refuse_or_skip

START = ROOT / "start.py"
SERVER = """
import sys, time
print("ready", flush=True)
try:
    time.sleep(60)
except KeyboardInterrupt:
    print("ended", flush=True)
"""
RUNNER = "import start, sys; sys.exit(start.run_until_stopped([sys.executable, '-c', sys.argv[1]]))"


def test_start_needs_only_the_standard_library() -> None:
    nodes = list(ast.walk(parse(START)))
    imported = {alias.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module).split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom)}

    assert imported - sys.stdlib_module_names == set()


def test_start_never_uses_a_shell() -> None:
    calls = [node for node in ast.walk(parse(START)) if isinstance(node, ast.Call)]

    assert [call.lineno for call in calls if any(keyword.arg == "shell" for keyword in call.keywords)] == []
    assert [call.lineno for call in calls if ast.unparse(call.func) in {"os.system", "os.popen"}] == []


def run_start(*arguments: str, script: Path = START) -> subprocess.CompletedProcess[str]:
    """Run start.py as a person would."""
    command = [sys.executable, str(script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_help_names_every_option_and_command() -> None:
    done = run_start("--help")

    assert done.returncode == 0
    for word in (
        "--host",
        "--port",
        "--instance",
        "--no-demo",
        "start.py setup",
        "start.py test",
        "start.py bench",
        "start.py lock",
    ):
        assert word in done.stdout


def test_unknown_option_is_a_mistake_of_usage() -> None:
    assert run_start("--nonsense").returncode == 2


@pytest.mark.parametrize("command", ["lock", "setup"])
def test_command_without_arguments_refuses_them(command: str) -> None:
    done = run_start(command, "--upgrade")

    assert done.returncode == 1
    assert done.stderr == f"start.py {command} 不带参数\n"


@pytest.mark.skipif(start.WINDOWS, reason="signals to another process are posix only")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_server_asked_to_stop_ends_cleanly(number: signal.Signals) -> None:
    runner = subprocess.Popen(
        [sys.executable, "-c", RUNNER, SERVER], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert runner.stdout is not None
    assert runner.stdout.readline() == "ready\n"

    runner.send_signal(number)
    output, errors = runner.communicate(timeout=30)

    assert (runner.returncode, output, errors) == (0, "ended\n", "")


def test_server_that_fails_gives_its_own_exit_code() -> None:
    done = subprocess.run([sys.executable, "-c", RUNNER, "raise SystemExit(3)"], cwd=ROOT, check=False)

    assert done.returncode == 3


def test_second_start_installs_nothing(tmp_path: Path) -> None:
    script = copy_project(tmp_path)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    stamped = "import json, start; start.STAMP.write_text(json.dumps({'run': start.lock_digest('run')}))"
    subprocess.run([sys.executable, "-c", stamped], cwd=tmp_path, check=True)
    begun = time.monotonic()

    done = subprocess.run(
        [sys.executable, "-c", "import start; start.install('run')"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert time.monotonic() - begun < 5
    assert script.exists()


def copy_project(folder: Path) -> Path:
    """Copy what start.py reads; return the copied start.py."""
    shutil.copytree(ROOT / "trainingapp" / "locks", folder / "trainingapp" / "locks")
    shutil.copy(ROOT / "pyproject.toml", folder)
    return Path(shutil.copy(START, folder))


def test_changed_lock_is_installed_again(tmp_path: Path) -> None:
    copy_project(tmp_path)
    ask = [sys.executable, "-c", "import start; print(start.lock_digest('run'))"]
    before = subprocess.run(ask, cwd=tmp_path, capture_output=True, check=True).stdout

    with (tmp_path / "trainingapp" / "locks" / "run.txt").open("a") as stream:
        stream.write("# changed\n")

    assert subprocess.run(ask, cwd=tmp_path, capture_output=True, check=True).stdout != before


def test_python_without_ensurepip_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(start, "VENV", tmp_path / "venv")
    monkeypatch.setattr(start, "may_use_apt", lambda: False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)

    with pytest.raises(start.Refusal, match="apt-get install python3-venv"):
        start.make_venv()


def test_missing_part_says_what_to_install(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    part = start.Part("nothing", lambda: None, ("nothing-calc", "nothing-writer"))
    monkeypatch.setattr(start, "PARTS", (part,))
    monkeypatch.setattr(start, "may_use_apt", lambda: False)

    missing = start.provision()

    assert missing == [part]
    assert (
        capsys.readouterr().out == "! 缺少 nothing。Debian/Ubuntu 请执行：apt-get install nothing-calc nothing-writer\n"
    )


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_missing_part_fails_in_ci_and_is_skipped_elsewhere(
    monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[Exception]
) -> None:
    monkeypatch.setenv("CI", ci)

    with pytest.raises(outcome, match="缺少部件 nothing（apt-get install nothing）"):
        refuse_or_skip(start.Part("nothing", lambda: None, ("nothing",)))


def test_static_checks_are_all_four() -> None:
    assert list(start.static_checks()) == ["ruff check", "ruff format", "mypy", "import-linter"]


def test_tests_never_see_the_real_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://real")

    assert "DATABASE_URL" not in start.test_environment()
    assert json.loads(json.dumps(start.test_environment()))["PYTHONUTF8"] == "1"
