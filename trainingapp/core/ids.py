"""Identifiers made in the application: time-ordered 64-bit keys and random public ids.

A key is 41 bits of milliseconds since 2020, 10 random bits per process and a 12-bit counter, so that rows of many
installations can be brought together without renumbering. A public id is what stands in a URL: random, so that it
cannot be counted up; it is a name, never a permission.
"""

import secrets
import threading
import time

EPOCH_MILLISECONDS = 1_577_836_800_000  # 2020-01-01T00:00:00Z
PROCESS_BITS = 10
COUNTER_BITS = 12
PUBLIC_ID_BYTES = 9

_process = secrets.randbits(PROCESS_BITS)
_lock = threading.Lock()
_last = 0


def new_id() -> int:
    """Return a positive 63-bit integer greater than every one returned before in this process."""
    global _last  # noqa: PLW0603 - one counter per process is the point
    milliseconds = time.time_ns() // 1_000_000 - EPOCH_MILLISECONDS
    candidate = (milliseconds << (PROCESS_BITS + COUNTER_BITS)) | (_process << COUNTER_BITS)
    with _lock:
        _last = max(candidate, _last + 1)
        return _last


def new_public_id() -> str:
    """Return 12 URL-safe random characters (72 bits)."""
    return secrets.token_urlsafe(PUBLIC_ID_BYTES)
