"""`export`: the five workbooks of a class, with the documents' facts, the same bytes for the same data."""

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from tests.cli.commands import run
from trainingapp.registers.rules.filing import FILED, FOLDERS

FILLED = {*FILED.values()}


@pytest.fixture(scope="session")
def papers(qinglan: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the files of the class of 2025 by kind."""
    folder = tmp_path_factory.mktemp("papers")
    told = run("export", "qinglan-2025", "all", "--out", str(folder), "--json", instance=qinglan)
    assert told.exit_code == 0, told.output
    return {entry["kind"]: Path(entry["file"]) for entry in json.loads(told.stdout)}


def cells(file: Path, sheet: int = 0) -> list[list[object]]:
    """Return the cells of a worksheet."""
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(file).worksheets[sheet].iter_rows()]


def test_all_five_workbooks_are_written(papers: dict[str, Path]) -> None:
    pack = papers["pack"]

    assert list(papers) == ["roster", "timetable", "signin", "attendance", "assessment", "pack"]
    assert all(file.suffix == ".xlsx" and "青蓝接力" in file.name for file in papers.values() if file != pack)


def test_pack_has_numbered_folders_and_a_table_of_contents(papers: dict[str, Path]) -> None:
    names = ZipFile(papers["pack"]).namelist()
    table = openpyxl.load_workbook(BytesIO(ZipFile(papers["pack"]).read("目录.xlsx"))).worksheets[0]
    told = [str(cell.value) for row in table.iter_rows() for cell in row if cell.value]

    assert sorted({name.split("/")[0] for name in names}) == [*[one for one in FOLDERS if one in FILLED], "目录.xlsx"]
    assert [folder for folder in FOLDERS if folder not in told] == []


@pytest.mark.parametrize("kind", ["roster", "attendance", "assessment"])
def test_registers_have_every_trainee(kind: str, papers: dict[str, Path]) -> None:
    numbers = [int(str(row[0])) for row in cells(papers[kind]) if str(row[0] or "").isdecimal()]

    assert numbers == list(range(1, 30))


def test_timetable_has_the_documents_facts(papers: dict[str, Path]) -> None:
    text = "\n".join(str(value) for row in cells(papers["timetable"]) for value in row if value)

    assert ("5月9日" in text, "开班" in text, "天目西路街道" in text) == (True, True, True)


def test_one_kind_alone_and_same_bytes_again(qinglan: Path, tmp_path: Path) -> None:
    words = ("export", "qinglan-2025", "roster", "--json")

    first = json.loads(run(*words, "--out", str(tmp_path / "a"), instance=qinglan).stdout)
    again = json.loads(run(*words, "--out", str(tmp_path / "b"), instance=qinglan).stdout)

    assert [entry["kind"] for entry in first] == ["roster"]
    assert Path(first[0]["file"]).read_bytes() == Path(again[0]["file"]).read_bytes()


def test_unknown_kind_is_a_mistake_of_usage_and_unknown_class_is_refused(qinglan: Path, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "out"))

    usage = run("export", "qinglan-2025", "nonsense", *out, instance=qinglan)
    refused = run("export", "no-such", "all", *out, instance=qinglan)

    assert (usage.exit_code, refused.exit_code, (tmp_path / "out").exists()) == (2, 1, False)
