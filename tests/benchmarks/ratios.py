"""Speed as ratios: every figure stands beside a floor that was measured in the same run, on the same machine.

A benchmark measures its floor (the least work that could do the job: plain SQL, XlsxWriter, an empty request) and the
thing itself with `time_best`, adds both to `ratio_table`, and asserts that the row is within its bar.
"""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from unicodedata import east_asian_width

REPEATS = 5
HEADINGS = ("项目", "实测", "基准", "倍数", "上限", "结论")


@dataclass(frozen=True)
class Ratio:
    """One line of the table. `measured` and `floor` share a unit: seconds unless `unit` says another."""

    name: str
    measured: float
    floor: float
    bar: float
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """Return how many times the floor was needed."""
        return self.measured / self.floor

    @property
    def ok(self) -> bool:
        """Tell whether the ratio is within its bar."""
        return self.ratio <= self.bar

    def cells(self) -> tuple[str, ...]:
        """Return the line as text."""
        verdict = "达标" if self.ok else "超限"
        return (
            self.name,
            self._shown(self.measured),
            self._shown(self.floor),
            f"{self.ratio:.2f}",
            f"{self.bar:g}",
            verdict,
        )

    def _shown(self, figure: float) -> str:
        return f"{figure * 1000:.1f} ms" if self.unit == "s" else f"{figure:,.1f} {self.unit}"


class RatioTable:
    """The lines that the benchmarks of one run have added."""

    def __init__(self) -> None:
        """Begin with an empty table."""
        self.rows: list[Ratio] = []

    def add(self, name: str, *, measured: float, floor: float, bar: float, unit: str = "s") -> Ratio:
        """Add a line and return it; assert its `ok`."""
        row = Ratio(name, measured, floor, bar, unit)
        self.rows.append(row)
        return row


def time_best(
    work: Callable[[], object], *, repeats: int = REPEATS, clock: Callable[[], float] = time.process_time
) -> float:
    """Return the least CPU seconds of several runs after a warm-up: noise only ever adds.

    Work in child processes is not in this process's CPU time: give `clock=time.perf_counter` for it.
    """
    work()
    return min(_time_once(work, clock) for _ in range(repeats))


def _time_once(work: Callable[[], object], clock: Callable[[], float]) -> float:
    gc.collect()
    gc.disable()
    try:
        begun = clock()
        work()
        return clock() - begun
    finally:
        gc.enable()


def lay_out(rows: list[tuple[str, ...]]) -> list[str]:
    """Return rows as lines whose columns stand under each other; a Chinese character is two wide."""
    widths = [max(width_of(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            pad(cell, width, first=place == 0) for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def pad(cell: str, width: int, *, first: bool) -> str:
    """Return a cell filled up to its width: names to the left, figures to the right."""
    blanks = " " * (width - width_of(cell))
    return cell + blanks if first else blanks + cell


def width_of(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
