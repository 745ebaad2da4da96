"""Every import contract bites: breaches planted in a copy of the code are reported by name, each its own."""

import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).parent / "lint-imports"


@dataclass(frozen=True)
class Breach:
    """A line added to a module, and what the contract then reports."""

    contract: str
    module: str
    line: str
    reported: str


BREACHES = (
    Breach(
        "ladder",
        "core/terms.py",
        "from trainingapp.people import models",
        "trainingapp.core.terms -> trainingapp.people.models",
    ),
    Breach(
        "ladder",
        "visits/models.py",
        "import trainingapp.attendance.models",
        "trainingapp.visits.models -> trainingapp.attendance.models",
    ),
    Breach("ladder", "stray/__init__.py", "", "- trainingapp.stray"),
    Breach(
        "inside",
        "people/terms.py",
        "from trainingapp.people import models",
        "trainingapp.people.terms -> trainingapp.people.models",
    ),
    Breach(
        "inside",
        "cohorts/queries.py",
        "import trainingapp.cohorts.operations",
        "trainingapp.cohorts.queries -> trainingapp.cohorts.operations",
    ),
    Breach("pure", "people/rules/planted.py", "import sqlalchemy", "trainingapp.people.rules.planted -> sqlalchemy"),
    Breach("pure", "accounts/rules.py", "import flask", "trainingapp.accounts.rules -> flask"),
    Breach("pure", "cohorts/terms.py", "import os", "trainingapp.cohorts.terms -> os"),
    Breach(
        "pure",
        "accounts/rules.py",
        "from trainingapp.core import clock",
        "trainingapp.accounts.rules -> trainingapp.core.clock",
    ),
    Breach(
        "planner",
        "planner/problem.py",
        "from trainingapp.core import terms",
        "trainingapp.planner.problem -> trainingapp.core.terms",
    ),
    Breach("no-web", "cohorts/operations.py", "import flask", "trainingapp.cohorts.operations -> flask"),
    Breach("no-web", "cohorts/queries.py", "import flask_wtf", "trainingapp.cohorts.queries -> flask_wtf"),
    Breach("no-web", "timetable/models.py", "import wtforms", "trainingapp.timetable.models -> wtforms"),
    Breach("excel", "registers/views.py", "import openpyxl", "trainingapp.registers.views -> openpyxl"),
    Breach(
        "views",
        "cohorts/views.py",
        "from trainingapp.people import views",
        "trainingapp.cohorts.views -> trainingapp.people.views",
    ),
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the code in which the contracts may be broken."""
    ignored = shutil.ignore_patterns("__pycache__", "static", "locks")
    shutil.copytree(ROOT / "trainingapp", tmp_path / "trainingapp", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter on a copy."""
    return subprocess.run(
        [LINT, "--no-cache", "--no-logo", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def plant(folder: Path, breach: Breach) -> None:
    """Add the forbidden line; a module that is not there is made, and so is one that the line names."""
    module = folder / "trainingapp" / breach.module
    module.parent.mkdir(exist_ok=True)
    with module.open("a", encoding="utf-8") as stream:
        stream.write(f"\n{breach.line}\n")
    if breach.line.startswith("import trainingapp."):
        named = folder / (breach.line.removeprefix("import ").replace(".", "/") + ".py")
        named.touch()


def contract_ids() -> set[str]:
    """Return the ids of the contracts in pyproject.toml."""
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return {contract["id"] for contract in configuration["tool"]["importlinter"]["contracts"]}


def test_every_contract_has_a_breach() -> None:
    assert {breach.contract for breach in BREACHES} == contract_ids()


def test_code_as_it_is_keeps_every_contract(copy: Path) -> None:
    done = lint(copy)

    assert done.returncode == 0, done.stdout
    assert f"Contracts: {len(contract_ids())} kept, 0 broken." in done.stdout


@pytest.mark.parametrize("contract", sorted({breach.contract for breach in BREACHES}))
def test_every_breach_of_a_contract_is_reported(contract: str, copy: Path) -> None:
    breaches = [breach for breach in BREACHES if breach.contract == contract]
    for breach in breaches:
        plant(copy, breach)

    done = lint(copy, "--contract", contract)

    assert done.returncode == 1
    assert [breach.reported for breach in breaches if breach.reported not in done.stdout] == []
