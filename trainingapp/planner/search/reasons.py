"""Why a session found no place: count, over its starts, the hard rules that shut each one out."""

from collections import Counter

from trainingapp.planner.problem import Session
from trainingapp.planner.rules import every_rule, order_rule, together_rule
from trainingapp.planner.search.blockers import apart, crowding, far, lacking_vehicles
from trainingapp.planner.search.state import NOWHERE, Spot, State
from trainingapp.planner.solution import Unplaced

NAMED = 3
EXPLAINED = 50
MOST_STARTS = 200


def why_unplaced(state: State) -> tuple[Unplaced, ...]:
    """Return, for every session without a place, the rules that most often block it, with a sentence.

    Beyond the first fifty only the names are given: nobody reads more, and each costs a look at every start.
    """
    waiting = [number for number in range(state.board.count) if not state.placed(number)]
    known = {rule.id: rule.sentence for rule in every_rule(state.board.problem)} if waiting else {}
    found = []
    for index, number in enumerate(waiting):
        session = state.board.problem.sessions[number]
        counts = blocking_rules(state, number) if index < EXPLAINED else Counter[str]()
        rules = tuple(rule for rule, _ in counts.most_common(NAMED))
        reasons = "；".join(known.get(rule, rule) for rule in rules) or "没有一个时间、场地、师资都合适的安排"
        found.append(Unplaced(session.id, rules, f"《{session.title}》排不进去：{reasons}"))
    return tuple(found)


def blocking_rules(state: State, number: int) -> Counter[str]:
    """Count the rules in the way over the starts (at most 200, evenly taken); each start counts once for each rule."""
    board = state.board
    if not board.placeable(number):
        return Counter(static_rules(state, board.problem.sessions[number]))
    counts: Counter[str] = Counter()
    starts = board.starts[number]
    for start in starts[:: -(-len(starts) // MOST_STARTS)]:
        found: set[str] = set()
        for crew in range(len(state.people[number])):
            for venue in board.venues[number]:
                found.update(rules_at(state, number, (start, venue, crew)))
        counts.update(sorted(found))
    return counts


def static_rules(state: State, session: Session) -> list[str]:
    """Return the rules that leave a session no choice, whatever else is planned."""
    problem = state.board.problem
    cohorts = sorted({state.board.cohort_of[name].id for name in session.audience})
    people = sorted({name for pool in session.roles for name in pool})
    allowed = session.venues or tuple(venue.id for venue in problem.venues)
    rules = [f"pin:{session.id}", f"session_when:{session.id}", *(f"cohort_when:{name}" for name in cohorts)]
    rules += [f"lecturer_when:{name}" for name in people]
    if session.needs_venue:
        rules += [rule for name in allowed for rule in (f"venue_when:{name}", f"venue_seats:{name}")]
    if session.seats:
        rules += [f"vehicles:{kind.id}" for kind in problem.fleet]
    known = {rule.id for rule in every_rule(problem)}
    return [rule for rule in rules if rule in known]


def rules_at(state: State, number: int, spot: Spot) -> set[str]:
    """Return the hard rules that keep a session (not placed) from a spot; empty if it may stand there."""
    return (
        _rules_of_resources(state, number, spot)
        | _rules_of_relations(state, number, spot)
        | _rules_of_sharing(state, number, spot)
    )


def _rules_of_resources(state: State, number: int, spot: Spot) -> set[str]:
    start, venue, crew = spot
    board, problem = state.board, state.board.problem
    day = board.day_of[start]
    mask = state.bits[number] << board.period_of[start]
    found: set[str] = set()
    for base, _, limit in state.people[number][crew]:
        used = state.busy[base + day]
        if used & mask:
            found.add(resource_rule(state, base // board.days))
        elif limit is not None and limit[used | mask]:
            found.add(limit_rule(state, base // board.days))
    if venue >= 0:
        name = problem.venues[venue].id
        closed = state.closed_at[venue]
        if closed is not None and closed[day] & mask:
            found.add(f"venue_when:{name}")
        elif board.exclusive[venue] and state.busy[board.venue_base[venue] + day] & mask:
            found.add(f"venue_clash:{name}")
    for lecturer in board.cards[number].lecturers[crew]:
        free = board.lecturer_open[problem.lecturers[lecturer].id]
        if free[day] & mask != mask:
            found.add(f"lecturer_when:{problem.lecturers[lecturer].id}")
    return found


def resource_rule(state: State, resource: int) -> str:
    """Return the rule of a busy cell or lecturer."""
    board, problem = state.board, state.board.problem
    if resource >= board.cells:
        return f"lecturer_clash:{problem.lecturers[resource - board.cells].id}"
    return board.cell_rule[resource]


def limit_rule(state: State, resource: int) -> str:
    """Return the rule of a full day of a cell or lecturer."""
    board, problem = state.board, state.board.problem
    if resource >= board.cells:
        return f"lecturer_limit:{problem.lecturers[resource - board.cells].id}"
    cohort = board.cell_rule[resource].partition(":")[2]
    item = next(item for item in problem.cohorts if item.id == cohort)
    return f"half_day_limit:{cohort}" if item.half_day_limit else f"day_limit:{cohort}"


def _rules_of_relations(state: State, number: int, spot: Spot) -> set[str]:
    board, start = state.board, spot[0]
    card = board.cards[number]
    end = start + state.lengths[number]
    others = [other for other in card.before if state.ends[other] > start]
    others += [other for other in card.after if state.begins[other] < end]
    others += apart(state, number, start)
    found = {rule for other in others for rule in order_rules(state, number, other)}
    if any(state.begins[other] not in (NOWHERE, start) for other in card.together):
        names = {board.problem.sessions[number].id}
        found |= {together_rule(group) for group in board.problem.together if names & set(group.sessions)}
    return found


def order_rules(state: State, one: int, two: int) -> set[str]:
    """Return the rules of order between two sessions."""
    problem = state.board.problem
    first, second = problem.sessions[one], problem.sessions[two]
    pair = {first.id, second.id}
    found = {order_rule(order) for order in problem.orders if {order.before, order.after} == pair}
    for session in (first, second):
        if session.place:
            found.add(f"{session.place}:{session.id}")
    return found - state.board.relaxed


def _rules_of_sharing(state: State, number: int, spot: Spot) -> set[str]:
    board, venue = state.board, spot[1]
    found = set()
    if venue >= 0 and not board.exclusive[venue] and crowding(state, number, spot):
        found.add(f"venue_clash:{board.problem.venues[venue].id}")
    if board.travels and venue >= 0 and far(state, number, spot):
        found.add("travel:all")
    if state.rides[number] and lacking_vehicles(state, number, spot):
        wanted = board.cards[number].vehicles[spot[2]]
        found |= {f"vehicles:{kind.id}" for kind, count in zip(board.problem.fleet, wanted, strict=True) if count}
    return found
