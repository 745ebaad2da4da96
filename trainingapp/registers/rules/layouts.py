"""What an organiser says of a paper's columns: which, in which order, how wide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trainingapp.cohorts.terms import ColumnChoice
from trainingapp.core.errors import Refused

NARROWEST, WIDEST = 3.0, 80.0
"""In half-width characters; a sign of attendance needs 3, and no column of a page has more than 80."""
LEAST_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class OfferedColumn:
    """A column of a paper as the page offers it: by which key, its heading, and what stands in its fields."""

    key: str
    header: str
    usual_width: float
    shown: bool = True
    width: float = 0
    must: bool = False


def read_layout(offered: Sequence[OfferedColumn], fields: Mapping[str, str]) -> tuple[ColumnChoice, ...]:
    """Return what the page says: columns in the order of their numbers, those without one where they stood.

    Raises Refused, with the column, for a number or a width that is none, and for a paper of fewer than two columns.
    """
    placed, faults = [], []
    for place, one in enumerate(offered, 1):
        try:
            order = _number(fields.get(f"order-{one.key}", ""), place)
            width = _number(fields.get(f"width-{one.key}", ""), 0)
        except ValueError:
            faults.append(f"“{one.header}”的次序或宽度不是数字")
            continue
        if width and not NARROWEST <= width <= WIDEST:
            faults.append(f"“{one.header}”的宽度 {width:g} 不行，请填 {NARROWEST:g} 到 {WIDEST:g}，或留空")
        shown = one.must or f"shown-{one.key}" in fields
        placed.append((order, place, ColumnChoice(one.key, shown, width)))
    layout = tuple(choice for *_, choice in sorted(placed, key=lambda one: one[:2]))
    if not faults and sum(choice.shown for choice in layout) < LEAST_COLUMNS:
        faults.append(f"至少要印 {LEAST_COLUMNS} 栏")
    if faults:
        raise Refused(*faults)
    return layout


def _number(text: str, usual: float) -> float:
    return float(text) if text.strip() else usual


def tell_layout(offered: Sequence[OfferedColumn]) -> str:
    """Return the columns that are printed, in words."""
    return "、".join(f"{one.header}（宽 {one.width:g}）" if one.width else one.header for one in offered if one.shown)
