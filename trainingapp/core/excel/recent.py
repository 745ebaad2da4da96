"""Files that were read a moment ago: whoever imports one looks at it several times before it is taken."""

import hashlib
import threading
import time
from collections.abc import Hashable

from trainingapp.core.excel.grid import Workbook

KEPT_SECONDS = 600
MOST_CELLS = 600_000
"""Of all files together; about a hundred megabytes."""


def key_of(content: bytes, file_name: str, limits: Hashable) -> Hashable:
    """Return what a reading depends on."""
    return hashlib.sha256(content).digest(), file_name, limits


class Recent:
    """The newest readings, for all threads; the oldest go when there are too many cells, and any after a while."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._kept: dict[Hashable, tuple[float, int, Workbook]] = {}

    def find(self, key: Hashable) -> Workbook | None:
        """Return what was read of a file, if that was a moment ago."""
        with self._lock:
            self._forget_old()
            found = self._kept.get(key)
            return found[2] if found else None

    def keep(self, key: Hashable, workbook: Workbook) -> None:
        """Remember a reading."""
        cells = sum(len(row) for grid in workbook.grids for row in grid.rows)
        with self._lock:
            self._kept[key] = time.monotonic(), cells, workbook
            self._forget_old()
            while sum(one[1] for one in self._kept.values()) > MOST_CELLS:
                del self._kept[next(iter(self._kept))]

    def clear(self) -> None:
        """Forget every reading."""
        with self._lock:
            self._kept.clear()

    def _forget_old(self) -> None:
        since = time.monotonic() - KEPT_SECONDS
        for key in [key for key, (read_at, _, _) in self._kept.items() if read_at < since]:
            del self._kept[key]


recent = Recent()
