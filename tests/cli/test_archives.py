"""`archive`: a closed class as one file, checked without a database, read into another instance whole or not at all."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from tests.assessment.test_closing import finished_class
from tests.cli.commands import run
from tests.conftest import make_app
from tests.factories import Factory
from trainingapp.assessment import operations
from trainingapp.cli import main
from trainingapp.cli.application import DATABASE_FILE
from trainingapp.core.database import Base, db


@pytest.fixture
def migrated(migrated_file: Path) -> Callable[[Path], Path]:
    """Return what makes an instance whose database has its tables already: to make them each time takes a second."""

    def make(folder: Path) -> Path:
        folder.mkdir()
        shutil.copy(migrated_file, folder / DATABASE_FILE)
        return folder

    return make


@pytest.fixture
def there(tmp_path: Path, migrated: Callable[[Path], Path]) -> Path:
    """Return an instance with one office and nothing in it."""
    folder = migrated(tmp_path / "there")
    assert run("init", "--office", "there", "--name", "那边街道党建办", instance=folder).exit_code == 0
    return folder


@pytest.fixture
def closed(tmp_path: Path, migrated: Callable[[Path], Path]) -> tuple[Path, str]:
    """Return an instance with one closed class, and the class's code."""
    here = migrated(tmp_path / "here")
    assert run("init", instance=here).exit_code == 0
    app = make_app(here, None)
    with app.app_context():
        make = Factory(app)
        cohort, _one = finished_class(make)
        operations.close_class(make.actor, cohort)
        code = cohort.code
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return here, code


def amounts(instance: Path) -> tuple[int, int]:
    """Return how many classes and people an instance has."""
    app = make_app(instance, None)
    with app.app_context():
        found = [
            db.session.scalar(select(func.count()).select_from(Base.metadata.tables[name])) or 0
            for name in ("cohort", "person")
        ]
        db.session.remove()
        db.engine.dispose()
    return found[0], found[1]


def test_archive_goes_from_one_instance_to_another_with_equal_sums(
    closed: tuple[Path, str], there: Path, tmp_path: Path
) -> None:
    here, code = closed
    file, again = tmp_path / "files" / "a.qlclass", tmp_path / "b.qlclass"

    out = run("archive", "export", code, "--out", str(file), "--json", instance=here)
    checked = CliRunner().invoke(main, ["archive", "check", str(file), "--json"])
    tried = run("archive", "import", str(file), "--dry-run", "--json", instance=there)
    before = amounts(there)
    taken = run("archive", "import", str(file), "--json", instance=there)
    run("archive", "export", code, "--out", str(again), instance=there)
    returned = CliRunner().invoke(main, ["archive", "check", str(again), "--json"])

    told = [json.loads(one.stdout) for one in (out, checked, tried, taken, returned)]
    assert {(one["checksum"], one["whole_checksum"], one["trainees"]) for one in told} == {
        (told[0]["checksum"], told[0]["whole_checksum"], 1)
    }
    assert (before, amounts(there)) == ((0, 0), (1, 1))
    assert (told[2]["written"], told[3]["written"], told[3]["new_people"]) == (False, True, 1)
    second = run("archive", "import", str(file), instance=there)
    assert (second.exit_code, "已经在本系统里" in second.output) == (1, True)


def test_one_changed_byte_is_refused_with_the_reason_and_nothing_written(
    closed: tuple[Path, str], there: Path, tmp_path: Path
) -> None:
    here, code = closed
    file = tmp_path / "a.qlclass"
    run("archive", "export", code, "--out", str(file), instance=here)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)

    checked = CliRunner().invoke(main, ["archive", "check", str(file)])
    answers = [run("archive", "import", str(file), *more, instance=there) for more in ((), ("--dry-run",))]

    assert [(one.exit_code, "校验和不符" in one.output) for one in (checked, *answers)] == [(1, True)] * 3
    assert amounts(there) == (0, 0)


def test_open_class_and_wrong_usage_leave_with_their_codes(qinglan: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.qlclass"

    refused = run("archive", "export", "qinglan-2025", "--out", str(out), instance=qinglan)
    unknown = run("archive", "export", "nothing", "--out", str(out), instance=qinglan)
    usage = [
        run("archive", "export", "qinglan-2025", instance=qinglan),
        run("archive", "import", str(out), instance=qinglan),
    ]

    assert (refused.exit_code, "结班归档以后才能导出" in refused.output, out.exists()) == (1, True, False)
    assert (unknown.exit_code, [one.exit_code for one in usage]) == (1, [2, 2])
    assert "退出码" in CliRunner().invoke(main, ["--help"]).output
