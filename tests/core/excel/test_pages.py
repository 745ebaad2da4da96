"""Where the pages of a worksheet begin, and what goes with the lines to sign on."""

from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.core.excel.writing.pages import page_starts, start_with_table

HEIGHTS = st.lists(st.floats(10, 60), min_size=1, max_size=60)


@given(heights=HEIGHTS, head=st.floats(0, 30))
def test_no_page_is_fuller_than_its_room_and_none_could_take_the_next_row(heights: list[float], head: float) -> None:
    starts = page_starts(heights, (), room=100, head=head)

    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(heights)
        used = sum(heights[start:end]) + (head if number else 0)
        assert used <= 100 + 1e-6
        assert end == len(heights) or used + heights[end] > 100 - 1e-6


def test_page_begins_where_it_is_broken() -> None:
    assert page_starts([10] * 6, {2, 5}, room=100, head=0) == [0, 2, 5]


@pytest.mark.parametrize(
    ("starts", "covered", "begin"),
    [
        ([0, 10], (), None),  # the last page has rows of the table
        ([0, 20], (), 18),  # the lines begin a page
        ([0, 21], (), 18),  # the page begins among the lines
        ([0, 20], (17, 18), 16),  # a merged cell stays whole
        ([0, 20], range(3, 20), None),  # it would take the whole table along
        ([0, 18, 20], (), None),  # the page before would be empty
    ],
)
def test_last_page_takes_rows_of_the_table_along(
    starts: list[int], covered: Collection[int], begin: int | None
) -> None:
    assert start_with_table(starts, range(2, 20), covered) == begin
