"""Reads an upload in a child process, so that no file can harm the server: bounded memory, bounded time.

The one way in for uploads: `read_upload(content, file_name)`.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from trainingapp.core.errors import Refused
from trainingapp.core.excel.grid import Workbook
from trainingapp.core.excel.guard import DEFAULT_LIMITS, MEGABYTE, SAVE_AS, Limits, identify
from trainingapp.core.excel.parse import encode_request
from trainingapp.core.excel.recent import key_of, recent
from trainingapp.core.excel.wire import Listener

Progress = Callable[[int, int], None]
"""Called with the rows read so far and the rows that the sheets claim to have."""

PROGRAM = "trainingapp.core.excel.parse"
AT_ONCE = 2
LINE_LIMIT = 32 * MEGABYTE
KEPT_VARIABLES = ("SYSTEMROOT", "LD_LIBRARY_PATH", "TMPDIR", "TEMP")

_places = threading.BoundedSemaphore(AT_ONCE)


def read_upload(
    content: bytes,
    file_name: str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    on_progress: Progress | None = None,
) -> Workbook:
    """Return what an uploaded workbook or text table holds.

    Raises Refused with a Chinese reason for whatever cannot or must not be read; never anything else on account of the
    file. Takes at most `limits.time` seconds once a place is free, and two children run at once. What was read a moment
    ago is not read again.
    """
    key = key_of(content, file_name, limits)
    found = recent.find(key)
    if found is None:
        found = _read(content, file_name, limits, on_progress)
        recent.keep(key, found)
    return found


def _read(content: bytes, file_name: str, limits: Limits, on_progress: Progress | None) -> Workbook:
    source = identify(content, file_name, limits=limits)
    request = encode_request(source, file_name, limits)
    with _place(limits), _child(limits) as (child, clock):
        listener = _converse(child, [request, content], limits, on_progress)
        child.wait()
    if listener.reasons:
        raise Refused(*listener.reasons)
    if not listener.ended:
        raise Refused(_why_it_stopped(clock, limits))
    return listener.workbook()


@contextmanager
def _place(limits: Limits) -> Iterator[None]:
    if not _places.acquire(timeout=limits.time):
        raise Refused("正在读别的文件，请过一分钟再上传")
    try:
        yield
    finally:
        _places.release()


class _Clock:
    """Kills a child that takes too long."""

    def __init__(self, child: subprocess.Popen[bytes], seconds: float) -> None:
        self.child = child
        self.ran_out = False
        self.timer = threading.Timer(seconds, self.stop)
        self.timer.daemon = True
        self.timer.start()

    def stop(self) -> None:
        self.ran_out = True
        self.child.kill()


@contextmanager
def _child(limits: Limits) -> Iterator[tuple[subprocess.Popen[bytes], _Clock]]:
    with subprocess.Popen(  # noqa: S603 - this interpreter, a fixed module, no shell
        [sys.executable, "-m", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as child:
        clock = _Clock(child, limits.time)
        try:
            yield child, clock
        finally:
            clock.timer.cancel()
            child.kill()


def _environment() -> dict[str, str]:
    """Return what the child needs to find this package, and nothing else: it has no business with secrets."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}


def _converse(
    child: subprocess.Popen[bytes],
    parts: list[bytes],
    limits: Limits,
    on_progress: Progress | None,
) -> Listener:
    listener = Listener()
    assert child.stdin is not None  # noqa: S101 - both are pipes; this tells mypy
    assert child.stdout is not None  # noqa: S101 - as above
    try:
        _write(child.stdin, parts)
        for line in _lines(child.stdout, limits):
            listener.hear(line)
            if on_progress:
                on_progress(listener.rows_read, max(listener.rows_read, listener.rows_planned))
    except (OSError, ValueError):
        child.kill()  # it died, or said something unheard of: the caller sees that it did not end
    return listener


def _write(stream: IO[bytes], parts: list[bytes]) -> None:
    with stream:
        for part in parts:
            stream.write(part)


def _lines(stream: IO[bytes], limits: Limits) -> Iterator[bytes]:
    total = 0
    while line := stream.readline(LINE_LIMIT):
        total += len(line)
        if total > limits.output or not line.endswith(b"\n"):
            raise Refused("这个文件里的文字太多，不像花名册，已经停下；请只留下花名册所在的工作表再上传")
        yield line


def _why_it_stopped(clock: _Clock, limits: Limits) -> str:
    if clock.ran_out:
        return f"读这个文件超过 {limits.time:g} 秒还没有读完，已经停下；请只留下花名册所在的工作表，另存后再上传"
    return f"读这个文件时出了意外（内存用完，或文件已损坏），已经停下，没有影响系统；{SAVE_AS}"
