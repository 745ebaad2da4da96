"""What the groups of a seminar hand in: one output for each question, marks for every member."""

from decimal import Decimal

import pytest

from tests.assessment.test_work import DAY, ESSAY, ON_TIME, OTHER
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.assessment import operations, queries
from trainingapp.assessment.models import Task
from trainingapp.assessment.operations import Asked
from trainingapp.assessment.rules import BRACKETS, Part
from trainingapp.assessment.terms import TaskKind
from trainingapp.cohorts.models import Cohort
from trainingapp.core.errors import Refused


def seminar(make: Factory, cohort: Cohort, **values: object) -> Task:
    """Ask the groups of a class two questions."""
    wanted = Asked(title="结构化研讨", due_on=DAY, questions=["问题在哪里", "怎么办"], **values)  # type: ignore[arg-type]  # the test's own
    return operations.set_task(make.actor, cohort, kind=TaskKind.GROUP, asked=wanted)


def test_group_has_one_output_for_a_question_whoever_hands_it_in(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort, theme="垃圾分类")
    one, two = make.enrolment(cohort, "陈甲", group_id=group.id), make.enrolment(cohort, "李乙", group_id=group.id)
    task, loner = seminar(make, cohort), make.enrolment(cohort, "王丙")

    first = operations.hand_in(make.actor, task, one, text=ESSAY, at=ON_TIME, question="怎么办")
    again = operations.hand_in(make.actor, task, two, text=OTHER, at=ON_TIME, question="怎么办")
    operations.hand_in(make.actor, task, one, text=ESSAY, at=ON_TIME, question="问题在哪里")

    assert (again.id, again.text, again.enrolment.name) == (first.id, OTHER, "李乙")
    assert [(work.label, work.question) for work in queries.list_works(task)] == [
        ("第一组", "问题在哪里"),
        ("第一组", "怎么办"),
    ]
    with pytest.raises(Refused, match="请选回答哪个研讨问题"):
        operations.hand_in(make.actor, task, one, text=ESSAY, at=ON_TIME)
    with pytest.raises(Refused, match="王丙还没有分组"):
        operations.hand_in(make.actor, task, loner, text=ESSAY, at=ON_TIME, question="怎么办")


def test_marks_of_a_group_go_to_each_of_its_members(make: Factory) -> None:
    cohort = make.cohort()
    scheme = operations.set_scheme(make.actor, cohort, parts=[Part(1, "研讨", 100)], brackets=BRACKETS)
    groups = [make.group(cohort, name) for name in ("第一组", "第二组")]
    people = [make.enrolment(cohort, group_id=groups[place // 2].id) for place in range(4)]
    task = seminar(make, cohort, component=scheme.components[0])
    for one, points in ((people[0], "80"), (people[2], "90")):
        work = operations.hand_in(make.actor, task, one, text=ESSAY, at=ON_TIME, question="怎么办")
        operations.mark_work(make.actor, work, points=Decimal(points))

    operations.score_from_marks(make.actor, cohort, task)

    assert [row.total for row in queries.class_assessment(cohort).rows] == [80, 80, 90, 90]


def test_group_hands_in_question_by_question_on_the_phone(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort, theme="垃圾分类")
    one, two = make.enrolment(cohort, "陈甲", group_id=group.id), make.enrolment(cohort, "李乙", group_id=group.id)
    task = seminar(make, cohort)
    phones = [make.client(make.user(Role.TRAINEE, person_id=row.person_id)) for row in (one, two)]
    address = f"/my/works/{task.public_id}"

    long = phones[0].post(address, data={"question": "怎么办", "text": "长" * 20_001, "consent": "on"})
    phones[0].post(address, data={"question": "怎么办", "text": ESSAY})
    text = phones[1].get(address).get_data(as_text=True)
    listed = phones[1].get("/my/works").get_data(as_text=True)

    assert (long.status_code, "长长长" in long.get_data(as_text=True)) == (422, True)
    assert ("主题：垃圾分类" in text, "陈甲交" in text, ESSAY in text, "已交 1/2" in listed) == (True,) * 4


def test_outputs_stand_by_theme_group_and_question(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort, theme="垃圾分类")
    task = seminar(make, cohort)
    operations.hand_in(
        make.actor, task, make.enrolment(cohort, group_id=group.id), text=ESSAY, at=ON_TIME, question="怎么办"
    )
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/works/{task.public_id}"

    paper = client.get(f"{page}/outputs").get_data(as_text=True)
    table = client.get(page).get_data(as_text=True)

    assert [word in paper for word in ("垃圾分类", "第一组", "怎么办", ESSAY, "（未交）")] == [True] * 5
    assert ("未交</span>" in table, "第一组" in table) == (True, True)


def test_task_is_changed_and_keeps_answered_questions(make: Factory) -> None:
    cohort = make.cohort()
    task = seminar(make, cohort)
    one = make.enrolment(cohort, group_id=make.group(cohort).id)
    operations.hand_in(make.actor, task, one, text=ESSAY, at=ON_TIME, question="怎么办")

    operations.change_task(make.actor, task, asked=Asked(title="研讨", due_on=DAY, questions=["怎么办", "谁来办"]))

    assert (task.title, task.questions) == ("研讨", ["怎么办", "谁来办"])
    with pytest.raises(Refused, match="“怎么办”已经有小组交了成果"):
        operations.change_task(make.actor, task, asked=Asked(title="研讨", due_on=DAY, questions=["谁来办"]))
    with pytest.raises(Refused, match="已经有人交了，不能删除"):
        operations.remove_task(make.actor, task)
