"""Reading a roster of 20,000 rows: in the child, against openpyxl streaming the same values in this process."""

import io
import subprocess
import sys
import time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.benchmarks.ratios import RatioTable, time_best
from tests.benchmarks.rosters import PEOPLE
from trainingapp.core.excel.child import read_upload
from trainingapp.core.excel.grid import Workbook
from trainingapp.core.excel.guard import DEFAULT_LIMITS
from trainingapp.core.excel.recent import recent
from trainingapp.registers.rules.roster import read_roster

pytestmark = pytest.mark.benchmark

#: What the system calls a megabyte of memory in use.
KILOBYTES = 1024 * (1024 if sys.platform == "darwin" else 1)
#: Reads a roster; prints by how much the process grew and how large its child became.
READ = """
import resource, sys
from pathlib import Path
from trainingapp.core.excel.child import read_upload
own, children = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
before = resource.getrusage(own).ru_maxrss
read_upload(Path(sys.argv[1]).read_bytes(), "花名册.xlsx")
print(resource.getrusage(own).ru_maxrss - before, resource.getrusage(children).ru_maxrss)
"""


def stream_values(content: bytes) -> int:
    """Return the rows that openpyxl's streaming reader gives: the floor."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))


def read_afresh(content: bytes) -> Workbook:
    """Return what a child reads, though the same file was read before."""
    recent.clear()
    return read_upload(content, "花名册.xlsx")


def test_child_reads_as_fast_as_openpyxl_streams(content: bytes, ratio_table: RatioTable) -> None:
    floor = time_best(lambda: stream_values(content), repeats=2, clock=time.perf_counter)

    measured = time_best(lambda: read_afresh(content), repeats=2, clock=time.perf_counter)

    row = ratio_table.add("20,000 行花名册：子进程读出", measured=measured, floor=floor, bar=1.0)
    assert row.ok


def test_rules_cost_no_more_than_streaming(content: bytes, ratio_table: RatioTable) -> None:
    workbook = read_upload(content, "花名册.xlsx")
    floor = time_best(lambda: stream_values(content), repeats=2)

    measured = time_best(lambda: read_roster(workbook), repeats=2)

    row = ratio_table.add("20,000 行花名册：认表头、逐行检查", measured=measured, floor=floor, bar=1.0)
    assert row.ok
    assert len(read_roster(workbook).rows) == PEOPLE


@pytest.mark.skipif(sys.platform == "win32", reason="内存用量只有类 Unix 系统能查")
def test_child_and_parent_stay_small(content: bytes, tmp_path: Path, ratio_table: RatioTable) -> None:
    file = tmp_path / "花名册.xlsx"
    file.write_bytes(content)

    # In a process of its own: the largest child of this one may be that of another benchmark.
    told = subprocess.run([sys.executable, "-c", READ, str(file)], capture_output=True, text=True, check=True).stdout
    grown, child = (int(size) / KILOBYTES for size in told.split())

    limit = DEFAULT_LIMITS.memory / 1024**2
    row = ratio_table.add("20,000 行花名册：子进程内存", measured=child, floor=limit, bar=0.5, unit="MB")
    assert row.ok
    assert grown < 100
