"""Defects that users of comparable systems reported for years, each as a test that this one does not have it.

Threads about other subjects are tested there: boarding without network (pretixscan-android 49 and 139, pretix 5303 and
5897) in tests/visits/test_boarding.py and tests/browser/test_boarding.py, double imports and long numbers in
tests/registers, double bookings in tests/timetable, bursts of phones in test_campaigns.py beside this file.
"""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Role
from trainingapp.attendance import queries
from trainingapp.attendance.models import CheckIn, Mark, MarkEvent
from trainingapp.attendance.operations import (
    Proof,
    add_guest,
    change_settings,
    check_in,
    count_heads,
    decide_leave,
    join_guest,
    mark_all_present,
    part_guest,
    record_marks,
    request_leave,
)
from trainingapp.attendance.rules import codes
from trainingapp.attendance.terms import LeaveKind, Settings, Status, Way
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import SortRule
from trainingapp.core.clock import OFFICE_ZONE
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import HalfDay

Counting = Callable[[], AbstractContextManager[CountedQueries]]
START = datetime(2026, 5, 11, 9, 0, tzinfo=OFFICE_ZONE).astimezone(UTC)


def mornings(make: Factory, cohort: Cohort, amount: int) -> list[Session]:
    """Return so many sessions on mornings one after the other."""
    return [make.session(cohort, held_on=cohort.starts_on + timedelta(days=day)) for day in range(amount)]


def test_who_joins_late_is_not_absent_before(make: Factory) -> None:
    """A late joiner of mod_attendance (issue 687) was counted absent for sessions before joining."""
    cohort = make.cohort()
    sessions = mornings(make, cohort, 4)
    late = make.enrolment(cohort, joined_on=sessions[2].held_on)
    for session in sessions:
        mark_all_present(make.actor, session)

    row = queries.own_attendance(late)

    assert (row.tally.expected, row.tally.attended, row.tally.rate) == (2, 2, Fraction(1))


def test_nobody_comes_to_thirteen_of_twelve(make: Factory) -> None:
    """Numerator and denominator are of one set: a mark where the trainee is no longer expected counts nowhere."""
    cohort = make.cohort()
    sessions = mornings(make, cohort, 4)
    one = make.enrolment(cohort)
    for session in sessions:
        mark_all_present(make.actor, session)
    one.joined_on = sessions[1].held_on
    db.session.flush()

    row = queries.own_attendance(one)

    assert (row.tally.attended, row.tally.expected, row.tally.rate) == (3, 3, Fraction(1))


def test_everybody_present_keeps_the_excused(make: Factory) -> None:
    """A button for everybody in mod_attendance (issue 405) wiped what had been set before."""
    cohort = make.cohort()
    session = make.session(cohort)
    one, two = make.enrolments(cohort, 2)
    record_marks(make.actor, session, marks={one.id: Status.OFFICIAL})

    mark_all_present(make.actor, session)

    assert {key: mark.status for key, mark in queries.session_marks(session, [one.id, two.id]).items()} == {
        one.id: Status.OFFICIAL,
        two.id: Status.PRESENT,
    }


def test_second_row_for_one_trainee_in_one_session_cannot_exist(make: Factory) -> None:
    """Duplicate marks (mod_attendance issue 353) distorted points for years; the indexes there are not unique."""
    cohort = make.cohort()
    session = make.session(cohort)
    one = make.enrolment(cohort)
    record_marks(make.actor, session, marks={one.id: Status.PRESENT})

    db.session.add(Mark(session_id=session.id, enrolment_id=one.id, taken=Status.LATE))
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        db.session.flush()


def test_leave_for_two_of_seven_sessions_is_just_that(make: Factory) -> None:
    """Leave of frappe/education (issue 274) was whole days, and once did not touch attendance at all."""
    cohort = make.cohort(starts_on=make.cohort().starts_on + timedelta(days=36500))
    sessions = mornings(make, cohort, 7)
    one = make.enrolment(cohort)
    leave = request_leave(make.actor, one, kind=LeaveKind.PERSONAL, sessions=sessions[2:4], reason="家事")
    while leave.current_step:
        decide_leave(make.actor, leave, approve=True, note="同意")

    hints = [
        [row.hint for row in queries.roll_rows(make.actor, Permission.ATTENDANCE_TAKE, session, sort=SortRule.NUMBER)]
        for session in sessions
    ]

    assert hints == [[""], [""], ["已批事假"], ["已批事假"], [""], [""], [""]]


