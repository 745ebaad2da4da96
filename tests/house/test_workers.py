"""What must run alone is run by one worker, whatever versions of pytest and its workers are installed."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = """
import os
import pytest

pytestmark = pytest.mark.serial

@pytest.mark.parametrize("number", range(6))
def test_worker(number, tmp_path):
    open(os.environ["TOLD"], "a").write(os.environ["PYTEST_XDIST_WORKER"] + chr(10))
"""


def test_serial_tests_are_run_by_one_worker(tmp_path: Path) -> None:
    told = tmp_path / "told.txt"
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = serial", "utf-8")
    for name in ("test_one.py", "test_two.py"):
        (tmp_path / name).write_text(HERE, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.provision.hooks", "-n", "2", "--dist", "loadgroup"]
    environment = os.environ | {"TOLD": str(told), "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""}

    run = subprocess.run([*command, str(tmp_path)], cwd=tmp_path, env=environment, capture_output=True, check=False)

    assert (run.returncode, run.stdout.decode().splitlines()[-1][:9]) == (0, "12 passed")
    assert len(set(told.read_text().splitlines())) == 1
