"""Pure arithmetic of the pictures: shares, roll-ups of a tree, and where a bar stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

MONTHS: Final = 12
PLOT_WIDTH: Final = 640
PLOT_HEIGHT: Final = 200
MARGIN: Final = 28
#: The part of its slot that a bar fills.
FILL: Final = Fraction(3, 5)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of some people have been trained at least once; `key` finds their rows."""

    label: str
    people: int
    trained: int
    key: str = ""

    @property
    def share(self) -> Fraction | None:
        """Return the exact share, None where there is nobody."""
        return Fraction(self.trained, self.people) if self.people else None

    @property
    def untrained(self) -> int:
        """Return how many are still to be trained."""
        return self.people - self.trained


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation of the tree by its path, with the people who stand directly in it."""

    path: str
    name: str
    key: str
    people: int = 0
    trained: int = 0


def roll_up(nodes: Iterable[Node]) -> list[Coverage]:
    """Return the coverage of each subtree in the order of the paths; who stands below counts above as well."""
    ordered = sorted(nodes, key=lambda node: node.path)
    totals = {node.path: [node.people, node.trained] for node in ordered}
    for node in ordered:
        for above in _paths_above(node.path):
            if above in totals:
                totals[above][0] += node.people
                totals[above][1] += node.trained
    return [
        Coverage("　" * (node.path.count("/") - 2) + node.name, totals[node.path][0], totals[node.path][1], node.key)
        for node in ordered
        if totals[node.path][0]
    ]


def _paths_above(path: str) -> list[str]:
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[:place]) + "/" for place in range(1, len(parts))]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a picture, in the units of its view box."""

    label: str
    told: str
    x: float
    y: float
    width: float
    height: float


def bars(values: Sequence[tuple[str, float, str]], *, top: float | None = None) -> list[Bar]:
    """Return the bars of (label, value, value in words); the highest reaches the top, nothing has no height."""
    highest = top or max((value for _label, value, _told in values), default=0) or 1
    room, base = PLOT_HEIGHT - 2 * MARGIN, PLOT_HEIGHT - MARGIN
    slot = (PLOT_WIDTH - 2 * MARGIN) / max(1, len(values))
    width = slot * float(FILL)
    return [
        Bar(
            label,
            told,
            round(MARGIN + slot * place + (slot - width) / 2, 1),
            round(base - room * min(1.0, value / highest), 1),
            round(width, 1),
            round(room * min(1.0, value / highest), 1),
        )
        for place, (label, value, told) in enumerate(values)
    ]


def percent(share: Fraction | None) -> str:
    """Return a share in per cent to one decimal, halves up; a dash where there is none."""
    if share is None:
        return "—"
    tenths = (share * 1000 + Fraction(1, 2)).__floor__()
    return f"{tenths // 10}.{tenths % 10}%"


def by_month(found: Mapping[int, int]) -> list[tuple[str, int]]:
    """Return a year's twelve months with their numbers, 0 where there is none."""
    return [(f"{month}月", found.get(month, 0)) for month in range(1, MONTHS + 1)]


def report_content(figures: Mapping[str, object], *, short: int, people: int, year: int) -> dict[str, str]:
    """Return the paragraphs of a month's report as the data say them; people edit them before filing."""
    classes, upcoming = _names(figures["classes"]), _names(figures["upcoming"])
    rate = figures["rate"] if isinstance(figures["rate"], Fraction) else None
    held = f"本月办班 {len(classes)} 个，{figures['people']} 人次，{figures['hours']} 学时"
    return {
        "held": f"{held}：{'、'.join(classes)}。" if classes else "本月没有办班。",
        "attendance": f"到课率 {percent(rate)}（按课次的登记，免修不计）。"
        if rate is not None
        else "本月没有考勤登记。",
        "short": f"{year} 年 {people} 人中有 {short} 人学时未达标。",
        "upcoming": "；".join(upcoming) + "。" if upcoming else "暂无安排。",
        "problems": "",
    }


def _names(value: object) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []
