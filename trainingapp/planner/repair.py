"""Repair a published plan after something changed, touching as little as possible, and say whether less was possible.

Stages: free only the cards that are hit; then those that stand in their way, a ring at a time; each stage is tried
first by the planner's own search and then, with ortools, exactly. The score counts what changed: 100 for another
time, 20 for other lecturers, 10 for another venue, 1 for touching a card at all; a card that cannot be placed any
more counts 1000.
"""

import random
from dataclasses import dataclass, replace

from trainingapp.planner import cpsat
from trainingapp.planner.check import Report, check
from trainingapp.planner.moves import LECTURER, TIME, VENUE, change, differs, moves
from trainingapp.planner.problem import Placement, Problem, Wish
from trainingapp.planner.search.anneal import Annealer
from trainingapp.planner.search.blockers import is_free, usable
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.budget import Budget
from trainingapp.planner.search.construct import Constructor
from trainingapp.planner.search.least import Choices, Least, floor_at_times, make_room
from trainingapp.planner.search.load import load, spot_of
from trainingapp.planner.search.reasons import why_unplaced
from trainingapp.planner.search.solve import checked_cost
from trainingapp.planner.search.state import Spot, State
from trainingapp.planner.solution import Solution
from trainingapp.planner.validate import refuse_invalid

LOST = 1000
CHANGES = (Wish("stay_time", TIME), Wish("stay_lecturer", LECTURER), Wish("stay_venue", VENUE))
MOST_RINGS = 4
MOST_PROVED = 60
GREEDY_ORDERS = 8
POLISHED = 150
"""Moves for each changed card to find, among equal repairs, one that meets the wishes better."""
DEAR = 1000
"""How much more a change costs than a wish, when equal repairs are compared."""


@dataclass(slots=True)
class _Repair:
    problem: Problem
    published: dict[str, Placement]
    state: State
    hit: list[int]
    choices: Choices
    before: Report
    must: int
    lower_bound: int
    work: float
    seed: int
    #: No bound says more: this is what plans cost that leave out one card more than those without any place.
    most_bound: int

    def raise_bound(self, bound: int) -> None:
        """Take a lower bound for plans that leave out only what has no place anywhere."""
        self.lower_bound = max(self.lower_bound, min(bound, self.most_bound))


def repair(problem: Problem, published: tuple[Placement, ...], *, effort: int = 200_000, seed: int = 0) -> Solution:
    """Return a plan for the changed problem that changes the published one as little as possible.

    `problem` is the problem as it is now. The solution's `moves` say what changed and why; `score` and `lower_bound`
    are in the units above, and `minimal` means that no plan has a smaller score (proved). `effort` bounds the work
    (moves, and the proofs in step). Sessions of the problem that the published plan lacks are placed as well. Raises
    PlanProblemError for a senseless problem.
    """
    refuse_invalid(problem)
    task = _prepare(problem, published, effort, seed)
    _staged(task, effort)
    return _result(task, _mind_wishes(task, effort))


def _prepare(problem: Problem, published: tuple[Placement, ...], effort: int, seed: int) -> _Repair:
    known = {session.id for session in problem.sessions}
    kept = tuple(item for item in published if item.session in known)
    seats = tuple(wish for wish in problem.wishes if wish.kind == "seats")
    board = Board(replace(problem, published=kept, wishes=(*CHANGES, *(replace(wish, weight=0) for wish in seats))))
    before = check(problem, kept)
    state = load(board, _legal_first(board, kept, before))
    hit = [session for session in range(board.count) if not state.placed(session)]
    old = {board.index[item.session]: item for item in kept}
    choices = {session: _cheapest(state, session) for session in hit}
    # What a card that must change costs at least; one that is only in another's way may stay, if the other goes.
    must = {s: choices[s][0][0] if choices[s] else LOST for s in hit if _must_move(board, state, old, s)}
    bound = sum(must.values())
    surely = [min(must[s], _surely(board, old.get(s), s)) for s in must if choices[s]]
    _greedy(state, hit, choices, seed)
    placeless = sum(1 for found in choices.values() if not found)
    task = _Repair(
        problem,
        {item.session: item for item in kept},
        state,
        hit,
        choices,
        before,
        bound,
        0,
        effort / 100_000,
        seed,
        LOST * (placeless + 1) + sum(surely) - max(surely, default=0),
    )
    task.raise_bound(bound)
    return task


def _legal_first(board: Board, kept: tuple[Placement, ...], before: Report) -> tuple[Placement, ...]:
    """Return the published cards, the least clashing first, so that one bad card does not push out many good ones."""
    nowhere = {item.session for item in kept if spot_of(board, item) is None}
    clashes: dict[str, int] = {}
    for violation in before.violations:
        for name in violation.sessions if nowhere.isdisjoint(violation.sessions) else ():
            clashes[name] = clashes.get(name, 0) + 1
    return tuple(sorted(kept, key=lambda item: clashes.get(item.session, 0)))


