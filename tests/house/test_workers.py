"""What workers agree on: what must run alone is run by one of them, and tests are called the same by all."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERIAL = """
import os
import pytest

pytestmark = pytest.mark.serial

@pytest.mark.parametrize("number", range(6))
def test_worker(number, tmp_path):
    open(os.environ["TOLD"], "a").write(os.environ["PYTEST_XDIST_WORKER"] + chr(10))
"""

MADE_NOW = """
import time
import pytest

@pytest.mark.parametrize(("content", "said"), [(str(time.time_ns()).encode(), "one"), (b"other", "two")])
def test_content(content, said):
    assert content
"""


def test_serial_tests_are_run_by_one_worker(tmp_path: Path) -> None:
    told = tmp_path / "told.txt"
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = serial", "utf-8")
    for name in ("test_one.py", "test_two.py"):
        (tmp_path / name).write_text(SERIAL, "utf-8")

    code, lines = run_tests(tmp_path, "-n", "2", "--dist", "loadgroup", TOLD=str(told))

    assert (code, lines[-1][:9]) == (0, "12 passed")
    assert len(set(told.read_text().splitlines())) == 1


def test_tests_of_bytes_are_called_the_same_whenever_they_are_collected(tmp_path: Path) -> None:
    (tmp_path / "test_made_now.py").write_text(MADE_NOW, "utf-8")

    code, lines = run_tests(tmp_path, "--collect-only")

    assert code == 0
    assert lines[:2] == ["test_made_now.py::test_content[content-one]", "test_made_now.py::test_content[content-two]"]


def run_tests(folder: Path, *options: str, **environment: str) -> tuple[int, list[str]]:
    """Run pytest in a folder with this project's hooks; return its code and what it printed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.provision.hooks", *options, str(folder)]
    surroundings = os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""} | environment
    run = subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, check=False)
    return run.returncode, run.stdout.decode().splitlines()
