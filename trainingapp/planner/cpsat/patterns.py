"""What can share a half-day: every set of sessions that fits into one, and what its times and venues cost at least."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from trainingapp.planner.search.state import State

Pairs = Sequence[tuple[int, int]]
"""A session's starts, each with one of its venues or crews."""
Patterns = dict[tuple[int, ...], int]
"""Sets of sessions that fit into one half-day together, with their least price."""
Way = tuple[int, tuple[int, ...], int]
"""One way to hold a session: its periods, what it takes of people and venues, its price."""
MOST_PATTERNS = 15_000
"""With more of them the linear programs take longer than they are worth."""


class TooMany(Exception):  # noqa: N818 - not a fault: the class is better bounded another way
    """A class has too many sets of sessions to write them all down."""


class Sharing:
    """Finds the patterns of half-days; sets that were met in one half-day are not weighed again in the next."""

    def __init__(self, state: State, pairs: Mapping[int, tuple[Pairs, Pairs]]) -> None:
        """Take the choices of each session: its starts and venues, its starts and crews."""
        self.state, self.board = state, state.board
        self.ways = {session: self._by_half_day(session, *both) for session, both in pairs.items()}
        self.rooms = self._rooms(pairs)
        self.cells = {session: self._cells(session) for session in pairs}
        self.known: dict[tuple[tuple[Way, ...], ...], int | None] = {}

    def patterns(self) -> dict[int, Patterns]:
        """Return the patterns of every half-day, which is named by its first slot; raise TooMany of them."""
        found: dict[int, Patterns] = {}
        left = MOST_PATTERNS
        for first in sorted({first for ways in self.ways.values() for first in ways}):
            here = {session: ways[first] for session, ways in self.ways.items() if first in ways}
            found[first] = {}
            for members, price in self._extend(here, (), 0):
                found[first][members] = price
                left -= 1
                if not left:
                    raise TooMany
        return found

    def _by_half_day(self, session: int, venues: Pairs, crews: Pairs) -> dict[int, tuple[int, tuple[Way, ...]]]:
        """Return, per half-day, what a session costs there at least, and its ways with what they cost beyond that."""
        board = self.board
        crews_at: dict[int, list[int]] = {}
        for start, crew in crews:
            crews_at.setdefault(start, []).append(crew)
        cheapest: dict[int, dict[tuple[int, tuple[int, ...]], int]] = {}
        for start, venue in venues:
            price = board.start_cost[session][start] + board.venue_cost[session][venue]
            there = cheapest.setdefault(board.half_day_first[start], {})
            for crew in crews_at.get(start, ()):
                key = (self.state.bits[session] << board.period_of[start], self._taken(session, venue, crew))
                there[key] = min(price, there.get(key, price))
        return {first: _above_least(ways) for first, ways in cheapest.items() if ways}

    def _taken(self, session: int, venue: int, crew: int) -> tuple[int, ...]:
        board = self.board
        taken = [base // board.days for base, _, _ in self.state.people[session][crew]]
        if venue >= 0 and board.exclusive[venue]:
            taken.append(board.venue_base[venue] // board.days)
        return tuple(sorted(taken))

    def _cells(self, session: int) -> list[int]:
        taken = (base // self.board.days for base, _, _ in self.state.people[session][0])
        return [cell for cell in taken if cell < self.board.cells]

    def _rooms(self, sessions: Iterable[int]) -> dict[int, int]:
        """Return how many periods each personal timetable may use in a half-day."""
        board = self.board
        longest = max(mask.bit_count() for mask in board.grid.part_masks)
        people = (person for session in sessions for person in self.state.people[session][0])
        return {
            base // board.days: min(longest, limit.half_day if limit is not None else longest)
            for base, _, limit in people
            if base // board.days < board.cells
        }

    def _extend(
        self, here: Mapping[int, tuple[int, tuple[Way, ...]]], members: tuple[int, ...], price: int
    ) -> Iterator[tuple[tuple[int, ...], int]]:
        """Yield the patterns that add later sessions to these, each with its price."""
        for session in sorted(here):
            if members and session <= members[-1]:
                continue
            more = (*members, session)
            if not self._has_room(more):
                continue
            beyond = self._beyond(tuple(here[one][1] for one in more))
            if beyond is None:
                continue
            yield more, price + here[session][0] + beyond
            yield from self._extend(here, more, price + here[session][0])

    def _has_room(self, members: tuple[int, ...]) -> bool:
        """Say whether no personal timetable gets more periods than it may have."""
        loads: dict[int, int] = {}
        for session in members:
            for cell in self.cells[session]:
                loads[cell] = loads.get(cell, 0) + self.board.length[session]
        return all(load <= self.rooms[cell] for cell, load in loads.items())

    def _beyond(self, ways: tuple[tuple[Way, ...], ...]) -> int | None:
        """Return what sessions cost together beyond the least of each; None if they cannot be held together."""
        if ways not in self.known:
            self.known[ways] = _least(ways, {}, None)
        return self.known[ways]


def _above_least(ways: Mapping[tuple[int, tuple[int, ...]], int]) -> tuple[int, tuple[Way, ...]]:
    """Return the least price, and the ways, the cheapest first, with what each costs beyond it."""
    least = min(ways.values())
    return least, tuple(sorted(((mask, taken, price - least) for (mask, taken), price in ways.items()), key=_price))


def _price(way: Way) -> tuple[int, Way]:
    return way[2], way


def _least(ways: Sequence[Sequence[Way]], busy: Mapping[int, int], most: int | None) -> int | None:
    """Choose a way for each session so that nobody is in two places at a time; return the least price below `most`."""
    if not ways:
        return 0
    best: int | None = None
    for mask, taken, price in ways[0]:
        if most is not None and price >= most:
            break
        if not any(busy.get(one, 0) & mask for one in taken):
            now = {**busy, **{one: busy.get(one, 0) | mask for one in taken}}
            rest = _least(ways[1:], now, None if most is None else most - price)
            if rest is not None:
                best = most = price + rest
                if not best:
                    break
    return best
