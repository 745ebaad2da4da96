"""Which of a paper's columns a class prints, in which order and how wide."""

from collections.abc import Sequence
from dataclasses import replace

from trainingapp.cohorts.terms import ColumnChoice
from trainingapp.core.columns import Column, Row, SheetColumn


def choice_key(column: SheetColumn) -> str:
    """Return what a choice calls a column: its family's name where it has one."""
    return column.family or column.key


def arrange(columns: Sequence[Column[Row]], layout: Sequence[ColumnChoice]) -> list[Column[Row]]:
    """Return the columns as a class wants them: those that its layout does not know stay, at the end."""
    known = {choice.key for choice in layout}
    found: dict[str, list[Column[Row]]] = {}
    for column in columns:
        found.setdefault(choice_key(column), []).append(column)
    chosen = [one for choice in layout if choice.shown for one in _widened(found.get(choice.key, ()), choice.width)]
    return chosen + [one for key, family in found.items() if key not in known for one in family]


def _widened(columns: Sequence[Column[Row]], width: float) -> list[Column[Row]]:
    return [replace(column, width=width, fixed=True) for column in columns] if width else list(columns)