def test_attended_and_excused_are_two_rates(make: Factory) -> None:
    """One rate cannot say both; mod_attendance (issue 300) was asked for "attended or excused" beside "attended"."""
    cohort = make.cohort()
    sessions = mornings(make, cohort, 4)
    one = make.enrolment(cohort)
    for session, status in zip(sessions, (Status.PRESENT, Status.LATE, Status.SICK, Status.ABSENT), strict=True):
        record_marks(make.actor, session, marks={one.id: status})

    found = queries.own_attendance(one).tally

    assert (found.rate, found.rate_with_leave) == (Fraction(1, 2), Fraction(3, 4))


def test_totals_are_the_same_wherever_they_stand(make: Factory) -> None:
    """Totals that differ by view (mod_attendance issues 566, 680, 767): page, phone and list have one calculator."""
    cohort = make.cohort()
    sessions = mornings(make, cohort, 5)
    trainees = make.enrolments(cohort, 3)
    for place, session in enumerate(sessions):
        statuses = list(Status)[place : place + 3]
        record_marks(make.actor, session, marks=dict(zip((one.id for one in trainees), statuses, strict=True)))

    register = queries.cohort_register(cohort)
    phones = [queries.own_attendance(one).tally for one in trainees]

    assert [row.tally for row in register.rows] == phones
    assert sum(tally.attended for tally in phones) == sum(one.attended for one in queries.count_sessions(register))


def come(make: Factory, one: Enrolment, session: Session, code: str, moment: datetime) -> CheckIn | Refused:
    """Send a code from a trainee's own phone."""
    actor = make.user(Role.TRAINEE, person_id=one.person_id).actor()
    return check_in(actor, one, session, proof=Proof(code=code, device=f"phone of {one.id}"), moment=moment)


def open_session(make: Factory, cohort: Cohort, **values: HalfDay) -> Session:
    """Return a session of 9:00 (13:30 in the afternoon) of a class with check-in by phone."""
    change_settings(make.actor, cohort, settings=Settings(check_in=True))
    return make.session(cohort, **values)


def code_of(session: Session, moment: datetime) -> str:
    """Return what the projector shows."""
    return codes.number(queries.place_of(session), codes.step_at(moment))


def test_forwarded_code_dies_in_half_a_minute_and_heads_betray_who_never_came(make: Factory) -> None:
    """Codes are forwarded by message and video (mod_attendance 640 and 424): heads are what counts in the end."""
    cohort = make.cohort()
    session = open_session(make, cohort)
    here, away, late = make.enrolments(cohort, 3)
    code = code_of(session, START)

    relayed = [come(make, one, session, code, START + timedelta(seconds=5)) for one in (here, away)]
    stale = come(make, late, session, code, START + timedelta(seconds=31))
    count = count_heads(make.actor, session, people=1)

    assert [isinstance(answer, CheckIn) for answer in (*relayed, stale)] == [True, True, False]
    assert (count.marked, count.difference) == (2, -1)


def test_scan_before_the_hour_says_when_and_spoils_nothing(make: Factory) -> None:
    """Scanning two minutes early poisoned later attempts (mod_attendance 522 and 746); phones' clocks were believed."""
    cohort = make.cohort()
    session = open_session(make, cohort)
    one = make.enrolment(cohort)
    early, open_now = START - timedelta(minutes=31), START - timedelta(minutes=29)

    with pytest.raises(Refused, match="未到签到时间（08:30 开放）"):
        come(make, one, session, code_of(session, early), early)

    assert isinstance(come(make, one, session, code_of(session, open_now), open_now), CheckIn)


