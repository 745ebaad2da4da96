"""What stands in the way of putting a session somewhere: yes or no quickly, or which other sessions."""

from trainingapp.planner.search.state import NOWHERE, Spot, State


def usable(state: State, session: int, spot: Spot) -> bool:
    """Say whether venue and crew are open then; the start must be legal for the session."""
    start, venue, crew = spot
    board = state.board
    day, mask = board.day_of[start], state.bits[session] << board.period_of[start]
    if venue >= 0:
        closed = state.closed_at[venue]
        if closed is not None and closed[day] & mask:
            return False
    free = state.crew_open[session][crew]
    return free is None or free[day] & mask == mask


def is_free(state: State, session: int, spot: Spot) -> bool:  # noqa: PLR0911 - one return per kind of obstacle, the cheapest first
    """Say whether a session may stand there with everything else as it is.

    The session itself must be lifted, or stand on another day: then it cannot be in its own way.
    """
    start, venue, crew = spot
    board = state.board
    day = board.day_of[start]
    mask = state.bits[session] << board.period_of[start]
    busy = state.busy
    for base, _, limit in state.people[session][crew]:
        used = busy[base + day]
        if used & mask or (limit is not None and limit[used | mask]):
            return False
    if venue >= 0:
        closed = state.closed_at[venue]
        if closed is not None and closed[day] & mask:
            return False
        if busy[board.venue_base[venue] + day] & mask and (board.exclusive[venue] or crowding(state, session, spot)):
            return False
    free = state.crew_open[session][crew]
    if free is not None and free[day] & mask != mask:
        return False
    if state.related[session] and not in_order(state, session, start):
        return False
    if board.travels and venue >= 0 and far(state, session, spot):
        return False
    return not (state.rides[session] and lacking_vehicles(state, session, spot))


def in_order(state: State, session: int, start: int) -> bool:
    """Say whether a start keeps order, distance and simultaneity with the sessions that are placed."""
    card = state.board.cards[session]
    begins, ends = state.begins, state.ends
    end = start + state.lengths[session]
    for other in card.before:
        # The session itself, not yet lifted, is never in its own lists.
        if ends[other] > start:
            return False
    for other in card.after:
        if begins[other] < end:
            return False
    for other in card.together:
        if begins[other] not in (NOWHERE, start):
            return False
    return not (card.limits and apart(state, session, start))


def span(state: State, session: int) -> tuple[int, int]:
    """Return the first and the last start that the sessions before and after it leave a session."""
    card, begins, ends = state.board.cards[session], state.begins, state.ends
    first, last = 0, NOWHERE
    for other in card.before:
        first = max(first, ends[other])
    for other in card.after:
        last = min(last, begins[other])
    return first, last - state.lengths[session]


def apart(state: State, session: int, start: int) -> list[int]:
    """Return the sessions to which a distance in half-days or days would be broken."""
    board, found = state.board, []
    for other, earlier, half_days, days in board.cards[session].limits:
        if state.ends[other] >= 0:
            there = state.begins[other]
            first, second = (there, start) if earlier else (start, there)
            near = board.half_day_of[second] - board.half_day_of[first] < half_days
            if near or board.ordinal[board.day_of[second]] - board.ordinal[board.day_of[first]] > days:
                found.append(other)
    return found


def crowding(state: State, session: int, spot: Spot) -> list[int]:
    """Return sessions to remove from a venue that several may share, so that this one fits."""
    start, venue, _ = spot
    board = state.board
    found: list[int] = []
    for slot in range(start, start + state.lengths[session]):
        there = [
            s for s in state.items[board.venue_base[venue] + board.day_of[start]] if s != session and s not in found
        ]
        there = [s for s in there if state.begins[s] <= slot < state.ends[s]]
        heads = board.heads[session] + sum(board.heads[s] for s in there)
        while there and (len(there) >= board.parallel[venue] or heads > board.capacity[venue]):
            found.append(there.pop())
            heads -= board.heads[found[-1]]
    return found


def lacking_vehicles(state: State, session: int, spot: Spot) -> list[int]:
    """Return sessions to remove so that there are vehicles enough for this one."""
    start, _, crew = spot
    board = state.board
    wanted = board.cards[session].vehicles[crew]
    found: list[int] = []
    for slot in range(start, start + state.lengths[session]):
        riders = [s for s in state.riding[board.day_of[start]] if s != session and s not in found]
        riders = [s for s in riders if state.begins[s] <= slot < state.ends[s]]
        for kind, count in enumerate(wanted):
            while count and riders and count + sum(_vehicles(state, s)[kind] for s in riders) > board.fleet[kind]:
                found.append(riders.pop())
    return found


def _vehicles(state: State, session: int) -> tuple[int, ...]:
    counts = state.board.cards[session].vehicles[state.crew[session]]
    return counts or (0,) * len(state.board.fleet)


def far(state: State, session: int, spot: Spot) -> list[int]:
    """Return the sessions of the same people, that day, from or to which the way is too long."""
    start, venue, crew = spot
    board = state.board
    day, minutes = board.day_of[start], board.minutes[board.area[venue]]
    begin, end = (
        board.begin_minute[board.period_of[start]],
        board.end_minute[board.period_of[start] + state.lengths[session] - 1],
    )
    found: dict[int, None] = {}
    for base, _, _ in state.people[session][crew]:
        for other in state.items[base + day]:
            there = state.venue[other]
            if other == session or there < 0 or not minutes[board.area[there]]:
                continue
            first = board.period_of[state.begins[other]]
            last = first + state.lengths[other] - 1
            spare = max(board.begin_minute[first] - end, begin - board.end_minute[last])
            if spare < minutes[board.area[there]]:
                found[other] = None
    return list(found)


