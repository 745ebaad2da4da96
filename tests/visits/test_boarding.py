"""Counting before the vehicles leave: words kept once, contradictions kept both, nobody forgotten, presence marked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.factories import Factory
from trainingapp.attendance.models import Mark
from trainingapp.attendance.operations import decide_leave, record_marks, request_leave
from trainingapp.attendance.terms import LeaveKind, Status
from trainingapp.core.database import db
from trainingapp.curriculum.terms import Form
from trainingapp.visits import queries
from trainingapp.visits.models import BoardingCount, Visit
from trainingapp.visits.operations import CountEntry, change_visit, plan_of, record_counts
from trainingapp.visits.rules import Count, stand, tally
from trainingapp.visits.terms import GATHERING, Boarding

ABOARD, AWAY, CLEARED = Boarding.ABOARD, Boarding.AWAY, Boarding.CLEARED


def word(id_: int, state: Boarding = ABOARD, *, who: int = 1, at: str = "a", device: str = "p", seen: int = 0) -> Count:
    """Return a word about one trainee."""
    return Count(id_, who, at, state, device, vehicle=7 if state is ABOARD else None, seen=seen)


def test_later_word_of_the_same_phone_answers_the_earlier() -> None:
    (standing,) = stand([word(1), word(2, CLEARED)]).values()

    assert (standing.word.id, standing.others) == (2, [])


def test_two_phones_that_knew_nothing_of_each_other_contradict() -> None:
    (standing,) = stand([word(1), word(2, AWAY, device="q")]).values()

    assert (standing.word.id, [other.id for other in standing.others]) == (2, [1])


def test_two_phones_that_say_the_same_do_not_contradict() -> None:
    (standing,) = stand([word(1), word(2, device="q")]).values()

    assert standing.others == []


def test_word_of_somebody_who_saw_both_settles_it() -> None:
    (standing,) = stand([word(1), word(2, AWAY, device="q"), word(3, device="r", seen=2)]).values()

    assert (standing.word.id, standing.others) == (3, [])


def test_who_does_not_come_along_is_not_missed_later_until_he_comes_back() -> None:
    counts = [word(1, AWAY, at="a"), word(2, at="c")]

    found = tally(["a", "b", "c", "d"], [1, 2], stand(counts))

    assert [(one.aboard, one.away, one.missing) for one in found] == [
        ([], [1], [2]),
        ([], [1], [2]),
        ([1], [], [2]),
        ([], [], [1, 2]),
    ]


def test_who_has_leave_is_not_missed_until_somebody_sees_him() -> None:
    found = tally(["a", "b", "c"], [1, 2], stand([word(1, CLEARED, at="b")]), on_leave={1})

    assert [(one.away, one.missing) for one in found] == [([1], [2]), ([], [1, 2]), ([], [1, 2])]


WORDS = st.builds(
    word,
    st.integers(1, 10**6),
    st.sampled_from(Boarding),
    who=st.integers(1, 4),
    at=st.sampled_from("abc"),
    device=st.sampled_from("pq"),
    seen=st.integers(0, 10**6),
)


@given(st.lists(WORDS, unique_by=lambda one: one.id))
def test_everybody_is_in_exactly_one_list_at_every_departure(counts: list[Count]) -> None:
    found = tally("abc", [1, 2, 3, 4], stand(counts))

    assert [sorted(one.aboard + one.away + one.missing) for one in found] == [[1, 2, 3, 4]] * 3


@given(st.lists(WORDS, unique_by=lambda one: one.id))
def test_newest_word_holds_and_whoever_saw_it_settles_everything(counts: list[Count]) -> None:
    standings = stand(counts)

    for (who, departure), standing in standings.items():
        about = [one for one in counts if (one.who, one.departure) == (who, departure)]
        assert standing.word.id == max(one.id for one in about)
        last = word(10**7, who=who, at=departure, device="z", seen=standing.word.id)
        assert stand([*about, last])[who, departure].others == []


@pytest.fixture
def visit(make: Factory) -> Visit:
    """Return a visit of three trainees to two stops in one vehicle."""
    cohort = make.cohort()
    make.enrolments(cohort, 3)
    return make.visit(make.session(cohort, form=Form.VISIT), [make.site("甲站"), make.site("乙站")])


def entry(visit: Visit, client_id: str, place: int = 0, state: Boarding = ABOARD, **values: str | int) -> CountEntry:
    """Return a word about one of the visit's trainees, at the gathering unless said otherwise."""
    rider = queries.riders_of(visit.session)[place]
    plain = CountEntry(
        client_id=client_id, who=rider.public_id, departure=GATHERING, state=state, vehicle=visit.vehicles[0].public_id
    )
    return replace(plain, **values)  # type: ignore[arg-type]  # named fields of CountEntry


def kept(visit: Visit) -> list[tuple[str, str, str]]:
    """Return what is kept: client id, place and state, in order."""
    db.session.flush()
    return [(row.client_id, row.place, row.state.value) for row in queries.counts_of(visit)]


