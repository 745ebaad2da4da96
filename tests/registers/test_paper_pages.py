"""The papers of a class on its pages: what they still want, how they look, and how they are handed out."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from tests.registers.packed import pack_of
from trainingapp.accounts.terms import Role
from trainingapp.attendance.operations import mark_all_present
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.registers.terms import PaperKind
from trainingapp.timetable.operations import cancel_session
from trainingapp.timetable.queries import list_sessions

Counting = Callable[[], AbstractContextManager[CountedQueries]]
PHONE = "19900001234"
#: What a paper shows of the class where it is not the trainee's name as papers set it.
SHOWN = {
    PaperKind.TIMETABLE: "群众工作方法",
    PaperKind.FINAL: "课表还没有发布过",
    PaperKind.REPLY: "云杉街道党建办",
    PaperKind.QUOTAS: "云杉街道党建办",
    PaperKind.LEAVE: "请假",
    PaperKind.GROUPS: "（尚未分组）",
    PaperKind.RIDES: "（尚未安排车辆）",
    PaperKind.APPRAISALS: "陈甲",
    PaperKind.EVALUATIONS: "教学质量评估汇总",
    PaperKind.FEES: "（没有应发的讲课费）",
    PaperKind.NOTICE: "群众工作方法",
    PaperKind.HANDBOOK: "群众工作方法",
    PaperKind.BRIEFING: "正式开班",
    PaperKind.CERTIFICATES: "结业证书",
}


def made_class(make: Factory) -> Cohort:
    """Return a class with a trainee whose phone is known and a session that was yesterday."""
    cohort = make.cohort()
    make.enrolment(cohort, "陈甲", person=make.person("陈甲", phone=PHONE))
    make.session(cohort, title="群众工作方法", held_on=today() - timedelta(days=1))
    return cohort


def test_page_says_what_each_paper_still_wants(make: Factory) -> None:
    cohort = made_class(make)
    client = make.organiser_client()

    text = client.get(f"/classes/{cohort.public_id}/papers").get_data(as_text=True)

    words = ("到今天有 1 次课没有点名", "还没有设定考核办法", "课表还没有发布", "还没有学员")
    assert [word in text for word in words] == [True, True, True, False]


def test_page_says_what_each_later_paper_wants_and_leads_there(make: Factory) -> None:
    cohort = made_class(make)
    papers = f"/classes/{cohort.public_id}/papers"

    organiser = make.organiser_client().get(papers).get_data(as_text=True)
    inspector = make.client(make.user(Role.INSPECTOR)).get(papers).get_data(as_text=True)

    told = ("还没有分配名额", "1 人还没有分组", "还没有安排现场教学", "还没有评课", "还没有发证书", "还没有培训照片")
    assert [text for text in told if text not in organiser] == []
    assert [page.count(f'href="{papers}/texts"') for page in (organiser, inspector)] == [2, 0]


@pytest.mark.parametrize("kind", list(PaperKind))
def test_every_paper_is_shown_as_it_prints(kind: PaperKind, make: Factory) -> None:
    cohort = made_class(make)
    client = make.organiser_client()

    text = client.get(f"/classes/{cohort.public_id}/papers/{kind.value}").get_data(as_text=True)

    assert kind.label in text
    assert SHOWN.get(kind, "陈　甲") in text


def test_final_timetable_is_the_newest_release_with_what_each_changed(make: Factory) -> None:
    cohort = made_class(make)
    make.session(cohort, title="取消的课", held_on=today())
    make.release(cohort)
    cancelled = list_sessions(cohort)[1]
    cancel_session(make.actor, cancelled, reason="讲师生病")
    make.release(cohort, note="讲师生病")
    make.session(cohort, title="还没有发布的课", held_on=today())
    client = make.organiser_client()

    text = client.get(f"/classes/{cohort.public_id}/papers/final").get_data(as_text=True)

    words = ("群众工作方法", "版本：第2版", "课表调整 1 次", "讲师生病", "还没有发布的课")
    assert [word in text for word in words] == [True, True, True, True, False]


def test_phones_are_whole_only_in_an_export_by_who_may_have_them(make: Factory) -> None:
    cohort = made_class(make)
    address = f"/classes/{cohort.public_id}/papers/roster"
    organiser, inspector = make.organiser_client(), make.client(make.user(Role.INSPECTOR))

    screen = organiser.get(address).get_data(as_text=True)
    whole, masked = (_texts(client.post(address).get_data()) for client in (organiser, inspector))

    assert (PHONE in screen, PHONE in whole, PHONE in masked) == (False, True, False)
    assert "199****1234" in masked


def _texts(content: bytes) -> set[str]:
    sheets = openpyxl.load_workbook(BytesIO(content)).worksheets
    return {str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row}


def test_sign_in_sheet_of_one_session_has_that_session_alone(make: Factory) -> None:
    cohort = made_class(make)
    wanted = make.session(cohort, title="结构化研讨", held_on=today())
    client = make.organiser_client()

    answer = client.post(f"/classes/{cohort.public_id}/papers/signin", data={"session": wanted.public_id})

    texts = _texts(answer.get_data())
    assert ("结构化研讨" in texts, "群众工作方法" in texts) == (True, False)


def test_all_papers_come_in_one_archive_and_are_recorded_once(make: Factory) -> None:
    cohort = made_class(make)
    client = make.organiser_client()

    archive = pack_of(client, cohort)

    names = ZipFile(BytesIO(archive)).namelist()
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "register.exported")).all()
    assert [name for name in names if not name.endswith((".xlsx", ".docx"))] == []
    assert len(names) == len(PaperKind) + 1
    assert [event.after["kind"] for event in events] == [[kind.label for kind in PaperKind]]


def test_unknown_paper_and_session_of_another_class_are_not_found(make: Factory) -> None:
    cohort, other = made_class(make), make.cohort()
    foreign = make.session(other)
    client = make.organiser_client()
    papers = f"/classes/{cohort.public_id}/papers"

    answers = [client.get(f"{papers}/nonsense"), client.post(f"{papers}/signin", data={"session": foreign.public_id})]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_preview_asks_as_much_for_three_trainees_as_for_one(make: Factory, count_queries: Counting) -> None:
    cohort = made_class(make)
    client = make.organiser_client()
    address = f"/classes/{cohort.public_id}/papers/attendance"
    totals: list[int] = []
    for amount in (0, 2):
        make.enrolments(cohort, amount)
        for session in (make.session(cohort, held_on=today()) for _ in range(amount)):
            mark_all_present(make.actor, session)
        db.session.commit()
        with count_queries() as counted:
            client.get(address)
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_fees_are_paid_once_for_a_joint_class_and_only_shown_to_who_may(make: Factory) -> None:
    cohort, other = made_class(make), make.cohort()
    lecturer = make.lecturer("王讲师", fee_per_hour=500)
    for one in (cohort, other):
        make.session(one, title="合班课", held_on=today(), lecturers=[lecturer])
    address = f"/classes/{other.public_id}/papers/fees"
    organiser, teacher = (
        make.organiser_client(),
        make.client(make.user(Role.CLASS_TEACHER, cohort_id=other.id)),
    )

    joint = _texts(organiser.post(address).get_data())
    first = _texts(organiser.post(address.replace(other.public_id, cohort.public_id)).get_data())

    assert (any("合班课，已在" in text for text in joint), "1500" in first) == (True, True)
    assert (teacher.get(address).status_code, teacher.post(address).status_code) == (404, 403)
    assert "讲课费签收单" not in teacher.get(f"/classes/{other.public_id}/papers").get_data(as_text=True)
