"""The linear program over patterns: which sessions share each half-day.

What happens inside a half-day is exact, since a session never leaves it: venues, clashes, limits, and how often a
form is repeated. Days add what is between their half-days; orders, crews and reflections are sums. What is left out
(shared venues, vehicles, ways, wishes about gaps) can only make the bound lower.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from trainingapp.planner.cpsat.model import Model
from trainingapp.planner.cpsat.packing import pack
from trainingapp.planner.cpsat.patterns import Pairs, Patterns, Sharing, TooMany
from trainingapp.planner.cpsat.program import Program, Term
from trainingapp.planner.search.board import NO_LIMIT
from trainingapp.planner.search.state import Spot, State


def columns_of(state: State, free: Sequence[int]) -> "Columns | None":
    """Return the program of one whole class; None where sessions stand or are of several classes, or are too many."""
    board = state.board
    if len(free) < board.count or len({board.cards[session].cohorts for session in free}) > 1:
        return None
    if len(board.cards[free[0]].cohorts) > 1:
        return None
    model = Model(state, list(free), {})
    try:
        found = Columns(state, model.pairs)
    except TooMany:
        return None
    found.build()
    return found


class Columns:
    """A program whose variables are patterns, sessions in half-days, days in use, and crews."""

    def __init__(self, state: State, pairs: Mapping[int, tuple[Pairs, Pairs]]) -> None:
        """Take a state in which nothing is placed, all of one class."""
        self.state, self.board, self.pairs = state, state.board, pairs
        self.class_parts = self.board.cohorts[self.board.cards[0].cohorts[0]]
        self.sharing = Sharing(state, pairs)
        self.patterns: dict[int, Patterns] = self.sharing.patterns()
        self.program = Program()
        self.halves = sorted(self.patterns)
        self.days: dict[int, int] = {}
        self.at: dict[int, dict[int, int]] = {session: {} for session in pairs}
        self.forms: dict[tuple[int, str], list[list[Term]]] = {}
        self.users: dict[tuple[int, int], list[list[Term]]] = {}
        self.people: dict[tuple[int, int], dict[int, list[list[Term]]]] = {}
        self.in_use: dict[int, list[Term]] = {}
        self.least_days = 0

    def build(self) -> None:
        """Write the whole program; the last row is that of the days in use."""
        for first in self.halves:
            self._half_day(first)
        for mine in self.at.values():
            self.program.row([(1, at) for at in mine.values()], 1, 1)
        self._between_halves()
        self._fewest()
        self._crews()
        self._edges()
        self._relations()
        self._reflections()
        self.days_row = self.program.row([(1, day) for day in self.days.values()], self.least_days, None)

    def _half_day(self, first: int) -> None:
        """One pattern at most, on a day in use; each session is where a pattern holds it."""
        day, program = self.board.day_of[first], self.program
        if day not in self.days:
            self.days[day] = program.variable(self.class_parts.compact)
        terms: list[Term] = []
        held: dict[int, list[Term]] = {}
        forms: dict[str, list[Term]] = {}
        users: dict[int, list[Term]] = {}
        for members, price in self.patterns[first].items():
            named = [form for form in map(self._form, members) if form]
            different = dict.fromkeys(named)
            term = (1, program.variable(price + self.class_parts.mix * (len(named) - len(different))))
            terms.append(term)
            for session in members:
                held.setdefault(session, []).append(term)
            for form in different:
                forms.setdefault(form, []).append(term)
            for cell in dict.fromkeys(chain.from_iterable(self.sharing.cells[session] for session in members)):
                users.setdefault(cell, []).append(term)
        self.in_use[first] = terms
        program.row([*terms, (-1, self.days[day])], None, 0)
        for session, mine in held.items():
            self.at[session][first] = at = program.variable()
            program.row([*mine, (-1, at)], 0, 0)
        for form, mine in forms.items() if self.class_parts.mix else ():
            self.forms.setdefault((day, form), []).append(mine)
        for cell, mine in users.items():
            self.users.setdefault((cell, day), []).append(mine)

    def _form(self, session: int) -> str:
        return self.board.problem.sessions[session].form

    def _between_halves(self) -> None:
        """A form that comes again on the same day, and half-days of a timetable in a row."""
        for (day, _), halves in self.forms.items():
            self._more_than_one(halves, day, self.class_parts.mix)
        weights = self._weights()
        for (cell, day), halves in self.users.items():
            if weights.get(cell):
                self._more_than_one(halves, day, weights[cell])

    def _weights(self) -> dict[int, int]:
        """Return what two half-days in a row cost each timetable and lecturer, where days have no more than two."""
        if len(self.board.grid.part_masks) > 2:  # noqa: PLR2004 - morning and evening are not in a row
            return {}
        board = self.board
        people = chain.from_iterable(chain.from_iterable(self.state.people[session]) for session in self.pairs)
        return {base // board.days: table.tired for base, table, _ in people if table is not None}

    def _more_than_one(self, halves: list[list[Term]], day: int, weight: int) -> None:
        """Count what is in more than one half-day of a day, at most one of which is free with the day."""
        if len(halves) > 1:
            again = (-1, self.program.variable(weight, len(halves) - 1))
            self.program.row([*chain.from_iterable(halves), (-1, self.days[day]), again], None, 0)

    def _fewest(self) -> None:
        """Half-days and days in use are as many as hold the lengths: whole numbers, which fractions would undercut."""
        board, parts = self.board, len(self.board.grid.part_masks)
        for cell, room in self.sharing.rooms.items():
            lengths = [board.length[session] for session in self.pairs if cell in self.sharing.cells[session]]
            fewest = pack(lengths, room).least
            halves = (terms for (one, _), found in self.users.items() if one == cell for terms in found)
            self.program.row(list(chain.from_iterable(halves)), fewest, None)
            self.least_days = max(self.least_days, -(-fewest // parts))

    # Crews

    def _crews(self) -> None:
        """One crew for all times, which can come; lecturers' loads and half-days in a row."""
        loads: dict[int, list[Term]] = {}
        for session, (_, crews) in self.pairs.items():
            opens: dict[int, dict[int, None]] = {}
            for start, crew in crews:
                opens.setdefault(crew, {})[self.board.half_day_first[start]] = None
            chosen = {crew: self.program.variable(self.board.crew_cost[session][crew]) for crew in opens}
            self.program.row([(1, one) for one in chosen.values()], 1, 1)
            for crew, one in chosen.items():
                for name in self.board.cards[session].lecturers[crew]:
                    loads.setdefault(name, []).append((self.board.length[session], one))
            self._come(session, opens, chosen)
        if self.board.fair_weight:
            for name, terms in loads.items():
                above = self.program.variable(self.board.fair_weight, sum(length for length, _ in terms))
                self.program.row([*terms, (-1, above)], None, self.board.fair_target[name])
        self._rest()

    def _come(self, session: int, opens: Mapping[int, Iterable[int]], chosen: Mapping[int, int]) -> None:
        """Split each half-day of a session by crew."""
        if len(chosen) == 1:
            for first, at in self.at[session].items():
                self._used(session, first, next(iter(chosen)), (1, at))
            return
        with_crew: dict[int, list[Term]] = {first: [] for first in self.at[session]}
        for crew, one in chosen.items():
            times: list[Term] = []
            for first in opens[crew]:
                if first in with_crew:
                    term = (1, self.program.variable())
                    times.append(term)
                    with_crew[first].append(term)
                    self._used(session, first, crew, term)
            self.program.row([*times, (-1, one)], 0, 0)
        for first, at in self.at[session].items():
            self.program.row([*with_crew[first], (-1, at)], 0, 0)

    def _used(self, session: int, first: int, crew: int, term: Term) -> None:
        """Note who is busy in a half-day."""
        board = self.board
        for base, _, _ in self.state.people[session][crew]:
            if base // board.days >= board.cells:
                at = self.people.setdefault((base // board.days, board.day_of[first]), {})
                at.setdefault(first, []).append([term])

    def _rest(self) -> None:
        """Count a lecturer's half-days in a row."""
        weights = self._weights()
        for (person, day), halves in self.people.items():
            if weights.get(person) and len(halves) > 1:
                self._more_than_one([self._any(terms) for terms in halves.values()], day, weights[person])

    def _any(self, groups: list[list[Term]]) -> list[Term]:
        """Return terms whose sum is 1 if any of the groups is."""
        if len(groups) == 1:
            return groups[0]
        flag = self.program.variable()
        for group in groups:
            self.program.row([*group, (-1, flag)], None, 0)
        return [(1, flag)]

    # Orders

    def _edges(self) -> None:
        """Nothing is before the opening or after the closing, half-day by half-day."""
        everyone = set(self.pairs)
        for session in self.pairs:
            card, others = self.board.cards[session], everyone - {session}
            if others and others <= set(card.after):
                self._first(session, self.halves)
            elif others and others <= set(card.before):
                self._first(session, self.halves[::-1])

    def _first(self, session: int, halves: list[int]) -> None:
        """Let no half-day in this order be in use before the one of a session, and no day that ends before it."""
        reached: list[Term] = []
        by_day = dict[int, list[Term]]()
        for first in halves:
            at = self.at[session].get(first)
            reached = reached if at is None else [*reached, (1, at)]
            by_day[self.board.day_of[first]] = reached
            self.program.row([*reached, *((-factor, one) for factor, one in self.in_use[first])], 0, None)
        for day, terms in by_day.items():
            self.program.row([*terms, (-1, self.days[day])], 0, None)

    def _relations(self) -> None:
        """What comes after another session, in time for it; what begins together."""
        everyone = set(self.pairs)
        for session in self.pairs:
            card = self.board.cards[session]
            others = everyone - {session}
            for other in card.after if not others <= set(card.after) else ():
                if not others - {other} <= set(self.board.cards[other].before):
                    self._later(session, other)
            for other, earlier, half_days, days in card.limits:
                if not earlier:
                    self._apart(session, other, half_days, days)
            for other in card.together:
                if other > session:
                    self._together(session, other)

    def _together(self, session: int, other: int) -> None:
        for first in self.halves:
            self.program.row(self._difference(session, other, first), 0, 0)

    def _difference(self, session: int, other: int, first: int) -> list[Term]:
        """Return terms whose sum is 1 where a session is in a half-day and the other is not, -1 where it is so."""
        pair = ((1, session), (-1, other))
        return [(sign, self.at[one][first]) for sign, one in pair if first in self.at[one]]

    def _later(self, session: int, other: int) -> None:
        """Let a session be reached by each half-day by which the other one is."""
        terms: list[Term] = []
        for first in self.halves:
            terms = [*terms, *self._difference(session, other, first)]
            if first in self.at[other]:
                self.program.row(terms, 0, None)

    def _apart(self, session: int, other: int, half_days: int, days: int) -> None:
        board = self.board
        if half_days:
            where = board.half_day_of
            self.program.row([*self._when(other, where, 1), *self._when(session, where, -1)], half_days, None)
        if days < NO_LIMIT:
            self.program.row(self._lag(session, other), None, days)

    def _when(self, session: int, place: list[int], sign: int) -> list[Term]:
        return [(sign * place[first], at) for first, at in self.at[session].items()]

    def _lag(self, earlier: int, later: int) -> list[Term]:
        """Return terms whose sum is the days from one session to another."""
        board = self.board
        date = [board.ordinal[board.day_of[slot]] - board.ordinal[0] for slot in range(board.slots)]
        return [*self._when(later, date, 1), *self._when(earlier, date, -1)]

    def _reflections(self) -> None:
        """Days between two sessions that had better be close."""
        board = self.board
        for session in self.pairs if board.soon_weight else ():
            for other, earlier in board.cards[session].soon:
                if earlier:
                    lag = self.program.variable(board.soon_weight, board.ordinal[-1] - board.ordinal[0])
                    self.program.row([*self._lag(other, session), (-1, lag)], None, 0)

    def spots(self, values: Mapping[int, int]) -> dict[int, Spot]:
        """Return a start in the half-day that a solution gives to each session."""
        return {
            session: (first, -1, 0)
            for session, mine in self.at.items()
            for first, variable in mine.items()
            if values.get(variable)
        }
