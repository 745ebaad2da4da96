"""Repair a published plan after something changed, touching as little as possible, and say whether less was possible.

Stages, each of which may be the last: the cards that are hit go where they cost least beside the others; others make
room, and others for these; then those that stand in their way move too, a ring at a time, tried first by the
planner's own search and then, with ortools, exactly. There is a plan after the first stage; later ones only make it
better or prove it.
"""

import random
from collections.abc import Iterator

from trainingapp.planner import cpsat
from trainingapp.planner.damage import LOST, Damage, take_stock
from trainingapp.planner.moves import TIME, VENUE, moves
from trainingapp.planner.nearer import mind_wishes
from trainingapp.planner.problem import Placement, Problem
from trainingapp.planner.search.anew import Anew
from trainingapp.planner.search.anneal import Annealer
from trainingapp.planner.search.blockers import blockers
from trainingapp.planner.search.budget import Budget
from trainingapp.planner.search.construct import Constructor
from trainingapp.planner.search.ejections import Ejections
from trainingapp.planner.search.least import Least, floor_at_times
from trainingapp.planner.search.reasons import why_unplaced
from trainingapp.planner.search.solve import checked_cost
from trainingapp.planner.search.state import State
from trainingapp.planner.solution import Cancel, Progress, Report, Solution
from trainingapp.planner.validate import refuse_invalid

MOST_RINGS = 4
MOST_IN_THE_WAY = 2
MOST_TRIED = 2_000
"""Spots looked at for all cards that are hit, and again for each of them: more finds little (measured)."""
NEIGHBOURHOODS, AT_ONCE = 16, 8
"""How often cards are placed anew, and how many together."""
MOVES_PER_CARD, FEW_MOVES_PER_CARD = 300, 150
"""For a ring, and for the few cards that stand in the way of one without a place."""


def repair(
    problem: Problem,
    published: tuple[Placement, ...],
    *,
    effort: int = 200_000,
    seed: int = 0,
    progress: Report | None = None,
    cancel: Cancel | None = None,
) -> Solution:
    """Return a plan for the changed problem that changes the published one as little as possible.

    `problem` is the problem as it is now. The solution's `moves` say what changed and why; `score` and `lower_bound`
    are in the units of `damage`, and `minimal` means that no plan has a smaller score (proved). `effort` bounds the
    work (moves, and the proofs in step); `progress` is told after every stage, and `cancel` ends it with the best plan
    so far. Sessions of the problem that the published plan lacks are placed as well. Raises PlanProblemError for a
    senseless problem.
    """
    refuse_invalid(problem)
    damage = take_stock(problem, published, seed)
    _Stages(damage, effort, seed, progress, cancel).run()
    return _result(damage, mind_wishes(damage, effort, seed), seed)


