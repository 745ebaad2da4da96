"""What can share a half-day: every set of sessions that fits into one, and what its times and venues cost at least."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from trainingapp.planner.search.state import State

Pairs = Sequence[tuple[int, int]]
"""A session's starts, each with one of its venues or crews."""
Patterns = dict[tuple[int, ...], int]
"""Sets of sessions that fit into one half-day together, with their least price."""
Way = tuple[int, tuple[int, ...], int]
"""One way to hold a session: its periods, what it takes of people and venues, its price."""
Here = tuple[int, int, int]
"""A session in a half-day: its number, its least price, the number of its ways (with their prices beyond that)."""
MOST_PATTERNS = 15_000
"""With more of them the linear programs take longer than they are worth."""


class TooMany(Exception):  # noqa: N818 - not a fault: the class is better bounded another way
    """A class has too many sets of sessions to write them all down."""


class Sharing:
    """Finds the patterns of half-days; sets that were met in one half-day are not weighed again in the next."""

    def __init__(self, state: State, pairs: Mapping[int, tuple[Pairs, Pairs]]) -> None:
        """Take the choices of each session: its starts and venues, its starts and crews."""
        self.state, self.board = state, state.board
        self.numbers: dict[tuple[Way, ...], int] = {}
        self.ways = {session: self._by_half_day(session, *both) for session, both in pairs.items()}
        self.distinct = list(self.numbers)
        self.rooms = self._rooms(pairs)
        self.cells = {session: self._cells(session) for session in pairs}
        self.known: dict[tuple[int, ...], int | None] = {}

    def patterns(self) -> dict[int, Patterns]:
        """Return the patterns of every half-day, which is named by its first slot; raise TooMany of them."""
        found: dict[int, Patterns] = {}
        left = MOST_PATTERNS
        for first in sorted({first for ways in self.ways.values() for first in ways}):
            here = [(session, *ways[first]) for session, ways in sorted(self.ways.items()) if first in ways]
            found[first] = {}
            for members, price in self._extend(here, (), {}):
                found[first][members] = price
                left -= 1
                if not left:
                    raise TooMany
        return found

    def _by_half_day(self, session: int, venues: Pairs, crews: Pairs) -> dict[int, tuple[int, int]]:
        """Return, per half-day, what a session costs there at least, and the number of its ways to be held there."""
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
        found = {}
        for first, priced in cheapest.items():
            if priced:
                least, ways = _above_least(priced)
                found[first] = least, self.numbers.setdefault(ways, len(self.numbers))
        return found

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
        self, here: Sequence[Here], held: tuple[Here, ...], loads: Mapping[int, int]
    ) -> Iterator[tuple[tuple[int, ...], int]]:
        """Yield the patterns that add some of these sessions to those held, each with its price."""
        for place, one in enumerate(here, start=1):
            fuller = self._with(loads, one[0])
            if fuller is None:
                continue
            more = (*held, one)
            beyond = self._beyond(more)
            if beyond is None:
                continue
            yield tuple(session for session, _, _ in more), beyond + sum(least for _, least, _ in more)
            yield from self._extend(here[place:], more, fuller)

    def _with(self, loads: Mapping[int, int], session: int) -> Mapping[int, int] | None:
        """Return the periods of each personal timetable with a session more; None if one gets more than it may have."""
        length = self.board.length[session]
        fuller = {cell: loads.get(cell, 0) + length for cell in self.cells[session]}
        if any(load > self.rooms[cell] for cell, load in fuller.items()):
            return None
        return {**loads, **fuller}

    def _beyond(self, held: tuple[Here, ...]) -> int | None:
        """Return what sessions cost together beyond the least of each; None if they cannot be held together."""
        key = tuple(number for _, _, number in held)
        if key not in self.known:
            self.known[key] = _least([self.distinct[number] for number in key], {}, None)
        return self.known[key]


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
