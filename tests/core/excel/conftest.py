"""These tests are about reading: each file is read, whoever read it before."""

import pytest

from trainingapp.core.excel.recent import recent


@pytest.fixture(autouse=True)
def nothing_read_before() -> None:
    """Forget what was read."""
    recent.clear()
