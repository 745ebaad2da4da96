"""What several tests of registers begin with."""

from collections.abc import Iterator
from threading import Event, Semaphore

import pytest

from trainingapp.core import works
from trainingapp.core.progress import Tell
from trainingapp.core.works import Made


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
