"""Pages on a phone: each sees the own rows alone; pages are small and cost the same for three rows as for one."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.assessment import operations as assessment
from trainingapp.assessment.rules import BRACKETS, Part, items_for
from trainingapp.assessment.terms import EvaluationKind, TaskKind
from trainingapp.attendance.operations import record_marks
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.models import Enrolment
from trainingapp.cohorts.terms import EnrolmentState, Stage
from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.timetable.operations.seminars import SeminarPlan, TablePlan, plan_seminar
from trainingapp.timetable.terms import HalfDay, SessionState

Counting = Callable[[], AbstractContextManager[CountedQueries]]
SMALL = 60 * 1024


def trainee_client(make: Factory, enrolment: Enrolment) -> FlaskClient:
    """Return the phone of a trainee."""
    return make.client(make.user(Role.TRAINEE, person_id=enrolment.person_id))


def text_of(client: FlaskClient, page: str) -> str:
    """Return a page that must answer and be small."""
    answer = client.get(page)
    assert (answer.status_code, len(answer.data) < SMALL) == (200, True)
    return answer.get_data(as_text=True)


def test_today_shows_what_comes_next_for_the_own_track(make: Factory) -> None:
    cohort = make.cohort(starts_on=today() - timedelta(days=1))
    mine, other = make.track(cohort, "书记"), make.track(cohort, "助理")
    one = make.enrolment(cohort, track=mine)
    tomorrow = today() + timedelta(days=1)
    make.session(cohort, title="昨天的课", held_on=today() - timedelta(days=1))
    make.session(cohort, title="别班型的课", held_on=tomorrow, tracks=[other])
    make.session(cohort, title="我的下次课", held_on=tomorrow, tracks=[mine], venue=make.venue("多功能厅"))
    make.release(cohort)

    text = text_of(trainee_client(make, one), "/my")

    assert [word in text for word in ("我的下次课", "多功能厅", "昨天的课", "别班型的课")] == [True, True, False, False]


def test_timetable_marks_cancelled_sessions(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort)
    session = make.session(cohort, title="<b>取消的课</b>")
    make.release(cohort)
    session.state = SessionState.CANCELLED
    make.release(cohort)

    text = text_of(trainee_client(make, one), "/my/timetable")

    assert ("&lt;b&gt;取消的课" in text, "<b>取消的课" in text, "已取消" in text) == (True, False, True)


def test_trainee_sees_the_newest_release_and_never_the_draft(make: Factory) -> None:
    cohort = make.cohort(starts_on=today())
    one = make.enrolment(cohort)
    session = make.session(cohort, title="发布的课", held_on=today() + timedelta(days=1))
    client = trainee_client(make, one)
    before = [text_of(client, page) for page in ("/my", "/my/timetable")]
    release = make.release(cohort)
    session.title = "草稿里改的课"
    make.session(cohort, title="草稿里加的课", held_on=today() + timedelta(days=1))

    after = [text_of(client, page) for page in ("/my", "/my/timetable")]

    assert [("课表还没有发布" in text, "发布的课" in text) for text in before] == [(True, False)] * 2
    assert [("发布的课" in text, "草稿里" in text) for text in after] == [(True, False)] * 2
    assert release.stamp in after[1]


def test_changes_are_marked_until_the_trainee_has_seen_them(make: Factory) -> None:
    cohort = make.cohort(starts_on=today())
    mine, other = make.group(cohort, "第一组"), make.group(cohort, "第二组")
    one = make.enrolment(cohort, group=mine)
    own = make.session(cohort, title="我组的课", held_on=today() + timedelta(days=1), groups=[mine])
    foreign = make.session(cohort, title="他组的课", held_on=today() + timedelta(days=1), groups=[other])
    make.release(cohort)
    client = trainee_client(make, one)
    first = text_of(client, "/my/timetable")
    client.post("/my/timetable/seen", data={"number": "1"})
    own.held_on = foreign.held_on = today() + timedelta(days=2)
    make.release(cohort)

    on_today, changed = text_of(client, "/my"), text_of(client, "/my/timetable")
    answer = client.post("/my/timetable/seen", data={"number": "2"})
    seen = text_of(client, "/my/timetable")

    assert ("我已看过第1版" in first, "有变动" in first) == (True, False)
    assert ("课表更新到第2版，1 处与您有关" in on_today, "与您看过的第1版相比，有 1 处变动" in changed) == (True, True)
    assert ("他组的课" in changed, answer.status_code, "有变动" in seen, "我已看过" in seen) == (
        False,
        302,
        False,
        False,
    )
    assert client.post("/my/timetable/seen", data={"number": "9"}).status_code == 404


def test_group_finds_its_room_facilitator_and_questions_on_the_phone(make: Factory) -> None:
    cohort = make.cohort(starts_on=today())
    rows = [make.enrolment(cohort, group=make.group(cohort, name)) for name in ("第一组", "第二组")]
    db.session.expire(cohort)
    hosts = [make.lecturer("甲主持"), make.lecturer("乙主持")]
    tables = [
        TablePlan(
            group=group,
            theme=f"{word}主题",
            questions=f"{word}难在哪里？\n{word}怎么办？",
            facilitator=host,
            venue=room,
        )
        for group, word, host, room in zip(
            cohort.groups, "甲乙", hosts, [make.venue("甲室"), make.venue("乙室")], strict=True
        )
    ]
    plan = SeminarPlan(
        title="研讨",
        held_on=today() + timedelta(days=1),
        half_day=HalfDay.MORNING,
        starts_at=time(9),
        ends_at=time(11),
        hours=Decimal(3),
        tables=tables,
    )
    plan_seminar(make.actor, cohort, plan=plan, accepted_reason="演示")
    make.release(cohort)
    phones = [trainee_client(make, rows[0]), make.client(make.user(Role.LECTURER, lecturer_id=hosts[0].id))]

    pages = [text_of(phones[0], "/my"), text_of(phones[0], "/my/timetable"), text_of(phones[1], "/my/lectures")]

    for text in pages:
        assert [word in text for word in ("甲室", "甲难在哪里？", "甲怎么办？", "第一组")] == [True] * 4
        assert [word in text for word in ("乙室", "乙难在哪里？", "乙主题")] == [False] * 3
    assert ["甲主持" in text for text in pages[:2]] == [True, True]


def test_attendance_and_result_are_the_own_and_explained(make: Factory) -> None:
    cohort = make.cohort()
    one, other = make.enrolment(cohort, "陈本人"), make.enrolment(cohort, "王他人")
    session = make.session(cohort)
    record_marks(make.actor, session, marks={one.id: Status.PRESENT, other.id: Status.SICK}, reasons={other.id: "住院"})
    exam = assessment.set_scheme(make.actor, cohort, parts=[Part(1, "考试", 100)], brackets=BRACKETS).components[0]
    assessment.enter_scores(
        make.actor, cohort, scores={(one.id, exam.id): Decimal(91), (other.id, exam.id): Decimal(47)}
    )
    client = trainee_client(make, one)

    attendance, result = text_of(client, "/my/attendance"), text_of(client, "/my/results")

    assert ("到课 1 个半天 ÷ 已登记 1 个半天" in attendance, "考试 91×100% = 91" in result) == (True, True)
    assert [word in attendance + result for word in ("王他人", "病假", "住院", "47")] == [False] * 4


def test_trainee_asks_for_another_class_in_vain(make: Factory) -> None:
    one = make.enrolment(make.cohort(short_name="本人的班"))
    strange = make.cohort(short_name="别人的班")
    make.session(strange, title="别人的课")
    client = trainee_client(make, one)

    answer = client.get(f"/my/timetable?class={strange.public_id}")

    assert (answer.status_code, "别人的" in answer.get_data(as_text=True)) == (404, False)


def test_trainee_of_two_classes_can_switch(make: Factory) -> None:
    person = make.person("陈青禾")
    old, new = (
        make.cohort(short_name="去年的班", starts_on=today() - timedelta(days=400)),
        make.cohort(short_name="今年的班"),
    )
    for cohort in (old, new):
        make.enrolment(cohort, "陈青禾", person=person)
    client = make.client(make.user(Role.TRAINEE, person_id=person.id))

    assert ["去年的班 · " in text_of(client, page) for page in ("/my", f"/my?class={old.public_id}")] == [False, True]


@pytest.mark.parametrize(
    ("other", "shown"),
    [
        ({"starts_on": 30}, "在办的班"),
        ({"starts_on": -2, "ends_on": -1}, "在办的班"),
        ({"starts_on": -2, "stage": Stage.COMPLETED}, "在办的班"),
        ({"starts_on": -2}, "别的班"),
        ({"starts_on": -2, "state": EnrolmentState.WITHDRAWN}, "在办的班"),
    ],
)
def test_phone_opens_at_the_class_that_runs(make: Factory, other: dict[str, Any], shown: str) -> None:
    person, on = make.person("陈青禾"), today()
    running = make.cohort(short_name="在办的班", starts_on=on - timedelta(days=10), ends_on=on + timedelta(days=5))
    make.enrolment(running, "陈青禾", person=person)
    dates = {name: on + timedelta(days=days) for name, days in other.items() if name.endswith("_on")}
    stage = {"stage": other["stage"]} if "stage" in other else {}
    cohort = make.cohort(short_name="别的班", **dates, **stage)
    make.enrolment(cohort, "陈青禾", person=person, state=other.get("state", EnrolmentState.ENROLLED))
    client = make.client(make.user(Role.TRAINEE, person_id=person.id))

    assert f"{shown} · " in text_of(client, "/my")


def test_lecturer_sees_the_own_lectures_with_the_number_of_people(make: Factory) -> None:
    cohort = make.cohort(starts_on=today())
    make.enrolments(cohort, 3)
    me, other = make.lecturer("王讲师"), make.lecturer("李讲师")
    make.session(cohort, title="我讲的课", held_on=today(), lecturers=[me])
    make.session(cohort, title="他讲的课", held_on=today(), lecturers=[other])
    make.release(cohort)
    make.session(cohort, title="没发布的课", held_on=today(), lecturers=[me])

    text = text_of(make.client(make.user(Role.LECTURER, lecturer_id=me.id)), "/my/lectures")

    assert [word in text for word in ("我讲的课", "3 人", "他讲的课", "没发布的课")] == [True, True, False, False]


def test_branch_sees_the_trainees_of_its_own_subtree(make: Factory) -> None:
    cohort = make.cohort()
    branch = make.organisation("河滨居民区党总支")
    below = make.organisation("河滨第一支部", parent=branch)
    make.enrolment(cohort, "陈下级", organisation=below)
    make.enrolment(cohort, "王别处", organisation=make.organisation("青松居民区党总支"))

    text = text_of(make.client(make.user(Role.BRANCH_CONTACT, organisation_id=branch.id)), "/my/branch")

    assert ("陈下级" in text, "王别处" in text) == (True, False)


@pytest.mark.parametrize("page", ["/my", "/my/timetable", "/my/attendance", "/my/results"])
def test_page_asks_as_much_for_three_as_for_one(make: Factory, count_queries: Counting, page: str) -> None:
    cohort = make.cohort(starts_on=today())
    one = make.enrolment(cohort)
    client = trainee_client(make, one)
    totals = []
    for amount in (1, 2):
        for _ in range(amount):
            make.session(cohort, held_on=today() + timedelta(days=1), lecturers=[make.lecturer()], venue=make.venue())
        make.release(cohort)
        db.session.commit()
        with count_queries() as counted:
            client.get(page)
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_trainee_asks_for_leave_and_withdraws_it(make: Factory) -> None:
    cohort = make.cohort(starts_on=today() + timedelta(days=2))
    one, other = make.enrolment(cohort), make.enrolment(cohort)
    sessions = [make.session(cohort, held_on=cohort.starts_on + timedelta(days=day)) for day in range(7)]
    client, another = trainee_client(make, one), trainee_client(make, other)
    early = text_of(client, "/my/leave/new")
    make.release(cohort)
    form = {"kind": "personal", "sessions": sessions[0].public_id, "reason": "家人住院"}

    counted = client.post("/my/leave/new", data={**form, "calculate": "1"}).get_data(as_text=True)
    answer = client.post("/my/leave/new", data=form)
    shown = text_of(client, "/my/leave")
    address = f"/my/leave/{shown.split('/my/leave/')[2].split('/')[0]}/cancel"

    assert ("现在没有可以请假的课" in early, sessions[0].public_id in early) == (True, False)
    assert ("3/21 = 1/7：没有超过" in counted, answer.status_code) == (True, 302)
    assert ("待批" in shown, "待批" in text_of(another, "/my/leave")) == (True, False)
    assert (another.post(address).status_code, client.post(address).status_code) == (404, 302)
    assert "已撤回" in text_of(client, "/my/leave")


def test_today_says_what_is_to_be_evaluated_and_handed_in(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort)
    phone = make.client(make.user(Role.TRAINEE, person_id=one.person_id))
    quiet = phone.get("/my").get_data(as_text=True)
    kind = EvaluationKind.CLASS
    assessment.open_evaluation(make.actor, cohort, kind=kind, session=None, items=items_for(kind), on=cohort.starts_on)
    wanted = assessment.Asked(title="学习心得", due_on=cohort.starts_on)
    task = assessment.set_task(make.actor, cohort, kind=TaskKind.ESSAY, asked=wanted)
    db.session.commit()

    asked = phone.get("/my").get_data(as_text=True)
    phone.post(f"/my/works/{task.public_id}", data={"text": "走进楼组"})
    done = phone.get("/my").get_data(as_text=True)

    said = [("项评课等您填" in text, "项作业要交" in text) for text in (quiet, asked, done)]
    assert said == [(False, False), (True, True), (True, False)]
