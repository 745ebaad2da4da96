"""Ejection chains: a lifted card takes the place of standing ones, which then go elsewhere, and so on.

What a card costs must be known by itself (a repair's changes are), so that costs add up. A card that has been given a
place keeps it. Whoever stands there must leave it in every plan that has the first card there, so a search that came
to its end has looked at all plans.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from trainingapp.planner.search.blockers import clashing, is_free, sharing
from trainingapp.planner.search.least import Choices, spots_of
from trainingapp.planner.search.state import Spot, State


@dataclass(slots=True)
class Way:
    """A spot for a card: what it costs, who must leave it, and what that costs together at least."""

    least: int
    cost: int
    spot: Spot
    gone: tuple[int, ...]


class Ejections:
    """Depth first: always the card with the fewest ways, the cheapest first, cut off where it cannot get cheaper."""

    def __init__(self, state: State, choices: Choices, lost: int) -> None:
        """Take the usable spots of some cards (those of others are added); a card without a place costs `lost`."""
        self.state, self.choices, self.lost = state, choices, lost
        self.best = self.tried = self.most_tried = 0
        self.spots: list[Spot | None] | None = None
        self.kept: set[int] = set()

    def find(self, cards: list[int], most: int, most_tried: int) -> bool:
        """Look for a plan with these lifted cards that costs less than `most`; say whether all were looked at.

        What was found is in `spots`; the state is left as it was. After `most_tried` spots the search is given up.
        """
        self.best, self.tried, self.most_tried = most, 0, most_tried
        self._place({card: self._of(card) for card in cards}, 0)
        return self.tried < most_tried

    def _of(self, card: int) -> list[tuple[int, Spot]]:
        return spots_of(self.state, self.choices, card)

    def _place(self, cards: Choices, lost: int) -> None:
        """Place all these cards; `lost` is what those cost that were left without a place."""
        cost = self.state.cost + lost
        if not cards and cost < self.best:
            self.best, self.spots = cost, self.state.snapshot()
        ways = self._ways(cards, cost) if cards else {}
        if not ways:
            return
        card = min(ways, key=lambda one: (len(ways[one]), one))
        others = {one: [(way.cost, way.spot) for way in found] for one, found in ways.items() if one != card}
        floor = cost + self._floor(others)
        for way in sorted(ways[card], key=lambda one: one.least):
            if floor + way.least >= self.best or self.tried >= self.most_tried:
                break
            self._take(card, way.spot, way.gone, others, lost)
        self._place(others, lost + self.lost)

    def _floor(self, cards: Choices) -> int:
        """Return what these cards cost at least, each as if it were alone."""
        return sum(min(spots[0][0], self.lost) if spots else self.lost for spots in cards.values())

    def _ways(self, cards: Choices, cost: int) -> dict[int, list[Way]]:
        """Return the ways of every card that may lead to a cheaper plan; nothing if no plan can be cheaper."""
        found: dict[int, list[Way]] = {}
        left, floor = dict(cards), cost + self._floor(cards)
        for card, spots in cards.items():
            alone = self._floor({card: spots})
            found[card] = list(self._ways_of(card, spots, self.best - floor + alone))
            left[card] = [(way.cost, way.spot) for way in found[card]]
            floor += self._floor({card: left[card]}) - alone
            if floor >= self.best:
                return {}
        return found

    def _ways_of(self, card: int, spots: list[tuple[int, Spot]], most: int) -> Iterator[Way]:
        for cost, spot in spots:
            if cost >= most or self.tried >= self.most_tried:
                return
            self.tried += 1
            gone = () if is_free(self.state, card, spot) else tuple(clashing(self.state, card, spot))
            if self.kept.isdisjoint(gone):
                least = cost + sum(map(self._more, gone))
                if least < most:
                    yield Way(least, cost, spot, gone)

    def _more(self, card: int) -> int:
        """Return what a standing card costs more at least when it leaves its place."""
        state, board = self.state, self.state.board
        start, venue, crew = here = state.spot(card)
        now = board.start_cost[card][start] + board.venue_cost[card][venue] + board.crew_cost[card][crew]
        return next((min(cost, self.lost) for cost, spot in self._of(card) if spot != here), self.lost) - now

    def _take(self, card: int, spot: Spot, gone: tuple[int, ...], others: Choices, lost: int) -> None:
        """Give the card this spot once those who must have left it; of those who share it, each in turn leaves, too."""
        state = self.state
        left = {one: state.spot(one) for one in gone}
        for one in left:
            state.lift(one)
        if is_free(state, card, spot):
            state.place(card, spot)
            self.kept.add(card)
            self._place({**others, **{one: self._of(one) for one in left}}, lost)
            self.kept.discard(card)
            state.lift(card)
        else:
            freed = {**others, **{one: self._of(one) for one in left}}
            for one in sharing(state, card, spot):
                if one not in self.kept:
                    self.tried += 1
                    self._take(card, spot, (one,), freed, lost)
        for one, back in left.items():
            state.place(one, back)
