"""An instance with one programme, shared by tests that only read it; and a copy for each test that writes."""

import shutil
from pathlib import Path

import pytest

from tests.cli.commands import make_instance


@pytest.fixture(autouse=True)
def _no_other_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture(scope="session")
def qinglan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an instance that holds the class of 2025."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        return make_instance(tmp_path_factory.mktemp("qinglan"), "qinglan-2025")


@pytest.fixture
def own_qinglan(qinglan: Path, tmp_path: Path) -> Path:
    """Return a copy of that instance: to make one anew takes longer than most tests."""
    return Path(shutil.copytree(qinglan, tmp_path / "own"))
