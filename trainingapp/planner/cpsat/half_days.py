"""A relaxation for bounds: a session takes so many periods of a half-day, no matter which of them.

A fraction of the literals, none of the orders inside a half-day that are all alike, and hardly weaker, because wishes
and availability are mostly those of half-days. Shared venues, vehicles and ways are left out, so it gives no plan.
"""

from trainingapp.planner.cpsat.model import Expression
from trainingapp.planner.cpsat.proof import Proof

Pairs = list[tuple[int, int]]


class HalfDays(Proof):
    """A model with one literal per session and half-day; the cheapest start of a half-day stands for it."""

    def _pairs(self, session: int) -> tuple[Pairs, Pairs]:
        venues, crews = super()._pairs(session)
        half_day_of, costs = self.board.half_day_of, self.board.start_cost[session]
        chosen: dict[int, int] = {}
        for start, _ in sorted(venues, key=lambda pair: (costs[pair[0]], pair)):
            chosen.setdefault(half_day_of[start], start)

        def by_half_day(pairs: Pairs) -> Pairs:
            return list(dict.fromkeys((chosen[half_day_of[start]], choice) for start, choice in pairs))

        return by_half_day(venues), by_half_day(crews)

    def _exclusive_resources(self) -> None:
        board, busy = self.board, self.state.busy
        loads: dict[tuple[int, int, int], list[Expression]] = {}
        for session in self.free:
            for resource, start, literal in self._uses(session):
                part = board.grid.half_day_of[board.period_of[start]]
                key = (resource, board.day_of[start], part)
                loads.setdefault(key, []).append(board.length[session] * literal)
        for (resource, day, part), terms in loads.items():
            open_periods = board.grid.part_masks[part] & ~busy[resource * board.days + day]
            self.model.add(sum(terms) <= open_periods.bit_count())

    def _position(self, start: int) -> int:
        return self.board.half_day_of[start]

    def _takes(self, session: int) -> int:  # noqa: ARG002 - the same for every session: two may share a half-day
        return 0

    def _sharing(self) -> None:
        """Left out: what is shared by the period."""

    def _ways(self) -> None:
        """Left out: what hangs on the minutes between two sessions."""
