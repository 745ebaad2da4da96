"""Work handed in: states, late, several markers, texts that are alike pointed out, lines only with consent."""

import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.factories import Factory
from trainingapp.accounts.terms import Actor, Granted, Role
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.models import Task, Work
from trainingapp.assessment.operations import Asked
from trainingapp.assessment.rules import BRACKETS, Part
from trainingapp.assessment.terms import Source, TaskKind, WorkState
from trainingapp.attendance.operations import record_marks
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import Stage
from trainingapp.core.errors import Refused
from trainingapp.registers.queries.papers.documents import briefing
from trainingapp.registers.queries.papers.parts import Printing
from trainingapp.registers.queries.papers.results import appraisals

ESSAY = "这次培训让我懂得，做群众工作要走进楼组，先听居民怎么说，再谈我们怎么办；分类不是口号，是每天早晚的值守。"
OTHER = "结构化研讨把大家的经验摆到桌面上，我们组围绕党员教育管理列出八条问题，逐条认领，约定六月底前各交一份清单。"
DAY = date(2026, 5, 20)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
ON_TIME, LATE = datetime(2026, 5, 20, 15, 59, tzinfo=UTC), datetime(2026, 5, 20, 16, 1, tzinfo=UTC)


def asked(make: Factory, cohort: Cohort) -> Task:
    """Ask a class for an essay that goes into the component 心得."""
    scheme = operations.set_scheme(make.actor, cohort, parts=[Part(1, "心得", 100)], brackets=BRACKETS)
    wanted = Asked(title="学习心得", due_on=DAY, component=scheme.components[0])
    return operations.set_task(make.actor, cohort, kind=TaskKind.ESSAY, asked=wanted)


def handed_in(make: Factory, task: Task, one: Enrolment, text: str = ESSAY, *, consent: bool = False) -> Work:
    """Hand in an essay on time."""
    return operations.hand_in(make.actor, task, one, text=text, at=ON_TIME, consent=consent)


def marker(make: Factory, name: str) -> Actor:
    """Return another organiser."""
    return Actor(None, name, make.office.id, make.actor.granted)


@pytest.mark.parametrize(("at", "late"), [(ON_TIME, False), (LATE, True)])
def test_deadline_ends_with_the_day_in_the_office_s_zone(make: Factory, at: datetime, *, late: bool) -> None:
    cohort = make.cohort()

    work = operations.hand_in(make.actor, asked(make, cohort), make.enrolment(cohort), text=ESSAY, at=at)

    assert work.late is late


def test_returned_work_is_handed_in_again_and_accepted_work_stays(make: Factory) -> None:
    cohort = make.cohort()
    task, one = asked(make, cohort), make.enrolment(cohort)
    work = handed_in(make, task, one)

    with pytest.raises(Refused, match="要写明修改什么"):
        operations.return_work(make.actor, work, note=" ")
    operations.return_work(make.actor, work, note="联系本职工作")
    again = handed_in(make, task, one, OTHER)
    operations.accept_work(make.actor, again)

    assert (again.id, again.text, again.state) == (work.id, OTHER, WorkState.ACCEPTED)
    with pytest.raises(Refused, match="已经收下"):
        handed_in(make, task, one)


def test_several_markers_make_one_mean_that_goes_into_the_scores(make: Factory) -> None:
    cohort = make.cohort()
    task, one = asked(make, cohort), make.enrolment(cohort, "陈甲")
    work = handed_in(make, task, one)
    for name, points in (("甲", "80"), ("乙", "91"), ("丙", "85"), ("甲", "82")):
        operations.mark_work(marker(make, name), work, points=Decimal(points))

    operations.score_from_marks(make.actor, cohort, task)

    found = rules.marking([mark.points for mark in work.marks])
    assert found is not None
    assert found.text == "3 人评，均分 86，相差 9"
    assert queries.class_assessment(cohort).rows[0].total == Decimal(86)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=6))
def test_mean_lies_between_the_marks(tenths: list[int]) -> None:
    found = rules.marking([Decimal(one) / 10 for one in tenths])

    assert found is not None
    assert found.lowest <= found.points <= found.highest
    assert found.mean * len(tenths) * 10 == sum(tenths)


