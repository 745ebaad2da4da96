"""Evaluation: the formula, what stays hidden, comments screened for names, paper forms, one form each."""

from fractions import Fraction
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select

from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.models import Questionnaire
from trainingapp.assessment.rules import ITEMS, Item
from trainingapp.assessment.terms import EvaluationKind, Screening
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum.models import Lecturer
from trainingapp.curriculum.terms import Form
from trainingapp.registers.queries.papers.lectures import evaluations
from trainingapp.registers.queries.papers.parts import Printing

PAIR = (Item("q1", "内容", 60), Item("q2", "方法", 40))


def opened(make: Factory, cohort: Cohort, people: int = 6) -> Questionnaire:
    """Return an open questionnaire about a lecture to so many."""
    make.enrolments(cohort, people)
    speaker = make.lecturer("王讲师")
    session = make.session(cohort, lecturers=[speaker], title="基层治理")
    return operations.open_evaluation(
        make.actor, cohort, kind=EvaluationKind.LECTURE, session=session, items=PAIR, on=cohort.starts_on
    )


def close(make: Factory, questionnaire: Questionnaire) -> None:
    """Close a questionnaire."""
    operations.close_evaluation(make.actor, questionnaire, on=questionnaire.opened_on)


def test_preset_of_a_lecture_sums_to_a_hundred() -> None:
    assert sum(item.most for item in ITEMS[EvaluationKind.LECTURE]) == 100


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 40)), max_size=12))
def test_mean_is_that_of_whole_forms_and_hidden_below_five(points: list[tuple[int, int]]) -> None:
    summary = rules.summarise(PAIR, [{"q1": one, "q2": two} for one, two in points])

    if len(points) < 5:
        assert summary is None
        return
    assert summary is not None
    total = sum(one + two for one, two in points)
    assert summary.mean == Fraction(total, len(points)) == sum((item.mean for item in summary.items), Fraction(0))
    assert summary.formula == f"均分 = 各份总分之和 {total} ÷ 份数 {len(points)} = {summary.shown}（满分 100）"


@pytest.mark.parametrize("comment", ["陈青禾讲得好", "请陈 青 禾再来", "问陈　青禾"])
def test_names_are_found_and_blanked_whatever_spaces_stand_in_them(comment: str) -> None:
    assert rules.names_in(comment, ["陈青禾", "李乙"]) == ["陈青禾"]
    assert rules.BLANKED in rules.blank_names(comment, ["陈青禾"])


def test_numbers_to_call_are_blanked_and_years_stay() -> None:
    assert rules.blank_names("请打19900001234，2025年那次", []) == "请打×××，2025年那次"


@pytest.mark.parametrize("form", [Form.VISIT, Form.DISCUSSION, Form.SEMINAR])
def test_usual_items_of_every_form_sum_to_a_hundred(form: Form) -> None:
    items = rules.items_for(EvaluationKind.LECTURE, form)

    assert (sum(item.most for item in items), items == ITEMS[EvaluationKind.LECTURE]) == (100, False)
    assert rules.items_for(EvaluationKind.LECTURE, Form.EXCHANGE) == ITEMS[EvaluationKind.LECTURE]


def test_share_of_the_content_counts_the_two_best_answers() -> None:
    summary = rules.summarise([Item("q1", "师资", 5)], [{"q1": points} for points in (5, 5, 4, 3, 1)])

    assert summary is not None
    assert (summary.items[0].content, dict(summary.items[0].counts)) == (Fraction(3, 5), {5: 2, 4: 1, 3: 1, 1: 1})


def test_results_wait_for_closing_and_for_five(make: Factory) -> None:
    cohort = make.cohort()
    questionnaire = opened(make, cohort)
    operations.import_forms(make.actor, questionnaire, text="60 40\n50 30\n60 30\n40 40")

    before = queries.evaluation_result(questionnaire)
    close(make, questionnaire)
    after = queries.evaluation_result(questionnaire)

    assert (before.forms, before.summary, after.summary) == (4, None, None)


def test_evaluation_closed_with_too_few_forms_is_opened_again_with_a_reason(make: Factory) -> None:
    cohort = make.cohort()
    questionnaire = opened(make, cohort)
    operations.import_forms(make.actor, questionnaire, text="60 40\n50 30\n60 30\n40 40")
    close(make, questionnaire)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/evaluations/{questionnaire.public_id}"

    silent = client.post(page, data={"act": "reopen", "reason": " "})
    client.post(page, data={"act": "reopen", "reason": "还有一份纸质表"})
    shown_open = client.get(page).text
    client.post(page, data={"act": "import", "forms": "60 40"})
    client.post(page, data={"act": "close"})

    assert (silent.status_code, "要写明理由" in silent.text, "<h2>结果</h2>" in shown_open) == (422, True, False)
    summary = queries.evaluation_result(questionnaire).summary
    assert (summary and summary.forms, "<h2>结果</h2>" in client.get(page).text) == (5, True)
    reopened = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "evaluation.reopened")).one()
    assert reopened.reason == "还有一份纸质表"


