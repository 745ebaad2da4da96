"""Pictures and roll-ups: who stands below counts above, bars never leave the picture."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.insight import rules
from trainingapp.insight.rules import Coverage, Node


def test_subtree_counts_who_stands_below() -> None:
    found = rules.roll_up(
        [
            Node("/1/", "街道", "a", 2, 1),
            Node("/1/2/", "第一党总支", "b", 10, 4),
            Node("/1/2/3/", "第一支部", "c", 5, 5),
            Node("/1/4/", "空的", "d"),
        ]
    )

    assert found == [
        Coverage("街道", 17, 10, "a"),
        Coverage("　第一党总支", 15, 9, "b"),
        Coverage("　　第一支部", 5, 5, "c"),
    ]


@pytest.mark.parametrize(
    ("share", "text"), [(Fraction(1, 3), "33.3%"), (Fraction(1999, 2000), "100.0%"), (Fraction(0), "0.0%"), (None, "—")]
)
def test_share_is_told_to_a_tenth_halves_up(share: Fraction | None, text: str) -> None:
    assert rules.percent(share) == text


@given(st.lists(st.floats(0, 1e6), max_size=24))
def test_bars_stay_in_the_picture(values: list[float]) -> None:
    for bar in rules.bars([(str(place), value, "") for place, value in enumerate(values)]):
        assert 0 <= bar.y <= rules.PLOT_HEIGHT
        assert bar.y + bar.height <= rules.PLOT_HEIGHT
        assert 0 <= bar.x <= bar.x + bar.width <= rules.PLOT_WIDTH


@given(st.lists(st.integers(0, 9), max_size=12), st.integers(0, 60), st.integers(1, 20))
def test_page_is_cut_from_the_groups_that_hold_it(amounts: list[int], first: int, size: int) -> None:
    rows = [(key, place) for key, amount in enumerate(amounts) for place in range(amount)]

    keys, skipped = rules.covering(enumerate(amounts), first, first + size)

    read = [row for row in rows if row[0] in keys]
    assert read[skipped : skipped + size] == rows[first : first + size]


def test_picture_shows_the_uppermost_level_with_several_rows() -> None:
    street = Coverage("长风新村街道", 4, 2)
    branches = [Coverage("　长风二村第二居民区党总支部", 3, 1), Coverage("　清水湾居民区党支部", 1, 1)]

    assert rules.widest_level([street, *branches]) == branches
    assert rules.widest_level([street]) == [street]
    assert rules.percent_bars(branches) == [("长风二村第二居民区…", 33.3), ("清水湾居民区党支部", 100.0)]