def blockers(state: State, session: int, spot: Spot, most: int = NOWHERE) -> list[int] | None:
    """Return the sessions to lift so that this one may stand there, or None if there would be more than `most`.

    The session must be lifted; the spot must be usable.
    """
    found = _busy_blockers(state, session, spot, most)
    if found is None:
        return None
    _limit_blockers(state, session, spot, found)
    start, venue, _ = spot
    if state.related[session]:
        _order_blockers(state, session, start, found)
    if venue >= 0 and not state.board.exclusive[venue]:
        found.update(dict.fromkeys(crowding(state, session, spot)))
    if state.board.travels and venue >= 0:
        found.update(dict.fromkeys(far(state, session, spot)))
    if state.rides[session]:
        found.update(dict.fromkeys(lacking_vehicles(state, session, spot)))
    return list(found) if len(found) <= most else None


def clashing(state: State, session: int, spot: Spot) -> list[int]:
    """Return the sessions each of which alone keeps a lifted one away from a usable spot, wherever others stand."""
    found = _busy_blockers(state, session, spot, NOWHERE) or {}
    if state.related[session]:
        _order_blockers(state, session, spot[0], found)
    if state.board.travels and spot[1] >= 0:
        found.update(dict.fromkeys(far(state, session, spot)))
    return list(found)


def sharing(state: State, session: int, spot: Spot) -> list[int]:
    """Return the sessions of which one at least must go for a lifted one that clashes with none alone.

    They fill a day's hours, a venue for several or the vehicles together.
    """
    start, venue, crew = spot
    board, day, end = state.board, state.board.day_of[start], start + state.lengths[session]
    mask = state.bits[session] << board.period_of[start]
    for base, _, limit in state.people[session][crew]:
        if limit is not None and limit[state.busy[base + day] | mask]:
            return list(state.items[base + day])
    crowded = venue >= 0 and not board.exclusive[venue] and crowding(state, session, spot)
    there = state.items[board.venue_base[venue] + day] if crowded else state.riding[day]
    return [one for one in there if state.begins[one] < end and state.ends[one] > start]


def _busy_blockers(state: State, session: int, spot: Spot, most: int) -> dict[int, None] | None:
    start, venue, crew = spot
    board = state.board
    day = board.day_of[start]
    mask = state.bits[session] << board.period_of[start]
    end = start + state.lengths[session]
    found: dict[int, None] = {}
    places = [base + day for base, _, _ in state.people[session][crew] if state.busy[base + day] & mask]
    if venue >= 0 and board.exclusive[venue]:
        places.append(board.venue_base[venue] + day)
    for at in places:
        for other in state.items[at]:
            if state.begins[other] < end and state.ends[other] > start and other != session:
                found[other] = None
        if len(found) > most:
            return None
    return found


def only_blocker(state: State, session: int, spot: Spot) -> int:
    """Return the one other session whose time clashes at a spot, or -1 if there is none or more than one.

    The session may stand anywhere; limits, order and sharing are not looked at.
    """
    start, venue, crew = spot
    board = state.board
    begins, ends, busy = state.begins, state.ends, state.busy
    day = board.day_of[start]
    mask = state.bits[session] << board.period_of[start]
    end = start + state.lengths[session]
    found = -1
    places = [base + day for base, _, _ in state.people[session][crew] if busy[base + day] & mask]
    if venue >= 0 and board.exclusive[venue]:
        places.append(board.venue_base[venue] + day)
    for at in places:
        for other in state.items[at]:
            if begins[other] < end and ends[other] > start and other not in (session, found):
                if found >= 0:
                    return -1
                found = other
    return found


def clear_but_for(state: State, session: int, spot: Spot, leaving: int) -> bool:
    """Say whether nobody but `leaving` holds the same people at a spot: a quick test before a swap is tried."""
    start, _, crew = spot
    begins, ends = state.begins, state.ends
    day, end = state.board.day_of[start], start + state.lengths[session]
    mask = state.bits[session] << state.board.period_of[start]
    for base, _, _ in state.people[session][crew]:
        if state.busy[base + day] & mask:
            for other in state.items[base + day]:
                if begins[other] < end and ends[other] > start and other not in (session, leaving):
                    return False
    return True


def _limit_blockers(state: State, session: int, spot: Spot, found: dict[int, None]) -> None:
    start, _, crew = spot
    board = state.board
    day = board.day_of[start]
    own = state.bits[session] << board.period_of[start]
    for base, _, limit in state.people[session][crew]:
        if limit is None or not limit[state.busy[base + day] | own]:
            continue
        there = state.items[base + day]
        mask = own
        for other in there:
            if other not in found:
                grown = mask | state.bits[other] << board.period_of[state.begins[other]]
                if limit[grown]:
                    found[other] = None
                else:
                    mask = grown


def _order_blockers(state: State, session: int, start: int, found: dict[int, None]) -> None:
    card = state.board.cards[session]
    end = start + state.lengths[session]
    found.update(dict.fromkeys(other for other in card.before if state.ends[other] > start))
    found.update(dict.fromkeys(other for other in card.after if state.begins[other] < end))
    found.update(dict.fromkeys(other for other in card.together if state.begins[other] not in (NOWHERE, start)))
    if card.limits:
        found.update(dict.fromkeys(apart(state, session, start)))
