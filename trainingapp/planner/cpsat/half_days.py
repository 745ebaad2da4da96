"""A relaxation for bounds: a session takes so many periods of a half-day, no matter which of them.

A fraction of the literals, none of the orders inside a half-day that are all alike, and hardly weaker, because wishes
and availability are mostly those of half-days. A crew is chosen once and must be able to come at some time of the
half-day; of venues it is counted how many sessions must leave the cheapest one. Shared venues, vehicles and ways are
left out, so it gives no plan.
"""

from collections.abc import Iterator, Mapping

from trainingapp.planner.cpsat.model import Expression
from trainingapp.planner.cpsat.proof import Proof
from trainingapp.planner.cpsat.wishes import Halves
from trainingapp.planner.search.state import Spot

Pairs = list[tuple[int, int]]


class HalfDays(Proof):
    """A model with one literal per session and half-day; the cheapest start of a half-day stands for it."""

    cut_level = 0  # Measured: what cuts add to these sums is less than what they take from the search.

    def _pairs(self, session: int) -> tuple[Pairs, Pairs]:
        venues, crews = super()._pairs(session)
        half_day_of, costs = self.board.half_day_of, self.board.start_cost[session]
        chosen: dict[int, int] = {}
        for start, _ in sorted(venues, key=lambda pair: (costs[pair[0]], pair)):
            chosen.setdefault(half_day_of[start], start)

        def by_half_day(pairs: Pairs) -> Pairs:
            return list(dict.fromkeys((chosen[half_day_of[start]], choice) for start, choice in pairs))

        return by_half_day(venues), by_half_day(crews)

    def _variables(self, session: int) -> None:
        at = self._begins(session)
        places = _by_start(self.pairs[session][0])
        prices, venue_cost = self.board.start_cost[session], self.board.venue_cost[session]
        self.prices += [
            (prices[start] + min(venue_cost[venue] for venue in places[start]), literal)
            for start, literal in at.items()
        ]
        self._staff(session, at)

    def _staff(self, session: int, at: dict[int, Expression]) -> None:
        """Choose one crew for all times, and be only where it can come."""
        crews = _by_start(self.pairs[session][1])
        everyone = sorted({crew for mine in crews.values() for crew in mine})
        chosen = {crew: self._literal() for crew in everyone}
        self.model.add_exactly_one(chosen.values())
        self.prices += [(self.board.crew_cost[session][crew], literal) for crew, literal in chosen.items()]
        self.by_crew[session] = {(-1, crew): literal for crew, literal in chosen.items()}
        for start, mine in crews.items():
            if len(mine) < len(everyone):
                self.model.add_bool_or([at[start].negated(), *(chosen[crew] for crew in mine)])

    def _uses(self, session: int) -> Iterator[tuple[int, int, Expression]]:
        """Yield what a session takes whatever is chosen for it: its cells, lecturers of every crew, a sole venue."""
        board, always = self.board, sorted(self._always(session))
        places = _by_start(self.pairs[session][0])
        for start, literal in self.at[session].items():
            for resource in always:
                yield resource, start, literal
            if len(places[start]) == 1 and places[start][0] >= 0 and board.exclusive[places[start][0]]:
                yield board.venue_base[places[start][0]] // board.days, start, literal

    def _always(self, session: int) -> set[int]:
        """Return the cells and lecturers that are in every crew of a session."""
        people = self.state.people[session]
        return set.intersection(*({base // self.board.days for base, _, _ in crew} for crew in people))

    def _perhaps_used(self, used: Halves, tired: Mapping[int, int]) -> None:
        """Count a lecturer's half-days too where a session may have another: in use if it is then and has the crew."""
        board = self.board
        for session in self.free:
            always = self._always(session)
            for (_, crew), chosen in self.by_crew[session].items():
                mine = {base // board.days for base, _, _ in self.state.people[session][crew]} - always
                for resource in sorted(one for one in mine if tired.get(one)):
                    for start, literal in self.at[session].items():
                        key = (resource, board.day_of[start], board.grid.half_day_of[board.period_of[start]])
                        flag = used[key] = used[key] if key in used else self._literal()
                        self.model.add_bool_or([literal.negated(), chosen.negated(), flag])

    def _exclusive_resources(self) -> None:
        loads: dict[tuple[int, int], list[Expression]] = {}
        for session in self.free:
            for resource, start, literal in self._uses(session):
                key = (resource, self.board.half_day_first[start])
                loads.setdefault(key, []).append(self.board.length[session] * literal)
        for (resource, first), terms in loads.items():
            self.model.add(sum(terms) <= self._open_periods(resource, first))
        self._leave_the_cheapest()

    def _open_periods(self, resource: int, first: int) -> int:
        board = self.board
        part = board.grid.part_masks[board.grid.half_day_of[board.period_of[first]]]
        return (part & ~self.state.busy[resource * board.days + board.day_of[first]]).bit_count()

    def _leave_the_cheapest(self) -> None:
        """Count the sessions that find no room in the one venue that is cheapest for them, at the least price."""
        board = self.board
        wanted: dict[tuple[int, int], list[tuple[int, int, Expression]]] = {}
        for session in self.free:
            for start, venue, price in self._cheapest(session):
                there = wanted.setdefault((venue, board.half_day_first[start]), [])
                there.append((board.length[session], price, self.at[session][start]))
        for (venue, first), guests in wanted.items():
            leaving = self.model.new_int_var(0, len(guests), "")
            most = max(length for length, _, _ in guests)
            room = self._open_periods(board.venue_base[venue] // board.days, first) + most * leaving
            self.model.add(sum(length * literal for length, _, literal in guests) <= room)
            self.prices.append((min(price for _, price, _ in guests), leaving))

    def _cheapest(self, session: int) -> Iterator[tuple[int, int, int]]:
        """Yield the starts at which one single venue is the cheapest, with it and with how much dearer the next is."""
        costs = self.board.venue_cost[session]
        for start, places in _by_start(self.pairs[session][0]).items():
            best, *others = sorted(places, key=costs.__getitem__)
            dearer = costs[others[0]] - costs[best] if others else 0
            if dearer and best >= 0 and self.board.exclusive[best]:
                yield start, best, dearer

    def _position(self, start: int) -> int:
        return self.board.half_day_of[start]

    def _takes(self, session: int) -> int:  # noqa: ARG002 - the same for every session: two may share a half-day
        return 0

    def _sharing(self) -> None:
        """Left out: what is shared by the period."""

    def _ways(self) -> None:
        """Left out: what hangs on the minutes between two sessions."""

    def _hint(self, hint: Mapping[int, Spot]) -> None:
        """Left out: a relaxed plan is asked for, not improved."""

    def _spot(self, solver: Expression, session: int) -> Spot:
        start = next(start for start, literal in self.at[session].items() if solver.value(literal))
        return start, -1, 0


def _by_start(pairs: Pairs) -> dict[int, list[int]]:
    """Return the choices of each start."""
    found: dict[int, list[int]] = {}
    for start, choice in pairs:
        found.setdefault(start, []).append(choice)
    return found