def marks_of(visit: Visit) -> Sequence[Status | None]:
    """Return the marks of the visit's session."""
    rows = db.session.scalars(select(Mark).where(Mark.session_id == visit.session_id).order_by(Mark.enrolment_id))
    return [mark.taken for mark in rows]


def test_same_words_sent_again_are_kept_once(make: Factory, visit: Visit) -> None:
    words = [entry(visit, "one"), entry(visit, "two", 1)]

    first = record_counts(make.actor, visit, device="p", entries=words)
    again = record_counts(make.actor, visit, device="p", entries=[*words, entry(visit, "three", 2), words[0]])

    assert kept(visit) == [(name, "集合点", "aboard") for name in ("one", "two", "three")]
    assert (set(first.kept), set(again.kept)) == ({"one", "two"}, {"one", "two", "three"})


def test_moment_is_reckoned_from_the_server_clock(make: Factory, visit: Visit) -> None:
    record_counts(make.actor, visit, device="p", entries=[entry(visit, "one", elapsed=600)])

    (row,) = queries.counts_of(visit)
    assert row.received_at - row.counted_at == timedelta(minutes=10)


def test_being_counted_aboard_is_attendance_and_overrules_no_mark(make: Factory, visit: Visit) -> None:
    riders = queries.riders_of(visit.session)
    record_marks(make.actor, visit.session, marks={riders[0].id: Status.LATE})

    record_counts(
        make.actor, visit, device="p", entries=[entry(visit, "a", 0), entry(visit, "b", 1), entry(visit, "c", 2, AWAY)]
    )

    assert marks_of(visit) == [Status.LATE, Status.PRESENT]


def test_session_without_attendance_keeps_the_count_alone(make: Factory, visit: Visit) -> None:
    visit.session.takes_attendance = False

    record_counts(make.actor, visit, device="p", entries=[entry(visit, "a")])

    assert (len(kept(visit)), marks_of(visit)) == (1, [])


def test_count_of_a_stop_and_vehicle_that_have_gone_keeps_their_names(make: Factory, visit: Visit) -> None:
    stop, bus = visit.stops[1].public_id, visit.vehicles[0].public_id
    plan = plan_of(visit)
    change_visit(make.actor, visit, plan=replace(plan, stops=plan.stops[:1], vehicles=[]), version=visit.version)
    words = [
        CountEntry(
            client_id="one",
            who=queries.riders_of(visit.session)[0].public_id,
            departure=stop,
            state=ABOARD,
            vehicle=bus,
            place="乙站",
            vehicle_name="1号车",
        )
    ]

    record_counts(make.actor, visit, device="p", entries=words)

    (row,) = db.session.scalars(select(BoardingCount)).all()
    assert (row.place, row.vehicle_id, row.vehicle_name) == ("乙站", None, "1号车")


def test_counts_follow_their_stop_when_the_order_changes(make: Factory, visit: Visit) -> None:
    second = visit.stops[1].public_id
    record_counts(make.actor, visit, device="p", entries=[entry(visit, "one", departure=second)])
    plan = plan_of(visit)

    change_visit(make.actor, visit, plan=replace(plan, stops=plan.stops[::-1]), version=visit.version)

    tallies = queries.tallies_of(visit, queries.riders_of(visit.session), queries.counts_of(visit))
    assert list(visit.departures.values()) == ["集合点", "乙站", "甲站"]
    assert [len(one.aboard) for one in tallies] == [0, 1, 0]


def test_word_about_somebody_of_another_class_is_refused_and_the_others_kept(make: Factory, visit: Visit) -> None:
    stranger = make.enrolment(make.cohort())
    words = [entry(visit, "one"), replace(entry(visit, "two"), who=stranger.public_id)]

    received = record_counts(make.actor, visit, device="p", entries=words)

    assert (received.kept, received.refused, len(kept(visit))) == (["one"], ["two"], 1)


def test_two_phones_that_disagree_are_both_on_the_board(make: Factory, visit: Visit) -> None:
    record_counts(make.actor, visit, device="p", entries=[entry(visit, "one")])
    record_counts(make.actor, visit, device="q", entries=[entry(visit, "two", 0, AWAY)])

    board = queries.board_of(visit)

    words = board["words"]
    assert isinstance(words, list)
    newest = str(queries.counts_of(visit)[-1].id)
    assert [(one["state"], one["seen"], [other["state"] for other in one["clash"]]) for one in words] == [
        ("away", newest, ["aboard"])
    ]


def test_leave_that_is_granted_shows_on_the_board(make: Factory, visit: Visit) -> None:
    first, *_others = riders = queries.riders_of(visit.session)
    leave = request_leave(make.actor, first, kind=LeaveKind.PERSONAL, sessions=[visit.session], reason="示例")
    while leave.current_step:
        decide_leave(make.actor, leave, approve=True, note="示例", leader="示例领导")

    people = queries.board_of(visit)["people"]

    assert isinstance(people, list)
    assert [(one["key"], one["leave"]) for one in people] == [(rider.public_id, rider is first) for rider in riders]
