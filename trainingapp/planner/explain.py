"""Explain why there is no complete plan: the smallest set of rules that cannot live together, and what helps.

First counting, which needs no search. Then the rules of a small ring of sessions are divided (QuickXplain) until
every rule left is needed. "Possible" is always shown by a plan, "impossible" by counting, by an empty choice or by
CP-SAT's proof, each on a fresh model that holds just the rules in question: so no core rests on a solver's own list
of assumptions. Last, each rule of the core is relaxed alone and the whole problem tried again.
"""

import random
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from trainingapp.planner import cpsat
from trainingapp.planner.bounds import Count, impossible_counts
from trainingapp.planner.check import check
from trainingapp.planner.explanation import Explanation, Fix
from trainingapp.planner.problem import Problem, Session
from trainingapp.planner.rules import Rule, every_rule
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.budget import Budget
from trainingapp.planner.search.construct import Constructor
from trainingapp.planner.search.reasons import blocking_rules
from trainingapp.planner.search.solve import without_wishes
from trainingapp.planner.search.state import State
from trainingapp.planner.validate import refuse_invalid

PROOF_WORK = 1.0
TRY_MOVES = 1500
FIRST_MOVES, DRAFT_MOVES = 2_000, 20_000
"""To see what is stuck, and to be sure that it is: the second only where nothing was proved."""
MOST_RINGS = 4


def explain(
    problem: Problem, hint: Iterable[str] | None = None, *, seed: int = 0, seconds: float = 10.0
) -> Explanation:
    """Explain a problem that cannot be planned. `hint` names sessions that found no place, if the caller knows them.

    `seconds` caps the search for a smaller core; the answer says what was proved when it ran out. Raises
    PlanProblemError for a problem that makes no sense.
    """
    refuse_invalid(problem)
    bare = without_wishes(problem)
    search = _CoreSearch(bare, seed, time.monotonic() + seconds)
    if counts := tuple(impossible_counts(bare)):
        return _by_counting(search, counts)
    for moves in (FIRST_MOVES, DRAFT_MOVES):
        state = _draft(bare, seed, moves)
        stuck = [bare.sessions[i].id for i in range(state.board.count) if not state.placed(i)]
        if not stuck:
            return Explanation(feasible=True, sentence="可以排出完整的课表")
        if moves == FIRST_MOVES and (proved := _by_search(search, state, [*(hint or ()), *stuck])):
            return proved
    return _unproved(search, state, [*(hint or ()), *stuck])


def _draft(problem: Problem, seed: int, moves: int) -> State:
    state = State(Board(problem))
    rng = random.Random(seed)  # noqa: S311 - a search that can be repeated, not a secret
    Constructor(state, rng, Budget(moves, None, None)).run()
    return state


