"""Fixtures of assessment: another installation, to read an archive into."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import make_app
from trainingapp.core.database import db


@pytest.fixture
def elsewhere(tmp_path: Path, migrated_file: Path) -> Iterator[Flask]:
    """Return another installation, on a file of its own."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    shutil.copy(migrated_file, folder / "training.sqlite")
    app = make_app(folder, None)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
