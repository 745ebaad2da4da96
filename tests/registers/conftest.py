"""What several tests of registers begin with."""

from collections.abc import Iterator
from copy import deepcopy
from threading import Event, Semaphore

import pytest

from trainingapp.core import works
from trainingapp.core.excel.child import Progress, read_upload
from trainingapp.core.excel.grid import Workbook
from trainingapp.core.excel.guard import DEFAULT_LIMITS, Limits
from trainingapp.core.progress import Tell
from trainingapp.core.works import Made
from trainingapp.registers.operations import records, returns, rosters, uploads

READERS = (records, returns, rosters, uploads)
"""Where files are read when they come, and again from what was kept of them, by looks and by clicks."""


@pytest.fixture
def held() -> Iterator[Event]:
    """Let two works of somebody else take all the places until the event is set."""
    release, entered = Event(), Semaphore(0)

    def make(_tell: Tell) -> Made:
        entered.release()
        release.wait(60)
        return Made("x", b"")

    for place in range(works.AT_ONCE):
        works.start(works.Owner(0, None, f"somebody else {id(release)} {place}"), make, lambda: None)
        entered.acquire(timeout=60)
    yield release
    release.set()


@pytest.fixture
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a child read what a test sends once, however often pages look at it: to start it takes longer than a page.

    A child remembers nothing, so that the same bytes of the same name are the same grids, new ones for each who asks.
    Whatever differs in a byte, and whatever was refused, is read by a child again. Tests of hostile and damaged files
    do without this: there each look is a reading.
    """
    known: dict[tuple[bytes, str, Limits], Workbook] = {}

    def read(
        content: bytes, file_name: str, *, limits: Limits = DEFAULT_LIMITS, on_progress: Progress | None = None
    ) -> Workbook:
        key = content, file_name, limits
        if key not in known:
            known[key] = read_upload(content, file_name, limits=limits, on_progress=on_progress)
        return deepcopy(known[key])

    for module in READERS:
        monkeypatch.setattr(module, "read_upload", read)
