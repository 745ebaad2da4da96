"""What was read a moment ago is not read again, and nothing else is taken for it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from trainingapp.core.errors import Refused
from trainingapp.core.excel import recent
from trainingapp.core.excel.child import read_upload
from trainingapp.core.excel.grid import Grid, Source, Workbook
from trainingapp.core.excel.guard import DEFAULT_LIMITS, Limits
from trainingapp.core.excel.parse import encode_request

ROSTER = "姓名,单位\n陈甲,示例居民区\n".encode()


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> Sequence[str]:
    """Return the names of the files for which a child is started."""
    started: list[str] = []

    def note(source: Source, name: str, limits: Limits) -> bytes:
        started.append(name)
        return encode_request(source, name, limits)

    monkeypatch.setattr("trainingapp.core.excel.child.encode_request", note)
    return started


def sheet(cells: int) -> Workbook:
    return Workbook(Source.CSV, [Grid("名单", [["甲"] * cells])])


def test_same_file_is_read_once_and_is_the_same(readings: Sequence[str]) -> None:
    first, second = read_upload(ROSTER, "名单.csv"), read_upload(ROSTER, "名单.csv")

    assert (list(readings), second) == (["名单.csv"], first)
    assert first.grids[0].rows == [("姓名", "单位"), ("陈甲", "示例居民区")]


@pytest.mark.parametrize(
    "read_other",
    [
        lambda: read_upload(ROSTER + "李乙,示例居民区\n".encode(), "名单.csv"),
        lambda: read_upload(ROSTER, "另一份.csv"),
        lambda: read_upload(ROSTER, "名单.csv", limits=replace(DEFAULT_LIMITS, rows=10)),
    ],
    ids=["bytes", "name", "limits"],
)
def test_whatever_differs_is_read(readings: Sequence[str], read_other: Callable[[], Workbook]) -> None:
    read_upload(ROSTER, "名单.csv")
    read_other()

    assert len(readings) == 2


def test_refused_file_is_refused_again(readings: Sequence[str]) -> None:
    limits = replace(DEFAULT_LIMITS, rows=1)

    for _ in range(2):
        with pytest.raises(Refused):
            read_upload(ROSTER, "名单.csv", limits=limits)

    assert len(readings) == 2


def test_reading_is_forgotten_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, now = recent.Recent(), [1000.0]
    monkeypatch.setattr("trainingapp.core.excel.recent.time.monotonic", lambda: now[0])
    kept.keep("key", sheet(3))

    now[0] += recent.KEPT_SECONDS
    still = kept.find("key")
    now[0] += 1

    assert (still, kept.find("key")) == (sheet(3), None)


@pytest.mark.parametrize(
    ("cells", "left"), [(0.4, [False, True, True]), (0.6, [False, False, True]), (1.1, [False] * 3)]
)
def test_oldest_go_where_there_are_too_many_cells(cells: float, left: list[bool]) -> None:
    kept = recent.Recent()

    for key in range(3):
        kept.keep(key, sheet(int(cells * recent.MOST_CELLS)))

    assert [kept.find(key) is not None for key in range(3)] == left