def _must_move(board: Board, state: State, old: dict[int, Placement], session: int) -> bool:
    """Say whether a hit card's old place is illegal by itself, so that it must change whatever the others do."""
    spot = spot_of(board, old[session]) if session in old else None
    return spot is None or not usable(state, session, spot)


def _surely(board: Board, old: Placement | None, session: int) -> int:
    """Return what a card that must change costs at least, or `TIME` if that is less, whichever others are left out.

    Nothing, if only its order to others closes its old start: without them it might stay.
    """
    day = None if old is None else board.grid.day_index.get(old.date)
    if old is None or day is None:
        return TIME
    start = day * board.periods + old.period
    alone = board.choices.of(board.problem.sessions[session]).starts
    return 0 if start in alone and start not in board.starts[session] else TIME


def _cheapest(state: State, session: int) -> list[tuple[int, Spot]]:
    """Return every usable spot of a session with what it would cost by itself, the cheapest first."""
    board = state.board
    start_cost, venue_cost, crew_cost = board.start_cost[session], board.venue_cost[session], board.crew_cost[session]
    found = [
        (start_cost[start] + venue_cost[venue] + crew_cost[crew], (start, venue, crew))
        for start in board.starts[session]
        for venue in board.venues[session]
        for crew in range(len(board.people[session]))
    ]
    return sorted((cost, spot) for cost, spot in found if usable(state, session, spot))


def _greedy(state: State, hit: list[int], choices: Choices, seed: int) -> None:
    """Place the hit cards where each costs least, in several orders; keep the best."""
    rng = random.Random(seed)  # noqa: S311 - a search that can be repeated, not a secret
    order = sorted(hit, key=lambda session: len(choices[session]))
    start = best = state.snapshot()
    least: tuple[int, int] | None = None
    for _ in range(GREEDY_ORDERS):
        for session in order:
            spot = next((spot for _, spot in choices[session] if is_free(state, session, spot)), None)
            if spot is not None:
                state.place(session, spot)
        score = (sum(1 for session in hit if not state.placed(session)), state.cost)
        if least is None or score < least:
            least, best = score, state.snapshot()
        state.restore(start)
        order = rng.sample(order, len(order))
    state.restore(best)


def _staged(task: _Repair, effort: int) -> None:
    """Widen the set of free cards until the plan is as cheap as what is proved, or no ring is left."""
    if _score(task) <= task.lower_bound:
        return
    sure = _least_beside_others(task)
    if not sure:
        _search(task, task.hit, effort)
    for session in task.hit:
        if _score(task) > task.lower_bound:
            _make_room_for(task, session)
    if cpsat.available():
        if not sure:
            _prove_beside_hit(task, VENUE, keep_time={})
        _prove_beside_hit(task, TIME, keep_time=_times_of_others(task))
    free = task.hit
    for _ in range(MOST_RINGS):
        wider = _wider(task.state, free)
        if _score(task) <= task.lower_bound or len(wider) == len(free):
            break
        free = wider
        _search(task, free, effort)
        _exactly(task, free)
    if cpsat.available() and _score(task) > task.lower_bound and task.state.board.count <= MOST_PROVED:
        answer = _exactly(task, list(range(task.state.board.count)))
        task.raise_bound(LOST if answer.infeasible else answer.bound or 0)


def _least_beside_others(task: _Repair) -> bool:
    """Place the hit cards as cheaply as the others allow where they stand; say whether that is surely the least.

    A plan that changes another card costs a venue more if all keep their times, and a time more if not.
    """
    state, before, score = task.state, task.state.snapshot(), _score(task)
    for session in task.hit:
        if state.placed(session):
            state.lift(session)
    standing = state.cost
    search = Least(state, task.choices, LOST)
    least = search.find(score - standing)
    floor = floor_at_times(state, task.choices, LOST)
    if search.spots:
        for session, spot in search.spots.items():
            state.place(session, spot)
    else:
        state.restore(before)
    beside = floor if least is None else min(least + standing, floor + VENUE)
    task.raise_bound(min(beside, task.must + TIME))
    return least is not None


def _make_room_for(task: _Repair, session: int) -> None:
    """Let one other card go elsewhere for a hit one, if the two together cost less than the hit one does now."""
    state, score = task.state, _score(task)
    was = state.spot(session) if state.placed(session) else None
    if was is not None:
        state.lift(session)
    cost_now = score - state.cost - LOST * (sum(1 for end in state.ends if end < 0) - 1)
    if not make_room(state, session, task.choices[session], cost_now) and was is not None:
        state.place(session, was)


def _times_of_others(task: _Repair) -> dict[int, int]:
    """Return the start of every placed card that is not hit."""
    hit = frozenset(task.hit)
    state = task.state
    return {
        session: state.begins[session]
        for session in range(state.board.count)
        if session not in hit and state.placed(session)
    }


