"""Pure arithmetic of the pictures: shares, roll-ups of a tree, and where a bar stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from trainingapp.core.terms import LabelledEnum
from trainingapp.curriculum.terms import Category, Form
from trainingapp.people.terms import OrganisationKind

MONTHS: Final = 12
PLOT_WIDTH: Final = 640
PLOT_HEIGHT: Final = 200
MARGIN: Final = 28
#: More bars than these cannot be told apart.
MOST_BARS: Final = 12
MOST_LABEL: Final = 10
#: What a level of a tree is set in by.
INDENT: Final = "　"
#: The part of its slot that a bar fills.
FILL: Final = Fraction(3, 5)
#: Two bars need not fill a page between them.
WIDEST_BAR: Final = 48


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
        Coverage(INDENT * (node.path.count("/") - 2) + node.name, totals[node.path][0], totals[node.path][1], node.key)
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
    width = min(slot * float(FILL), WIDEST_BAR)
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


def widest_level(rows: Sequence[Coverage]) -> list[Coverage]:
    """Return the uppermost level of a rolled-up tree that has several rows: under one street its branches."""
    depths = [len(one.label) - len(one.label.lstrip(INDENT)) for one in rows]
    several = [depth for depth in sorted(set(depths)) if depths.count(depth) > 1]
    chosen = several[0] if several else 0
    return [one for one, depth in zip(rows, depths, strict=True) if depth == chosen]


def percent_bars(rows: Iterable[Coverage]) -> list[tuple[str, float]]:
    """Return labels, shortened to what stands beside a bar, with the shares in per cent to one decimal."""
    return [
        (label if len(label) <= MOST_LABEL else label[: MOST_LABEL - 1] + "…", round(float(one.share or 0) * 100, 1))
        for one in rows
        for label in [one.label.strip(INDENT)]
    ]


def month_after(day: date) -> date:
    """Return the first day of the month after this day's."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def percent(share: Fraction | None) -> str:
    """Return a share in per cent to one decimal, halves up; a dash where there is none."""
    if share is None:
        return "—"
    tenths = (share * 1000 + Fraction(1, 2)).__floor__()
    return f"{tenths // 10}.{tenths % 10}%"


def share_of(part: Decimal | int, whole: Decimal | int) -> Fraction | None:
    """Return the exact share of a part, None where there is nothing to share."""
    return Fraction(part) / Fraction(whole) if whole else None


def by_month(found: Mapping[int, int]) -> list[tuple[str, int]]:
    """Return a year's twelve months with their numbers, 0 where there is none."""
    return [(f"{month}月", found.get(month, 0)) for month in range(1, MONTHS + 1)]


def report_content(figures: Mapping[str, Any], *, short: int, people: int, year: int) -> dict[str, str]:
    """Return the paragraphs of a month's report as its figures say them; people edit them before filing."""
    names = [one["name"] for one in figures["classes"]]
    upcoming = [f"{one['dates']} {one['name']}" for one in figures["upcoming"]]
    held = f"本月办班 {len(names)} 个，{figures['people']} 人次，{figures['hours']} 学时"
    rate = Fraction(figures["rate"]) if figures["rate"] else None
    behind = f"本月学员中 {len(figures['behind'])} 人学时未达标" if figures["behind"] else "本月学员学时都已达标"
    return {
        "held": f"{held}：{'、'.join(names)}。" if names else "本月没有办班。",
        "attendance": f"到课率 {percent(rate)}（按课次的登记，免修不计）。"
        if rate is not None
        else "本月没有考勤登记。",
        "short": f"{year} 年全单位 {people} 人中有 {short} 人学时未达标" + (f"；{behind}。" if names else "。"),
        "upcoming": "；".join(upcoming) + "。" if upcoming else "暂无安排。",
        "problems": "",
    }


NOBODY: Final = "（没有填组织）"
NO_POST: Final = "（没有填职务）"


class Who(LabelledEnum):
    """Which of the people behind a number."""

    ALL = "all", "应训人员"
    TRAINED = "trained", "已训人员"
    UNTRAINED = "untrained", "未训人员"


