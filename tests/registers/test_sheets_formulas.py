"""Nothing that a user writes becomes a formula, in any paper and at any place of it."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Sequence
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from tests.core.excel.payloads import PAYLOADS
from tests.registers.hostile_papers import BUILDERS
from trainingapp.core.excel.writing.safe import clean_text
from trainingapp.registers import sheets

PARTS = frozenset({"build_list"})
"""What papers are built with, and no paper."""
EVERY_DAY = PAYLOADS[::12]
"""The others in the campaign: what writes a cell is the same for all papers, and tested with all of them."""


@pytest.mark.parametrize("build", BUILDERS, ids=lambda build: build.__name__)
@pytest.mark.parametrize(
    "payload",
    [*EVERY_DAY, *(pytest.param(other, marks=pytest.mark.campaign) for other in PAYLOADS if other not in EVERY_DAY)],
)
def test_no_paper_holds_a_formula(build: Callable[[str], bytes], payload: str) -> None:
    content = build(payload)

    book = load_workbook(BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert clean_text(payload) in {cell.value for cell in cells}
    assert not any(re.search("<f[ />]", xml) for xml in sheet_xmls(content))


def sheet_xmls(content: bytes) -> Sequence[str]:
    archive = ZipFile(BytesIO(content))
    return [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/")]


def test_every_paper_is_among_them() -> None:
    built = {
        name
        for module in pkgutil.iter_modules(sheets.__path__)
        for name in vars(importlib.import_module(f"{sheets.__name__}.{module.name}"))
        if name.startswith("build_") and name not in PARTS
    }

    assert {build.__name__.replace("hostile_", "build_") for build in BUILDERS} == built