def _prove_beside_hit(task: _Repair, step: int, *, keep_time: dict[int, int]) -> None:
    """Solve exactly with the hit cards free and the others fixed, or free but for their time.

    A plan outside this model changes one of the others by `step` at least, on top of what the hit ones must cost: so
    the smaller of the two is a lower bound for every plan.
    """
    if _score(task) <= task.lower_bound:
        return
    must = task.must
    answer = _exactly(task, [*task.hit, *keep_time], keep_time)
    if answer.infeasible:
        task.raise_bound(must + step)
    elif answer.bound is not None:
        task.raise_bound(min(answer.bound, must + step))


def _search(task: _Repair, free: list[int], effort: int) -> None:
    rng = random.Random(task.seed)  # noqa: S311 - a search that can be repeated, not a secret
    start, score = task.state.snapshot(), _score(task)
    moves = min(effort // 10, 300 * len(free))
    Constructor(task.state, rng, Budget(max(200, moves), None, None), free).run(patience=20 * len(free) + 50)
    Annealer(task.state, rng, Budget(moves, None, None), free).run()
    if _score(task) > score:
        task.state.restore(start)


def _exactly(task: _Repair, free: list[int], keep_time: dict[int, int] | None = None) -> cpsat.Answer:
    """Let CP-SAT place the free cards; keep what it finds if it is better."""
    if not cpsat.available() or len(free) - len(keep_time or ()) > cpsat.MOST_FREE:
        return cpsat.Answer()
    state = task.state
    before, score = state.snapshot(), _score(task)
    hint = {session: state.spot(session) for session in free if state.placed(session)}
    for session in hint:
        state.lift(session)
    standing = state.cost
    within = {session: (start,) for session, start in (keep_time or {}).items()}
    answer = cpsat.improve(state, free, work=task.work, hint=hint, within=within)
    for session, spot in answer.spots.items():
        state.place(session, spot)
    if not answer.spots or _score(task) >= score:
        state.restore(before)
    # The model counts the free cards alone; what the standing ones cost comes on top.
    answer.bound = None if answer.bound is None else answer.bound + standing
    return answer


def _wider(state: State, free: list[int]) -> list[int]:
    """Add the sessions that share a class, a lecturer or a venue choice on the days where the free ones could go."""
    board = state.board
    bases = {base for session in free for crew in state.people[session] for base, _, _ in crew}
    found = dict.fromkeys(free)
    for session in range(board.count):
        if any(base in bases for crew in state.people[session] for base, _, _ in crew):
            found[session] = None
    return list(found)


def _score(task: _Repair) -> int:
    lost = sum(1 for end in task.state.ends if end < 0)
    return task.state.cost + LOST * lost


def _changed(task: _Repair, session: int) -> bool:
    name = task.state.board.problem.sessions[session].id
    was = task.published.get(name)
    if was is None:
        return False
    return not task.state.placed(session) or differs(was, task.state.placement(session))


def _mind_wishes(task: _Repair, effort: int) -> tuple[Placement, ...]:
    """Among plans of the same score, look for one that meets the wishes better; only the changed cards move again."""
    found = task.state.placements()
    moved = [
        session for session in range(task.state.board.count) if _changed(task, session) and task.state.placed(session)
    ]
    if not moved or not any(wish.weight for wish in task.problem.wishes):
        return found
    dear = tuple(replace(wish, weight=wish.weight * DEAR) for wish in CHANGES)
    board = Board(replace(task.state.board.problem, wishes=(*task.problem.wishes, *dear)), task.state.board.choices)
    state = load(board, found)
    rng = random.Random(task.seed)  # noqa: S311 - a search that can be repeated, not a secret
    Annealer(state, rng, Budget(min(effort // 10, POLISHED * len(moved)), None, None), moved).run()
    for session in moved:
        _bring_near(state, session)
    better = state.placements()
    return better if len(better) == len(found) and change(task.published, better) <= task.state.cost else found


def _bring_near(state: State, session: int) -> None:
    """Let a moved card stand as near to its old time as the same cost allows, in half-days first: fewer notice it."""
    board, spot, cost = state.board, state.spot(session), state.cost
    published = {item.session: item for item in board.problem.published}
    was = published[board.problem.sessions[session].id]
    day = board.grid.day_index.get(was.date)
    if day is None:
        return
    old = day * board.periods + was.period

    def distance(start: int) -> tuple[int, int]:
        return abs(board.half_day_of[start] - board.half_day_of[old]), abs(start - old)

    nearer = (start for start in board.starts[session] if distance(start) < distance(spot[0]))
    state.lift(session)
    for start in sorted(nearer, key=distance):
        near = (start, *spot[1:])
        if is_free(state, session, near):
            state.place(session, near)
            if state.cost <= cost:
                return
            state.lift(session)
    state.place(session, spot)


def _result(task: _Repair, placements: tuple[Placement, ...]) -> Solution:
    state, problem = task.state, task.problem
    score = _score(task)
    return Solution(
        placements,
        checked_cost(problem, placements),
        why_unplaced(state),
        seed=task.seed,
        moves=moves(problem, task.published, task.before, task.hit, placements),
        score=score,
        lower_bound=min(task.lower_bound, score),
        minimal=score <= task.lower_bound,
    )
