"""How many study hours a year asks of somebody, and how they stand: exact, with the source of each number.

条例 2019 第20条: party members at least 32 hours a year; 2019-2023规划: secretaries and committee members 56 and
at least one 集中培训; 条例第23条: the old and infirm are not held to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from trainingapp.assessment.rules.faults import Fault, again
from trainingapp.assessment.terms import ExemptionKind

MONTHS: Final = 12
#: Who is called so does not hold the post itself.
NOT_YET: Final = ("助理", "后备")
HALF: Final = Fraction(1, 2)
WHOLE: Final = 100
MOST_HOURS: Final = 1000
#: Study hours are counted in halves.
HOURS_STEP: Final = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a year asks of a kind of person; `posts` are words of posts, none is everybody else."""

    label: str
    hours: Decimal
    concentrated: int = 0
    posts: Sequence[str] = ()
    from_year: int = 0
    source: str = ""
    binding: bool = False


DEFAULTS: Final = (
    Requirement(
        "书记和班子成员",
        Decimal(56),
        1,
        ("书记", "委员"),
        source="《2019—2023年全国党员教育培训工作规划》",
    ),
    Requirement("党员", Decimal(32), source="《中国共产党党员教育管理工作条例》（2019年）第20条，一般不少于32学时"),
)


@dataclass(frozen=True, slots=True)
class Exemption:
    """Somebody is asked for less in a year."""

    kind: ExemptionKind
    from_month: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Attained:
    """What somebody has in a year that counts."""

    hours: Decimal = Decimal(0)
    concentrated: int = 0


def requirement_faults(requirements: Sequence[Requirement]) -> list[Fault]:
    """Return what is wrong with what an office asks, each at its place."""
    faults = [
        Fault("hours", line, f"“{one.label}”的学时要在 0 到 {MOST_HOURS} 之间，以 0.5 为单位")
        for line, one in enumerate(requirements)
        if not 0 <= one.hours <= MOST_HOURS or one.hours % HOURS_STEP
    ]
    keys = [(one.label, one.from_year) for one in requirements]
    return faults + [Fault("label", line, "“{}”从 {} 年起写了两次".format(*keys[line])) for line in again(keys)]


def requirement_for(rules: Iterable[Requirement], post: str, year: int) -> Requirement | None:
    """Return what a year asks of who has this post: the first kind that fits, in its newest version until then."""
    newest: dict[str, Requirement] = {}
    for rule in rules:
        known = newest.get(rule.label)
        if rule.from_year <= year and (known is None or known.from_year <= rule.from_year):
            newest[rule.label] = rule
    fitting = (rule for rule in newest.values() if not rule.posts or any(_names(word, post) for word in rule.posts))
    return next(fitting, None)


def _names(word: str, post: str) -> bool:
    """Tell whether a post is of a kind: 党总支副书记 is a 书记, 书记助理 and 书记后备人选 are none."""
    for not_yet in NOT_YET:
        post = post.replace(word + not_yet, "")
    return word in post


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands in a year."""

    required: Decimal
    attained: Attained
    concentrated: int
    sentences: Sequence[str] = field(default_factory=tuple)

    @property
    def short(self) -> Decimal:
        """Return how many hours are missing, 0 at least."""
        return max(Decimal(0), self.required - self.attained.hours)

    @property
    def short_concentrated(self) -> int:
        """Return how many 集中培训 are missing, 0 at least."""
        return max(0, self.concentrated - self.attained.concentrated)

    @property
    def reached(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.short and not self.short_concentrated

    @property
    def percent(self) -> int:
        """Return the share of the hours in whole per cent, rounded down, 100 at most."""
        return min(WHOLE, int(self.attained.hours * WHOLE / self.required)) if self.required else WHOLE


def pro_rata(hours: Decimal, from_month: int) -> Decimal:
    """Return the hours for who began in a month, that month counted: 32 from July is 16; rounded up to 0.5."""
    exact = Fraction(hours) * (MONTHS + 1 - from_month) / MONTHS
    return Decimal((exact / HALF).__ceil__()) / 2


def stand(rule: Requirement | None, attained: Attained, exemption: Exemption | None, year: int) -> Standing:
    """Return how somebody stands, with the rule and the arithmetic in words."""
    if rule is None:
        return Standing(Decimal(0), attained, 0, ("没有设学时要求",))
    weight = "硬性规定" if rule.binding else "参考"
    asked = f"{rule.label}每年 {plain(rule.hours)} 学时" + (
        f"、集中培训至少 {rule.concentrated} 次" if rule.concentrated else ""
    )
    told = [f"{asked}（{weight}：{rule.source}）" if rule.source else asked]
    required, concentrated = asked_of(rule, exemption)
    if exemption is not None and exemption.kind is ExemptionKind.NEWCOMER and exemption.from_month:
        months = MONTHS + 1 - exemption.from_month
        told.append(f"{exemption.from_month} 月新任：{plain(rule.hours)} × {months}/12 = {plain(required)} 学时")
    elif exemption is not None:
        told.append(exemption.kind.label + (f"（{exemption.note}）" if exemption.note else ""))
    standing = Standing(required, attained, concentrated, told)
    return Standing(required, attained, concentrated, (*told, *_missing(standing, year)))


def _missing(standing: Standing, year: int) -> list[str]:
    by = date(year, MONTHS, 31)
    missing = []
    if standing.short:
        missing.append(f"还差 {plain(standing.short)} 学时")
    if standing.short_concentrated:
        missing.append(f"还差集中培训 {standing.short_concentrated} 次")
    return [f"{'、'.join(missing)}，{by.year}年{by.month}月{by.day}日前补齐"] if missing else ["已达到"]


def plain(hours: Decimal) -> str:
    """Return hours without idle zeros."""
    return f"{hours.normalize():f}" if hours else "0"


def shortfall(rule: Requirement | None, attained: Attained, exemption: Exemption | None) -> Decimal:
    """Return how many hours are missing; a missing 集中培训 alone counts for half an hour: stand without words."""
    if rule is None:
        return Decimal(0)
    required, concentrated = asked_of(rule, exemption)
    missing = max(Decimal(0), required - attained.hours)
    return missing or (Decimal("0.5") if attained.concentrated < concentrated else Decimal(0))


def asked_of(rule: Requirement, exemption: Exemption | None) -> tuple[Decimal, int]:
    """Return the hours and the 集中培训 that are asked after an exemption."""
    if exemption is None:
        return rule.hours, rule.concentrated
    if exemption.kind is ExemptionKind.NEWCOMER and exemption.from_month:
        return pro_rata(rule.hours, exemption.from_month), rule.concentrated
    return Decimal(0), 0
