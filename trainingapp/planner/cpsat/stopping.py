"""Stop a solver from outside."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

ASKED_EVERY = 0.1
"""Seconds between two questions whether to stop."""


@contextmanager
def stopped_by(cancel: Callable[[], bool] | None, solver: Any) -> Iterator[None]:  # noqa: ANN401 - ortools has no types
    """Ask often whether to stop the solver, which itself asks nobody between two plans."""
    if cancel is None:
        yield
        return
    ended = Event()

    def watch() -> None:
        while not ended.wait(ASKED_EVERY):
            if cancel():
                solver.stop_search()

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
