"""The program of the child process (`python -m trainingapp.core.excel.parse`): bytes in, lines out, within limits.

Standard input is one JSON line (source, name, limits) and then the file's bytes.
"""

import contextlib
import errno
import gc
import json
import math
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import PurePath

from trainingapp.core.errors import Refused
from trainingapp.core.excel.grid import CellValue, Source
from trainingapp.core.excel.guard import Limits
from trainingapp.core.excel.text_tables import read_text_table
from trainingapp.core.excel.wire import Told, encode_formats, encode_line, encode_value

BATCH_ROWS = 500
BATCH_CELLS_TEXT = 256 * 1024
SPARE_SECONDS = 2
DAMAGED = "这个工作簿里有 Excel 也不该有的内容，读不下去；请在 Excel 里能打开后另存为 .xlsx，再上传"
ALLOCATED_BETWEEN_COLLECTIONS = 50_000
"""Most of what is loaded and read lives to the end, so that looking for garbage often finds none."""
KEPT_OUT = ("numpy", "PIL")
"""What openpyxl imports where it finds it and does without: to know number types, and to open the pictures of sheets.

Nothing of a grid comes from them. They take time to load and memory that the limit has not to spare, and what opens
pictures has no business with those of a stranger.
"""
TOO_HEAVY = "读这个文件要用太多内存，已经停下；请只留下花名册所在的工作表，另存后再上传"


def limit_resources(limits: Limits) -> None:
    """Bound this process's memory and processor time where the system can; Windows relies on the parent's clock."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - absent on Windows

    bounds = {
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_CPU: math.ceil(limits.time) + SPARE_SECONDS,
        resource.RLIMIT_CORE: 0,
    }
    for kind, bound in bounds.items():
        with contextlib.suppress(ValueError, OSError):  # macOS knows some limits by name only
            resource.setrlimit(kind, (bound, bound))


def keep_out() -> None:
    """Mark as not to be imported whatever openpyxl can do without; what is loaded already stays."""
    for name in KEPT_OUT:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type] # None is how Python marks it


def encode_request(source: Source, name: str, limits: Limits) -> bytes:
    """Return the line that goes before the file's bytes."""
    return json.dumps({"source": source, "name": name, "limits": asdict(limits)}).encode() + b"\n"


def answer(content: bytes, source: Source, name: str, limits: Limits) -> Iterator[bytes]:
    """Yield the lines that tell what a file holds, or last why it cannot be read: whatever the file, no exception."""
    try:
        yield from _tell_text(content, name, limits) if source is Source.CSV else _tell_workbook(content, limits)
        yield encode_line(Told.END)
    except Refused as refusal:
        yield encode_line(Told.REFUSED, *refusal.reasons)
    except Exception as error:  # noqa: BLE001 - whatever a damaged file makes openpyxl raise is one answer to the user
        yield encode_line(Told.REFUSED, TOO_HEAVY if _lacks_memory(error) else DAMAGED)


def _lacks_memory(error: Exception) -> bool:
    """Tell whether memory ran out: a library that finds no room fails as an import, and a system call with ENOMEM."""
    return isinstance(error, MemoryError | ImportError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM)


def _tell_text(content: bytes, name: str, limits: Limits) -> Iterator[bytes]:
    table = read_text_table(content, limits=limits)
    yield encode_line(Told.PLAN, Source.CSV, table.encoding, len(table.rows))
    yield encode_line(Told.SHEET, PurePath(name).stem, False)  # noqa: FBT003 - a list's item, not an option
    yield from _tell_rows(table.rows)
    yield _tell_shape(formulas=table.formulas)


def _tell_workbook(content: bytes, limits: Limits) -> Iterator[bytes]:
    from trainingapp.core.excel.reading import open_workbook  # noqa: PLC0415 - openpyxl loads under the limits

    workbook = open_workbook(content, limits=limits)
    yield encode_line(Told.PLAN, Source.WORKBOOK, "", sum(sheet.claimed_rows for sheet in workbook.sheets))
    for sheet in workbook.sheets:
        yield encode_line(Told.SHEET, sheet.name, sheet.hidden)
        rows, shape = workbook.rows(sheet)
        yield from _tell_rows(rows)
        yield _tell_shape(
            merges=[[merge.top, merge.left, merge.bottom, merge.right] for merge in shape.merges],
            formulas=shape.formulas,
            formats=encode_formats(shape.formats),
            hidden_rows=shape.hidden_rows,
            hidden_columns=shape.hidden_columns,
        )


def _tell_rows(rows: Iterable[list[CellValue]]) -> Iterator[bytes]:
    batch: list[list[object]] = []
    weight = 0
    for row in rows:
        batch.append([value if type(value) is str else encode_value(value) for value in row])
        weight += sum(len(value) for value in row if type(value) is str)
        if len(batch) >= BATCH_ROWS or weight > BATCH_CELLS_TEXT:
            yield encode_line(Told.ROWS, batch)
            batch, weight = [], 0
    if batch:
        yield encode_line(Told.ROWS, batch)


def _tell_shape(**shape: Iterable[object]) -> bytes:
    told: dict[str, object] = {
        "merges": [],
        "formulas": [],
        "formats": {},
        "hidden_rows": [],
        "hidden_columns": [],
    }
    for name, items in shape.items():
        told[name] = items if isinstance(items, dict) else list(items)
    return encode_line(Told.SHAPE, told)


def main() -> None:
    """Read a request and a file from standard input; tell what it holds on standard output."""
    gc.set_threshold(ALLOCATED_BETWEEN_COLLECTIONS)
    request = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**request["limits"])
    limit_resources(limits)
    keep_out()
    for line in answer(sys.stdin.buffer.read(), Source(request["source"]), request["name"], limits):
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    os._exit(0)  # to take the interpreter apart would keep whoever uploads waiting


if __name__ == "__main__":
    main()
