"""Check-in by phone: server time alone, once is once, two people on one phone wait, off until switched on."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.factories import Factory
from trainingapp.accounts.terms import Actor, Role
from trainingapp.attendance import queries
from trainingapp.attendance.models import CheckIn, Mark
from trainingapp.attendance.operations import (
    MOST_WRONG_CODES,
    Proof,
    change_settings,
    check_in,
    decide_check_in,
    record_marks,
    scanned,
)
from trainingapp.attendance.rules import codes, network_of
from trainingapp.attendance.terms import CheckInState, Settings, Status
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core.clock import OFFICE_ZONE
from trainingapp.core.database import db
from trainingapp.core.errors import NotPermitted, Refused
from trainingapp.timetable.models import Session

START = datetime(2026, 5, 11, 9, 0, tzinfo=OFFICE_ZONE).astimezone(UTC)
EARLY = START - timedelta(minutes=5)


def open_class(make: Factory) -> tuple[Cohort, Session]:
    """Return a class with check-in by phone, and its session of 9:00."""
    cohort = make.cohort()
    change_settings(make.actor, cohort, settings=Settings(check_in=True))
    return cohort, make.session(cohort)


def trainee(make: Factory, enrolment: Enrolment) -> Actor:
    """Return a trainee with an account."""
    return make.user(Role.TRAINEE, person_id=enrolment.person_id).actor()


def shown(session: Session, moment: datetime) -> str:
    """Return the code that the projector shows at a moment."""
    return codes.number(queries.place_of(session), codes.step_at(moment))


def come(
    make: Factory, one: Enrolment, session: Session, moment: datetime, *, device: str = "", code: str = ""
) -> CheckIn | Refused:
    """Check somebody in with the code of the moment."""
    proof = Proof(code=code or shown(session, moment), device=device or f"phone of {one.id}")
    return check_in(trainee(make, one), one, session, proof=proof, moment=moment)


def status_of(session: Session, one: Enrolment) -> Status | None:
    """Return the status that counts."""
    mark = queries.session_marks(session, [one.id]).get(one.id)
    return mark.status if mark else None


@pytest.mark.parametrize(
    ("minutes", "wanted"), [(-30, Status.PRESENT), (0, Status.PRESENT), (9, Status.PRESENT), (10, Status.LATE)]
)
def test_check_in_marks_by_the_servers_clock(make: Factory, minutes: int, wanted: Status) -> None:
    cohort, session = open_class(make)
    one = make.enrolment(cohort)

    row = come(make, one, session, START + timedelta(minutes=minutes))

    assert isinstance(row, CheckIn)
    assert (row.state, row.status, status_of(session, one)) == (CheckInState.COUNTED, wanted, wanted)
    assert db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id.desc())).first() == "attendance.taken"


@pytest.mark.parametrize(
    ("minutes", "said"), [(-31, "未到签到时间（08:30 开放）"), (150, "签到已经结束（11:30），请找班主任")]
)
def test_check_in_outside_its_hours_says_when(make: Factory, minutes: int, said: str) -> None:
    cohort, session = open_class(make)

    with pytest.raises(Refused) as refused:
        come(make, make.enrolment(cohort), session, START + timedelta(minutes=minutes))

    assert str(refused.value) == said


def test_check_in_is_off_until_the_class_switches_it_on(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)

    with pytest.raises(Refused, match="没有开手机签到"):
        come(make, make.enrolment(cohort), session, EARLY)


def test_second_tap_changes_nothing_even_with_an_old_code(make: Factory) -> None:
    cohort, session = open_class(make)
    one = make.enrolment(cohort)
    first = come(make, one, session, EARLY)

    again = come(make, one, session, EARLY + timedelta(minutes=40), code="000000")

    assert first is again
    assert db.session.scalar(select(func.count(Mark.id))) == 1


def test_second_person_on_one_phone_waits_and_is_marked_by_nobody(make: Factory) -> None:
    cohort, session = open_class(make)
    one, two = make.enrolments(cohort, 2)
    come(make, one, session, EARLY, device="one phone")

    row = come(make, two, session, EARLY, device="one phone")

    assert isinstance(row, CheckIn)
    assert (row.state, status_of(session, two)) == (CheckInState.WAITING, None)
    assert row.note == f"与{one.number} {one.name}用的是同一部手机"
    assert [waiting.id for waiting in queries.waiting_check_ins(make.actor, session)] == [row.id]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.168.3.27", "192.168.3.*"),
        ("2408:8207:1:2::9", "2408:8207:0001:0002:*"),
        ("", ""),
        ("unix", ""),
    ],
)
def test_network_tells_where_from_and_not_which_phone(address: str, network: str) -> None:
    assert network_of(address) == network


def test_shared_network_alone_makes_nobody_wait_and_is_told_beside_who_does(make: Factory) -> None:
    cohort, session = open_class(make)
    people = make.enrolments(cohort, 5)

    def arrive(place: int, device: str) -> CheckIn | Refused:
        proof = Proof(code=shown(session, EARLY), device=device, address="192.168.3.7")
        return check_in(trainee(make, people[place]), people[place], session, proof=proof, moment=EARLY)

    rows = [arrive(place, f"phone {place}") for place in range(4)] + [arrive(4, "phone 0")]

    assert [(row.state, row.note) for row in rows if isinstance(row, CheckIn)] == [
        *[(CheckInState.COUNTED, "")] * 4,
        (CheckInState.WAITING, f"与{people[0].number} {people[0].name}用的是同一部手机，从 192.168.3.* 上网"),
    ]


def test_phone_without_a_mark_of_its_own_waits(make: Factory) -> None:
    cohort, session = open_class(make)
    one = make.enrolment(cohort)

    row = check_in(trainee(make, one), one, session, proof=Proof(code=shown(session, EARLY)), moment=EARLY)

    assert isinstance(row, CheckIn)
    assert row.state is CheckInState.WAITING


@pytest.mark.parametrize(
    ("accept", "state", "wanted"),
    [(True, CheckInState.ACCEPTED, Status.PRESENT), (False, CheckInState.REJECTED, None)],
)
def test_person_decides_what_waits(make: Factory, accept: bool, state: CheckInState, wanted: Status | None) -> None:  # noqa: FBT001 - a case
    cohort, session = open_class(make)
    one, two = make.enrolments(cohort, 2)
    come(make, one, session, EARLY, device="one phone")
    row = come(make, two, session, EARLY, device="one phone")
    assert isinstance(row, CheckIn)

    decide_check_in(make.actor, row, accept=accept)

    assert (row.state, status_of(session, two)) == (state, wanted)
    assert queries.waiting_check_ins(make.actor, session) == []


def test_mark_that_stands_is_kept(make: Factory) -> None:
    cohort, session = open_class(make)
    one = make.enrolment(cohort)
    record_marks(make.actor, session, marks={one.id: Status.OFFICIAL})

    row = come(make, one, session, EARLY)

    assert isinstance(row, CheckIn)
    assert status_of(session, one) is Status.OFFICIAL


def test_wrong_codes_are_counted_and_then_even_the_right_one_is_refused(make: Factory) -> None:
    cohort, session = open_class(make)
    one = make.enrolment(cohort)
    wrong = f"{(int(shown(session, EARLY)) + 1) % 10**6:06d}"
    if codes.accepts(queries.place_of(session), wrong, EARLY):
        wrong = f"{(int(wrong) + 1) % 10**6:06d}"

    answers = [come(make, one, session, EARLY, code=wrong) for _ in range(MOST_WRONG_CODES)]
    after = come(make, one, session, EARLY)

    assert [isinstance(answer, Refused) for answer in [*answers, after]] == [True] * (MOST_WRONG_CODES + 1)
    assert status_of(session, one) is None


def test_scan_gives_a_claim_that_outlives_the_code_and_writes_nothing(make: Factory) -> None:
    cohort, session = open_class(make)
    one, other = make.enrolments(cohort, 2)
    drawn = codes.token(queries.place_of(session), codes.step_at(EARLY))

    claim = scanned(one, session, code=drawn, moment=EARLY)
    written = db.session.scalar(select(func.count(CheckIn.id)))
    later = EARLY + timedelta(seconds=60)
    with pytest.raises(Refused, match="再扫一次"):
        scanned(one, session, code=drawn, moment=later)
    with pytest.raises(Refused, match="再扫一次"):
        check_in(trainee(make, other), other, session, proof=Proof(claim=claim, device="b"), moment=later)
    row = check_in(trainee(make, one), one, session, proof=Proof(claim=claim, device="a"), moment=later)

    assert (written, isinstance(row, CheckIn)) == (0, True)


def test_code_of_another_class_or_for_another_track_is_refused(make: Factory) -> None:
    cohort, session = open_class(make)
    stranger = make.enrolment(make.cohort())
    tracked = make.session(cohort, tracks=[make.track(cohort, "书记")])
    one = make.enrolment(cohort)

    with pytest.raises(NotPermitted, match="别的班"):
        come(make, stranger, session, EARLY)
    with pytest.raises(Refused, match="不要求您参加"):
        come(make, one, tracked, EARLY)
