"""A cell of the class grid: one trainee's half-day, changed by the same save as the roll call."""

from sqlalchemy import func, select

from tests.attendance.test_pages import address, page, seen, status_of
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.attendance.models import Mark
from trainingapp.attendance.operations import record_marks
from trainingapp.attendance.terms import Status
from trainingapp.core.database import db
from trainingapp.timetable.terms import HalfDay


def test_cell_shows_each_session_of_the_half_day_and_saves_one_mark(make: Factory) -> None:
    cohort = make.cohort()
    one, other = make.enrolments(cohort, 2)
    first, second = make.session(cohort, title="开班式"), make.session(cohort, title="第一课")
    make.session(cohort, title="下午的课", half_day=HalfDay.AFTERNOON)
    record_marks(make.actor, first, marks={one.id: Status.PRESENT, other.id: Status.PRESENT})
    client = make.organiser_client()

    url = address(cohort, second, f"trainees/{one.public_id}")
    shown = page(client, url)
    told = {"row": one.public_id, "seen": seen(page(client, address(cohort, first, f"trainees/{one.public_id}")))}
    data = {**told, f"mark-{one.public_id}": "late", f"remark-{one.public_id}": "堵车"}
    answer = client.post(address(cohort, first), data=data)

    assert [title in shown for title in ("开班式", "第一课", "下午的课")] == [True, True, False]
    assert answer.headers["Location"] == f"{address(cohort, act='register')}#{one.public_id}"
    assert [status_of(first, who) for who in (one, other)] == [Status.LATE, Status.PRESENT]
    assert db.session.scalars(select(Mark.reason).where(Mark.enrolment_id == one.id)).one() == "堵车"


def test_cell_that_somebody_else_changed_meanwhile_is_not_overwritten(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort)
    session = make.session(cohort)
    client = make.organiser_client()
    url = address(cohort, session, f"trainees/{one.public_id}")

    told = seen(page(client, url))
    for code in ("sick", "absent"):
        answer = client.post(
            address(cohort, session), data={"row": one.public_id, "seen": told, f"mark-{one.public_id}": code}
        )

    assert (answer.status_code, status_of(session, one)) == (409, Status.SICK)


def test_leader_reaches_the_cells_of_the_own_group_alone(make: Factory) -> None:
    cohort = make.cohort()
    mine, theirs = make.group(cohort, "第一组"), make.group(cohort, "第二组")
    own, stranger = make.enrolment(cohort, "陈甲", group=mine), make.enrolment(cohort, "李乙", group=theirs)
    elsewhere = make.enrolment(make.cohort(), "王丙")
    session = make.session(cohort)
    leader = make.client(make.user(Role.GROUP_LEADER, group_id=mine.id))

    answers = [leader.get(address(cohort, session, f"trainees/{who.public_id}")) for who in (own, stranger, elsewhere)]

    assert [answer.status_code for answer in answers] == [200, 404, 404]
    assert not any(name in answer.get_data(as_text=True) for answer in answers for name in ("李乙", "王丙"))
    assert db.session.scalar(select(func.count(Mark.id))) == 0


def test_cells_open_for_those_alone_who_may_mark(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort)
    make.session(cohort)
    url = address(cohort, act="register")

    organiser = page(make.organiser_client(), url)
    inspector = page(make.client(make.user(Role.INSPECTOR, organisation_id=make.street.id)), url)

    row = f'<tr id="{one.public_id}">'
    assert [("data-cells" in text, row in text) for text in (organiser, inspector)] == [(True, True), (False, False)]
