"""Putting trainees into groups that are alike: units, posts, genders and ages spread, pairs kept, leaders found.

A start in seeded order, then every exchange of two trainees that makes the groups more alike, until none does. So each
single trait, were it the only one, would differ by one at most between groups, and the same trainees, wishes and seed
give the same groups on any machine.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TypeAlias

from trainingapp.cohorts.terms import Spread

#: How much one trainee too many of a kind weighs, by what is spread.
WEIGHTS: Mapping[Spread, int] = {Spread.ORGANISATION: 8, Spread.POST: 4, Spread.GENDER: 4, Spread.AGE: 2}
#: So many exchanges are tried at most: a bound for very large classes, counted so that it is repeatable.
MOST_STEPS = 50_000
APART = 1_000
LEADER = 400
YEARS_OF_A_BAND = 10
#: From the post that leads first; a longer title is looked for before the shorter that it contains.
POST_RANKS = (("副书记", 1), ("书记助理", 2), ("书记", 0), ("副主任", 4), ("主任助理", 5), ("主任", 3), ("委员", 6))
OTHER_POST = 7
Trait: TypeAlias = tuple[str, object]
Block: TypeAlias = Sequence[int]
POST_NAMES = {rank: name for name, rank in POST_RANKS} | {OTHER_POST: "其他"}


@dataclass(frozen=True, slots=True)
class Member:
    """What grouping knows of a trainee; `key` tells trainees apart and orders those whom nothing else does."""

    key: int
    name: str
    organisation: str = ""
    post: str = ""
    gender: str = ""
    birth_year: int | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a class is to be grouped; keys of `together`, `apart` and `leaders` are members' keys."""

    count: int
    seed: int = 1
    spread: frozenset[Spread] = frozenset(Spread)
    together: Sequence[tuple[int, int]] = ()
    apart: Sequence[tuple[int, int]] = ()
    leaders: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Grouping:
    """Which group (0, 1, 2 ...) each member goes to, and who leads it."""

    places: Mapping[int, int]
    leaders: Mapping[int, int]

    @property
    def digest(self) -> str:
        """Return a short print of the whole, by which a page knows that it still shows what would be saved."""
        told = repr((sorted(self.places.items()), sorted(self.leaders.items())))
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def post_rank(post: str) -> int:
    """Return how early a post would lead a group, 0 first."""
    return next((rank for name, rank in POST_RANKS if name in post), OTHER_POST)


def post_name(post: str) -> str:
    """Return the kind of post by which groups are balanced: 书记, 副书记, 其他."""
    return POST_NAMES[post_rank(post)]


