"""The tables of a page as a workbook: one sheet each, from the page's own columns."""

from collections.abc import Sequence
from typing import Any

from trainingapp.core.columns import Column, show_grid
from trainingapp.core.excel.writing import Book

#: The name of a sheet, its columns and its rows.
Table = tuple[str, Sequence[Column[Any]], Sequence[Any]]


def write_tables(title: str, tables: Sequence[Table]) -> bytes:
    """Return the workbook of some tables; where there are several, each sheet's title says which it is."""
    book = Book(title=title)
    for name, columns, rows in tables:
        grid = show_grid(columns, rows)
        sheet = book.sheet(name, columns, grid)
        sheet.title(title if len(tables) == 1 else f"{title}（{name}）")
        sheet.heading()
        sheet.rows(grid)
    return book.to_bytes()
