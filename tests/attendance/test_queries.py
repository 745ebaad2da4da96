"""What page, workbook and phone are given: one set of figures, limited to whom the actor reaches."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

from openpyxl import load_workbook

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.attendance import columns, queries
from trainingapp.attendance.operations import change_settings, record_marks
from trainingapp.attendance.terms import Settings, Status
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import db
from trainingapp.registers.sheets.attendance import AttendanceSheet, Symbol, build_attendance
from trainingapp.registers.sheets.parts import Heading
from trainingapp.timetable.terms import HalfDay, SessionState

Counting = Callable[[], AbstractContextManager[CountedQueries]]


def shown(cohort: Cohort) -> dict[str, list[str]]:
    """Return the register as text, by trainee."""
    register = queries.cohort_register(cohort)
    listed = columns.register_columns(register)
    return {row.member.name: [column.text(row) for column in listed] for row in register.rows}


def test_register_has_late_joiners_tracks_and_leavers_right(make: Factory) -> None:
    cohort = make.cohort()
    track = make.track(cohort, "书记")
    first = make.session(cohort)
    second = make.session(cohort, held_on=cohort.starts_on + timedelta(days=1), tracks=[track])
    make.session(cohort, held_on=cohort.starts_on + timedelta(days=2), state=SessionState.CANCELLED)
    whole = make.enrolment(cohort, "陈全程", track=track)
    make.enrolment(cohort, "李晚到", track=track, joined_on=second.held_on)
    make.enrolment(cohort, "王他班")
    make.enrolment(cohort, "赵退出", state=EnrolmentState.WITHDRAWN, left_on=first.held_on)
    make.enrolment(cohort, "钱未来", state=EnrolmentState.WITHDRAWN, left_on=first.held_on - timedelta(days=1))
    record_marks(make.actor, first, marks={whole.id: Status.PRESENT})
    record_marks(make.actor, second, marks={whole.id: Status.PERSONAL})

    found = shown(cohort)

    signs = {name: cells[3:5] for name, cells in found.items()}
    assert signs == {"陈全程": ["√", "△"], "李晚到": ["／", ""], "王他班": ["", "／"], "赵退出": ["", "／"]}
    assert found["陈全程"][-3:] == ["3", "50.0%", "100.0%"]


def test_workbook_prints_the_page_s_own_figures(make: Factory) -> None:
    cohort = make.cohort()
    sessions = [make.session(cohort, half_day=half_day) for half_day in (HalfDay.MORNING, HalfDay.AFTERNOON)]
    one = make.enrolment(cohort, "陈青禾")
    record_marks(make.actor, sessions[0], marks={one.id: Status.LATE})
    register = queries.cohort_register(cohort)
    listed = columns.register_columns(register)
    sheet = AttendanceSheet(
        heading=Heading("考勤登记表"),
        columns=listed,
        rows=register.rows,
        legend=[Symbol(*entry) for entry in columns.legend(register)],
    )

    cells = load_workbook(BytesIO(build_attendance(sheet))).worksheets[0].iter_rows(values_only=True)

    printed = next(row for row in cells if "陈青禾" in row)
    page = [column.shown(register.rows[0]) for column in listed]
    assert [cell or "" for cell in printed] == [cell or "" for cell in page]


def test_own_attendance_is_the_register_s_row(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort, title="开班第一课")
    make.session(cohort, held_on=cohort.starts_on + timedelta(days=1), title="第二课")
    one, other = make.enrolments(cohort, 2)
    record_marks(make.actor, session, marks={one.id: Status.PRESENT, other.id: Status.ABSENT})

    own = queries.own_attendance(one)

    row = next(row for row in queries.cohort_register(cohort).rows if row.member.id == one.id)
    assert [(mark.session.title, mark.status) for mark in own.marks] == [
        ("开班第一课", Status.PRESENT),
        ("第二课", None),
    ]
    assert own.tally == row.tally
    assert (own.tally.hours, own.tally.rate) == (Decimal(3), Fraction(1))


def test_own_attendance_of_somebody_expected_nowhere_is_empty(make: Factory) -> None:
    cohort = make.cohort()
    make.session(cohort)
    gone = make.enrolment(cohort, state=EnrolmentState.WITHDRAWN)

    own = queries.own_attendance(gone)

    assert (own.marks, own.tally.expected) == ([], 0)


def concerns_of(cohort: Cohort) -> list[tuple[str, Sequence[str]]]:
    """Return whom a class's page asks to look at, and why."""
    found = queries.list_concerns(cohort, queries.cohort_register(cohort))
    return [(concern.member.name, concern.reasons) for concern in found]


def test_who_missed_nothing_but_came_late_is_a_concern_where_lates_convert(make: Factory) -> None:
    cohort = make.cohort()
    late, punctual = make.enrolment(cohort, "陈甲"), make.enrolment(cohort, "李乙")
    change_settings(make.actor, cohort, settings=Settings(lates_per_absence=2))
    for day in range(10):
        session = make.session(cohort, held_on=cohort.starts_on + timedelta(days=day))
        status = Status.LATE if day < 2 else Status.PRESENT
        record_marks(make.actor, session, marks={late.id: status, punctual.id: Status.PRESENT})

    assert concerns_of(cohort) == [("陈甲", ["迟到早退 2 次，按 2 次折算 1 个半天缺课"])]


def test_who_missed_nothing_is_forecast_in_a_class_so_short_that_one_half_day_exceeds(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolment(cohort, "陈甲")
    for day in range(3):
        make.session(cohort, held_on=cohort.starts_on + timedelta(days=day))

    assert concerns_of(cohort) == [("陈甲", ["再缺 1 个半天将超过"])]


def test_register_takes_the_same_queries_for_one_and_for_three(make: Factory, count_queries: Counting) -> None:
    totals = []
    for amount in (1, 3):
        cohort = make.cohort()
        make.enrolments(cohort, amount)
        for day in range(amount):
            make.session(cohort, held_on=cohort.starts_on + timedelta(days=day))
        db.session.commit()
        with count_queries() as counted:
            queries.cohort_register(cohort)
        totals.append(counted.total)

    assert totals[0] == totals[1] <= 6
