"""`roster import`: what a dry run says is what the reading found, and nothing is written."""

import json
from pathlib import Path

import pytest

from tests.cli.commands import run

WILD = Path(__file__).parents[1] / "registers" / "wild"
FILES = sorted(path.name for path in WILD.glob("[0-9]*"))
DRY_RUN = ("--dry-run", "--json")


@pytest.mark.parametrize("name", FILES)
def test_dry_run_prints_the_reading(name: str, qinglan: Path) -> None:
    expected = json.loads((WILD / "expected.json").read_text("utf-8"))[name]

    told = run("roster", "import", "qinglan-2025", str(WILD / name), *DRY_RUN, instance=qinglan)

    reading = json.loads(told.stdout)
    assert told.exit_code == 0
    assert list(reading) == ["sheet", "header_row", "columns", "rows", "warnings", "errors"]
    assert len(reading["rows"]) == expected.get("good", expected["rows"])


def test_dry_run_writes_nothing(qinglan: Path) -> None:
    before = run("roster", "show", "qinglan-2025", "--json", instance=qinglan).stdout

    run("roster", "import", "qinglan-2025", str(WILD / FILES[0]), "--dry-run", instance=qinglan)

    assert run("roster", "show", "qinglan-2025", "--json", instance=qinglan).stdout == before


def test_file_that_is_no_workbook_is_refused(qinglan: Path, tmp_path: Path) -> None:
    file = tmp_path / "名单.xlsx"
    file.write_bytes(b"not a workbook")

    refused = run("roster", "import", "qinglan-2025", str(file), *DRY_RUN, instance=qinglan)

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert len(refused.stderr.splitlines()) == 1


def test_file_that_is_not_there_is_a_mistake_of_usage(qinglan: Path) -> None:
    assert run("roster", "import", "qinglan-2025", "nowhere.xlsx", instance=qinglan).exit_code == 2


def test_roster_is_taken_once_and_again_changes_nothing(own_qinglan: Path) -> None:
    words = ("roster", "import", "qinglan-2025", str(WILD / "02-title-note-footer.xlsx"), "--json")

    first = run(*words, instance=own_qinglan)
    again = run(*words, instance=own_qinglan)

    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert json.loads(first.stdout)["added"] == 45
    told = json.loads(again.stdout)
    assert (told["added"], told["changed"], told["unchanged"]) == (0, 0, 45)


def test_roster_with_bad_rows_is_refused_whole_unless_told_otherwise(own_qinglan: Path, tmp_path: Path) -> None:
    file = tmp_path / "名单.csv"
    file.write_text("姓名,单位,手机\n陈甲,示例居民区,19900000001\n李乙,示例居民区,1990000\n", "utf-8")
    words = ("roster", "import", "qinglan-2025", str(file))

    refused = run(*words, instance=own_qinglan)
    taken = run(*words, "--without-refused", "--json", instance=own_qinglan)

    assert refused.exit_code == 1
    assert "第 3 行" in refused.stderr
    assert json.loads(taken.stdout) == {"added": 1, "changed": 0, "unchanged": 0, "withdrawn": [], "refused": [3]}
