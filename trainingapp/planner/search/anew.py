"""Large neighbourhood search: a few cards at a time are lifted and placed anew as cheaply as the others allow.

What a card costs must be known by itself (a repair's changes are). A placing that costs as much as before is taken,
too: so cards that must change anyway wander, until one fits that did not.
"""

import random

from trainingapp.planner.search.blockers import blockers
from trainingapp.planner.search.least import Choices, Least, spots_of
from trainingapp.planner.search.state import Spot, State

MOST_TRIED = 4_000
"""Spots looked at for one neighbourhood."""


class Anew:
    """Places cards anew; those without a place cost `lost`."""

    def __init__(self, state: State, choices: Choices, lost: int, rng: random.Random) -> None:
        """Take the usable spots of some cards; those of others are added."""
        self.state, self.choices, self.lost, self.rng = state, choices, lost, rng

    def place(self, cards: list[int]) -> None:
        """Place these cards so that they cost least beside the others, or as much as before but elsewhere."""
        state = self.state
        were = {card: state.spot(card) for card in cards if state.placed(card)}
        now = state.cost + self.lost * (len(cards) - len(were))
        for card in were:
            state.lift(card)
        search = Least(state, {card: self._shuffled(card) for card in cards}, self.lost, MOST_TRIED)
        search.find(now - state.cost + 1)
        for card, spot in (search.spots or were).items():
            state.place(card, spot)

    def dearer(self, cards: list[int]) -> list[int]:
        """Return those that would cost less elsewhere at the same time, and the ones that alone stand in their way."""
        state, found = self.state, dict[int, None]()
        for card in (one for one in cards if state.placed(one)):
            spot = state.spot(card)
            now = state.lift(card)
            for cost, other in spots_of(self.state, self.choices, card):
                gone = blockers(state, card, other, 1) if other[0] == spot[0] and cost < -now else None
                found.update(dict.fromkeys([card, *gone] if gone is not None else ()))
            state.place(card, spot)
        return list(found)

    def _shuffled(self, card: int) -> list[tuple[int, Spot]]:
        """Return the spots, the cheapest first, equal ones in any order."""
        spots = spots_of(self.state, self.choices, card)
        return sorted(self.rng.sample(spots, len(spots)), key=lambda one: one[0])
