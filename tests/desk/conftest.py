"""The demonstration with one account per role."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.demonstration import Demonstration
from trainingapp.core.database import db

PROGRAMMES = ("qinglan-2025", "taopu-2019")


def _make(folder_factory: pytest.TempPathFactory) -> Demonstration:
    made = Demonstration(folder_factory.mktemp("walked"), lambda _app: "", *PROGRAMMES)
    made.app.config["WTF_CSRF_ENABLED"] = False
    return made


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Return a demonstration for the tests of one file."""
    return _make(tmp_path_factory)


def _close(demonstration: Demonstration) -> Path:
    """Close the database, so that it is whole in its one file; return the file."""
    with demonstration.app.app_context():
        db.session.remove()
        db.engine.dispose()
    return Path(demonstration.app.config["INSTANCE"]) / "training.sqlite"


@pytest.fixture
def restored_demonstration(demonstration: Demonstration) -> Iterator[Demonstration]:
    """Return the demonstration of the file; what a test spoils of its data is as before afterwards."""
    kept = _close(demonstration).read_bytes()
    yield demonstration
    file = _close(demonstration)
    for written in file.parent.glob("training.sqlite*"):
        written.unlink()  # who still has it open goes on with what nobody else sees
    file.write_bytes(kept)


@pytest.fixture
def own_demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Return a demonstration that one test may spoil."""
    return _make(tmp_path_factory)
