"""What the exhaustive search over small problems takes for granted."""

from itertools import pairwise

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.planner import small
from trainingapp.planner.check import check
from trainingapp.planner.grid import Grid
from trainingapp.planner.problem import Placement, Problem, Session
from trainingapp.planner.validate import find_faults

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def anywhere(data: st.DataObject, problem: Problem, session: Session) -> Placement:
    """Return a placement of the session on the first two days, right or wrong, so that sessions often meet."""
    day = data.draw(st.sampled_from(problem.calendar.days[:2]))
    period = data.draw(st.integers(0, Grid(problem.calendar).periods - session.length))
    venue = data.draw(st.sampled_from(problem.venues)).id if session.needs_venue else ""
    return Placement(
        session.id, day.date, period, venue, tuple(data.draw(st.sampled_from(pool)) for pool in session.roles)
    )


@QUICK
@given(small.problems(), st.data())
def test_no_session_more_mends_a_rule_that_is_broken(problem: Problem, data: st.DataObject) -> None:
    assume(not find_faults(problem))
    plan = [anywhere(data, problem, session) for session in problem.sessions]

    broken = [{one.rule for one in check(problem, plan[:count]).violations} for count in range(len(plan) + 1)]

    assert [before <= after for before, after in pairwise(broken)] == [True] * len(plan)
