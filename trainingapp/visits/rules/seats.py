"""Who sits in which vehicle: groups stay together as far as seats allow."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MOST_EXACT = 12
"""Up to so many groups the fewest possible are divided; the work doubles with each further one."""


@dataclass(frozen=True, slots=True)
class Rider:
    """Somebody who goes: `group` is None for those who are in none."""

    id: int
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Bus:
    """A vehicle and its seats for passengers."""

    id: int
    seats: int


def allot_seats(riders: Sequence[Rider], buses: Sequence[Bus], kept: Mapping[int, int] | None = None) -> dict[int, int]:
    """Return each rider's vehicle; who finds no seat is left out.

    `kept` are seats that stay (rider to vehicle). The others sit with their group: where it sits already, else all
    together in one vehicle. As few groups as possible are divided, and those over the emptiest vehicles.
    """
    known = {rider.id for rider in riders}
    seated = {rider: bus for rider, bus in (kept or {}).items() if rider in known}
    taken = Counter(seated.values())
    free = {bus.id: max(0, bus.seats - taken[bus.id]) for bus in buses}
    waiting = _join_mates(riders, seated, free)
    for group, bus in _pack(waiting, free).items():
        _seat(waiting.pop(group), bus, seated, free)
    for members in waiting.values():
        _divide(members, seated, free)
    return seated


def _join_mates(riders: Sequence[Rider], seated: dict[int, int], free: dict[int, int]) -> dict[int, list[int]]:
    """Seat those whose group sits in one vehicle with room for them; return the others by group, in their order.

    Somebody without a group is a group of one, under a key of its own.
    """
    where: dict[int, Counter[int]] = {}
    waiting: dict[int, list[int]] = {}
    for rider in riders:
        group = -rider.id if rider.group is None else rider.group
        if rider.id in seated:
            where.setdefault(group, Counter())[seated[rider.id]] += 1
        else:
            waiting.setdefault(group, []).append(rider.id)
    for group in [group for group in waiting if group in where]:
        bus = where[group].most_common(1)[0][0]
        if len(waiting[group]) <= free.get(bus, 0):
            _seat(waiting.pop(group), bus, seated, free)
    return waiting


def _seat(members: Sequence[int], bus: int, seated: dict[int, int], free: dict[int, int]) -> None:
    seated.update(dict.fromkeys(members, bus))
    free[bus] -= len(members)


def _divide(members: Sequence[int], seated: dict[int, int], free: dict[int, int]) -> None:
    """Seat a group over the emptiest vehicles, as long as there are seats."""
    left = list(members)
    while left and any(free.values()):
        bus = max(free, key=lambda one: free[one])
        part, left = left[: free[bus]], left[free[bus] :]
        _seat(part, bus, seated, free)


def _pack(waiting: Mapping[int, Sequence[int]], free: Mapping[int, int]) -> dict[int, int]:
    """Return a vehicle for as many whole groups as possible; the rest must be divided."""
    groups = [group for group in waiting if group >= 0]
    if len(groups) > MOST_EXACT:
        return _pack_in_order(groups, waiting, free)
    buses = list(free)
    best = _fill_all(
        [len(waiting[group]) for group in groups],
        [free[bus] for bus in buses],
    )
    return {groups[place]: buses[bus] for place, bus in best.items()}


def _pack_in_order(
    groups: Sequence[int], waiting: Mapping[int, Sequence[int]], free: Mapping[int, int]
) -> dict[int, int]:
    left = dict(free)
    found = {}
    for group in groups:
        bus = next((bus for bus, seats in left.items() if seats >= len(waiting[group])), None)
        if bus is not None:
            found[group] = bus
            left[bus] -= len(waiting[group])
    return found


def _fill_all(sizes: Sequence[int], seats: Sequence[int]) -> dict[int, int]:
    """Return a vehicle (by place) for each group (by place) of a largest set that can be seated whole.

    Vehicles are filled one after the other. For each set of groups only the best filling is kept: the one that has
    reached the earliest vehicle, and in it the fewest taken seats, for whatever fits after another fits after it too.
    """
    reached: dict[int, tuple[int, int]] = {0: (0, 0)}
    last: dict[int, int] = {}
    for chosen in range(1, 1 << len(sizes)):
        for place in reversed(range(len(sizes))):
            before = reached.get(chosen & ~(1 << place)) if chosen >> place & 1 else None
            after = _add(before, sizes[place], seats) if before is not None else None
            if after is not None and (chosen not in reached or after < reached[chosen]):
                reached[chosen], last[chosen] = after, place
    chosen = max(reached, key=lambda one: (one.bit_count(), -one))
    found = {}
    while chosen:
        place = last[chosen]
        found[place] = reached[chosen][0]
        chosen &= ~(1 << place)
    return found


def _add(filling: tuple[int, int], size: int, seats: Sequence[int]) -> tuple[int, int] | None:
    """Return the filling after a group took seats in the present vehicle, or in the first later one that holds it."""
    bus, taken = filling
    if bus < len(seats) and taken + size <= seats[bus]:
        return bus, taken + size
    return next(((later, size) for later in range(bus + 1, len(seats)) if size <= seats[later]), None)
