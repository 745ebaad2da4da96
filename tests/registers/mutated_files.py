"""Thousands of damaged files read as uploads are: each in a process of its own, within the limits of the real one.

`python -m tests.registers.mutated_files FIRST COUNT` prints one line of JSON for each file: its seed, what became of
it, the seconds and megabytes that its reading took. A small process forks for each file, which costs little and bounds
as the real child does.
"""

import io
import json
import os
import random
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tests.core.excel.hostile import mutate
from tests.registers.records import packed
from trainingapp.core.errors import Refused
from trainingapp.core.excel.grid import Workbook
from trainingapp.core.excel.guard import DEFAULT_LIMITS, MEGABYTE, identify
from trainingapp.core.excel.parse import answer, keep_out, limit_resources
from trainingapp.core.excel.wire import Listener
from trainingapp.registers.rules.entries import make_entries
from trainingapp.registers.rules.records.columns import Expected
from trainingapp.registers.rules.records.reading import read_records
from trainingapp.registers.rules.roster import read_roster

WILD = Path(__file__).parent / "wild"
CLOCK = packed(
    ("登记号码", "姓名", "部门", "日期时间", "时长"),
    *((number, f"学员{number}", "云杉社区", f"2026-03-03 08:{number:02}:11", "1小时3分") for number in range(30)),
)
BLOCKS = packed(
    ("刷 卡 记 录 表",),
    ("考勤日期:", None, "2026-03-01 ～ 2026-03-31"),
    tuple(range(1, 32)),
    *(
        line
        for number in range(30)
        for line in (("工号:", number, "姓名:", f"学员{number}"), (None, None, f"08:{number:02}\n11:35"))
    ),
)
POINTS = packed(("结业考试（满分150分）",), ("姓名", "考试"), *((f"学员{number}", 90 + number) for number in range(30)))
INSERTS = (b"<", b">", b"&", b'"', b"\x00", b"-1", b"99999999", b"1E400", b"\xff\xfe", b"A1:XFD1048576", b"=1+1")
OTHERS = (("打卡.xlsx", CLOCK), ("刷卡记录.xlsx", BLOCKS), ("成绩.xlsx", POINTS))
RAW, DAYS, EXAM = 5, Expected(days=frozenset({date(2026, 3, 3)})), Expected(parts=("考试",))
KILOBYTE = 1024


def bases() -> list[tuple[str, bytes]]:
    """Return the sound files that damage is done to: every wild roster, clocks' sheets, a list of points."""
    files = sorted(path for path in WILD.iterdir() if path.suffix in {".xlsx", ".csv", ".txt"})
    return [*((path.name, path.read_bytes()) for path in files), *OTHERS]


def damaged(seed: int, files: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Return one file damaged at random: its bytes, or what stands inside one or two of its parts."""
    chance = random.Random(seed)
    name, content = files[seed % len(files)]
    if not content.startswith(b"PK") or seed % RAW == 0:
        return name, mutate(content, chance)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        hit = set(chance.sample(before.namelist(), chance.randint(1, 2)))
        for part in before.namelist():
            inside = before.read(part)
            after.writestr(part, _scrambled(inside, chance) if part in hit else inside)
    return name, stream.getvalue()


def _scrambled(part: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        at = chance.randrange(len(part) + 1)
        end = min(at + chance.randint(0, 24), len(part))
        part = part[:at] + chance.choice((b"", part[at:end] * 2, chance.choice(INSERTS))) + part[end:]
    return part


def read_in_a_child(name: str, content: bytes) -> tuple[Listener, float, float]:
    """Return what a bounded child said of a file, with its seconds of processor and its megabytes."""
    source = identify(content, name)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _say(writing, answer_of(content, source, name))
    os.close(writing)
    listener = Listener()
    with os.fdopen(reading, "rb") as stream:
        for line in stream:
            listener.hear(line)
    _, _, used = os.wait4(child, 0)
    return listener, used.ru_utime + used.ru_stime, used.ru_maxrss * KILOBYTE / MEGABYTE


def answer_of(content: bytes, source: object, name: str) -> Iterator[bytes]:
    """Yield what the child's program says of a file, within the limits of the real child."""
    limit_resources(DEFAULT_LIMITS)
    yield from answer(content, source, name, DEFAULT_LIMITS)  # type: ignore[arg-type] # what `identify` returned


def _say(pipe: int, lines: Iterator[bytes]) -> None:
    with os.fdopen(pipe, "wb") as stream:
        for line in lines:
            stream.write(line)
    os._exit(0)


def told_of(workbook: Workbook) -> str:
    """Return how far a workbook that was read could be taken: as a roster or as records, or refused in words."""
    told = []
    for name, read in (
        ("花名册", lambda: make_entries(read_roster(workbook))),
        ("打卡", lambda: read_records(workbook, DAYS).records),
        ("成绩", lambda: read_records(workbook, EXAM).records),
    ):
        try:
            told.append(f"{name} {'有' if read() else '无'}")
        except Refused as refused:
            told.append(f"{name} 拒绝：{refused.reasons[0][:20]}")
    return "；".join(told)


def judge(seed: int, files: list[tuple[str, bytes]]) -> dict[str, object]:
    """Return what became of one damaged file."""
    name, content = damaged(seed, files)
    started = time.monotonic()
    try:
        listener, seconds, size = read_in_a_child(name, content)
    except Refused as refused:
        return {"seed": seed, "end": "拒绝", "told": refused.reasons[0], "seconds": 0.0, "megabytes": 0.0, "whole": 0.0}
    end = "拒绝" if listener.reasons else "读出" if listener.ended else "中断"
    told = listener.reasons[0] if listener.reasons else told_of(listener.workbook()) if listener.ended else ""
    whole = time.monotonic() - started
    return {"seed": seed, "end": end, "told": told, "seconds": seconds, "megabytes": size, "whole": whole}


def main() -> None:
    """Read as many damaged files as asked for, one after the other."""
    first, count = map(int, sys.argv[1:3])
    keep_out()  # as the real child does
    files = bases()
    for seed in range(first, first + count):
        sys.stdout.write(json.dumps(judge(seed, files), ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
