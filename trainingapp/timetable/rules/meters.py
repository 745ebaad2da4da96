"""How a class's hours are shared among the categories of courses: the advice of the rules, never a refusal."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from trainingapp.curriculum.terms import Category

Row = TypeVar("Row")

#: 理论教育和党性教育 of the hours of a Party school's main classes; reference for a street's class.
THEORY_AND_SPIRIT = Fraction(70, 100)
SPIRIT = Fraction(20, 100)
SOURCE = "《中共中央关于加强和改进新形势下党校工作的意见》（2015年；约束党校主体班，街道班供参考）"


def _told(hours: Decimal) -> str:
    """Return hours without the idle zeros that sums leave: 1.5 and 1.5 are 3."""
    return f"{hours.normalize():f}"


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the hours against what a rule advises."""

    label: str
    hours: Decimal
    total: Decimal
    least: Fraction
    source: str
    #: Hours that no category counts, such as a ceremony's.
    apart: Decimal = Decimal(0)

    @property
    def share(self) -> Fraction:
        """Return the share, 0 where there are no hours."""
        return Fraction(self.hours) / Fraction(self.total) if self.total else Fraction(0)

    @property
    def text(self) -> str:
        """Return the share in words, with its arithmetic."""
        apart = f"另有 {_told(self.apart)} 学时不计类别" if self.apart else ""
        if not self.total:
            return apart or "还没有课"
        counted = f"{_told(self.hours)} ÷ {_told(self.total)} 学时" + (f"，{apart}" if apart else "")
        return f"{float(self.share):.1%}（{counted}）"


@dataclass(frozen=True, slots=True)
class HoursMeter:
    """The hours of a course plan: placed ones of all, and all against what a year's plan has budgeted, if one has."""

    placed: Decimal
    total: Decimal
    budget: Decimal | None = None
    source: str = ""

    @property
    def text(self) -> str:
        """Return the hours in words."""
        budget = f"；年度计划 {_told(self.budget)}" if self.budget else ""
        return f"{_told(self.total)} 学时，已排 {_told(self.placed)}{budget}"

    @property
    def why(self) -> str:
        """Return what the hours are measured by."""
        if not self.budget:
            return "年度计划里没有本班的学时，只看排了多少"
        over = self.total - self.budget
        told = f"，多 {_told(over)}" if over > 0 else f"，少 {_told(-over)}" if over else "，正好"
        return f"{self.source}{told}"


@dataclass(frozen=True, slots=True)
class Raised:
    """How a class raises a competency: the courses that do, and their hours; `wanted` by its programme."""

    name: str
    courses: int
    hours: Decimal
    wanted: bool


def raised_competencies(wanted: Sequence[str], courses: Iterable[tuple[Sequence[str], Decimal]]) -> list[Raised]:
    """Return the programme's competencies in its order, then the others that the courses raise.

    A course is given by what it raises and its hours, which count in full for each.
    """
    found: dict[str, list[Decimal]] = {name: [] for name in wanted}
    for names, hours in courses:
        for name in names:
            found.setdefault(name, []).append(hours)
    return [Raised(name, len(hours), sum(hours, Decimal(0)), name in wanted) for name, hours in found.items()]


def once_side_by_side(rows: Iterable[Row], place: Callable[[Row], Hashable]) -> list[Row]:
    """Return the rows whose hours count: of those of one place, groups side by side, the first; None is no place."""
    found = list(rows)
    firsts = {place(row): number for number, row in reversed(list(enumerate(found)))}
    return [row for number, row in enumerate(found) if place(row) is None or firsts[place(row)] == number]


def count_hours(items: Iterable[tuple[Category | None, Decimal]]) -> Mapping[Category | None, Decimal]:
    """Return the hours of each category."""
    hours: dict[Category | None, Decimal] = {}
    for category, amount in items:
        hours[category] = hours.get(category, Decimal(0)) + amount
    return hours


def advised_shares(hours: Mapping[Category | None, Decimal]) -> list[Share]:
    """Return the two shares that the rules speak of; hours without a category do not count."""
    counted = {category: amount for category, amount in hours.items() if category is not None}
    total = sum(counted.values(), Decimal(0))
    spirit = counted.get(Category.PARTY_SPIRIT, Decimal(0))
    theory = counted.get(Category.THEORY, Decimal(0))
    apart = hours.get(None, Decimal(0))
    return [
        Share("理论教育和党性教育", theory + spirit, total, THEORY_AND_SPIRIT, SOURCE, apart),
        Share("其中党性教育", spirit, total, SPIRIT, SOURCE, apart),
    ]
