"""The wishes in a CP-SAT model, as prices, with redundant sums over days and half-days that make its bounds good."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import ceil

from trainingapp.planner.cpsat.model import Expression, Model
from trainingapp.planner.cpsat.packing import Packing, pack
from trainingapp.planner.search.tables import LimitTable

Flags = dict[tuple[int, int], Expression]
"""A literal per class and day in use."""
Halves = dict[tuple[int, int, int], Expression]
"""A literal per resource, day and half-day in use."""


class PricedModel(Model):
    """A model with the wishes that are sums over starts, venues, crews, days and half-days."""

    flags: Flags
    least_days: dict[int, int]

    def build(self) -> None:
        """Write variables, hard rules and wishes."""
        super().build()
        self._day_wishes()
        self._pair_wishes()
        self._fair_lecturers()

    def _day_wishes(self) -> None:
        """Days in use, half-days in a row, and the same form twice: over classes, their timetables and lecturers."""
        board = self.board
        standing = {(number, day) for number, day, _ in self._standing_forms()}
        used: dict[tuple[int, int], list[Expression]] = {}
        for session in self.free:
            for number in board.cards[session].cohorts:
                if board.cohorts[number].compact or board.cohorts[number].mix:
                    for start, literal in self.at[session].items():
                        used.setdefault((number, board.day_of[start]), []).append(literal)
        self.flags = flags = {}
        self.least_days = {}
        for (number, day), literals in used.items():
            if (number, day) not in standing:
                flags[number, day] = flag = self._implied(literals)
                self.prices.append((board.cohorts[number].compact, flag))
        halves = self._running(flags)
        self._energy(flags, halves)
        self._forms(flags)
        self._edges(flags)

    def _implied(self, literals: list[Expression]) -> Expression:
        """Return a literal that each of these implies."""
        flag = self._literal()
        for literal in literals:
            self.model.add_implication(literal, flag)
        return flag

    def _cells_of(self, session: int) -> Iterator[tuple[int, LimitTable | None]]:
        for base, _, limit in self.state.people[session][0]:
            if base // self.board.days < self.board.cells:
                yield base // self.board.days, limit

    def _energy(self, flags: Flags, halves: Halves) -> None:
        """Days and half-days in use hold the work of every timetable: redundant, and what makes the bound good."""
        board = self.board
        for cell, sessions in self._timetables().items():
            lengths = [board.length[session] for session in sessions]
            half_day, day = self._rooms(cell, sessions)
            by_half_day, by_day = pack(lengths, half_day), pack(lengths, day)
            self._fill_half_days(cell, sessions, halves, by_half_day)
            parts = len(board.grid.part_masks)
            least = max(by_day.least, ceil(by_half_day.least / parts))
            for number in set.intersection(*(set(board.cards[session].cohorts) for session in sessions)):
                days = {date: flag for (cohort, date), flag in flags.items() if cohort == number}
                if days:
                    self.least_days[number] = max(least, self.least_days.get(number, 0))
                    self.model.add(sum(days.values()) >= least)
                for weights, room in ((by_day.weights, day), (by_half_day.weights, half_day * parts)):
                    loads = self._loads(sessions, weights, board.day_of)
                    for date, flag in days.items():
                        self.model.add(sum(loads.get(date, ())) <= room * flag)

    def _timetables(self) -> dict[int, list[int]]:
        """Return the free sessions of each personal timetable in which nothing stands.

        Beside standing sessions the sums would need their leftovers, and only whole classes need a bound.
        """
        busy, days = self.state.busy, self.board.days
        members: dict[int, list[int]] = {}
        for session in self.free:
            for cell, _ in self._cells_of(session):
                members.setdefault(cell, []).append(session)
        return {cell: mine for cell, mine in members.items() if not any(busy[cell * days : (cell + 1) * days])}

    def _rooms(self, cell: int, sessions: list[int]) -> tuple[int, int]:
        """Return the periods that a timetable may use in a half-day and in a day."""
        limit = next(limit for one, limit in self._cells_of(sessions[0]) if one == cell)
        parts = self.board.grid.part_masks
        half_day = max(mask.bit_count() for mask in parts)
        if limit is None:
            return half_day, self.board.periods
        half_day = min(limit.half_day, half_day)
        return half_day, min(limit.day, half_day * len(parts))

    def _fill_half_days(self, cell: int, sessions: list[int], halves: Halves, packing: Packing) -> None:
        """Give every half-day in use its share, and all of them together as many as the packing needs."""
        mine = {(day, part): flag for (resource, day, part), flag in halves.items() if resource == cell}
        if not mine:
            return
        self.model.add(sum(mine.values()) >= packing.least)
        loads = self._loads(sessions, packing.weights, self.board.half_day_first)
        for (day, part), flag in mine.items():
            first = day * self.board.periods + self.board.grid.half_day_of.index(part)
            self.model.add(sum(loads.get(first, ())) <= packing.room * flag)

    def _loads(self, sessions: list[int], weights: Mapping[int, int], place: list[int]) -> dict[int, list[Expression]]:
        """Return what sessions would weigh at each place in time."""
        loads: dict[int, list[Expression]] = {}
        for session in sessions:
            weight = weights[self.board.length[session]]
            for start, literal in self.at[session].items() if weight else ():
                loads.setdefault(place[start], []).append(weight * literal)
        return loads

    def _edges(self, flags: Flags) -> None:
        """No day is in use before the opening or after the closing: redundant, and much stronger than orders alone."""
        board = self.board
        for session in self.free:
            card = board.cards[session]
            for number, others in self._classmates(session).items():
                if others <= set(card.after):
                    self._bounded(flags, number, session, later=False)
                elif others <= set(card.before):
                    self._bounded(flags, number, session, later=True)

    def _classmates(self, session: int) -> dict[int, set[int]]:
        """Return the other free sessions of each class of a session."""
        cards = self.board.cards
        return {
            number: {one for one in self.free if number in cards[one].cohorts and one != session}
            for number in cards[session].cohorts
        }

    def _bounded(self, flags: Flags, number: int, session: int, *, later: bool) -> None:
        days = sorted((day for cohort, day in flags if cohort == number), reverse=later)
        by_day: dict[int, list[Expression]] = {}
        for start, literal in self.at[session].items():
            by_day.setdefault(self.board.day_of[start], []).append(literal)
        reached: list[Expression] = []
        for day in days:
            reached += by_day.get(day, ())
            self.model.add(sum(reached) >= flags[number, day])

    def _running(self, flags: Flags) -> Halves:
        """Half-days in a row of timetables and lecturers; return the literal of each half-day in use."""
        board, state = self.board, self.state
        tired = {
            base // board.days: t.tired
            for s in self.free
            for crew in state.people[s]
            for base, t, _ in crew
            if t is not None
        }
        users: dict[tuple[int, int, int], list[Expression]] = {}
        owner: dict[int, set[int]] = {}
        for session in self.free:
            for resource, start, literal in self._uses(session):
                if tired.get(resource):
                    part = board.grid.half_day_of[board.period_of[start]]
                    users.setdefault((resource, board.day_of[start], part), []).append(literal)
                    mine = set(board.cards[session].cohorts)
                    owner[resource] = owner.get(resource, mine) & mine
        used = {key: self._implied(literals) for key, literals in users.items()}
        self._perhaps_used(used, tired)
        for resource, day in dict.fromkeys((resource, day) for resource, day, _ in used):
            standing = state.busy[resource * board.days + day]
            literals = [
                self._part_in_use(used, (resource, day, part), standing) for part in range(len(board.grid.part_masks))
            ]
            both = [self._both(one, two, tired[resource]) for one, two in pairwise(literals)]
            for number in owner.get(resource, ()) if len(literals) == 2 and not standing else ():  # noqa: PLR2004 - morning and afternoon
                if resource < board.cells and (number, day) in flags:
                    self.model.add(sum(literals) - sum(both) <= flags[number, day])
        return used

    def _perhaps_used(self, used: Halves, tired: Mapping[int, int]) -> None:
        """Add half-days that hang on more than one choice: here there are none."""

    def _part_in_use(self, used: Halves, key: tuple[int, int, int], standing: int) -> Expression:
        return 1 if standing & self.board.grid.part_masks[key[2]] else used.get(key, 0)

    def _both(self, one: Expression, two: Expression, weight: int) -> Expression:
        """Return an expression that is 1 when both half-days are in use, and price it."""
        both = self._literal()
        self.model.add(both >= one + two - 1)
        self.prices.append((weight, both))
        return both

    def _forms(self, flags: dict[tuple[int, int], Expression]) -> None:
        board = self.board
        standing = self._standing_forms()
        held: dict[tuple[int, int, str], list[Expression]] = {}
        for session in self.free:
            form = board.problem.sessions[session].form
            for number in board.cards[session].cohorts:
                if board.cohorts[number].mix and form:
                    for start, literal in self.at[session].items():
                        held.setdefault((number, board.day_of[start], form), []).append(literal)
        for (number, day, form), literals in held.items():
            extra = self.model.new_int_var(0, len(literals), "")
            # The first one is free of charge, and there is a first one only on a day in use.
            first = 0 if (number, day, form) in standing else flags.get((number, day), 1)
            self.model.add(extra >= sum(literals) - first)
            self.prices.append((board.cohorts[number].mix, extra))

    def _standing_forms(self) -> set[tuple[int, int, str]]:
        """Return each class's days with the forms that standing sessions have there."""
        board, state = self.board, self.state
        return {
            (number, board.day_of[state.begins[session]], board.problem.sessions[session].form)
            for session in filter(state.placed, range(board.count))
            for number in board.cards[session].cohorts
        }

    def _pair_wishes(self) -> None:
        """Reflection soon after the visit."""
        board, state = self.board, self.state
        date = {
            s: sum(board.ordinal[board.day_of[start]] * literal for start, literal in at.items())
            for s, at in self.at.items()
        }
        for session in self.free:
            for other, earlier in board.cards[session].soon:
                if other in self.at and earlier:
                    lag = date[session] - date[other]
                elif other not in self.at and state.placed(other):
                    there = board.ordinal[board.day_of[state.begins[other]]]
                    lag = date[session] - there if earlier else there - date[session]
                else:
                    continue
                late = self.model.new_int_var(0, 4000, "")
                self.model.add(late >= lag)
                self.prices.append((board.soon_weight, late))

    def _fair_lecturers(self) -> None:
        """Lecturers above their fair share."""
        board = self.board
        if not board.fair_weight:
            return
        loads: dict[int, list[Expression]] = {}
        standing = Counter[int]()
        for session in filter(self.state.placed, range(board.count)):
            for name in board.cards[session].lecturers[self.state.crew[session]]:
                standing[name] += board.length[session]
        for session in self.free:
            for crew, literal in self._staffing(session):
                for name in board.cards[session].lecturers[crew]:
                    loads.setdefault(name, []).append(board.length[session] * literal)
        for name, terms in loads.items():
            over = self.model.new_int_var(0, 100_000, "")
            self.model.add(over >= sum(terms) + standing[name] - board.fair_target[name])
            self.prices.append((board.fair_weight, over))

    def _staffing(self, session: int) -> Iterator[tuple[int, Expression]]:
        """Yield literals of which each says that a session has a crew, one of them at most true."""
        for (_, crew), literal in self.by_crew[session].items():
            yield crew, literal
