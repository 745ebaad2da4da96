"""Pages of results about one class of 100 and of 300: within 300 ms of server time each, and growing as the rows do.

30 half-days of marks, a scheme with a gate, scores, an essay of everybody with two marks, ratings, a certificate each
and an evaluation that everybody answered. The floor of the large class is three times what the small one took.
"""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.benchmarks.ratios import RatioTable, time_best
from tests.factories import Factory
from trainingapp.assessment import operations, queries
from trainingapp.assessment.models import Questionnaire, Task
from trainingapp.assessment.operations import Asked
from trainingapp.assessment.rules import BRACKETS, Gate, Part, items_for
from trainingapp.assessment.terms import Consequence, EvaluationKind, GateKind, Rater, Source, TaskKind
from trainingapp.attendance.operations import record_marks
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.models import Cohort, Enrolment, ProgrammeCompetency
from trainingapp.core.clock import now
from trainingapp.core.database import db
from trainingapp.curriculum.models import Competency
from trainingapp.timetable.terms import HalfDay

pytestmark = pytest.mark.benchmark

SMALL, LARGE, HALF_DAYS = 100, 300, 30
MOST_SECONDS = 0.3
SENTENCE = "第{}居民区的{}号楼组长说，分类要从{}户做起，值守、议事、回访一样也不能少。"
SKILLS = ("为民服务", "组织动员", "议事协商", "群众工作")


def filled_class(make: Factory, size: int) -> Cohort:
    """Return a class of this size with everything that its pages show."""
    links = [ProgrammeCompetency(competency=make.add(Competency(name=f"{name}{size}"))) for name in SKILLS]
    cohort = make.cohort(programme=make.programme(links=links), batch=f"第{size}期")
    cohort.ends_on = cohort.starts_on + timedelta(days=HALF_DAYS)
    trainees = make.enrolments(cohort, size)
    for place in range(HALF_DAYS):
        half_day = (HalfDay.MORNING, HalfDay.AFTERNOON)[place % 2]
        session = make.session(cohort, held_on=cohort.starts_on + timedelta(days=place // 2), half_day=half_day)
        absent = {one.id: Status.SICK if (one.number + place) % 20 == 0 else Status.PRESENT for one in trainees}
        record_marks(make.actor, session, marks=absent)
    score(make, cohort, trainees)
    rate(make, cohort, trainees)
    return cohort


def score(make: Factory, cohort: Cohort, trainees: list[Enrolment]) -> None:
    """Set the scheme, enter scores, decide and issue."""
    parts = [Part(1, "考勤", 40, Source.ATTENDANCE), Part(2, "考试", 60)]
    gates = [Gate(GateKind.LEAVE_SHARE, Fraction(1, 7), Consequence.AS_WITHDRAWN)]
    scheme = operations.set_scheme(make.actor, cohort, parts=parts, brackets=BRACKETS, gates=gates)
    exam = scheme.components[1]
    scores = {(one.id, exam.id): Decimal(60 + one.number % 40) for one in trainees}
    operations.enter_scores(make.actor, cohort, scores=scores)
    operations.accept_suggestions(make.actor, cohort, queries.class_assessment(cohort))
    operations.issue_certificates(make.actor, cohort, queries.class_assessment(cohort), on=cohort.starts_on)


def rate(make: Factory, cohort: Cohort, trainees: list[Enrolment]) -> None:
    """Rate everybody, hand an essay in for each, mark it twice, and take a form of everybody."""
    skills = queries.list_class_competencies(cohort)
    points = {(one, skill): 1 + (one.number + skill.id) % 5 for one in trainees for skill in skills}
    operations.rate_competencies(make.actor, cohort, rater=Rater.SELF_BEFORE, points=points)
    wanted = Asked(title="学习心得", due_on=cohort.starts_on)
    task = operations.set_task(make.actor, cohort, kind=TaskKind.ESSAY, asked=wanted)
    for one in trainees:
        text = "".join(SENTENCE.format(one.number * 31 % 97, line * one.number % 89, line) for line in range(40))
        work = operations.hand_in(make.actor, task, one, text=text, at=now())
        for marker in ("评委甲", "评委乙"):
            operations.mark_work(make.actor, work, points=Decimal(80), marker=marker)
    kind = EvaluationKind.CLASS
    asked = operations.open_evaluation(
        make.actor, cohort, kind=kind, session=None, items=items_for(kind), on=cohort.starts_on
    )
    operations.import_forms(make.actor, asked, text="5 5 4 4 3 多一些案例\n" * len(trainees))
    operations.close_evaluation(make.actor, asked, on=cohort.starts_on)
    db.session.commit()


def addresses(cohort: Cohort) -> dict[str, str]:
    """Return the pages of a class by what they show."""
    home = f"/classes/{cohort.public_id}"
    one = queries.class_assessment(cohort).rows[0].enrolment.public_id
    task = db.session.query(Task).filter_by(cohort_id=cohort.id).one()
    asked = db.session.query(Questionnaire).filter_by(cohort_id=cohort.id).one()
    work = queries.list_works(task)[0]
    return {
        "考核": f"{home}/assessment",
        "考核办法": f"{home}/assessment/scheme",
        "一人的考核结果": f"{home}/assessment/{one}",
        "优秀学员": f"{home}/assessment/outstanding",
        "证书": f"{home}/certificates",
        "作业": f"{home}/works",
        "一项作业": f"{home}/works/{task.public_id}",
        "一份作业": f"{home}/works/{task.public_id}/{work.public_id}",
        "能力": f"{home}/competencies",
        "录入能力评价": f"{home}/competencies/self_before",
        "评课": f"{home}/evaluations",
        "评估结果": f"{home}/evaluations/{asked.public_id}",
    }


def times(make: Factory, size: int) -> dict[str, float]:
    """Return the CPU seconds of each page of a class of this size."""
    pages = addresses(filled_class(make, size))
    client = make.organiser_client()
    answers = {name: client.get(address).status_code for name, address in pages.items()}
    assert set(answers.values()) == {200}
    return {name: time_best(lambda address=address: client.get(address)) for name, address in pages.items()}  # type: ignore[misc]  # bound at once


def test_pages_of_results_of_a_large_class(make: Factory, ratio_table: RatioTable) -> None:
    database = db.engine.dialect.name

    small, large = times(make, SMALL), times(make, LARGE)
    rows = [
        ratio_table.add(f"{name}（{size} 人，{database}）", measured=found[name], floor=MOST_SECONDS, bar=1)
        for size, found in ((SMALL, small), (LARGE, large))
        for name in found
    ]
    rows += [
        ratio_table.add(f"{name}（300 人比 100 人，{database}）", measured=large[name], floor=3 * small[name], bar=1.3)
        for name in small
    ]

    assert [row.name for row in rows if not row.ok] == []
