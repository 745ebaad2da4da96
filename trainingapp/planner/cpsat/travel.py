"""The way between places in a CP-SAT model: who is where in which period, and what is too far from it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trainingapp.planner.search.blockers import far
from trainingapp.planner.search.state import State

Expression = Any
"""A literal of ortools, which is published without types."""
Pairs = Mapping[int, Mapping[tuple[int, int], Expression]]
"""A literal per session, start and venue (or crew)."""


@dataclass
class Ways:
    """Literals that say: this personal timetable or lecturer is in this area in this period.

    They are far fewer than the pairs of places of two sessions, and say the same: two sessions are too close exactly
    if the last period of the one and the first of the other are.
    """

    model: Any
    state: State
    free: Sequence[int]
    in_venue: Pairs
    by_crew: Pairs
    here: dict[tuple[int, int, int], Expression] = field(default_factory=dict)

    def forbid(self) -> None:
        """Forbid what is too far from the sessions that stand, and from each other."""
        self._from_standing()
        for session in self.free:
            self._where(session)
        for (base, area, slot), one in self.here.items():
            for place in self._too_far(base, area, slot):
                if place in self.here:
                    self.model.add_bool_or([one.negated(), self.here[place].negated()])

    def _from_standing(self) -> None:
        for session in self.free:
            for (start, venue), place in self.in_venue[session].items():
                for crew in range(len(self.state.people[session])) if venue >= 0 else ():
                    staff = self.by_crew[session].get((start, crew))
                    if staff is not None and far(self.state, session, (start, venue, crew)):
                        self.model.add_bool_or([place.negated(), staff.negated()])

    def _where(self, session: int) -> None:
        board = self.state.board
        for (start, venue), place in self.in_venue[session].items():
            if venue < 0 or not any(board.minutes[board.area[venue]]):
                continue
            for base, staff in self._people(session, start):
                for slot in range(start, start + board.length[session]):
                    key = (base, board.area[venue], slot)
                    if key not in self.here:
                        self.here[key] = self.model.new_bool_var("")
                    named = [] if staff is None else [staff.negated()]
                    self.model.add_bool_or([place.negated(), *named, self.here[key]])

    def _people(self, session: int, start: int) -> Iterator[tuple[int, Expression | None]]:
        """Yield who is at a session that begins then, with the literal that says so, None for whoever always is."""
        crews = [{base for base, _, _ in crew} for crew in self.state.people[session]]
        always = crews[0].intersection(*crews)
        yield from ((base, None) for base in sorted(always))
        for number, crew in enumerate(crews):
            staff = self.by_crew[session].get((start, number))
            if staff is not None:
                yield from ((base, staff) for base in sorted(crew - always))

    def _too_far(self, base: int, area: int, slot: int) -> Iterator[tuple[int, int, int]]:
        """Yield the later periods of that day in other areas that cannot be reached in time."""
        board = self.state.board
        period = board.period_of[slot]
        for other, minutes in enumerate(board.minutes[area]):
            for later in range(period + 1, board.periods) if minutes else ():
                if board.begin_minute[later] - board.end_minute[period] < minutes:
                    yield base, other, slot - period + later
