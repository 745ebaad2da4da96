"""The demonstration with one account per role."""

import pytest

from tests.browser.demonstration import Demonstration

PROGRAMMES = ("qinglan-2025", "taopu-2019")


def _make(folder_factory: pytest.TempPathFactory) -> Demonstration:
    made = Demonstration(folder_factory.mktemp("walked"), lambda _app: "", *PROGRAMMES)
    made.app.config["WTF_CSRF_ENABLED"] = False
    return made


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Return a demonstration for the tests of one file."""
    return _make(tmp_path_factory)


@pytest.fixture
def own_demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Return a demonstration that one test may spoil."""
    return _make(tmp_path_factory)