def alike_to(actor: Actor, work: Work) -> list[tuple[str, int]]:
    """Return whose texts are like a work, and how many years before its class they were written."""
    found = queries.works_alike(actor, [work]).get(work.id, [])
    assert all(like.percent >= 60 for like in found)
    return [(like.whose, work.enrolment.cohort.starts_on.year - like.cohort.starts_on.year) for like in found]


def test_copied_text_is_pointed_out_whatever_its_punctuation(make: Factory) -> None:
    cohort = make.cohort()
    task = asked(make, cohort)
    texts = (ESSAY, ESSAY.replace("，", " , ").replace("居民", "群众"), OTHER, "短")
    works = [
        handed_in(make, task, make.enrolment(cohort, name), text)
        for name, text in zip(("陈甲", "李乙", "王丙", "赵丁"), texts, strict=True)
    ]

    found = [alike_to(make.actor, work) for work in works]

    assert found == [[("李乙", 0)], [("陈甲", 0)], [], []]


def test_text_of_another_year_is_found_and_unnamed_to_who_does_not_see_that_class(make: Factory) -> None:
    old, new = make.cohort(starts_on=date(2025, 5, 9)), make.cohort()
    handed_in(make, asked(make, old), make.enrolment(old, "往届"))
    work = handed_in(make, asked(make, new), make.enrolment(new, "今年"), ESSAY + "谢谢大家。")
    teacher = Actor(None, "班主任", make.office.id, (Granted(Role.CLASS_TEACHER, cohort_id=new.id),))

    assert alike_to(make.actor, work) == [("往届", 1)]
    assert alike_to(teacher, work) == [("另一个班的学员", 1)]


def test_rewritten_text_is_pointed_out_no_longer(make: Factory) -> None:
    cohort = make.cohort()
    task, one = asked(make, cohort), make.enrolment(cohort, "陈甲")
    handed_in(make, task, make.enrolment(cohort, "李乙"))
    work = handed_in(make, task, one)
    before = alike_to(make.actor, work)

    handed_in(make, task, one, OTHER)

    assert (before, alike_to(make.actor, work)) == ([("李乙", 0)], [])


@given(st.text("群众工作楼组居民值守清单研讨主题分类", min_size=30, max_size=80), st.integers(0, 60))
def test_sketch_of_a_text_shares_with_that_of_its_copy(text: str, place: int) -> None:
    copied = f"{text[:place]}，{text[place:]}"

    assert rules.sketch(copied) == rules.sketch(text)
    assert len(rules.sketch(text)) <= 48


def test_lines_want_consent_and_the_writer_s_own_words(make: Factory) -> None:
    cohort = make.cohort()
    task = asked(make, cohort)
    silent = handed_in(make, task, make.enrolment(cohort))
    open_one = handed_in(make, task, make.enrolment(cohort), consent=True)

    with pytest.raises(Refused, match="没有同意摘录"):
        operations.choose_lines(make.actor, silent, lines="做群众工作要走进楼组")
    with pytest.raises(Refused, match="不是原文里的话"):
        operations.choose_lines(make.actor, open_one, lines="收获很大")
    operations.choose_lines(make.actor, open_one, lines="做群众工作要走进楼组\n")

    assert open_one.chosen == "做群众工作要走进楼组"
    assert [(work.id, work.chosen) for work in queries.chosen_works(cohort)] == [(open_one.id, open_one.chosen)]
    paper = Document(BytesIO(briefing(cohort, Printing(actor=make.actor, on=task.due_on))))
    assert any("做群众工作要走进楼组" in paragraph.text for paragraph in paper.paragraphs)


def test_essays_count_where_the_scheme_counts_them_but_for_those_returned(make: Factory) -> None:
    cohort = make.cohort()
    counted = Part(1, "心得", 100, Source.ESSAYS, Decimal(2))
    scheme = operations.set_scheme(make.actor, cohort, parts=[counted], brackets=BRACKETS)
    tasks = [
        operations.set_task(
            make.actor,
            cohort,
            kind=TaskKind.ESSAY,
            asked=Asked(title=title, due_on=DAY, component=scheme.components[0]),
        )
        for title in ("第一篇", "第二篇")
    ]
    one, two = make.enrolment(cohort, "陈甲"), make.enrolment(cohort, "李乙")
    for task in tasks:
        handed_in(make, task, one)
    operations.return_work(make.actor, handed_in(make, tasks[0], two, OTHER), note="太短")

    operations.score_from_marks(make.actor, cohort, tasks[0])

    assert [row.total for row in queries.class_assessment(cohort).rows] == [100, None]


