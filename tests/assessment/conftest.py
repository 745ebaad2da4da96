"""Fixtures of assessment: another installation, to read an archive into."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import make_app
from trainingapp.core.database import db


@pytest.fixture(scope="session")
def kept_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return the one application of the other installation: to set it up takes longer than most tests."""
    return make_app(tmp_path_factory.mktemp("elsewhere"), None)


@pytest.fixture
def elsewhere(kept_elsewhere: Flask, migrated_file: Path) -> Iterator[Flask]:
    """Return another installation, on a file and in a folder that no other test has used."""
    folder = Path(kept_elsewhere.config["INSTANCE"])
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != "keys.json":
            path.unlink()
    shutil.copy(migrated_file, folder / "training.sqlite")
    yield kept_elsewhere
    with kept_elsewhere.app_context():
        db.session.remove()
        db.engine.dispose()
