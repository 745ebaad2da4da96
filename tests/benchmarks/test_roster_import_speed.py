"""A roster of 20,000 people taken into a class by the command: time and memory, against the floor of plain inserts."""

import sqlite3
import sys
import time
from pathlib import Path

import pytest

from tests.benchmarks.commands import cost_of
from tests.benchmarks.ratios import RatioTable
from tests.benchmarks.rosters import PEOPLE, person
from tests.cli.commands import make_instance

pytestmark = pytest.mark.benchmark

SECONDS, MEGABYTES = 15.0, 500.0


def insert_plainly(file: Path) -> float:
    """Return the processor's seconds in which SQLite alone stores the same values twice: the floor."""
    rows = [person(number) for number in range(PEOPLE)]
    started = time.process_time()
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE floor (a, b, c, d, e, f, g, h, i, j)")
        for _table in ("person", "enrolment"):
            database.executemany("INSERT INTO floor VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    return time.process_time() - started


@pytest.mark.skipif(sys.platform == "win32", reason="内存用量只有类 Unix 系统能查")
def test_20000_rows_are_taken_in_time_and_memory(content: bytes, tmp_path: Path, ratio_table: RatioTable) -> None:
    instance = make_instance(tmp_path / "instance", "qinglan-2025")
    file = tmp_path / "花名册.xlsx"
    file.write_bytes(content)
    floor = insert_plainly(tmp_path / "floor.sqlite")

    words = ["roster", "import", "qinglan-2025", str(file), "--instance", str(instance)]
    cost = cost_of(*words)

    timed = ratio_table.add("20,000 行花名册：导入（秒）", measured=cost.seconds, floor=floor, bar=SECONDS / floor)
    sized = ratio_table.add("20,000 行花名册：导入内存", measured=cost.megabytes, floor=MEGABYTES, bar=1.0, unit="MB")
    assert f"新增 {PEOPLE} 人" in cost.told
    assert timed.ok
    assert sized.ok
