"""Servers in a thread of a test: asked often whether to end, for there are hundreds of them in a run."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

ASKED_EVERY = 0.02
"""Seconds; by default it is half a second."""


@contextmanager
def running(server: socketserver.BaseServer) -> Iterator[None]:
    """Let a server answer in a thread of its own."""
    thread = Thread(target=server.serve_forever, args=(ASKED_EVERY,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