def test_evaluation_whose_result_was_shown_stays_closed(make: Factory) -> None:
    questionnaire = opened(make, make.cohort())
    with pytest.raises(Refused, match="还没有结束"):
        operations.reopen_evaluation(make.actor, questionnaire, reason="再收")
    operations.import_forms(make.actor, questionnaire, text="60 40\n" * 5)
    close(make, questionnaire)

    with pytest.raises(Refused, match="看得出是谁评的"):
        operations.reopen_evaluation(make.actor, questionnaire, reason="再收")


def test_paper_forms_are_all_taken_or_none(make: Factory) -> None:
    cohort = make.cohort()
    questionnaire = opened(make, cohort)

    with pytest.raises(Refused, match="第 2 行：“方法”要填 0 到 40 的整数"):
        operations.import_forms(make.actor, questionnaire, text="60 40 很好\n60 41")
    with pytest.raises(Refused, match="第 1 行：意见里只有数字，是不是得分比项目多"):
        operations.import_forms(make.actor, questionnaire, text="60 40 30 20")
    with pytest.raises(Refused, match="第 1 行：意见太长，最多 1000 个字"):
        operations.import_forms(make.actor, questionnaire, text=f"60 40 {'好' * 1001}")
    with pytest.raises(Refused, match="超过人数"):
        operations.import_forms(make.actor, questionnaire, text="60 40\n" * 7)

    assert queries.find_turnout(questionnaire).forms == 0


