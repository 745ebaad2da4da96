"""Pages of results: the grid, what typing writes, the scheme, deciding, and that rows cost no queries."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal

import pytest

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.assessment import operations, queries
from trainingapp.assessment.operations import Asked
from trainingapp.assessment.rules import BRACKETS, DEFAULT_REQUIREMENTS, Part
from trainingapp.assessment.terms import Completion, TaskKind
from trainingapp.attendance.operations import record_marks
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.models import Cohort
from trainingapp.core.clock import now
from trainingapp.core.database import db

Counting = Callable[[], AbstractContextManager[CountedQueries]]


def scored_class(make: Factory) -> Cohort:
    """Return a class that is assessed by one exam."""
    cohort: Cohort = make.cohort()
    operations.set_scheme(make.actor, cohort, parts=[Part(1, "考试", 100)], brackets=BRACKETS)
    return cohort


def test_scores_are_saved_and_faults_write_nothing(make: Factory) -> None:
    cohort = scored_class(make)
    one, two = make.enrolment(cohort, "陈甲"), make.enrolment(cohort, "李乙")
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/assessment"
    fields = {f"seen-{one.public_id}-1": "0 ", f"seen-{two.public_id}-1": "0 "}

    wrong = client.post(page, data={**fields, f"score-{one.public_id}-1": "90", f"score-{two.public_id}-1": "八十"})
    kept = [row.total for row in queries.class_assessment(cohort).rows]
    client.post(page, data={**fields, f"score-{one.public_id}-1": "90.5", f"score-{two.public_id}-1": ""})
    text = client.get(page).get_data(as_text=True)

    assert (wrong.status_code, "李乙的“考试”要填数字" in wrong.get_data(as_text=True), kept) == (
        422,
        True,
        [None, None],
    )
    assert [row.total for row in queries.class_assessment(cohort).rows] == [Decimal("90.5"), None]
    assert ("考试 90.5×100% = 90.5" in text, "还没有成绩：考试" in text) == (True, True)


@pytest.mark.parametrize(("typed", "fault"), [("八十", "李乙的“考试”要填数字"), ("101", "0 到 100")])
def test_faulty_score_is_shown_at_its_field_and_the_rest_is_kept(make: Factory, typed: str, fault: str) -> None:
    cohort = scored_class(make)
    one, two = make.enrolment(cohort, "陈甲"), make.enrolment(cohort, "李乙")
    fields = {f"seen-{row.public_id}-1": "0 " for row in (one, two)}
    scores = {f"score-{one.public_id}-1": "90", f"score-{two.public_id}-1": typed}

    answer = make.organiser_client().post(f"/classes/{cohort.public_id}/assessment", data={**fields, **scores})
    text = answer.get_data(as_text=True)
    (described,) = re.findall(rf'<small id="fault-{two.public_id}-1">([^<]*)', text)

    assert (answer.status_code, fault in described, text.count('aria-invalid="true"')) == (422, True, 1)
    assert all(f'name="{name}" value="{value}"' in text for name, value in scores.items())


def test_scheme_is_set_from_its_page_and_preset_fills_it(make: Factory) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/assessment/scheme"

    preset = client.get(f"{page}?preset=closing").get_data(as_text=True)
    unsaved = queries.find_scheme(cohort.id)
    client.post(
        page,
        data={
            "part-1": "考试",
            "weight-1": "60",
            "part-2": "平时",
            "weight-2": "40",
            "band-1": "合格",
            "minimum-1": "60",
            "passes-1": "on",
            "band-2": "不合格",
            "minimum-2": "0",
        },
    )

    assert ('value="学习心得"' in preset, unsaved) == (True, None)
    scheme = queries.find_scheme(cohort.id)
    assert scheme is not None
    assert [(row.name, row.weight) for row in scheme.components] == [("考试", 60), ("平时", 40)]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"weight-1": "60"}, "各项权重加起来是 60%，应为 100%"),
        ({"weight-1": "六十"}, "“考试”的权重要填数字，现在是“六十”"),
        ({"weight-1": "100", "band-1": "合格", "minimum-1": "60"}, "不到 60 分的没有等次"),
        ({"weight-1": "100", "gate-1": "leave_share", "gate-limit-1": "七分之一"}, "一票否决“缺课学时不超过总学时的”"),
    ],
)
def test_refused_scheme_keeps_what_was_typed(make: Factory, typed: dict[str, str], fault: str) -> None:
    cohort = make.cohort()
    data = {"version": "0", "part-1": "考试", "source_text": "本班方案", "outstanding-share": "1/10", **typed}

    answer = make.organiser_client().post(f"/classes/{cohort.public_id}/assessment/scheme", data=data)
    text = answer.get_data(as_text=True)

    assert (answer.status_code, fault in text, queries.find_scheme(cohort.id)) == (422, True, None)
    written = {name: value for name, value in data.items() if name != "gate-1"}
    assert [name for name, value in written.items() if f'value="{value}"' not in text] == []


def test_unreadable_field_of_a_scheme_is_marked(make: Factory) -> None:
    cohort = make.cohort()
    data = {
        "part-1": "考试",
        "weight-1": "六十",
        "part-2": "平时",
        "weight-2": "40",
        "band-1": "合格",
        "minimum-1": "0",
    }

    text = (
        make.organiser_client().post(f"/classes/{cohort.public_id}/assessment/scheme", data=data).get_data(as_text=True)
    )

    assert re.findall(r'name="([^"]+)"[^>]*aria-invalid', text) == ["weight-1"]
    assert re.findall(r'id="weight-1-fault">([^<]*)', text) == ["“考试”的权重要填数字，现在是“六十”"]


MENDED = {"weight-1": "60", "minimum-1": "60", "gate-limit-1": "1", "source_text": "本班方案"}


def test_all_that_is_wrong_with_a_scheme_is_told_in_one_round(make: Factory) -> None:
    cohort = make.cohort()
    typed = {
        "part-1": "考试", "weight-1": "六十", "part-2": "平时", "weight-2": "40", "part-3": "考试", "weight-3": "0",
        "part-4": "出勤", "weight-4": "0", "source-4": "essays", "measure-4": "0",
        "band-1": "合格", "minimum-1": "六十分", "passes-1": "on",
        "band-2": "优秀", "minimum-2": "100", "passes-2": "on",
        "band-3": "合格", "minimum-3": "100", "passes-3": "on", "gate-1": "absent_half_days", "gate-limit-1": "三",
        "gate-2": "component_taken", "gate-part-2": "面试", "outstanding-share": "0", "source_text": "依" * 201,
    }  # fmt: skip
    client, page = make.organiser_client(), f"/classes/{cohort.public_id}/assessment/scheme"

    first, second = (
        dict(re.findall(r'<a href="#([^"]+)">([^<]*)', client.post(page, data=data).get_data(as_text=True)))
        for data in (typed, {**typed, **MENDED})
    )

    assert set(first) == {
        *("weight-1", "part-3", "weight-3", "weight-4", "measure-4", "minimum-1", "band-3", "minimum-3"),
        *("gate-limit-1", "gate-limit-2", "outstanding-share", "source_text"),
    }
    assert "加起来" not in "".join(first.values())
    assert "没有等次" not in "".join(first.values())
    later = {place: text for place, text in second.items() if first.get(place) != text}
    assert later == {"minimum-1": "不到 60 分的没有等次，请加一个从 0 分起的等次，或把“合格”的分数线改为 0"}


@pytest.mark.parametrize(
    ("typed", "place", "fault"),
    [
        ({"part-3": "考试", "weight-3": "0"}, "part-3", "考核内容“考试”写了两次"),
        ({"weight-4": "20"}, "part-4", "这一行填了内容，还没有写名称"),
        ({"band-3": "合格", "minimum-3": "70"}, "band-3", "等次“合格”写了两次"),
        ({"band-3": "良好", "minimum-3": "60"}, "minimum-3", "有两个等次都从 60 分起"),
        ({"minimum-2": "10"}, "minimum-2", "不到 10 分的没有等次"),
        ({"outstanding-share": "0"}, "outstanding-share", "优秀学员比例要大于 0"),
        ({"gate-1": "component_taken", "gate-part-1": "面试"}, "gate-limit-1", "要写明是哪一项考核内容"),
    ],
)
def test_fault_of_a_scheme_stands_at_its_field_and_is_linked_to(
    make: Factory, typed: dict[str, str], place: str, fault: str
) -> None:
    cohort = make.cohort()
    sound = {
        "part-1": "考试", "weight-1": "100", "band-1": "合格", "minimum-1": "60", "passes-1": "on",
        "band-2": "不合格", "minimum-2": "0",
    }  # fmt: skip

    answer = make.organiser_client().post(f"/classes/{cohort.public_id}/assessment/scheme", data={**sound, **typed})
    text = answer.get_data(as_text=True)

    marked = dict(re.findall(r'id="([^"]+)-fault">([^<]*)', text))
    linked = re.findall(r'<a href="#([^"]+)">([^<]*)', text.partition('role="alert"')[2].partition("</p>")[0])
    assert (answer.status_code, fault in marked.get(place, "")) == (422, True)
    assert dict(linked) == marked


def test_scheme_of_two_who_edit_shows_both_and_keeps_the_later_one_s_words(make: Factory) -> None:
    cohort = scored_class(make)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/assessment/scheme"
    data = {
        "version": "0",
        "part-1": "结业考试",
        "weight-1": "100",
        "band-1": "合格",
        "minimum-1": "0",
        "passes-1": "on",
    }

    stale = client.post(page, data=data)
    text = stale.get_data(as_text=True)
    (version,) = re.findall(r'name="version"[^>]*value="(\d+)"', text)
    again = client.post(page, data={**data, "version": version})

    assert (stale.status_code, "别人刚改过考核办法，现在是：考试 100%" in text, 'value="结业考试"' in text) == (
        409,
        True,
        True,
    )
    assert again.status_code == 302


def test_grid_asks_as_much_for_three_as_for_one(make: Factory, count_queries: Counting) -> None:
    cohort = scored_class(make)
    client = make.organiser_client()
    totals = []
    for amount in (1, 2):
        make.enrolments(cohort, amount)
        db.session.commit()
        with count_queries() as counted:
            client.get(f"/classes/{cohort.public_id}/assessment")
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_decision_from_the_page(make: Factory) -> None:
    cohort = scored_class(make)
    one = make.enrolment(cohort)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/assessment/{one.public_id}"
    data = {"band": "合格", "completion": "completed"}

    refused = client.post(page, data=data).status_code
    client.post(page, data={**data, "reason": "免试"})

    assert (refused, queries.class_assessment(cohort).rows[0].band) == (422, "合格")


def test_inspector_reads_and_another_teacher_finds_nothing(make: Factory) -> None:
    cohort = scored_class(make)
    make.enrolment(cohort, "<i>陈</i>")
    inspector = make.client(make.user(Role.INSPECTOR))
    stranger = make.client(make.user(Role.CLASS_TEACHER, cohort_id=make.cohort().id))
    page = f"/classes/{cohort.public_id}/assessment"

    text = inspector.get(page).get_data(as_text=True)

    assert ("&lt;i&gt;陈" in text, "<i>陈" in text, "grid-input" in text) == (True, False, False)
    assert (inspector.post(page).status_code, stranger.get(page).status_code) == (403, 404)


def test_whole_scheme_is_set_from_its_page_and_verdict_opens_to_rules_and_records(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort, "陈甲")
    session = make.session(cohort, title="基层治理")
    record_marks(make.actor, session, marks={one.id: Status.SICK})
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/assessment"
    fields = {
        "part-1": "考试", "weight-1": "100", "band-1": "合格", "minimum-1": "0", "passes-1": "on",
        "gate-1": "leave_share", "gate-limit-1": "1/7", "gate-consequence-1": "as_withdrawn",
        "gate-source-1": "2013年规定", "outstanding-share": "1/10", "outstanding-rounding": "up",
    }  # fmt: skip

    saved = client.post(f"{page}/scheme", data=fields)
    text = client.get(f"{page}/{one.public_id}").get_data(as_text=True)
    edition = client.get(f"{page}/scheme/1").get_data(as_text=True)
    again = client.get(f"{page}/scheme").get_data(as_text=True)

    assert saved.status_code == 302
    assert ("缺课 3 学时，应修 3，3/3 &gt; 1/7：超过" in text, "参考：2013年规定" in text) == (True, True)
    assert ("基层治理" in text, "优秀学员 1/10，进一" in edition, 'value="1/7"' in again) == (True, True, True)


def test_offence_and_outstanding_from_their_pages(make: Factory) -> None:
    cohort = scored_class(make)
    one = make.enrolment(cohort)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/assessment"
    client.post(page, data={f"seen-{one.public_id}-1": "0 ", f"score-{one.public_id}-1": "95"})

    wrong = client.post(f"{page}/{one.public_id}/offences", data={"kind": "left", "found_on": "2026-05-12"})
    right = client.post(
        f"{page}/{one.public_id}/offences", data={"kind": "left", "found_on": "2026-05-12", "note": "下午离班"}
    )
    waiting = queries.class_assessment(cohort).rows[0].completion
    client.post(f"{page}/{one.public_id}", data={"band": "优秀", "completion": "completed", "reason": "已批评教育"})
    client.post(f"{page}/outstanding", data={"chosen": one.public_id, "reason": "班委推荐"})
    text = client.get(f"{page}/outstanding").get_data(as_text=True)

    assert (wrong.status_code, right.status_code, waiting) == (422, 302, Completion.PENDING)
    assert "下午离班" in client.get(f"{page}/{one.public_id}").get_data(as_text=True)
    assert (queries.class_assessment(cohort).rows[0].outstanding, "checked" in text) == (True, True)


def test_requirements_are_set_from_their_page_and_a_refusal_keeps_what_was_typed(make: Factory) -> None:
    client = make.organiser_client()
    line = {"label-1": "委员", "posts-1": "委员，书记", "hours-1": "24.5", "from-1": "2026"}

    refused = client.post("/hours/rules", data={**line, "hours-1": "24.3"})
    saved = client.post("/hours/rules", data=line)
    text = client.get("/hours/rules").get_data(as_text=True)

    assert (refused.status_code, 'name="hours-1" value="24.3"' in refused.get_data(as_text=True)) == (422, True)
    marked = re.findall(r'id="([^"]+)-fault">([^<]*)', refused.get_data(as_text=True))
    assert marked == [("hours-1", "“委员”的学时要在 0 到 1000 之间，以 0.5 为单位")]
    assert (saved.status_code, 'name="hours-1" value="24.5"' in text) == (302, True)
    assert [(one.label, one.posts, one.from_year) for one in queries.hours_rules()] == [
        ("委员", ("委员", "书记"), 2026)
    ]


def test_requirements_of_the_office_are_not_set_by_who_has_a_part_of_it(make: Factory) -> None:
    client = make.client(make.user(Role.ORGANISER, organisation_id=make.street.id))

    answer = client.post("/hours/rules", data={"label-1": "委员", "hours-1": "1"})

    assert (answer.status_code, queries.hours_rules()) == (403, DEFAULT_REQUIREMENTS)


def test_refused_decision_stays_on_the_verdict(make: Factory) -> None:
    cohort = scored_class(make)
    one = make.enrolment(cohort, "陈甲")
    data = {"band": "良好", "completion": "completed", "reason": "", "remark": "补考"}

    answer = make.organiser_client().post(f"/classes/{cohort.public_id}/assessment/{one.public_id}", data=data)
    text = answer.get_data(as_text=True)

    assert (answer.status_code, "改评要写明理由" in text, 'value="补考"' in text) == (422, True, True)
    assert ("<option selected>良好</option>" in text, queries.class_assessment(cohort).rows[0].decided) == (True, False)


def test_verdict_opens_to_the_work_and_marks_behind_it(make: Factory) -> None:
    cohort = scored_class(make)
    one = make.enrolment(cohort, "陈甲")
    scheme = queries.find_scheme(cohort.id)
    assert scheme is not None
    wanted = Asked(title="学习心得", due_on=cohort.starts_on, component=scheme.components[0])
    task = operations.set_task(make.actor, cohort, kind=TaskKind.ESSAY, asked=wanted)
    work = operations.hand_in(make.actor, task, one, text="走进楼组", at=now())
    for marker, points in (("评委甲", "80"), ("评委乙", "90")):
        operations.mark_work(make.actor, work, points=Decimal(points), marker=marker)

    text = make.organiser_client().get(f"/classes/{cohort.public_id}/assessment/{one.public_id}").get_data(as_text=True)

    assert ("学习心得" in text, "2 人评，均分 85，相差 10（评委甲 80、评委乙 90）" in text) == (True, True)


def test_refused_outstanding_keeps_ticks_and_reason(make: Factory) -> None:
    cohort = scored_class(make)
    one = make.enrolment(cohort, "陈甲")
    page = f"/classes/{cohort.public_id}/assessment/outstanding"
    client = make.organiser_client()

    answer = client.post(page, data={"chosen": one.public_id, "reason": "表现突出"})
    text = answer.get_data(as_text=True)

    assert (answer.status_code, "陈甲还没有评定为结业" in text, 'value="表现突出"' in text) == (422, True, True)
    assert "还没有评定优秀学员" in client.get(f"{page}/paper").get_data(as_text=True)


PAGES = ("", "/outstanding", "/outstanding/paper")
OTHERS = ("works", "competencies", "competencies/mentor", "certificates", "evaluations")


def test_pages_of_results_ask_as_much_for_three_as_for_one(make: Factory, count_queries: Counting) -> None:
    cohort = scored_class(make)
    make.session(cohort)
    client = make.organiser_client()
    wanted = Asked(title="学习心得", due_on=cohort.starts_on)
    task = operations.set_task(make.actor, cohort, kind=TaskKind.ESSAY, asked=wanted)
    addresses = [f"assessment{page}" for page in PAGES] + [*OTHERS, f"works/{task.public_id}"]
    counts: list[dict[str, int]] = []
    for amount in (1, 2):
        for one in make.enrolments(cohort, amount):
            work = operations.hand_in(make.actor, task, one, text="走进楼组听居民怎么说" * 9, at=now())
            operations.mark_work(make.actor, work, points=Decimal(80))
        db.session.commit()
        asked = {}
        for address in addresses:
            with count_queries() as counted:
                assert client.get(f"/classes/{cohort.public_id}/{address}").status_code == 200
            asked[address] = counted.total
        counts.append(asked)

    grown = {address for address in addresses if counts[1][address] != counts[0][address]}
    assert grown - {f"works/{task.public_id}"} == set()
    assert counts[1][f"works/{task.public_id}"] <= counts[0][f"works/{task.public_id}"] + 2
