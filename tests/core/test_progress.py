"""Progress of long work: told under a token while it runs, gone when it has ended, never refused for want of a bar."""

import pytest

from trainingapp.core import progress
from trainingapp.core.progress import Progress


def test_work_is_followed_while_it_runs_and_forgotten_after() -> None:
    token = progress.new_token()

    with progress.told(token) as tell:
        begun = progress.find(token)
        tell(3, 10)
        running = progress.find(token)

    assert (begun, running, progress.find(token)) == (Progress(0, 0), Progress(3, 10), None)


def test_failed_work_is_forgotten_too() -> None:
    token = progress.new_token()

    with pytest.raises(RuntimeError), progress.told(token):
        raise RuntimeError

    assert progress.find(token) is None


@pytest.mark.parametrize("token", ["", "x" * (progress.LONGEST_TOKEN + 1)])
def test_work_without_a_fit_token_is_done_unfollowed(token: str) -> None:
    with progress.told(token) as tell:
        tell(1, 2)

        assert progress.find(token) is None


def test_second_work_of_a_token_does_not_disturb_the_first() -> None:
    token = progress.new_token()

    with progress.told(token) as first:
        first(5, 9)
        with progress.told(token) as second:
            second(1, 1)
        still = progress.find(token)

    assert still == Progress(5, 9)


def test_more_works_than_places_are_done_without_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "AT_ONCE", 1)
    token = progress.new_token()

    with progress.told(progress.new_token()), progress.told(token) as tell:
        tell(1, 2)

        assert progress.find(token) is None
