"""What a move to another day would change, without making it: most moves are turned down, so this is the hot path."""

from trainingapp.planner.search.blockers import crowding, far, in_order, lacking_vehicles
from trainingapp.planner.search.state import Spot, State

BLOCKED = 1 << 50
"""Returned when something stands in the way."""


def can_peek(state: State, session: int) -> bool:
    """Say whether `peek` knows every wish of this session (long gaps need the move itself)."""
    return not any(state.board.cohorts[number].long_gaps for number in state.board.cards[session].cohorts)


def peek(state: State, session: int, start: int, venue: int) -> int:
    """Return the change in cost of moving a placed session to another day with the same crew, or BLOCKED."""
    board, busy = state.board, state.busy
    old, old_venue, crew = state.begins[session], state.venue[session], state.crew[session]
    day, old_day = board.day_of[start], board.day_of[old]
    mask, old_mask = state.bits[session] << board.period_of[start], state.bits[session] << board.period_of[old]
    change = 0
    for base, table, limit in state.people[session][crew]:
        used = busy[base + day]
        if used & mask:
            return BLOCKED
        if limit is not None and limit[used | mask]:
            return BLOCKED
        if table is not None:
            before = busy[base + old_day]
            change += table[used | mask] - table[used] + table[before & ~old_mask] - table[before]
    if not _open(state, session, (start, venue, crew), day, mask):
        return BLOCKED
    costs = board.start_cost[session]
    change += costs[start] - costs[old]
    if venue != old_venue:
        rooms = board.venue_cost[session]
        change += rooms[venue] - rooms[old_venue]
    if state.series[session]:
        change += _series(state, session, (old_day, old_venue), (day, venue))
    if state.general[session]:
        change += _cohorts(state, session, old, start) + _soon(state, session, old_day, day)
    return change


def _open(state: State, session: int, spot: Spot, day: int, mask: int) -> bool:
    start, venue, crew = spot
    board = state.board
    if venue >= 0:
        closed = state.closed_at[venue]
        if closed is not None and closed[day] & mask:
            return False
        if state.busy[board.venue_base[venue] + day] & mask and (
            board.exclusive[venue] or crowding(state, session, spot)
        ):
            return False
    free = state.crew_open[session][crew]
    if free is not None and free[day] & mask != mask:
        return False
    if state.related[session] and not in_order(state, session, start):
        return False
    if board.travels and venue >= 0 and far(state, session, spot):
        return False
    return not (state.rides[session] and lacking_vehicles(state, session, spot))


def _series(state: State, session: int, was: tuple[int, int], now: tuple[int, int]) -> int:
    (old_day, old_venue), (day, venue) = was, now
    change = 0
    for number, day_weight, days, day_base, venue_weight, venue_base in state.series[session]:
        if day_weight:
            step = (not state.series_days[day_base + day]) - (state.series_days[day_base + old_day] == 1)
            if step:
                spread = state.series_spread[number]
                change += day_weight * (max(0, days - spread - step) - max(0, days - spread))
        if venue_weight and venue != old_venue:
            change += venue_weight * (
                (not state.series_venues[venue_base + venue]) - (state.series_venues[venue_base + old_venue] == 1)
            )
    return change


def _cohorts(state: State, session: int, old: int, start: int) -> int:
    board, change = state.board, 0
    card = board.cards[session]
    day, old_day, form = board.day_of[start], board.day_of[old], card.form
    for number in card.cohorts:
        parts, base = board.cohorts[number], number * board.days
        if parts.compact:
            change += parts.compact * ((not state.cohort_days[base + day]) - (state.cohort_days[base + old_day] == 1))
        if parts.mix and form >= 0:
            forms = state.cohort_forms
            more = forms[(base + day) * board.forms + form] > 0
            change += parts.mix * (more - (forms[(base + old_day) * board.forms + form] > 1))
        if parts.weekly and board.week_of[day] != board.week_of[old_day]:
            length = state.lengths[session]
            change += state.week_change(number, board.week_of[old_day], -length) + state.week_change(
                number, board.week_of[day], length
            )
        if parts.fair and board.unpopular[start] != board.unpopular[old]:
            was = state.unpopular[number]
            now = was + (1 if board.unpopular[start] else -1)
            change += parts.fair * (now**2 - was**2)
    return change


def _soon(state: State, session: int, old_day: int, day: int) -> int:
    pairs = state.board.cards[session].soon
    return state.lag_change(pairs, day) - state.lag_change(pairs, old_day) if pairs else 0