def test_marks_of_others_are_entered_under_their_names(make: Factory) -> None:
    cohort = make.cohort()
    work = handed_in(make, asked(make, cohort), make.enrolment(cohort))

    for name, points in (("评委甲", "80"), ("评委乙", "90"), ("", "70")):
        operations.mark_work(make.actor, work, points=Decimal(points), marker=name)

    assert {mark.marker for mark in work.marks} == {"评委甲", "评委乙", make.actor.name}


def test_work_from_phone_to_score_by_its_pages(make: Factory) -> None:
    cohort = make.cohort()
    task, one = asked(make, cohort), make.enrolment(cohort, "陈甲")
    other = make.enrolment(cohort, "李乙")
    phone = make.client(make.user(Role.TRAINEE, person_id=one.person_id))
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/works"

    phone.post(f"/my/works/{task.public_id}", data={"text": ESSAY, "consent": "on"})
    client.post(f"{page}/{task.public_id}", data={"trainee": other.public_id, "text": ESSAY})
    work = queries.list_works(task)[0]
    address = f"{page}/{task.public_id}/{work.public_id}"
    for data in (
        {"act": "mark", "points": "90", "note": "有实例"},
        {"act": "choose", "lines": "做群众工作要走进楼组"},
        {"act": "accept"},
    ):
        assert client.post(address, data=data).status_code == 302
    client.post(f"{page}/{task.public_id}", data={"score": "1"})
    client.post(page, data={"kind": "group", "title": "研讨成果", "due_on": "2026-06-01"})

    text, own = client.get(f"{page}/{task.public_id}").get_data(as_text=True), phone.get("/my/works")
    assert ("与李乙（" in text and "）相似 100%" in text, "1 人评，均分 90，相差 0" in text) == (True, True)
    assert ("已收下" in own.get_data(as_text=True), "研讨成果" in own.get_data(as_text=True)) == (True, True)
    assert "李乙" in client.get(address).get_data(as_text=True)
    assert queries.class_assessment(cohort).rows[0].total == Decimal(90)
    assert "没有所属项目" in client.get(f"/classes/{cohort.public_id}/competencies").get_data(as_text=True)


def test_refused_mark_and_task_stay_on_their_pages(make: Factory) -> None:
    cohort = make.cohort()
    task = asked(make, cohort)
    work = handed_in(make, task, make.enrolment(cohort))
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/works/{task.public_id}"
    typed = {"act": "mark", "points": "一百", "marker": "评委甲", "note": "有实例"}

    mark = client.post(f"{page}/{work.public_id}", data=typed)
    removed = client.post(f"{page}/edit", data={"remove": "1", "title": "心得", "due_on": "2026-05-20"})
    renamed = client.post(f"{page}/edit", data={"title": "学习体会", "due_on": "2026-05-21"})

    text = mark.get_data(as_text=True)
    assert (mark.status_code, [f'value="{typed[name]}"' in text for name in typed]) == (422, [True] * 4)
    assert (removed.status_code, "已经有人交了，不能删除" in removed.get_data(as_text=True)) == (422, True)
    assert (renamed.status_code, task.title) == (302, "学习体会")


def test_appraisal_tells_of_leave_and_of_work_handed_in(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort, "陈甲")
    for day, status in ((8, Status.PRESENT), (9, Status.SICK)):
        record_marks(
            make.actor, make.session(cohort, held_on=cohort.starts_on.replace(day=day)), marks={one.id: status}
        )
    handed_in(make, asked(make, cohort), one)

    book = load_workbook(BytesIO(appraisals(cohort, Printing(actor=make.actor, on=DAY))))

    told = [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value]
    assert "出勤 3 学时，到课率 50%，请假 1 个半天，交作业 1 份" in told


