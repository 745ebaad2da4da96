"""A plan while it is searched: place and lift single sessions, with the exact change in cost."""

from collections.abc import Sequence

from trainingapp.planner.costs import by_kind
from trainingapp.planner.problem import Placement
from trainingapp.planner.search.board import Board

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
        self.cohort_days = [0] * (len(board.cohorts) * days)
        self.used_days = [0] * len(board.cohorts)
        self.cohort_weeks = [0] * (len(board.cohorts) * board.weeks)
        self.cohort_forms = [0] * (len(board.cohorts) * days * max(1, board.forms))
        self.unpopular = [0] * len(board.cohorts)
        series = len(board.problem.series)
        self.series_days = [0] * (series * days)
        self.series_spread = [0] * series
        self.series_venues = [0] * (series * len(board.parallel))
        self.series_rooms = [0] * series
        self.load = [0] * len(board.fair_target)
        self.cost = board.first_cost
        # What `place` and `lift` need of a card, looked up once.
        self.lengths = board.length
        self.bits = [(1 << length) - 1 for length in board.length]
        self.people = [card.people for card in board.cards]
        self.crew_open = [card.crew_open for card in board.cards]
        self.series = [card.series for card in board.cards]
        self.general = [bool(card.cohorts or card.soon or card.loads) for card in board.cards]
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
        if self.general[session]:
            delta += self._count(session, start, venue, crew, 1)
        elif self.series[session]:
            delta += self._count_series(session, day, venue, 1)
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
            busy[at] &= ~mask
            items[at].remove(session)
        if self.rides[session]:
            self.riding[day].remove(session)
        if self.general[session]:
            delta += self._count(session, start, venue, crew, -1)
        elif self.series[session]:
            delta += self._count_series(session, day, venue, -1)
        self.begins[session] = NOWHERE
        self.ends[session] = -1
        self.cost += delta
        return delta

    # Wishes that are counted over days, weeks and series: `step` is 1 for placing and -1 for lifting.

    def _count(self, session: int, start: int, venue: int, crew: int, step: int) -> int:
        card = self.board.cards[session]
        delta = self._count_series(session, self.board.day_of[start], venue, step) if card.series else 0
        if card.cohorts:
            delta += self._count_cohorts(session, start, step)
        if card.soon:
            delta += step * self.lag_change(card.soon, self.board.day_of[start])
        if card.loads:
            delta += self._count_loads(card.lecturers[crew], self.lengths[session] * step)
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

    def _count_cohorts(self, session: int, start: int, step: int) -> int:
        board, delta = self.board, 0
        card, day = board.cards[session], board.day_of[start]
        for number in card.cohorts:
            parts = board.cohorts[number]
            if parts.compact or parts.long_gaps:
                at = number * board.days + day
                was = self.cohort_days[at]
                self.cohort_days[at] = was + step
                if was + step == (step > 0):
                    delta += step * (parts.compact + (self._gap_change(number, day) if parts.long_gaps else 0))
                    self.used_days[number] ^= 1 << day
            if parts.weekly:
                delta += self._count_week(number, board.week_of[day], self.lengths[session] * step)
            if parts.mix and card.form >= 0:
                at = (number * board.days + day) * board.forms + card.form
                was = self.cohort_forms[at]
                self.cohort_forms[at] = was + step
                delta += parts.mix * step * (max(was, was + step) > 1)
            if parts.fair and board.unpopular[start]:
                was = self.unpopular[number]
                self.unpopular[number] = was + step
                delta += parts.fair * ((was + step) ** 2 - was**2)
        return delta

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

    def _count_week(self, number: int, week: int, periods: int) -> int:
        change = self.week_change(number, week, periods)
        self.cohort_weeks[number * self.board.weeks + week] += periods
        return change

    def week_change(self, number: int, week: int, periods: int) -> int:
        """Return what so many periods more in a week would cost a class."""
        was = self.cohort_weeks[number * self.board.weeks + week]
        now = was + periods
        return sum(
            weight * (max(0, now - most) - max(0, was - most)) for weight, most in self.board.cohorts[number].weekly
        )

    def lag_change(self, pairs: Sequence[tuple[int, bool]], day: int) -> int:
        """Return what standing on a day costs in lags to the placed ones of these sessions."""
        ordinal, day_of, delta = self.board.ordinal, self.board.day_of, 0
        for other, earlier in pairs:
            if self.ends[other] >= 0:
                lag = ordinal[day] - ordinal[day_of[self.begins[other]]]
                delta += max(0, lag if earlier else -lag)
        return delta * self.board.soon_weight

    def _count_loads(self, lecturers: Sequence[int], periods: int) -> int:
        delta = 0
        for name in lecturers:
            was, target = self.load[name], self.board.fair_target[name]
            self.load[name] = was + periods
            delta += max(0, was + periods - target) - max(0, was - target)
        return delta * self.board.fair_weight

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
