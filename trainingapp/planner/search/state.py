"""A plan while it is searched: place and lift single sessions, with the exact change in cost."""

from collections.abc import Sequence

from trainingapp.planner.costs import by_kind
from trainingapp.planner.problem import Placement
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.tallies import Tally

NOWHERE = 1 << 40
Spot = tuple[int, int, int]
"""Where a session stands: start slot, venue index (-1: none), crew index."""


class State:
    """Arrays over a board. `begins` is NOWHERE and `ends` is -1 for a session that is not placed."""

    def __init__(self, board: Board) -> None:
        """Begin with nothing placed."""
        self.board = board
        count, days = board.count, board.days
        self.begins = [NOWHERE] * count
        self.ends = [-1] * count
        self.venue = [-1] * count
        self.crew = [0] * count
        self.busy = [0] * (board.resources * days)
        self.items: list[list[int]] = [[] for _ in range(board.resources * days)]
        self.riding: list[list[int]] = [[] for _ in range(days)]
        self.tally = [0] * board.register.size
        self.gap_days = [0] * (len(board.cohorts) * days)
        self.used_days = [0] * len(board.cohorts)
        series = len(board.problem.series)
        self.series_days = [0] * (series * days)
        self.series_spread = [0] * series
        self.series_venues = [0] * (series * len(board.parallel))
        self.series_rooms = [0] * series
        self.cost = board.first_cost
        # What `place` and `lift` need of a card, looked up once.
        self.lengths = board.length
        self.bits = [(1 << length) - 1 for length in board.length]
        self.people = [card.people for card in board.cards]
        self.crew_open = [card.crew_open for card in board.cards]
        self.series = [card.series for card in board.cards]
        self.by_day = [card.by_day for card in board.cards]
        self.by_week = [card.by_week for card in board.cards]
        self.loads = [card.loads for card in board.cards]
        self.special = [bool(card.series or card.soon or card.unpopular or card.long_gaps) for card in board.cards]
        self.rides = [any(any(counts) for counts in card.vehicles) for card in board.cards]
        self.related = [bool(card.before or card.after or card.limits or card.together) for card in board.cards]
        self.closed_at = [None if not any(closed) else closed for closed in board.venue_closed]

    def placed(self, session: int) -> bool:
        """Say whether a session stands anywhere."""
        return self.ends[session] >= 0

    def spot(self, session: int) -> Spot:
        """Return where a placed session stands."""
        return self.begins[session], self.venue[session], self.crew[session]

    def place(self, session: int, spot: Spot) -> int:
        """Put a session that is not placed there; return the change in cost."""
        start, venue, crew = spot
        board = self.board
        day = board.day_of[start]
        mask = self.bits[session] << board.period_of[start]
        busy, items = self.busy, self.items
        delta = board.start_cost[session][start] + board.venue_cost[session][venue] + board.crew_cost[session][crew]
        for base, table, _ in self.people[session][crew]:
            at = base + day
            was = busy[at]
            busy[at] = now = was | mask
            items[at].append(session)
            if table is not None:
                delta += table[now] - table[was]
        if venue >= 0:
            at = board.venue_base[venue] + day
            busy[at] |= mask
            items[at].append(session)
        self.begins[session] = start
        self.ends[session] = start + self.lengths[session]
        self.venue[session] = venue
        self.crew[session] = crew
        if self.rides[session]:
            self.riding[day].append(session)
        delta += self._count(session, day, crew, 1)
        if self.special[session]:
            delta += self._count_special(session, start, venue, 1)
        self.cost += delta
        return delta

    def lift(self, session: int) -> int:
        """Take a placed session away; return the change in cost."""
        start, venue, crew = self.begins[session], self.venue[session], self.crew[session]
        board = self.board
        day = board.day_of[start]
        mask = self.bits[session] << board.period_of[start]
        busy, items = self.busy, self.items
        delta = -board.start_cost[session][start] - board.venue_cost[session][venue] - board.crew_cost[session][crew]
        for base, table, _ in self.people[session][crew]:
            at = base + day
            was = busy[at]
            busy[at] = now = was & ~mask
            items[at].remove(session)
            if table is not None:
                delta += table[now] - table[was]
        if venue >= 0:
            at = board.venue_base[venue] + day
            items[at].remove(session)
            busy[at] = busy[at] & ~mask if board.exclusive[venue] else self._mask_of(items[at])
        if self.rides[session]:
            self.riding[day].remove(session)
        delta += self._count(session, day, crew, -1)
        if self.special[session]:
            delta += self._count_special(session, start, venue, -1)
        self.begins[session] = NOWHERE
        self.ends[session] = -1
        self.cost += delta
        return delta

    def _mask_of(self, sessions: Sequence[int]) -> int:
        """Return the periods of a day that any of these sessions takes."""
        mask = 0
        for session in sessions:
            mask |= self.bits[session] << self.board.period_of[self.begins[session]]
        return mask

    # Wishes that are counted over days, weeks and series: `step` is 1 for placing and -1 for lifting.

    def _count(self, session: int, day: int, crew: int, step: int) -> int:
        delta = self._tally(self.by_day[session], day, step)
        if self.by_week[session]:
            delta += self._tally(self.by_week[session], self.board.week_of[day], step)
        if self.loads[session][crew]:
            delta += self._tally(self.loads[session][crew], 0, step)
        return delta

    def _tally(self, tallies: Sequence[Tally], number: int, step: int) -> int:
        tally, delta = self.tally, 0
        for base, units, prices in tallies:
            at = base + number
            was = tally[at]
            tally[at] = now = was + step * units
            delta += prices[now] - prices[was]
        return delta

    def _count_special(self, session: int, start: int, venue: int, step: int) -> int:
        board, card = self.board, self.board.cards[session]
        day = board.day_of[start]
        delta = self._count_series(session, day, venue, step) if card.series else 0
        if card.soon:
            delta += step * self.lag_change(card.soon, day)
        if card.long_gaps:
            delta += sum(self._count_gaps(number, day, step) for number in card.cohorts)
        if board.unpopular[start]:
            delta += self._tally(card.unpopular, 0, step)
        return delta

    def _count_series(self, session: int, day: int, venue: int, step: int) -> int:
        delta = 0
        first = step > 0
        for number, day_weight, days, day_base, venue_weight, venue_base in self.series[session]:
            if day_weight:
                at = day_base + day
                self.series_days[at] = now = self.series_days[at] + step
                if now == first:
                    spread = self.series_spread[number]
                    self.series_spread[number] = spread + step
                    if spread - 1 + first < days:
                        delta -= step * day_weight
            if venue_weight and venue >= 0:
                at = venue_base + venue
                self.series_venues[at] = now = self.series_venues[at] + step
                if now == first:
                    rooms = self.series_rooms[number]
                    self.series_rooms[number] = rooms + step
                    if rooms - 1 + first:
                        delta += step * venue_weight
        return delta

    def _count_gaps(self, number: int, day: int, step: int) -> int:
        at = number * self.board.days + day
        was = self.gap_days[at]
        self.gap_days[at] = was + step
        if was + step != (step > 0):
            return 0
        self.used_days[number] ^= 1 << day
        return step * self._gap_change(number, day)

    def _gap_change(self, number: int, day: int) -> int:
        """Return what using `day` adds to the cost of long gaps, the day itself not counted among the used ones."""
        used = self.used_days[number] & ~(1 << day)
        below, above = used & ((1 << day) - 1), used >> day + 1
        ordinal = self.board.ordinal
        left = ordinal[below.bit_length() - 1] if below else None
        right = ordinal[day + (above & -above).bit_length()] if above else None
        here, delta = ordinal[day], 0
        for weight, most in self.board.cohorts[number].long_gaps:
            if left is not None:
                delta += weight * max(0, here - left - most)
            if right is not None:
                delta += weight * max(0, right - here - most)
            if left is not None and right is not None:
                delta -= weight * max(0, right - left - most)
        return delta

    def lag_change(self, pairs: Sequence[tuple[int, bool]], day: int) -> int:
        """Return what standing on a day costs in lags to the placed ones of these sessions."""
        ordinal, day_of, delta = self.board.ordinal, self.board.day_of, 0
        for other, earlier in pairs:
            if self.ends[other] >= 0:
                lag = ordinal[day] - ordinal[day_of[self.begins[other]]]
                delta += max(0, lag if earlier else -lag)
        return delta * self.board.soon_weight

    def placement(self, session: int) -> Placement:
        """Return where a placed session stands, in the problem's own words."""
        return self.placement_at(session, self.spot(session))

    def placement_at(self, session: int, spot: Spot) -> Placement:
        """Return a spot of a session in the problem's own words."""
        board, problem = self.board, self.board.problem
        start, venue, crew = spot
        choice = board.options[session].crews[crew]
        return Placement(
            session=problem.sessions[session].id,
            date=problem.calendar.days[board.day_of[start]].date,
            period=board.period_of[start],
            venue=problem.venues[venue].id if venue >= 0 else "",
            lecturers=choice.lecturers,
            vehicles={kind.id: count for kind, count in zip(problem.fleet, choice.vehicles, strict=False) if count},
        )

    def placements(self) -> tuple[Placement, ...]:
        """Return the plan in the problem's own words."""
        return tuple(self.placement(session) for session in range(self.board.count) if self.ends[session] >= 0)

    def snapshot(self) -> list[Spot | None]:
        """Return where everything stands, to come back to."""
        return [self.spot(session) if self.ends[session] >= 0 else None for session in range(self.board.count)]

    def restore(self, spots: Sequence[Spot | None]) -> None:
        """Come back to a snapshot."""
        changed = [s for s, spot in enumerate(spots) if (self.spot(s) if self.ends[s] >= 0 else None) != spot]
        for session in changed:
            if self.ends[session] >= 0:
                self.lift(session)
        for session in changed:
            spot = spots[session]
            if spot is not None:
                self.place(session, spot)


def wishes_unmet(state: State, spots: Sequence[Spot | None]) -> dict[str, int]:
    """Return the cost of a snapshot by kind of wish."""
    board = state.board
    plan = (state.placement_at(session, spot) for session, spot in enumerate(spots) if spot)
    return by_kind(board.problem, board.grid, {item.session: item for item in plan})
