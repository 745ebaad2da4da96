"""The child process that reads an upload loads no more than reading takes."""

import json
import subprocess
import sys

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tests.core.excel.office_forms import make_workbook, picture
from trainingapp.core.excel import child
from trainingapp.core.excel.grid import Source
from trainingapp.core.excel.guard import DEFAULT_LIMITS
from trainingapp.core.excel.parse import KEPT_OUT, encode_request
from trainingapp.core.excel.wire import Told


def draw(_book: Workbook, sheet: Worksheet) -> None:
    """Draw a roster below a logo."""
    sheet.insert_image("A1", "logo.png", {"image_data": picture()})
    sheet.write_row("A2", ("姓名", "单位"))
    sheet.write_row("A3", ("陈甲", "示例居民区"))


def run_child(content: bytes) -> tuple[list[list[object]], set[str]]:
    """Return what the program says of a workbook, and the packages of which Python reports to have loaded modules.

    A package's own name is no proof: Python reports it as well where loading it was forbidden.
    """
    request = encode_request(Source.WORKBOOK, "名单.xlsx", DEFAULT_LIMITS)
    command = [sys.executable, "-X", "importtime", "-m", child.PROGRAM]
    done = subprocess.run(
        command, input=request + content, capture_output=True, env=child._environment(), check=True, timeout=60
    )
    modules = [line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()]
    packages = {module.partition(".")[0] for module in modules if "." in module}
    return [json.loads(line) for line in done.stdout.splitlines()], packages


def test_workbook_with_a_picture_is_read_without_what_opens_pictures() -> None:
    told, loaded = run_child(make_workbook(draw, sheet="名单"))

    assert [line[1] for line in told if line[0] == Told.ROWS] == [[[], ["姓名", "单位"], ["陈甲", "示例居民区"]]]
    assert told[-1] == [Told.END]
    assert "openpyxl" in loaded
    assert loaded.isdisjoint(KEPT_OUT)
    assert {"numpy", "PIL"} <= set(KEPT_OUT)
