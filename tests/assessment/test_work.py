"""Work handed in: states, late, several markers, texts that are alike pointed out, lines only with consent."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import Factory
from trainingapp.accounts.terms import Actor, Role
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.models import Task, Work
from trainingapp.assessment.rules import BRACKETS, Part
from trainingapp.assessment.terms import Rater, TaskKind, WorkState
from trainingapp.cohorts.models import Cohort, Enrolment, ProgrammeCompetency
from trainingapp.core.errors import Refused
from trainingapp.curriculum.models import Competency, CourseCompetency
from trainingapp.registers.queries.papers.documents import briefing
from trainingapp.registers.queries.papers.parts import Printing

ESSAY = "这次培训让我懂得，做群众工作要走进楼组，先听居民怎么说，再谈我们怎么办；分类不是口号，是每天早晚的值守。"
OTHER = "结构化研讨把大家的经验摆到桌面上，我们组围绕党员教育管理列出八条问题，逐条认领，约定六月底前各交一份清单。"
DAY = date(2026, 5, 20)
ON_TIME, LATE = datetime(2026, 5, 20, 15, 59, tzinfo=UTC), datetime(2026, 5, 20, 16, 1, tzinfo=UTC)


def asked(make: Factory, cohort: Cohort) -> Task:
    """Ask a class for an essay that goes into the component 心得."""
    scheme = operations.set_scheme(make.actor, cohort, parts=[Part(1, "心得", 100)], brackets=BRACKETS)
    return operations.set_task(
        make.actor, cohort, kind=TaskKind.ESSAY, title="学习心得", due_on=DAY, component=scheme.components[0]
    )


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


def test_copied_text_is_pointed_out_whatever_its_punctuation(make: Factory) -> None:
    copied = ESSAY.replace("，", " , ").replace("居民", "群众")

    likes = rules.pairs_alike({1: ESSAY, 2: copied, 3: OTHER, 4: "短"})

    assert {key: [like.key for like in found] for key, found in likes.items()} == {1: [2], 2: [1]}


def test_text_of_another_year_is_found(make: Factory) -> None:
    old, new = make.cohort(starts_on=date(2025, 5, 9)), make.cohort()
    earlier = handed_in(make, asked(make, old), make.enrolment(old, "往届"))
    work = handed_in(make, asked(make, new), make.enrolment(new, "今年"), ESSAY + "谢谢大家。")

    ((found, like),) = queries.works_alike(work)

    assert (found.id, like.percent >= 90) == (earlier.id, True)


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


def test_competencies_show_hours_and_means(make: Factory) -> None:
    competency = make.add(Competency(name="组织动员"))
    programme = make.programme(links=[ProgrammeCompetency(competency=competency)])
    cohort = make.cohort(programme=programme)
    course = make.course(links=[CourseCompetency(competency=competency)])
    make.session(cohort, course=course)
    one, two = make.enrolments(cohort, 2)
    operations.rate_competencies(make.actor, one, rater=Rater.SELF_BEFORE, points={competency: 2})
    operations.rate_competencies(make.actor, two, rater=Rater.SELF_BEFORE, points={competency: 3})

    (whole,), (own,) = (
        queries.competency_pictures(cohort),
        queries.competency_pictures(cohort, enrolment_id=one.id),
    )

    assert (whole.hours, whole.ratings[Rater.SELF_BEFORE]) == (Decimal(3), (Fraction(5, 2), 2))
    assert own.ratings[Rater.SELF_BEFORE] == (Fraction(2), 1)
    with pytest.raises(Refused, match="“组织动员”要评 1 到 5 分"):
        operations.rate_competencies(make.actor, one, rater=Rater.MENTOR, points={competency: 6})


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
    assert ("与李乙相似 100%" in text, "1 人评，均分 90，相差 0" in text) == (True, True)
    assert ("已收下" in own.get_data(as_text=True), "研讨成果" in own.get_data(as_text=True)) == (True, True)
    assert "李乙" in client.get(address).get_data(as_text=True)
    assert queries.class_assessment(cohort).rows[0].total == Decimal(90)
    assert "还没有设能力" in client.get(f"/classes/{cohort.public_id}/competencies").get_data(as_text=True)
