"""Printing with LibreOffice: workbooks in, PDF pages and the heights that their texts need out.

One call prints all workbooks of a test session: starting LibreOffice takes longer than printing.
"""

import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

POINTS_PER_MM = 72 / 25.4
FONTS = Path(__file__).with_name("fonts.conf")


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page: its text and its box, in points from the top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """A printed page: its size in points and its words."""

    width: float
    height: float
    words: Sequence[Word]

    @property
    def letters(self) -> Counter[str]:
        """Return how often each character is printed, blanks left out."""
        return Counter("".join("".join(word.text for word in self.words).split()))

    @property
    def text(self) -> str:
        """Return the words without blanks, in the order of the PDF."""
        return "".join("".join(word.text for word in self.words).split())


def convert(files: Sequence[Path], target: str, folder: Path) -> None:
    """Let LibreOffice convert files into a folder, with a profile of its own and an office computer's fonts."""
    command = [
        "soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
        "--convert-to", target, "--outdir", str(folder), *map(str, files),
    ]  # fmt: skip
    env = os.environ | {"FONTCONFIG_FILE": str(FONTS)}
    subprocess.run(command, env=env, check=True, capture_output=True, timeout=300)


def print_workbooks(workbooks: Mapping[str, bytes], folder: Path) -> dict[str, list[Page]]:
    """Print workbooks; return the pages of each."""
    files = [folder / f"{name}.xlsx" for name in workbooks]
    for file, content in zip(files, workbooks.values(), strict=True):
        file.write_bytes(content)
    convert(files, "pdf", folder)
    return {file.stem: read_pages(file.with_suffix(".pdf")) for file in files}


def read_pages(pdf: Path) -> list[Page]:
    """Return a PDF's pages with the places of their words."""
    run = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True, timeout=60)
    return [_read_page(chunk) for chunk in run.stdout.split("<page ")[1:]]


def _read_page(chunk: str) -> Page:
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', chunk)
    assert size is not None
    words = re.findall(
        r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', chunk, re.DOTALL
    )
    found = [Word(text, float(left), float(top), float(right), float(end)) for left, top, right, end, text in words]
    return Page(float(size[1]), float(size[2]), found)


def cell_letters(content: bytes) -> Counter[str]:
    """Return how often each character stands in a workbook's text cells, blanks left out."""
    texts = [cell.value for sheet in load_workbook(BytesIO(content)) for row in sheet for cell in row]
    return Counter("".join("".join(text for text in texts if isinstance(text, str)).split()))


@dataclass(frozen=True, slots=True)
class Height:
    """The height of a cell and the height that LibreOffice gives its text, in points."""

    place: str
    text: str
    given: float
    needed: float


def measure_heights(workbooks: Mapping[str, bytes], folder: Path) -> list[Height]:
    """Return what the text of each cell needs: every text alone in a row as wide as its cell, its height left open."""
    books = {name: load_workbook(BytesIO(content)) for name, content in workbooks.items()}
    probes = {name: list(_texts(book)) for name, book in books.items()}
    files = []
    for name, found in probes.items():
        probe = Workbook()
        for number, (_, cell, width, _) in enumerate(found):
            _place_probe(probe, number, cell, width)
        files.append(folder / f"{name}.xlsx")
        probe.save(files[-1])
    opened = open_heights(files, folder)
    return [height for name, found in probes.items() for height in _read_heights(opened / f"{name}.xlsx", name, found)]


def open_heights(files: Sequence[Path], folder: Path) -> Path:
    """Return a folder with the workbooks as LibreOffice sizes their rows.

    It believes the heights that a workbook states, or takes the default; only a flat ODF file without any heights makes
    it measure.
    """
    flat, opened = folder / "flat", folder / "opened"
    flat.mkdir()
    opened.mkdir()
    convert(files, "fods", flat)
    for file in flat.glob("*.fods"):
        file.write_text(re.sub(r'style:row-height="[^"]*" ', "", file.read_text("utf-8")), "utf-8")
    convert(list(flat.glob("*.fods")), "xlsx", opened)
    return opened


Probe = tuple[str, Cell, float, float]
"""A cell's place, the cell, and the width and the height that it has."""


def _texts(book: Workbook) -> Iterator[Probe]:
    """Yield one cell of each text, font and width: the same one twice says nothing new, unless it is lower."""
    lowest: dict[tuple[object, ...], Probe] = {}
    for sheet in book.worksheets:
        spans = {merged.coord.split(":")[0]: merged for merged in sheet.merged_cells.ranges}
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, MergedCell) or not isinstance(cell.value, str):
                    continue
                merged = spans.get(cell.coordinate)
                rows = range(cell.row, (merged.max_row if merged else cell.row) + 1)
                columns = range(cell.column, (merged.max_col if merged else cell.column) + 1)
                height = sum(sheet.row_dimensions[number].height or 0 for number in rows)
                width = sum(sheet.column_dimensions[get_column_letter(number)].width for number in columns)
                key = (cell.value, cell.font.name, cell.font.sz, round(width, 2))
                if key not in lowest or height < lowest[key][3]:
                    lowest[key] = (f"{sheet.title}!{cell.coordinate}", cell, width, height)
    yield from lowest.values()


def _place_probe(probe: Workbook, number: int, cell: Cell, width: float) -> None:
    sheet = probe.active
    assert isinstance(sheet, Worksheet)
    # A column for each width, a row for each text: nothing else decides the height of the row.
    letters = {dimension.width: letter for letter, dimension in sheet.column_dimensions.items()}
    letter = letters.get(width) or get_column_letter(len(letters) + 1)
    sheet.column_dimensions[letter].width = width
    twin = sheet[f"{letter}{number + 1}"]
    twin.value, twin.data_type = cell.value, "s"
    twin.font, twin.alignment = copy(cell.font), copy(cell.alignment)


def _read_heights(file: Path, name: str, probes: Sequence[Probe]) -> Iterator[Height]:
    sheet = load_workbook(file).worksheets[0]
    for number, (place, cell, _, given) in enumerate(probes, 1):
        yield Height(f"{name} {place}", str(cell.value), given, sheet.row_dimensions[number].height or 0)
