"""The least that a few lifted cards cost: found where all others stand still, bounded where those keep their times.

What a card costs must be known by itself (a repair's changes are), so that costs add up.
"""

from trainingapp.planner.search.blockers import in_order, is_free, usable
from trainingapp.planner.search.state import Spot, State

Choices = dict[int, list[tuple[int, Spot]]]
"""The usable spots of each lifted card with what each costs, the cheapest first."""
MOST_TRIED = 100_000
"""Spots looked at before the search for the least is given up."""


def cheapest(state: State, session: int) -> list[tuple[int, Spot]]:
    """Return every usable spot of a session with what it would cost by itself, the cheapest first."""
    board = state.board
    start_cost, venue_cost, crew_cost = board.start_cost[session], board.venue_cost[session], board.crew_cost[session]
    found = [
        (start_cost[start] + venue_cost[venue] + crew_cost[crew], (start, venue, crew))
        for start in board.starts[session]
        for venue in board.venues[session]
        for crew in range(len(board.people[session]))
    ]
    return sorted((cost, spot) for cost, spot in found if usable(state, session, spot))


def spots_of(state: State, choices: Choices, session: int) -> list[tuple[int, Spot]]:
    """Return what `cheapest` says of a session, kept in `choices`."""
    if session not in choices:
        choices[session] = cheapest(state, session)
    return choices[session]


class Least:
    """Depth first: always the card with the fewest free spots, cheapest first, cut off where it cannot get cheaper.

    What is not free beside the cards that stand does not become free by placing more, so it is left out for good.
    """

    def __init__(self, state: State, choices: Choices, lost: int, most_tried: int = MOST_TRIED) -> None:
        """Take the lifted cards; one that finds no place costs `lost`."""
        self.state, self.choices, self.lost, self.most_tried = state, choices, lost, most_tried
        self.tried = self.best = 0
        self.spots: dict[int, Spot] = {}
        self.taken: dict[int, Spot] = {}

    def find(self, most: int) -> int | None:
        """Return the least cost if it is less than `most`, else `most`; None if too much had to be tried.

        What was found is in `spots`; the state is left as it was.
        """
        self.best = most
        self._place(self._free(self.choices), 0)
        return self.best if self.tried < self.most_tried else None

    def _free(self, choices: Choices) -> Choices:
        """Return the spots that are free now."""
        self.tried += sum(map(len, choices.values()))
        return {
            session: [(cost, spot) for cost, spot in spots if is_free(self.state, session, spot)]
            for session, spots in choices.items()
        }

    def _floor(self, choices: Choices) -> int:
        """Return what these cards cost at least, each as if it were alone."""
        return sum(min(spots[0][0], self.lost) if spots else self.lost for spots in choices.values())

    def _place(self, choices: Choices, cost: int) -> None:
        if cost + self._floor(choices) >= self.best or self.tried >= self.most_tried:
            return
        if not choices:
            self.best, self.spots = cost, dict(self.taken)
            return
        session = min(choices, key=lambda one: (len(choices[one]), one))
        others = {one: spots for one, spots in choices.items() if one != session}
        floor = cost + self._floor(others)
        for more, spot in choices[session]:
            if floor + more >= self.best or self.tried >= self.most_tried:
                break
            self.state.place(session, spot)
            self.taken[session] = spot
            self._place(self._free(others), cost + more)
            del self.taken[session]
            self.state.lift(session)
        self._place(others, cost + self.lost)


def floor_at_times(state: State, choices: Choices, lost: int) -> int:
    """Return less than or what the lifted cards cost if the others keep their times, whatever venues and crews."""
    found = 0
    for session, spots in choices.items():
        found += next((min(cost, lost) for cost, spot in spots if _has_time(state, session, spot)), lost)
    return found


def _has_time(state: State, session: int, spot: Spot) -> bool:
    """Say whether a spot is free once everybody who has another venue or crew to go to has gone there."""
    start, venue, crew = spot
    board, busy = state.board, state.busy
    day, mask = board.day_of[start], state.bits[session] << board.period_of[start]
    for base, _, limit in state.people[session][crew]:
        used = busy[base + day]
        if base < board.cells * board.days:
            if used & mask or (limit is not None and limit[used | mask]):
                return False
        elif used & mask and any(len(board.people[one]) == 1 for one in _there(state, session, start, base + day)):
            return False
    if venue >= 0 and board.exclusive[venue]:
        at = board.venue_base[venue] + day
        if busy[at] & mask and any(len(board.venues[one]) == 1 for one in _there(state, session, start, at)):
            return False
    return not state.related[session] or in_order(state, session, start)


def _there(state: State, session: int, start: int, at: int) -> list[int]:
    """Return the cards of a resource's day whose time a session would cross."""
    end = start + state.lengths[session]
    return [one for one in state.items[at] if state.begins[one] < end and state.ends[one] > start]