@dataclass(frozen=True, slots=True)
class Behind:
    """Whom a number of coverage counts: of a subtree, kind, post or class, trained or not; all where nothing is set.

    With `first` only those of a class for whom it was the first in these years.
    """

    who: Who = Who.UNTRAINED
    organisation: str = ""
    homeless: bool = False
    kind: OrganisationKind | None = None
    post: str | None = None
    batch: str = ""
    first: bool = False

    @property
    def label(self) -> str:
        """Return what the people have in common, but for the organisation's name."""
        if self.homeless:
            return NOBODY
        if self.kind:
            return self.kind.label
        return (self.post or NO_POST) if self.post is not None else "全部"

    def arguments(self) -> dict[str, str]:
        """Return what an address needs to name them again."""
        told = {"who": self.who.value, "organisation": self.organisation, "kind": self.kind or ""}
        told |= {"homeless": "1" if self.homeless else "", "batch": self.batch, "first": "1" if self.first else ""}
        return {key: value for key, value in told.items() if value} | (
            {"post": self.post} if self.post is not None else {}
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """A class of a year with how many it trained, and for how many of them it was the first in these years."""

    year: int
    batch: str
    name: str
    key: str
    trained: int
    new: int


def batches(classes: Sequence[tuple[int, int, str, str, str]], told: Iterable[tuple[int, int]]) -> list[Batch]:
    """Return the classes (id, year, batch, name, key) with whom they trained: (class, person) in order of time."""
    told = list(told)
    trained, new = trained_by(told), trained_by(first_times(told))
    return [
        Batch(year, batch, name, key, len(trained.get(cohort, ())), len(new.get(cohort, ())))
        for cohort, year, batch, name, key in classes
    ]


def trained_by(told: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    """Return the people whom each class trained, from (class, person)."""
    people: dict[int, set[int]] = {}
    for cohort, person in told:
        people.setdefault(cohort, set()).add(person)
    return people


def first_times(told: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return of (class, person) in order of time each person's first."""
    first: dict[int, int] = {}
    for cohort, person in told:
        first.setdefault(person, cohort)
    return [(cohort, person) for person, cohort in first.items()]


class Part(LabelledEnum):
    """Which of the hours that have a category a share counts."""

    COUNTED = "counted", "分了类别的课"
    THEORY = "theory", "理论教育和党性教育"
    SPIRIT = "spirit", "党性教育"

    @property
    def categories(self) -> Sequence[Category]:
        """Return the categories that it takes."""
        if self is Part.COUNTED:
            return tuple(Category)
        return (Category.PARTY_SPIRIT,) if self is Part.SPIRIT else (Category.THEORY, Category.PARTY_SPIRIT)


@dataclass(frozen=True, slots=True)
class Lessons:
    """Which sessions a number counts: of the classes that began in a year, or with a month those held in it."""

    year: int
    month: int = 0
    form: Form | None = None
    part: Part | None = None
    cohort: str = ""
    session: str = ""

    def arguments(self) -> dict[str, str]:
        """Return what an address needs to name them again."""
        told = {"year": str(self.year), "month": str(self.month or ""), "form": self.form or ""}
        told |= {"part": self.part or "", "cohort": self.cohort, "session": self.session}
        return {key: str(value) for key, value in told.items() if value}


def covering(amounts: Iterable[tuple[int, int]], first: int, after: int) -> tuple[list[int], int]:
    """Return which of (key, amount of rows) hold the rows from one place until before another, and how many to skip."""
    keys, skipped, place = list[int](), 0, 0
    for key, amount in amounts:
        if place < after and place + amount > first:
            skipped = skipped if keys else first - place
            keys.append(key)
        place += amount
    return keys, skipped


class Show(LabelledEnum):
    """Which people of a year's hours are shown."""

    SHORT = "short", "没达到的"
    REACHED = "reached", "达到的"
    ALL = "all", "全部"