def grouping_faults(members: Sequence[Member], wishes: Wishes) -> list[str]:
    """Return why these wishes cannot all be met, in words."""
    names = {one.key: one.name for one in members}
    if not 1 <= wishes.count <= max(len(members), 1):
        return [f"组数要在 1 到 {max(len(members), 1)} 之间（现有学员 {len(members)} 人）"]
    blocks = _blocks(members, wishes)
    room = -(-len(members) // wishes.count)
    faults = [
        f"要同组的 {len(block)} 人（{'、'.join(names[key] for key in block)}）超过每组 {room} 人，请减少组数或拆开"
        for block in blocks
        if len(block) > room
    ]
    home = {key: number for number, block in enumerate(blocks) for key in block}
    faults += [
        f"“{names[one]}”和“{names[other]}”既要同组又要分开，请删去一条"
        for one, other in wishes.apart
        if home[one] == home[other]
    ]
    return faults


def make_groups(members: Sequence[Member], wishes: Wishes) -> Grouping:
    """Return groups whose sizes differ by one at most where pairs allow it; call only without `grouping_faults`.

    Members named as leaders are spread over the groups; each group is led by the one of them, or else of all its
    members, whose post leads first.
    """
    ordered = sorted(members, key=lambda one: one.key)
    blocks = sorted(_blocks(ordered, wishes), key=lambda block: (-len(block), _shuffled(block, wishes.seed)))
    draft = _Draft(ordered, wishes)
    for block in blocks:
        draft.place(block)
    draft.improve(blocks)
    return Grouping(dict(draft.places), _leaders(ordered, draft.places, wishes))


def _shuffled(block: Block, seed: int) -> bytes:
    """Return where a seed puts a block among its likes, the same on any machine."""
    return hashlib.sha256(f"{seed} {block[0]}".encode()).digest()


def _blocks(members: Iterable[Member], wishes: Wishes) -> list[list[int]]:
    """Return the members' keys in blocks that stay together."""
    home = {one.key: [one.key] for one in members}
    for one, other in wishes.together:
        first, second = home[one], home[other]
        if first is not second:
            first.extend(second)
            home |= dict.fromkeys(second, first)
    return [block for key, block in home.items() if block[0] == key]


def _leaders(members: Sequence[Member], places: Mapping[int, int], wishes: Wishes) -> dict[int, int]:
    inside: dict[int, list[Member]] = defaultdict(list)
    for one in members:
        inside[places[one.key]].append(one)

    def precedence(one: Member) -> tuple[bool, int, int]:
        return one.key not in wishes.leaders, post_rank(one.post), one.key

    return {group: min(found, key=precedence).key for group, found in sorted(inside.items())}


@dataclass
class _Draft:
    """Groups in the making, with how often each trait stands in each group.

    The cost is the sum of the squares of those counts by weight: it is least when every trait is spread evenly.
    """

    members: Sequence[Member]
    wishes: Wishes
    places: dict[int, int] = field(default_factory=dict)
    counts: list[Counter[Trait]] = field(init=False)
    sizes: list[int] = field(init=False)
    traits: Mapping[int, list[tuple[int, Trait]]] = field(init=False)

    def __post_init__(self) -> None:
        """Look up every member's traits once."""
        self.counts = [Counter() for _ in range(self.wishes.count)]
        self.sizes = [0] * self.wishes.count
        self.traits = _traits(self.members, self.wishes)

    def place(self, block: Block) -> None:
        """Put a block into the group with room where it disturbs least; the smaller one where several are alike."""
        group = min(self._open_groups(len(block)), key=lambda one: (self._added(block, one), self.sizes[one], one))
        self._count(block, group, 1)
        self.places |= dict.fromkeys(block, group)

    def improve(self, blocks: Sequence[Block]) -> None:
        """Exchange blocks of one size while that makes the groups more alike; afterwards no exchange would."""
        pairs = [(one, other) for one, other in combinations(blocks, 2) if len(one) == len(other)]
        left, improved = MOST_STEPS, True
        while improved and left > 0:
            tried = pairs[:left]
            left -= len(tried)
            improved = sum(self._exchanged(one, other) for one, other in tried) > 0

    def _open_groups(self, amount: int) -> Sequence[int]:
        """Return the groups that may take so many more and keep the sizes even; the smallest ones where none may."""
        floor, larger = divmod(len(self.members), self.wishes.count)
        full = sum(size > floor for size in self.sizes)
        limit = floor + (full < larger)
        found = [group for group, size in enumerate(self.sizes) if size + amount <= limit]
        return found or [group for group, size in enumerate(self.sizes) if size == min(self.sizes)]

    def _exchanged(self, one: Block, other: Block) -> bool:
        """Exchange two blocks if that gains; tell whether it did."""
        source, target = self.places[one[0]], self.places[other[0]]
        if source == target or self._moved(one, source, target) + self._moved(other, target, source) >= 0:
            if source != target:
                self._moved(other, source, target)
                self._moved(one, target, source)
            return False
        self.places |= dict.fromkeys(one, target) | dict.fromkeys(other, source)
        return True

    def _moved(self, block: Block, source: int, target: int) -> int:
        return self._count(block, source, -1) + self._count(block, target, 1)

    def _added(self, block: Block, group: int) -> int:
        added = self._count(block, group, 1)
        self._count(block, group, -1)
        return added

    def _count(self, block: Block, group: int, step: int) -> int:
        """Count a block in or out of a group and return how the cost changed."""
        counts, changed = self.counts[group], 0
        self.sizes[group] += step * len(block)
        for key in block:
            for weight, trait in self.traits[key]:
                changed += weight * (2 * step * counts[trait] + 1)
                counts[trait] += step
        return changed


def _traits(members: Iterable[Member], wishes: Wishes) -> Mapping[int, list[tuple[int, Trait]]]:
    """Return what should not meet in one group, by member, each with its weight."""
    traits: dict[int, list[tuple[int, Trait]]] = defaultdict(list)
    for one in members:
        said = {
            Spread.ORGANISATION: one.organisation,
            Spread.POST: post_name(one.post),
            Spread.GENDER: one.gender,
            Spread.AGE: one.birth_year // YEARS_OF_A_BAND if one.birth_year else "",
        }
        traits[one.key] = [(WEIGHTS[kind], (kind, value)) for kind, value in said.items() if kind in wishes.spread]
    for number, pair in enumerate(wishes.apart):
        for key in pair:
            traits[key].append((APART, ("apart", number)))
    for key in wishes.leaders:
        traits[key].append((LEADER, ("leader", "")))
    return traits