class _Stages:
    """Widens the set of free cards until the plan is as cheap as what is proved, or no ring is left."""

    def __init__(self, damage: Damage, effort: int, seed: int, progress: Report | None, cancel: Cancel | None) -> None:
        self.damage, self.state, self.hit = damage, damage.state, damage.hit
        self.effort, self.seed = effort, seed
        self.progress, self.cancel = progress, cancel
        self.steps = 0

    def run(self) -> None:
        for _ in self._stages():
            self._tell()
            if self.damage.minimal or (self.cancel is not None and self.cancel()):
                return

    def _tell(self) -> None:
        if self.progress is not None:
            board, damage = self.state.board, self.damage
            placed, changed = board.count - damage.lost, len(damage.changed())
            self.progress(
                Progress(
                    "repair", self.steps, damage.score, placed, board.count, bound=damage.lower_bound, changed=changed
                )
            )

    def _stages(self) -> Iterator[None]:
        yield
        sure = self._least_beside_others()
        yield
        if not sure:
            self._search(self.hit, MOVES_PER_CARD)
            yield
        near = self._in_the_way()
        if self.damage.lost:
            self._search(near, FEW_MOVES_PER_CARD)
            yield
            self._place_anew(near)
            yield
        yield from self._make_room()
        if cpsat.available():
            yield from self._prove_beside_others(near, sure=sure)
        self._prove_whole()
        yield
        yield from self._rings()

    def _make_room(self) -> Iterator[None]:
        # The others stand as published: what is surely the least beside them is so of all plans.
        if self._make_room_for(self._loose()):
            self.damage.raise_bound(self.damage.score)
        yield
        for card in self.hit if len(self.hit) > 1 else ():
            self._make_room_for([card])
            yield

    def _prove_beside_others(self, near: list[int], *, sure: bool) -> Iterator[None]:
        if not sure:
            self._prove_beside_loose(VENUE, keep_times=False)
            yield
        self._prove_beside_loose(TIME, keep_times=True)
        yield
        if len(near) > len(self.hit):
            self._exactly(near)
            yield

    def _rings(self) -> Iterator[None]:
        free = self.hit
        for _ in range(MOST_RINGS):
            wider = _wider(self.state, free)
            if len(wider) == len(free):
                break
            free = wider
            self._search(free, MOVES_PER_CARD)
            yield
            self._exactly(free)
            yield

    def _prove_whole(self) -> None:
        """Solve exactly with all cards free: what is proved so holds for every plan."""
        everything = list(range(self.state.board.count))
        if len(everything) <= cpsat.MOST_FREE:
            answer = self._exactly(everything)
            self.damage.raise_bound(LOST if answer.infeasible else answer.bound or 0)

    def _least_beside_others(self) -> bool:
        """Place the hit cards as cheaply as the others allow where they stand; say whether that is surely the least.

        A plan that changes another card costs a venue more if all keep their times, and a time more if not.
        """
        damage, state = self.damage, self.state
        before, score = state.snapshot(), damage.score
        for session in self.hit:
            if state.placed(session):
                state.lift(session)
        standing = state.cost
        search = Least(state, damage.choices, LOST)
        least = search.find(score - standing)
        floor = floor_at_times(state, damage.choices, LOST)
        if search.spots:
            for session, spot in search.spots.items():
                state.place(session, spot)
        else:
            state.restore(before)
        beside = floor if least is None else min(least + standing, floor + VENUE)
        damage.raise_bound(min(beside, damage.must + TIME))
        return least is not None

    def _make_room_for(self, cards: list[int]) -> bool:
        """Let others go elsewhere for these cards, if all together then cost less; say whether surely nothing does."""
        damage, state, score = self.damage, self.state, self.damage.score
        before = state.snapshot()
        lost = LOST * (damage.lost - sum(1 for card in cards if not state.placed(card)))
        for card in cards:
            if state.placed(card):
                state.lift(card)
        search = Ejections(state, damage.choices, LOST)
        sure = search.find(cards, score - lost, MOST_TRIED)
        state.restore(search.spots or before)
        return sure

    def _in_the_way(self) -> list[int]:
        """Return the hit cards, and those that stand where one without a place could be."""
        found = dict.fromkeys(self.hit)
        for session in (one for one in self.hit if not self.state.placed(one)):
            for _, spot in self.damage.choices[session]:
                found.update(dict.fromkeys(blockers(self.state, session, spot, MOST_IN_THE_WAY) or ()))
        return list(found)

    def _place_anew(self, near: list[int]) -> None:
        """Place those that moved for others anew, each time beside others of the near ones.

        At last those that only a venue or a crew makes dearer.
        """
        rng = random.Random(self.seed)  # noqa: S311 - a search that can be repeated, not a secret
        anew = Anew(self.state, self.damage.choices, LOST, rng)
        for _ in range(NEIGHBOURHOODS):
            moved = [card for card in self.damage.changed() if card not in self.hit]
            rest = [card for card in near if card not in moved]
            anew.place([*moved, *rng.sample(rest, max(0, min(AT_ONCE - len(moved), len(rest))))])
        anew.place(anew.dearer(self.damage.changed()))

    def _loose(self) -> list[int]:
        """Return the cards that are hit and those that changed; all others stand as published."""
        return list(dict.fromkeys([*self.hit, *self.damage.changed()]))

    def _prove_beside_loose(self, step: int, *, keep_times: bool) -> None:
        """Solve exactly with the loose cards free and the others fixed, or free but for their time.

        A plan outside this model changes one of the others by `step` at least, on top of what the hit ones must cost:
        so the smaller of the two is a lower bound for every plan.
        """
        state, loose, must = self.state, self._loose(), self.damage.must
        others = set(range(state.board.count)).difference(loose) if keep_times else ()
        kept = {session: state.begins[session] for session in sorted(others) if state.placed(session)}
        answer = self._exactly([*loose, *kept], kept)
        if answer.infeasible:
            self.damage.raise_bound(must + step)
        elif answer.bound is not None:
            self.damage.raise_bound(min(answer.bound, must + step))

    def _search(self, ring: list[int], per_card: int) -> None:
        """Let the planner's own search place these cards, but for those that have no place anywhere."""
        free = [session for session in ring if self.damage.choices.get(session, True)]
        rng = random.Random(self.seed)  # noqa: S311 - a search that can be repeated, not a secret
        start, score = self.state.snapshot(), self.damage.score
        most = min(self.effort // 10, per_card * len(free))
        first, then = Budget(max(200, most), None, self.cancel), Budget(most, None, self.cancel)
        Constructor(self.state, rng, first, free).run(patience=20 * len(free) + 50)
        Annealer(self.state, rng, then, free).run()
        self.steps += first.steps + then.steps
        if self.damage.score > score:
            self.state.restore(start)

    def _exactly(self, free: list[int], keep_time: dict[int, int] | None = None) -> cpsat.Answer:
        """Let CP-SAT place the free cards; keep what it finds if it is better."""
        if not cpsat.available() or len(free) - len(keep_time or ()) > cpsat.MOST_FREE:
            return cpsat.Answer()
        state = self.state
        before, score = state.snapshot(), self.damage.score
        hint = {session: state.spot(session) for session in free if state.placed(session)}
        for session in hint:
            state.lift(session)
        standing = state.cost
        within = {session: (start,) for session, start in (keep_time or {}).items()}
        work = self.effort / 100_000
        answer = cpsat.improve(state, free, work=work, hint=hint, within=within, cancel=self.cancel)
        for session, spot in answer.spots.items():
            state.place(session, spot)
        if not answer.spots or self.damage.score >= score:
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


def _result(damage: Damage, placements: tuple[Placement, ...], seed: int) -> Solution:
    state, problem, score = damage.state, damage.problem, damage.score
    return Solution(
        placements,
        checked_cost(problem, placements),
        why_unplaced(state),
        seed=seed,
        moves=moves(problem, damage.published, damage.before, damage.hit, placements),
        score=score,
        lower_bound=min(damage.lower_bound, score),
        minimal=damage.minimal,
    )
