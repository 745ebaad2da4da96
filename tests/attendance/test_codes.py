"""Codes of check-in: short-lived, bound to office and session, worth nothing to anybody else."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.attendance.rules import codes
from trainingapp.attendance.rules.codes import Place

HERE = Place("secret of this installation", 7, 12)
START = datetime(2026, 5, 11, 0, 50, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive


def seconds(amount: float) -> timedelta:
    """Return so many seconds."""
    return timedelta(seconds=amount)


def test_replay_after_31_seconds_is_refused_a_thousand_times_of_a_thousand() -> None:
    chance = Random(20260511)
    moments = [START + seconds(chance.uniform(0, 3600 * 8)) for _ in range(1000)]

    squares = [
        codes.accepts(HERE, codes.token(HERE, codes.step_at(moment)), moment + seconds(31)) for moment in moments
    ]
    numbers = [
        codes.accepts(HERE, codes.number(HERE, codes.step_at(moment)), moment + seconds(31)) for moment in moments
    ]

    assert (squares.count(False), numbers.count(False)) == (1000, 1000)


@given(MOMENTS)
def test_code_of_now_and_the_one_before_are_taken_and_no_other(moment: datetime) -> None:
    now = codes.step_at(moment)

    taken = [codes.accepts(HERE, codes.token(HERE, now + shift), moment) for shift in (-2, -1, 0, 1)]

    assert taken == [False, True, True, False]


@given(MOMENTS, st.floats(0, 14.9))
def test_code_stays_while_the_projector_shows_it(moment: datetime, later: float) -> None:
    shown = codes.number(HERE, codes.step_at(moment))

    assert codes.accepts(HERE, f"{shown[:3]} {shown[3:]}", moment + seconds(later)) is True


@pytest.mark.parametrize(
    "elsewhere",
    [Place(HERE.secret, 7, 13), Place(HERE.secret, 8, 12), Place("another secret", 7, 12)],
    ids=["session", "office", "installation"],
)
def test_code_is_worth_nothing_elsewhere(elsewhere: Place) -> None:
    step = codes.step_at(START)

    assert codes.accepts(elsewhere, codes.token(HERE, step), START) is False
    assert codes.claim_holds(elsewhere, 3, codes.claim(HERE, 3, START), START) is False


@given(st.text(max_size=40))
def test_anything_else_is_refused_and_breaks_nothing(text: str) -> None:
    assert codes.claim_holds(HERE, 3, text, START) is False
    assert codes.read_ticket(HERE.secret, text, START) is None
    assert codes.accepts(HERE, text, START) is ("".join(text.split()) in known_codes())


def known_codes() -> set[str]:
    """Return the codes that are taken at START."""
    now = codes.step_at(START)
    return {make(HERE, step) for step in (now - 1, now) for make in (codes.token, codes.number)}


def test_claim_is_the_persons_own_and_two_minutes_long() -> None:
    claim = codes.claim(HERE, 3, START)

    held = [codes.claim_holds(HERE, 3, claim, START + seconds(after)) for after in (0, 119, 121, -1)]

    assert (held, codes.claim_holds(HERE, 4, claim, START)) == ([True, True, False, False], False)


def test_ticket_names_its_session_for_half_a_day() -> None:
    ticket = codes.ticket(HERE, START)
    forged = ticket.replace("7.12.", "7.13.")

    assert codes.read_ticket(HERE.secret, ticket, START + timedelta(hours=11)) == HERE
    assert codes.read_ticket(HERE.secret, ticket, START + timedelta(hours=13)) is None
    assert codes.read_ticket(HERE.secret, forged, START) is None


def test_next_code_comes_when_the_seconds_run_out() -> None:
    moment = START + seconds(4.5)

    following = moment + seconds(codes.seconds_left(moment))

    assert (codes.seconds_left(moment), codes.step_at(following)) == (10.5, codes.step_at(moment) + 1)