@dataclass
class _CoreSearch:
    """Ask whether rules can live together; remember what was proved."""

    problem: Problem
    seed: int
    deadline: float
    rules: dict[str, Rule] = field(default_factory=dict)
    unsure: bool = False

    def __post_init__(self) -> None:
        """Index the rules of the problem."""
        self.rules = {rule.id: rule for rule in every_rule(self.problem) if rule.id not in self.problem.relaxed}

    @property
    def late(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() > self.deadline

    def trial(self, part: Problem, keep: Iterable[str]) -> Problem:
        """Return the part under the rules to keep alone."""
        kept = set(keep)
        relaxed = sorted({*self.problem.relaxed, *(rule for rule in self.rules if rule not in kept)})
        return replace(part, relaxed=tuple(relaxed))

    def possible(self, part: Problem, keep: Iterable[str]) -> bool | None:
        """Say whether the part can be planned under the rules to keep alone; None if neither could be shown."""
        trial = self.trial(part, keep)
        if impossible_counts(trial):
            return False
        state = State(Board(trial))
        everything = list(range(state.board.count))
        if not all(state.board.placeable(session) for session in everything):
            return False
        rng = random.Random(self.seed)  # noqa: S311 - a search that can be repeated, not a secret
        constructor = Constructor(state, rng, Budget(TRY_MOVES, None, None))
        constructor.most_tries = 2
        if constructor.run(patience=300):
            return True
        return self._prove(state, everything)

    def _prove(self, state: State, everything: list[int]) -> bool | None:
        if not cpsat.available() or len(everything) > cpsat.MOST_FREE:
            return None
        for session in everything:
            if state.placed(session):
                state.lift(session)
        answer = cpsat.improve(state, everything, work=PROOF_WORK, seconds=max(0.2, self.deadline - time.monotonic()))
        return False if answer.infeasible else True if answer.spots else None

    def shrink(self, part: Problem, rules: list[str]) -> list[str]:
        """Return a part of the rules that is impossible, with none to spare unless time ran out (QuickXplain)."""
        return self._divide(part, [], [], rules)

    def _divide(self, part: Problem, base: list[str], added: list[str], rules: list[str]) -> list[str]:
        if added and self.possible(part, base) is False:
            return []
        if len(rules) == 1 or self.late:
            return rules
        first, second = rules[: len(rules) // 2], rules[len(rules) // 2 :]
        right = self._divide(part, base + first, first, second)
        left = self._divide(part, base + right, right, first)
        return left + right


def _by_counting(search: _CoreSearch, counts: tuple[Count, ...]) -> Explanation:
    """Take the tightest demand; leave out the rules that its proof does without."""
    count = max(counts, key=lambda item: item.needed - item.available)
    part = _part(search.problem, count.sessions)
    core = [rule for rule in count.rules if rule in search.rules]
    for rule in tuple(core):
        fewer = [other for other in core if other != rule]
        if fewer and impossible_counts(search.trial(part, fewer)):
            core = fewer
    spare = (search.possible(part, [other for other in core if other != rule]) for rule in core)
    return Explanation(
        feasible=False,
        counts=counts,
        core=tuple(search.rules[rule] for rule in core),
        sessions=count.sessions,
        fixes=tuple(_fix(search, part, rule) for rule in core),
        verified=True,
        irreducible=all(spare),
        sentence="；".join(item.sentence for item in counts),
    )


def _by_search(search: _CoreSearch, state: State, stuck: list[str]) -> Explanation | None:
    """Find the first ring around the stuck sessions that is impossible by itself, and shrink its rules."""
    hot = _hot_rules(state, stuck)
    members = list(dict.fromkeys(stuck[:1]))
    for _ in range(MOST_RINGS):
        part = _part(search.problem, members)
        rules = _rules_of(search, part, hot)
        if search.possible(part, rules) is False:
            return _core(search, part, rules, hot)
        wider = _ring(search.problem, members)
        if len(wider) == len(members) or search.late:
            break
        members = wider
    return None


def _unproved(search: _CoreSearch, state: State, stuck: list[str]) -> Explanation:
    """Name the rules that are most often in the way."""
    core = tuple(search.rules[rule] for rule in _hot_rules(state, stuck) if rule in search.rules)
    sentence = "没有找到完整的课表，也没有证明不可能；最常挡住的规则：" + "；".join(rule.sentence for rule in core)
    return Explanation(feasible=False, core=core, sessions=tuple(stuck), sentence=sentence)


def _hot_rules(state: State, stuck: list[str]) -> list[str]:
    counts = [rule for name in stuck[:3] for rule, _ in blocking_rules(state, state.board.index[name]).most_common(6)]
    return list(dict.fromkeys(counts))


def _core(search: _CoreSearch, part: Problem, rules: list[str], hot: list[str]) -> Explanation:
    """Shrink the sessions first: whether the rules of a few can live together is soon known."""
    part = _part(part, [session.id for session in _needed_sessions(search, part, rules)])
    core = search.shrink(part, _rules_of(search, part, hot))
    verified = search.possible(part, core) is False
    fewer = ([other for other in core if other != rule] for rule in core)
    irreducible = verified and all(not search.late and search.possible(part, rest) for rest in fewer)
    fixes = tuple(_fix(search, part, rule) for rule in core)
    sessions = _needed_sessions(search, part, core) if verified else part.sessions
    sentences = "；".join(search.rules[rule].sentence for rule in core)
    return Explanation(
        feasible=False,
        core=tuple(search.rules[rule] for rule in core),
        sessions=tuple(session.id for session in sessions),
        fixes=fixes,
        verified=verified,
        irreducible=irreducible,
        sentence=f"{_titles(sessions)}不能同时满足：{sentences}",
    )


def _needed_sessions(search: _CoreSearch, part: Problem, core: list[str]) -> tuple[Session, ...]:
    """Drop the sessions that the contradiction does not need, in halves while that works, then one by one.

    Those that its rules name come first: often they are all that it needs, and where time runs out they are told.
    """
    named = _named_by(core, part)
    alone = bool(named) and search.possible(_part(part, [item.id for item in named]), core) is False
    needed = named if alone else [*named, *(item for item in part.sessions if item not in named)]
    step = max(1, len(needed) // 2)
    while not search.late:
        removed = False
        for start in range(0, len(needed), step):
            fewer = needed[:start] + needed[start + step :]
            if fewer and search.possible(_part(part, [item.id for item in fewer]), core) is False:
                needed, removed = fewer, True
                break
        if not removed:
            if step == 1:
                break
            step //= 2
    return tuple(needed)


def _named_by(rules: Iterable[str], part: Problem) -> list[Session]:
    subjects = {name for rule in rules for name in re.split("[+>]", rule.partition(":")[2])}
    return [session for session in part.sessions if session.id in subjects]


def _titles(sessions: Iterable[Session]) -> str:
    names = [f"《{session.title}》" for session in sessions]
    return "、".join(names[:4]) + (f"等{len(names)}个课次" if len(names) > 4 else "")  # noqa: PLR2004 - four titles fill a line


def _fix(search: _CoreSearch, part: Problem, rule: str) -> Fix:
    """Relax one rule and plan the whole problem: it works if every session is placed and the checker agrees.

    It cannot where even the part is impossible without it, which is soon known; and nothing is tried once time is up.
    """
    trial = replace(search.problem, relaxed=(*search.problem.relaxed, rule))
    others = [other for other in search.rules if other != rule]
    if search.late or impossible_counts(trial) or search.possible(part, others) is False:
        return Fix(search.rules[rule], works=False)
    state = _draft(trial, search.seed, DRAFT_MOVES)
    report = check(trial, state.placements())
    return Fix(search.rules[rule], works=report.valid and not report.unplaced)


def _rules_of(search: _CoreSearch, part: Problem, hot: list[str]) -> list[str]:
    """Return the ids of the rules that touch a part, the ones most often in the way last: QuickXplain keeps those."""
    here = [rule.id for rule in every_rule(part) if rule.id in search.rules]
    first = [rule for rule in here if rule not in hot]
    return first + [rule for rule in here if rule in hot]


def _ring(problem: Problem, members: list[str]) -> list[str]:
    """Add the sessions that share people, relations or a narrow choice of venue with the members."""
    chosen = [session for session in problem.sessions if session.id in set(members)]
    audience = {name for session in chosen for name in session.audience}
    cohort_of = problem.cohort_of()
    cohorts = {cohort_of[name].id for name in audience}
    people = {name for session in chosen for pool in session.roles for name in pool}
    tied = {
        name
        for order in problem.orders
        if {order.before, order.after} & set(members)
        for name in (order.before, order.after)
    }
    tied |= {name for group in problem.together if set(group.sessions) & set(members) for name in group.sessions}
    venues = {name for session in chosen for name in session.venues if len(session.venues) <= 3}  # noqa: PLR2004 - a wide choice ties nothing
    return [
        session.id
        for session in problem.sessions
        if session.id in tied
        or {cohort_of[name].id for name in session.audience} & cohorts
        or any(set(pool) <= people for pool in session.roles)
        or (session.venues and set(session.venues) <= venues)
    ]


def _part(problem: Problem, members: Iterable[str]) -> Problem:
    """Return the problem with these sessions alone, and what belongs to them."""
    wanted = set(members)
    sessions = tuple(session for session in problem.sessions if session.id in wanted)
    return replace(
        problem,
        sessions=sessions,
        orders=tuple(order for order in problem.orders if {order.before, order.after} <= wanted),
        together=tuple(group for group in problem.together if set(group.sessions) <= wanted),
        series=(),
        pins=tuple(pin for pin in problem.pins if pin.session in wanted),
        published=(),
    )