def test_project_comes_with_files_that_only_its_writer_and_the_office_open(make: Factory) -> None:
    cohort = make.cohort()
    wanted = Asked(title="楼组治理项目", due_on=DAY)
    task = operations.set_task(make.actor, cohort, kind=TaskKind.PROJECT, asked=wanted)
    one, other = make.enrolment(cohort, "陈甲"), make.enrolment(cohort, "李乙")
    phone, stranger = (make.client(make.user(Role.TRAINEE, person_id=row.person_id)) for row in (one, other))
    page = f"/my/works/{task.public_id}"

    wrong = phone.post(page, data={"text": "见附件", "files": (BytesIO(b"MZ"), "项目.exe")})
    empty = phone.post(page, data={"text": ""})
    sent = phone.post(page, data={"text": "", "files": (BytesIO(b"%PDF-1.7 x"), "项目.pdf")})
    (work,) = queries.list_works(task)
    (paper,) = work.papers
    office = f"/classes/{cohort.public_id}/works/{task.public_id}/{work.public_id}/papers/{paper.public_id}"
    answers = [client.get(f"{page}/papers/{paper.public_id}").status_code for client in (phone, stranger)]
    opened = make.organiser_client().get(office)
    last = phone.post(page, data={"question": "", "remove": paper.public_id})

    assert ([answer.status_code for answer in (wrong, empty, sent, last)], answers) == (
        [422, 422, 302, 422],
        [200, 404],
    )
    assert (opened.data, opened.headers["Content-Disposition"].startswith("attachment")) == (b"%PDF-1.7 x", True)
    assert "见附件" in wrong.get_data(as_text=True)


def test_everything_handed_in_is_downloaded_as_one_archive_and_who_is_missing_is_named(make: Factory) -> None:
    cohort = make.cohort()
    task, one, other = asked(make, cohort), make.enrolment(cohort, "陈甲"), make.enrolment(cohort, "李乙")
    late = operations.hand_in(make.actor, task, one, text=ESSAY, at=LATE, files={"合影.png": PNG, "../合影.png": PNG})
    client, stranger = make.organiser_client(), make.client(make.user(Role.TRAINEE, person_id=other.person_id))
    page = f"/classes/{cohort.public_id}/works/{task.public_id}"

    answer = client.get(f"{page}/file")
    text = client.get(page).get_data(as_text=True)
    with zipfile.ZipFile(BytesIO(answer.data)) as archive:
        names = archive.namelist()
        written = archive.read(names[0]).decode("utf-8-sig")

    folder = f"{one.number:03d} 陈甲（迟交）"
    assert (late.late, stranger.get(f"{page}/file").status_code) == (True, 403)
    assert (written, [name.partition("/")[0] for name in names]) == (ESSAY, [folder] * 3)
    assert names[1] == f"{folder}/附件1 合影.png"
    assert ("还没有交（1 人）" in text, "还没有交的：李乙。" in text) == (True, True)


def test_revision_of_what_was_in_time_and_work_before_a_later_deadline_are_not_late(make: Factory) -> None:
    cohort = make.cohort()
    task, one, other = asked(make, cohort), make.enrolment(cohort), make.enrolment(cohort)
    work = handed_in(make, task, one)
    operations.return_work(make.actor, work, note="联系本职工作")
    operations.hand_in(make.actor, task, one, text=OTHER, at=LATE)
    slow = operations.hand_in(make.actor, task, other, text=ESSAY, at=LATE)

    before = (work.late, slow.late)
    operations.change_task(make.actor, task, asked=Asked(title=task.title, due_on=DAY + timedelta(days=1)))
    after = (work.late, slow.late)
    operations.change_task(make.actor, task, asked=Asked(title=task.title, due_on=DAY - timedelta(days=1)))

    assert (before, after, work.late) == ((False, True), (False, False), False)


def test_closed_class_takes_no_work(make: Factory) -> None:
    cohort = make.cohort()
    task, one = asked(make, cohort), make.enrolment(cohort)
    cohort.stage = Stage.CLOSED

    with pytest.raises(Refused, match="已经结班归档，不再收作业"):
        handed_in(make, task, one)