def test_check_in_costs_the_same_whatever_the_class_has(make: Factory, count_queries: Counting) -> None:
    """Hundreds of scans in a minute peaked the database (mod_attendance 884 and 910): nothing is computed anew."""
    totals = []
    for amount in (1, 30):
        cohort = make.cohort()
        session = open_session(make, cohort)
        one, *_others = make.enrolments(cohort, amount)
        actor = make.user(Role.TRAINEE, person_id=one.person_id).actor()
        db.session.flush()
        with count_queries() as counted:
            check_in(actor, one, session, proof=Proof(code_of(session, START), device="phone"), moment=START)
            db.session.flush()
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_three_hundred_marks_are_one_act(make: Factory, count_queries: Counting) -> None:
    """More than ten marks went to a background job because each was saved alone (frappe/hrms 4239, eduhub 1693)."""
    totals = []
    for amount in (3, 300):
        cohort = make.cohort()
        session = make.session(cohort)
        make.enrolments(cohort, amount)
        db.session.flush()
        with count_queries() as counted:
            saved = mark_all_present(make.actor, session)
            db.session.flush()
        totals.append((len(saved), counted.total))

    assert [saved for saved, _ in totals] == [3, 300]
    assert totals[0][1] == totals[1][1]


def test_roll_call_has_one_page_and_saves_all_of_it(make: Factory) -> None:
    """Saving jumped to page 2, and totals were those of a page (mod_attendance 360, 346, 218)."""
    cohort = make.cohort()
    session = make.session(cohort)
    make.enrolments(cohort, 120)
    client = make.organiser_client()
    url = f"/classes/{cohort.public_id}/attendance/{session.public_id}"
    page = client.get(url).get_data(as_text=True)
    rows = re.findall(r'name="(mark-[^"]+)"', page)
    seen = re.findall(r'name="seen" value="([^"]*)"', page)[0]

    client.post(url, data={**dict.fromkeys(rows, "present"), "seen": seen})

    marked = db.session.scalars(select(Mark.taken).where(Mark.session_id == session.id)).all()
    assert (len(rows), marked) == (120, [Status.PRESENT] * 120)


def test_square_of_the_class_before_signs_nobody_in(make: Factory) -> None:
    """The previous class's code was still on the wall and was scanned (mod_attendance 713 and 833, 19wu 405)."""
    cohort = make.cohort()
    morning = open_session(make, cohort)
    afternoon = make.session(cohort, half_day=HalfDay.AFTERNOON)
    one = make.enrolment(cohort)
    noon = afternoon.starts.replace(tzinfo=OFFICE_ZONE).astimezone(UTC)

    answer = come(make, one, afternoon, code_of(morning, noon), noon)

    assert isinstance(answer, Refused)
    assert queries.signed_in(afternoon.id) == []


def test_temporary_person_who_was_joined_by_mistake_is_parted_again(make: Factory) -> None:
    """Merging a temporary user could not be taken back (mod_attendance 595)."""
    cohort = make.cohort()
    session = make.session(cohort)
    one = make.enrolment(cohort)
    guest = add_guest(make.actor, session, name="王临时")

    join_guest(make.actor, guest, one)
    joined = queries.signed_in(session.id)
    part_guest(make.actor, guest)

    assert (joined, queries.signed_in(session.id)) == ([one.public_id], [])
    assert [found.name for found in queries.session_guests(session)] == ["王临时"]


def test_scan_tells_the_group(make: Factory) -> None:
    """At the door nobody saw which group somebody belongs to (alf.io 1431)."""
    cohort = make.cohort()
    session = make.session(cohort)
    one = make.enrolment(cohort, group=make.group(cohort, "第三组"))
    client = make.organiser_client()

    answer = client.post(
        f"/classes/{cohort.public_id}/attendance/{session.public_id}/scan",
        data={"code": str(one.number)},
        headers={"Accept": "application/json"},
    )

    assert answer.get_json()["group"] == "第三组"


def test_every_mark_can_be_explained(make: Factory) -> None:
    """Marks that nobody could explain (Sakai attendance 106): each has who, when, how, from what to what, and why."""
    cohort = make.cohort()
    session = make.session(cohort)
    one = make.enrolment(cohort)
    record_marks(make.actor, session, marks={one.id: Status.ABSENT})
    record_marks(make.actor, session, marks={one.id: Status.SICK}, reasons={one.id: "补交病假条"})

    events = db.session.scalars(select(MarkEvent).order_by(MarkEvent.id)).all()

    assert [(event.before, event.after, event.way, event.reason) for event in events] == [
        (None, Status.ABSENT, Way.ROLL_CALL, ""),
        (Status.ABSENT, Status.SICK, Way.ROLL_CALL, "补交病假条"),
    ]
    assert {event.actor_name for event in events} == {make.actor.name}