def test_comments_reach_the_lecturer_screened_and_without_names(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolment(cohort, "陈青禾")
    questionnaire = opened(make, cohort)
    lines = ["60 40 陈青禾同学也说好", "60 40 不要给讲师看", *["50 30"] * 3]
    operations.import_forms(make.actor, questionnaire, text="\n".join(lines))
    close(make, questionnaire)
    result = queries.evaluation_result(questionnaire)
    keys = {comment.key: Screening.SHOWN if comment.names else Screening.HIDDEN for comment in result.comments}

    operations.screen_comments(make.actor, questionnaire, decisions=keys)
    session = questionnaire.session
    assert session is not None
    client = make.client(make.user(Role.LECTURER, lecturer_id=session.teachings[0].lecturer_id))
    text = client.get("/my/lectures/evaluations").get_data(as_text=True)

    assert ("×××同学也说好" in text, "陈青禾" in text, "不要给讲师看" in text) == (True, False, False)
    assert "均分 = 各份总分之和 440 ÷ 份数 5 = 88" in text


def test_closed_evaluation_takes_no_form_and_never_opens_again(make: Factory) -> None:
    cohort = make.cohort()
    questionnaire = opened(make, cohort)
    close(make, questionnaire)

    with pytest.raises(Refused, match="已经结束，不再收表"):
        operations.import_forms(make.actor, questionnaire, text="60 40")
    with pytest.raises(Refused, match="不能重复发起"):
        operations.open_evaluation(
            make.actor,
            cohort,
            kind=EvaluationKind.LECTURE,
            session=questionnaire.session,
            items=PAIR,
            on=cohort.starts_on,
        )


def test_history_of_a_lecturer_by_year(make: Factory) -> None:
    cohort = make.cohort()
    questionnaire = opened(make, cohort)
    operations.import_forms(make.actor, questionnaire, text="60 40\n" * 4 + "10 40")
    close(make, questionnaire)
    db.session.flush()

    (standing,) = queries.yearly_standings(make.actor, Lecturer)

    assert (standing.entry.name, standing.year, standing.evaluated.forms) == ("王讲师", 2026, 5)
    assert standing.evaluated.share == Fraction(9, 10)


def test_evaluation_from_its_pages(make: Factory) -> None:
    cohort = make.cohort()
    trainees = make.enrolments(cohort, 5)
    session = make.session(cohort, title="群众工作")
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/evaluations"
    client.post(page, data={"session": session.public_id, "items": "内容 60\n方法 40"})
    client.post(page, data={})
    lecture = next(one.questionnaire for one in queries.list_questionnaires(cohort) if one.questionnaire.session_id)
    phone = make.client(make.user(Role.TRAINEE, person_id=trainees[0].person_id))

    wrong = phone.post(f"/my/evaluations/{lecture.public_id}", data={"q1": "61", "q2": "1"})
    blank = phone.post(f"/my/evaluations/{lecture.public_id}", data={"q1": "60"}).get_data(as_text=True)
    few = client.get(f"{page}/{lecture.public_id}").get_data(as_text=True)
    phone.post(f"/my/evaluations/{lecture.public_id}", data={"q1": "60", "q2": "40"})
    client.post(f"{page}/{lecture.public_id}", data={"act": "import", "forms": "30 20 好\n" * 4})
    ended = client.post(f"{page}/{lecture.public_id}", data={"act": "close"}, follow_redirects=True)

    assert "评估已结束，结果可以看了" in ended.get_data(as_text=True)
    assert "“方法”还没有填好" in blank
    assert "收到 0 份，不到 5 份：现在结束，结果不显示，要接着收得写明理由重新打开" in few
    assert (wrong.status_code, "“内容”要填 0 到 60 的整数" in wrong.get_data(as_text=True)) == (422, True)
    result = client.get(f"{page}/{lecture.public_id}").get_data(as_text=True)
    assert "均分 = 各份总分之和 300 ÷ 份数 5 = 60" in result
    assert "课程设置" in phone.get(f"/my/evaluations/{_class_form(cohort)}").get_data(as_text=True)
    assert "已结束" in client.get(page).get_data(as_text=True)
    assert "群众工作" not in phone.get("/my/evaluations").get_data(as_text=True)
    unread = client.post(f"{page}/{_class_form(cohort)}", data={"act": "close"}, follow_redirects=True)
    assert "评估已结束，不到 5 份，结果不显示" in unread.get_data(as_text=True)


def _class_form(cohort: Cohort) -> str:
    return next(
        one.questionnaire.public_id
        for one in queries.list_questionnaires(cohort)
        if one.questionnaire.session_id is None
    )


def test_refused_forms_and_items_stay_on_the_page(make: Factory) -> None:
    cohort = make.cohort()
    questionnaire = opened(make, cohort)
    other = make.session(cohort, title="另一课")
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/evaluations"

    items = client.post(page, data={"session": other.public_id, "items": "内容 六十"})
    forms = client.post(f"{page}/{questionnaire.public_id}", data={"act": "import", "forms": "60 41 讲得好"})

    assert (items.status_code, "内容 六十</textarea>" in items.get_data(as_text=True)) == (422, True)
    assert (forms.status_code, "60 41 讲得好</textarea>" in forms.get_data(as_text=True)) == (422, True)
    assert queries.find_turnout(questionnaire).forms == 0


def test_blank_form_is_printed_without_a_place_for_a_name(make: Factory) -> None:
    cohort = make.cohort()
    questionnaire = opened(make, cohort)

    page = f"/classes/{cohort.public_id}/evaluations/{questionnaire.public_id}/paper"
    text = make.organiser_client().get(page).get_data(as_text=True)

    assert ("内容" in text, "王讲师" in text, "不记名，请不要写姓名" in text) == (True, True, True)


def test_paper_has_each_form_s_own_columns_satisfaction_and_what_was_let_through(make: Factory) -> None:
    cohort = make.cohort()
    lecture = opened(make, cohort)
    own = (Item("q1", "讲解", 100),)
    visit = operations.open_evaluation(
        make.actor, cohort, kind=EvaluationKind.LECTURE, session=make.session(cohort), items=own, on=cohort.starts_on
    )
    usual = ITEMS[EvaluationKind.CLASS]
    whole = operations.open_evaluation(
        make.actor, cohort, kind=EvaluationKind.CLASS, session=None, items=usual, on=cohort.starts_on
    )
    for one, line in ((lecture, "60 40 讲得好"), (visit, "90"), (whole, "5 5 4 3 5")):
        operations.import_forms(make.actor, one, text=f"{line}\n" * 5)
        close(make, one)
    keys = {comment.key: Screening.SHOWN for comment in queries.evaluation_result(lecture).comments[:1]}
    operations.screen_comments(make.actor, lecture, decisions=keys)

    book = load_workbook(BytesIO(evaluations(cohort, Printing(actor=make.actor, on=cohort.starts_on))))

    text = {sheet.title: [cell.value for row in sheet for cell in row if cell.value is not None] for sheet in book}
    assert list(text) == ["课程评估1", "课程评估2", "满意度", "意见建议"]
    assert ("讲解\n（100分）" in text["课程评估1"], "讲解\n（100分）" in text["课程评估2"]) == (False, True)
    assert (1 in text["满意度"], "讲得好" in text["意见建议"]) == (True, True)
    assert any("均分 = 各份总分之和 ÷ 份数" in str(value) for value in text["课程评估1"])
