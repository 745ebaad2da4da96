"""What a move would change, without making it: most moves are turned down, so this is the hot path."""

from trainingapp.planner.search.blockers import crowding, far, in_order, lacking_vehicles
from trainingapp.planner.search.state import Spot, State

BLOCKED = 1 << 50
"""Returned when something stands in the way."""


def can_peek(state: State, session: int) -> bool:
    """Say whether `peek` knows every wish of this session (long gaps need the move itself)."""
    return not state.board.cards[session].long_gaps


def peek(state: State, session: int, start: int, venue: int) -> int:
    """Return the change in cost of moving a placed session elsewhere with the same crew, or BLOCKED."""
    board, busy = state.board, state.busy
    old, old_venue, crew = state.begins[session], state.venue[session], state.crew[session]
    day, old_day = board.day_of[start], board.day_of[old]
    mask, kept = state.bits[session] << board.period_of[start], ~(state.bits[session] << board.period_of[old])
    change = 0
    for base, table, limit in state.people[session][crew]:
        before = busy[base + old_day]
        used = busy[base + day] if day != old_day else before & kept
        if used & mask:
            return BLOCKED
        if limit is not None and limit[used | mask]:
            return BLOCKED
        if table is not None:
            change += table[used | mask] - table[before]
            if day != old_day:
                change += table[before & kept] - table[used]
    if not _open(state, session, (start, venue, crew), day, mask):
        return BLOCKED
    costs = board.start_cost[session]
    change += costs[start] - costs[old]
    if venue != old_venue:
        rooms = board.venue_cost[session]
        change += rooms[venue] - rooms[old_venue]
    if day != old_day:
        change += _tallies(state, session, old_day, day)
    if state.special[session]:
        change += _special(state, session, (old, old_venue), (start, venue))
    return change


def _open(state: State, session: int, spot: Spot, day: int, mask: int) -> bool:
    start, venue, crew = spot
    board = state.board
    if venue >= 0:
        closed = state.closed_at[venue]
        if closed is not None and closed[day] & mask:
            return False
        if state.busy[board.venue_base[venue] + day] & mask and _taken(state, session, spot, mask):
            return False
    free = state.crew_open[session][crew]
    if free is not None and free[day] & mask != mask:
        return False
    if state.related[session] and not in_order(state, session, start):
        return False
    if board.travels and venue >= 0 and far(state, session, spot):
        return False
    return not (state.rides[session] and lacking_vehicles(state, session, spot))


def _taken(state: State, session: int, spot: Spot, mask: int) -> bool:
    """Say whether others leave no room in a venue that is in use then; the session's own use does not count."""
    start, venue, _ = spot
    board = state.board
    if not board.exclusive[venue]:
        return bool(crowding(state, session, spot))
    old = state.begins[session]
    if venue != state.venue[session] or board.day_of[start] != board.day_of[old]:
        return True
    own = state.bits[session] << board.period_of[old]
    return bool(state.busy[board.venue_base[venue] + board.day_of[start]] & mask & ~own)


def _series(state: State, session: int, was: tuple[int, int], now: tuple[int, int]) -> int:
    (old_day, old_venue), (day, venue) = was, now
    change = 0
    for number, day_weight, days, day_base, venue_weight, venue_base in state.series[session]:
        if day_weight and day != old_day:
            step = (not state.series_days[day_base + day]) - (state.series_days[day_base + old_day] == 1)
            if step:
                spread = state.series_spread[number]
                change += day_weight * (max(0, days - spread - step) - max(0, days - spread))
        if venue_weight and venue != old_venue:
            change += venue_weight * (
                (not state.series_venues[venue_base + venue]) - (state.series_venues[venue_base + old_venue] == 1)
            )
    return change


def _tallies(state: State, session: int, old_day: int, day: int) -> int:
    tally, change = state.tally, 0
    for base, units, prices in state.by_day[session]:
        here, there = tally[base + day], tally[base + old_day]
        change += prices[here + units] - prices[here] + prices[there - units] - prices[there]
    by_week = state.by_week[session]
    if by_week:
        week, old_week = state.board.week_of[day], state.board.week_of[old_day]
        for base, units, prices in by_week if week != old_week else ():
            here, there = tally[base + week], tally[base + old_week]
            change += prices[here + units] - prices[here] + prices[there - units] - prices[there]
    return change


def _special(state: State, session: int, was: tuple[int, int], now: tuple[int, int]) -> int:
    (old, old_venue), (start, venue) = was, now
    board, card = state.board, state.board.cards[session]
    day, old_day = board.day_of[start], board.day_of[old]
    change = _series(state, session, (old_day, old_venue), (day, venue)) if card.series else 0
    if card.soon:
        change += state.lag_change(card.soon, day) - state.lag_change(card.soon, old_day)
    if board.unpopular[start] != board.unpopular[old]:
        for at, units, prices in card.unpopular:
            count = state.tally[at]
            change += prices[count + (units if board.unpopular[start] else -units)] - prices[count]
    return change
