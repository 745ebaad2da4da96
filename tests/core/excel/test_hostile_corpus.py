"""No file harms the server: each hostile one gets its Chinese refusal, in bounded time and memory."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.excel.hostile import CORPUS, MEGABYTE, Hostile, mutate, mutate_parts
from tests.core.excel.packing import base_parts, pack, roster_sheet, workbook
from trainingapp.core.errors import Refused
from trainingapp.core.excel.child import read_upload
from trainingapp.core.excel.grid import Source
from trainingapp.core.excel.guard import DEFAULT_LIMITS
from trainingapp.core.excel.parse import answer
from trainingapp.core.excel.wire import Told

ROOT = Path(__file__).parents[3]
GRACE = 5.0
"""Seconds beyond the child's limit for starting and ending it on a busy machine."""


def is_chinese(text: str) -> bool:
    return any("一" <= char <= "龥" for char in text)


def test_corpus_has_at_least_forty_files() -> None:
    assert len(CORPUS) >= 40
    assert len({hostile.name for hostile in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("hostile", CORPUS, ids=lambda hostile: hostile.name)
def test_hostile_file_is_refused_in_words_and_in_time(hostile: Hostile) -> None:
    content = hostile.make()
    started = time.monotonic()

    with pytest.raises(Refused) as refusal:
        read_upload(content, hostile.file_name, limits=replace(DEFAULT_LIMITS, time=hostile.seconds))

    assert hostile.word in str(refusal.value)
    assert all(is_chinese(reason) for reason in refusal.value.reasons)
    assert time.monotonic() - started < hostile.seconds + GRACE


HEAVIEST = "millions_of_styles"
#: Reads the heaviest file in a process that has no other children, and says how large the largest of them grew.
MEASURE = f"""
import resource, sys
from dataclasses import replace
from tests.core.excel.hostile import CORPUS
from trainingapp.core.errors import Refused
from trainingapp.core.excel.child import read_upload
from trainingapp.core.excel.guard import DEFAULT_LIMITS
heaviest = next(one for one in CORPUS if one.name == {HEAVIEST!r})
try:
    read_upload(heaviest.make(), heaviest.file_name, limits=replace(DEFAULT_LIMITS, time=heaviest.seconds))
except Refused:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="资源用量只有类 Unix 系统能查")
def test_child_with_the_heaviest_file_keeps_to_its_memory() -> None:
    measured = subprocess.run([sys.executable, "-c", MEASURE], cwd=ROOT, capture_output=True, text=True, check=True)

    assert 0 < int(measured.stdout) <= DEFAULT_LIMITS.memory


def reasons_against(content: bytes) -> Sequence[str]:
    """Return why a file is refused; nothing when it is read."""
    try:
        read_upload(content, "花名册.xlsx")
    except Refused as refusal:
        return refusal.reasons
    return ()


@pytest.mark.parametrize("seed", range(20))
def test_mutated_workbook_is_read_or_refused_never_crashes(seed: int) -> None:
    content = workbook(roster_sheet([("张三", "云杉社区"), ("李四", "望景社区")]))

    reasons = reasons_against(mutate(content, random.Random(seed)))

    assert all(map(is_chinese, reasons))


def last_line(content: bytes) -> list[object]:
    """Return what the child's program says last of a file, without the cost of a child."""
    *_, last = answer(content, Source.WORKBOOK, "花名册.xlsx", DEFAULT_LIMITS)
    told: list[object] = json.loads(last)
    return told


@given(st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_any_change_inside_a_workbook_ends_in_an_answer(seed: int) -> None:
    told, *reasons = last_line(mutate_parts(base_parts(roster_sheet()), random.Random(seed)))

    assert told in (Told.END, Told.REFUSED)
    assert all(is_chinese(str(reason)) for reason in reasons)


@pytest.mark.campaign
def test_ten_thousand_mutations_end_in_an_answer() -> None:
    parts = base_parts(roster_sheet([(f"张{number}", "云杉社区") for number in range(30)]))
    whole = pack(parts)

    found = [last_line(mutate_parts(parts, random.Random(seed))) for seed in range(8_000)]
    found += [last_line(mutate(whole, random.Random(seed))) for seed in range(2_000)]

    assert {told for told, *_ in found} == {Told.END, Told.REFUSED}
    assert all(is_chinese(str(reason)) for _, *reasons in found for reason in reasons)


def test_parent_process_stays_small_beside_a_bomb() -> None:
    content = next(one for one in CORPUS if one.name == "zip_bomb").make()

    assert len(content) < MEGABYTE
    with pytest.raises(Refused, match="展开后超过"):
        read_upload(content, "花名册.xlsx")
