"""Defects that users of comparable systems reported for years, each as a test that this one does not have it."""

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy.exc import IntegrityError

from tests.factories import Factory
from trainingapp.accounts.permissions import Permission
from trainingapp.attendance import queries
from trainingapp.attendance.models import Mark
from trainingapp.attendance.operations import decide_leave, mark_all_present, record_marks, request_leave
from trainingapp.attendance.terms import LeaveKind, Status
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.terms import SortRule
from trainingapp.core.database import db
from trainingapp.timetable.models import Session


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
