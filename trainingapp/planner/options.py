"""Where one card may go, for drag and drop: every start of the grid with what it would cost or what forbids it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from trainingapp.planner.problem import Placement, Problem
from trainingapp.planner.rules import every_rule
from trainingapp.planner.search.blockers import blockers, is_free, usable
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.load import load
from trainingapp.planner.search.reasons import rules_at, static_rules
from trainingapp.planner.search.state import Spot, State


@dataclass(frozen=True, slots=True)
class Option:
    """One start for a card.

    Free: `placement` with the best venue and lecturers there, and the change in cost. Else the rules in the way, the
    cards that clash, and one sentence.
    """

    date: dt.date
    period: int
    free: bool
    change: int = 0
    placement: Placement | None = None
    rules: tuple[str, ...] = ()
    clashes: tuple[str, ...] = ()
    sentence: str = ""


def options(problem: Problem, placements: Iterable[Placement], session_id: str) -> list[Option]:
    """Return every start at which the session fits into a half-day, free or not, with everything else as it is.

    `change` is against where the card stands now (against not being placed, for a card without a place). Raises
    KeyError for an unknown session.
    """
    state = load(Board(problem), placements)
    session = state.board.index[session_id]
    was = state.lift(session) if state.placed(session) else 0
    sentences = {rule.id: rule.sentence for rule in every_rule(problem)}
    grid, length = state.board.grid, state.board.length[session]
    slots = [slot for slot in range(state.board.slots) if grid.fits(state.board.period_of[slot], length)]
    return [_option(state, session, slot, was, sentences) for slot in slots]


def _option(state: State, session: int, slot: int, was: int, sentences: dict[str, str]) -> Option:
    board = state.board
    date, period = board.problem.calendar.days[board.day_of[slot]].date, board.period_of[slot]
    legal = slot in board.start_cost[session]
    spots = (
        [(slot, venue, crew) for venue in board.venues[session] for crew in range(len(board.people[session]))]
        if legal
        else []
    )
    free = [spot for spot in spots if is_free(state, session, spot)]
    if free:
        change, placement = min((_try(state, session, spot) for spot in free), key=lambda pair: pair[0])
        return Option(date, period, free=True, change=was + change, placement=placement)
    rules, clashes = _obstacles(state, session, slot, spots)
    sentence = "；".join(sentences.get(rule, rule) for rule in rules) or "不在日历或班期之内"
    return Option(date, period, free=False, rules=rules, clashes=clashes, sentence=sentence)


def _try(state: State, session: int, spot: Spot) -> tuple[int, Placement]:
    change = state.place(session, spot)
    placement = state.placement(session)
    state.lift(session)
    return change, placement


def _obstacles(state: State, session: int, slot: int, spots: list[Spot]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return rules and clashing sessions of the spot that is least in trouble."""
    names = state.board.problem.sessions
    if not spots:
        return tuple(closed_rules(state, session, slot)), ()
    best = min(spots, key=lambda spot: len(rules_at(state, session, spot)))
    gone = (blockers(state, session, best) or []) if usable(state, session, best) else []
    return tuple(sorted(rules_at(state, session, best))), tuple(names[other].id for other in gone)


def closed_rules(state: State, session: int, slot: int) -> list[str]:
    """Return the rules about time that keep a session from a start for good."""
    board, item = state.board, state.board.problem.sessions[session]
    day, mask = board.day_of[slot], state.bits[session] << board.period_of[slot]
    closed = []
    for rule in static_rules(state, item):
        kind, _, name = rule.partition(":")
        when = board.when_of(kind, name)
        if when is not None and board.grid.masks(when)[day] & mask != mask:
            closed.append(rule)
    if f"pin:{item.id}" in static_rules(state, item):
        closed.append(f"pin:{item.id}")
    return closed
