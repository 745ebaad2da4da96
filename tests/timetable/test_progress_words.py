"""What a running search tells whoever watches it."""

import pytest

from trainingapp.planner.solution import Progress
from trainingapp.timetable.rules.planning.words import progress_words


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress("construct", 0, 9, 3, 3), ""),
        (Progress("improve", 70, 9, 3, 3, bound=7), "目前最好的代价 9（不会低于 7）；已试 70 步"),
        (
            Progress("repair", 0, 960, 94, 95, bound=900, changed=11),
            "目前最好的调整动 11 次课，改动分 960（不会低于 900）",
        ),
        (Progress("repair", 0, 100, 95, 95, bound=0, changed=1), "目前最好的调整动 1 次课，改动分 100"),
    ],
)
def test_progress_says_how_good_the_best_plan_is_so_far(progress: Progress, words: str) -> None:
    assert progress_words(progress) == words
