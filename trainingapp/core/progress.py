"""How far long work has come: told by the request that does it, asked for by the page that waits for it.

The page draws a token into its form, sends it with the form, and asks for the token's figures while it waits. Figures
live in this process only: what is lost with it is a bar, never data.
"""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

TOKEN_BYTES = 16
LONGEST_TOKEN = 32
AT_ONCE = 256
"""Works followed at most: further ones are done without a bar."""

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of the work is done; `total` 0 where it is not known yet."""

    done: int
    total: int


_lock = threading.Lock()
_running: dict[str, Progress] = {}


def new_token() -> str:
    """Return a fresh name for a work that begins when the page's form is sent."""
    return secrets.token_urlsafe(TOKEN_BYTES)


@contextmanager
def told(token: str) -> Iterator[Tell]:
    """Follow a work under a token while the block runs; a token that is none is not followed."""
    followed = 0 < len(token) <= LONGEST_TOKEN
    with _lock:
        followed = followed and len(_running) < AT_ONCE and token not in _running
        if followed:
            _running[token] = Progress(0, 0)

    def tell(done: int, total: int) -> None:
        if followed:
            with _lock:
                _running[token] = Progress(done, total)

    try:
        yield tell
    finally:
        if followed:
            with _lock:
                _running.pop(token, None)


def find(token: str) -> Progress | None:
    """Return how far a work is; None before it begins and after it has ended."""
    with _lock:
        return _running.get(token)
