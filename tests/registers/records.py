"""Small files of clocks, meetings and examinations, for the tests of how they are read and taken."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import openpyxl

from trainingapp.core.excel.grid import Grid, Source, Workbook


def book(*rows: Sequence[Any], **values: Any) -> Workbook:  # noqa: ANN401 - a grid's fields
    """Return rows as the reader of files has them."""
    return Workbook(Source.WORKBOOK, [Grid("Sheet1", rows, **values)])


def packed(*rows: Sequence[Any]) -> bytes:
    """Return rows as a workbook's file."""
    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append(list(row))
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()
