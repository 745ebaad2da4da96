"""The construction keeps the fullest plan that it passes through, also where no plan is complete."""

import random

import pytest

from tests.planner import planted
from tests.planner.test_explain import Inject, one_free_half_day, too_few_dates
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.budget import Budget
from trainingapp.planner.search.construct import Constructor
from trainingapp.planner.search.state import Spot, State


@pytest.mark.parametrize(("inject", "seed"), [(one_free_half_day, 1), (too_few_dates, 1), (too_few_dates, 3)])
def test_no_more_sessions_wait_at_the_end_than_on_the_way(
    inject: Inject, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = State(Board(inject(planted.make("S", seed)[0])))
    constructor = Constructor(state, random.Random(0), Budget(1500, None, None))
    place, waited = state.place, list[int]()

    def note(session: int, spot: Spot) -> int:
        cost = place(session, spot)
        waited.append(len(constructor.waiting()))
        return cost

    monkeypatch.setattr(state, "place", note)
    complete = constructor.run()

    assert (complete, len(constructor.waiting())) == (False, min(waited))
