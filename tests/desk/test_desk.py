"""The organiser's day and a class's trail: what they show, whom they hide, and that rows cost no queries."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.models import Grant
from trainingapp.accounts.terms import Role
from trainingapp.attendance.models import CheckIn
from trainingapp.attendance.operations import confirm_roll_call, mark_all_present, record_marks
from trainingapp.attendance.terms import CheckInState, RollState, Status
from trainingapp.cohorts.models import Cohort, Enrolment, Group
from trainingapp.core.clock import now, today
from trainingapp.core.database import db
from trainingapp.desk.queries import find_day
from trainingapp.timetable.terms import SessionState

Counting = Callable[[], AbstractContextManager[CountedQueries]]


def test_day_tells_today_from_the_week_ahead(make: Factory) -> None:
    cohort = make.cohort()
    soonest = make.session(cohort, title="今日一课", held_on=today())
    soon = make.session(cohort, title="后天一课", held_on=today() + timedelta(days=2))
    make.session(cohort, title="下月一课", held_on=today() + timedelta(days=30))

    day = find_day(make.actor, today())

    assert (day.today, day.ahead) == ([soonest], [soon])


def test_roll_call_is_to_do_until_it_is_confirmed(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolment(cohort)
    done = make.session(cohort, title="已确认", held_on=today() - timedelta(days=1))
    left = make.session(cohort, title="没有点名", held_on=today() - timedelta(days=2))
    mark_all_present(make.actor, done)
    confirm_roll_call(make.actor, done)

    day = find_day(make.actor, today())

    assert [one.session for one in day.untaken] == [left]


def test_untaken_sessions_are_those_within_reach_up_to_the_day(make: Factory) -> None:
    mine, other = make.cohort(), make.cohort()
    first = make.session(mine, title="已确认")
    make.session(mine, title="未点名")
    draft = make.session(mine, title="草稿", held_on=mine.starts_on - timedelta(days=1))
    make.session(mine, title="以后", held_on=mine.starts_on + timedelta(days=1))
    make.session(mine, title="取消", state=SessionState.CANCELLED)
    make.session(mine, title="不点名", takes_attendance=False)
    make.session(other, title="别班")
    one = make.enrolment(mine)
    record_marks(make.actor, first, marks={one.id: Status.PRESENT})
    confirm_roll_call(make.actor, first)
    record_marks(make.actor, draft, marks={one.id: Status.PRESENT})
    teacher = make.user(Role.CLASS_TEACHER, cohort_id=mine.id).actor()

    found = find_day(teacher, mine.starts_on).untaken

    assert [(one.session.title, one.state) for one in found] == [
        ("未点名", RollState.NOT_TAKEN),
        ("草稿", RollState.DRAFT),
    ]
    assert find_day(teacher, date(2000, 1, 1)).untaken == []


def test_check_ins_that_wait_for_a_word_are_counted_beside_the_roll_call(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort, held_on=today())
    one = make.enrolment(cohort)
    make.add(
        CheckIn(
            session_id=session.id,
            enrolment_id=one.id,
            status=Status.PRESENT,
            state=CheckInState.WAITING,
            device_digest="0" * 64,
            checked_in_at=now(),
        )
    )

    text = make.organiser_client().get("/desk").get_data(as_text=True)

    assert "待核实 1 人" in text


def absent_for_two_days(make: Factory, cohort: Cohort, *, until: date, group: Group | None = None) -> Enrolment:
    """Return a trainee who was absent on a day and on the day before."""
    one = make.enrolment(cohort, group=group)
    for days in (1, 0):
        session = make.session(cohort, held_on=until - timedelta(days=days))
        record_marks(make.actor, session, marks={one.id: Status.ABSENT})
    return one


def test_who_is_absent_in_a_row_is_told_on_the_first_page_within_reach(make: Factory) -> None:
    cohort, other = make.cohort(starts_on=today() - timedelta(days=60)), make.cohort()
    group = make.group(cohort)
    mine = absent_for_two_days(make, cohort, until=today(), group=group)
    theirs = absent_for_two_days(make, other, until=today())
    absent_for_two_days(make, cohort, until=today() - timedelta(days=40))  # long ago
    leader = make.user(Role.GROUP_LEADER, group_id=group.id).actor()

    everybody, own = (find_day(actor, today()).concerns for actor in (make.actor, leader))

    told = {one.member.id: one.reasons for _cohort, found in everybody for one in found}
    assert told.keys() == {mine.id, theirs.id}
    assert "连续 2 个半天旷课" in told[mine.id]
    assert [one.member.id for _cohort, found in own for one in found] == [mine.id]


def test_first_page_asks_as_much_for_three_absent_trainees_as_for_one(make: Factory, count_queries: Counting) -> None:
    cohort = make.cohort()
    session, next_one = (make.session(cohort, held_on=today() - timedelta(days=days)) for days in (2, 1))
    client = make.organiser_client()
    totals: list[int] = []
    for amount in (1, 2):
        marks = {one.id: Status.ABSENT for one in make.enrolments(cohort, amount)}
        for held in (session, next_one):
            record_marks(make.actor, held, marks=marks)
        db.session.commit()
        with count_queries() as counted:
            text = client.get("/desk").get_data(as_text=True)
        totals.append(counted.total)

    assert text.count("连续 2 个半天旷课") == 3
    assert totals[0] == totals[1]


def test_page_shows_the_own_class_alone(make: Factory) -> None:
    own, other = make.cohort(), make.cohort()
    make.session(own, title="本班的课", held_on=today())
    make.session(other, title="别班的课", held_on=today())
    client = make.client(make.user(Role.CLASS_TEACHER, cohort_id=own.id))

    text = client.get("/desk").get_data(as_text=True)

    assert ("本班的课" in text, "别班的课" in text) == (True, False)


def test_page_asks_as_much_for_three_sessions_as_for_one(make: Factory, count_queries: Counting) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    totals: list[int] = []
    for _ in (1, 3):
        for _ in range(len(totals) + 1):
            make.session(cohort, held_on=today(), lecturers=[make.lecturer()], venue=make.venue())
        db.session.commit()
        with count_queries() as counted:
            client.get("/desk")
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_trail_shows_the_acts_on_this_class_and_escapes_them(make: Factory) -> None:
    cohort, other = make.cohort(), make.cohort()
    make.enrolment(cohort)
    make.enrolment(other)
    mark_all_present(make.actor, make.session(cohort, title="<script>课</script>"))
    mark_all_present(make.actor, make.session(other, title="别班的课"))
    client = make.organiser_client()

    text = client.get(f"/classes/{cohort.public_id}/trail").get_data(as_text=True)

    assert ("点名" in text, "&lt;script&gt;课" in text) == (True, True)
    assert ("<script>课" in text, "别班的课" in text) == (False, False)


def test_teacher_of_another_class_finds_no_trail(make: Factory) -> None:
    cohort, other = make.cohort(), make.cohort()
    make.enrolment(other)
    mark_all_present(make.actor, make.session(other, title="别班的课"))
    client = make.client(make.user(Role.CLASS_TEACHER, cohort_id=cohort.id))

    answer = client.get(f"/classes/{other.public_id}/trail")

    assert (answer.status_code, "别班的课" in answer.get_data(as_text=True)) == (404, False)


def test_desk_of_an_office_without_classes_says_where_to_begin(make: Factory) -> None:
    organiser = make.organiser_client()

    empty = organiser.get("/desk").text
    make.cohort(short_name="青蓝接力")
    db.session.commit()
    running = organiser.get("/desk").text

    begins = "眼下没有在办的班，从这里开始"
    assert (begins in empty, begins in running) == (True, False)
    assert ("青蓝接力" in empty, "青蓝接力" in running) == (False, True)


def test_trainee_who_leads_a_group_finds_both_the_desk_and_the_own_pages(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    user = make.user(Role.GROUP_LEADER, group_id=group.id)
    user.grants.append(Grant(role=Role.TRAINEE, person_id=make.enrolment(cohort, group=group).person_id))
    client = make.client(user)

    desk, phone = client.get("/desk").text, client.get("/my").text

    assert ('href="/my"' in desk, 'href="/my/timetable"' in desk) == (True, False)
    assert ('href="/desk"' in phone, 'href="/my/timetable"' in phone) == (True, True)
