"""Seminars of a course plan: drafted, repaired, undone and done again as sessions side by side."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import time

import pytest

from tests.factories import Factory
from tests.timetable.planned import FRIDAY, MONDAY, course, draft, mended, proposed
from tests.timetable.test_seminars import THEMES, grouped_class, plan_of, sat, table_plans
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum import operations as curriculum
from trainingapp.curriculum.terms import Availability, Form
from trainingapp.timetable import operations, queries
from trainingapp.timetable.models import PlannedCourse, PlannedOrder, Seminar, Session
from trainingapp.timetable.operations import proposals
from trainingapp.timetable.operations.course_plans import change_plan, derive_plan
from trainingapp.timetable.operations.planned_seminars import change_groups, plan_groups
from trainingapp.timetable.operations.seminars import change_seminar, plan_seminar, record_outcome
from trainingapp.timetable.queries.course_plans import held_sessions, list_planned_courses, unplaced_times
from trainingapp.timetable.queries.plan_cards import Scope
from trainingapp.timetable.queries.seminars import list_seminars
from trainingapp.timetable.terms import HalfDay, SessionState


def planned_class(make: Factory) -> Cohort:
    """Return a class of three groups that meets for a week, and three rooms."""
    cohort = grouped_class(make)
    cohort.ends_on = FRIDAY
    return cohort


def seminar_course(make: Factory, cohort: Cohort, **values: object) -> PlannedCourse:
    return course(make, cohort, "书记结构化研讨", form=Form.SEMINAR, **values)


def planned_seminar(make: Factory, cohort: Cohort, lecture: PlannedCourse | None = None) -> Seminar:
    """Return a seminar of the plan, after a lecture if one is given; the groups' rooms are left to the planner."""
    joint = seminar_course(make, cohort, after=[lecture] if lecture else [])
    tables = [replace(one, venue=None) for one in table_plans(make, cohort)]
    (seminar,) = plan_groups(make.actor, cohort, joint, title="书记结构化研讨", tables=tables)
    db.session.commit()
    db.session.expire_all()
    return seminar


def seminar_sessions(cohort: Cohort) -> list[Session]:
    return [
        one for one in queries.list_sessions(cohort) if one.form is Form.SEMINAR and one.state is SessionState.PLANNED
    ]


def times_of(sessions: Sequence[Session]) -> set[tuple[object, object]]:
    return {(one.starts, one.ends) for one in sessions}


def test_course_of_the_plan_becomes_one_for_each_group_at_the_same_time(make: Factory) -> None:
    cohort = planned_class(make)
    lecture = course(make, cohort, "辅导报告")
    after = course(make, cohort, "交流汇报")

    seminar = planned_seminar(make, cohort, lecture)

    own = [table.planned for table in seminar.tables if table.planned]
    assert [(one.title, one.audience_label, one.host is not None) for one in own] == [
        (f"书记结构化研讨：{theme}", f"第{number}组", True) for theme, number in zip(THEMES, "一二三", strict=True)
    ]
    assert [one.together for one in own] == [None, own[0], own[0]]
    assert [[order.before for order in one.earlier] for one in own] == [[lecture]] * 3
    assert [one.title for one in list_planned_courses(cohort)] == [lecture.title, after.title, *(o.title for o in own)]


def test_courses_of_groups_with_one_theme_are_told_apart_by_the_group(make: Factory) -> None:
    cohort = planned_class(make)
    tables = [replace(one, theme="垃圾分类") for one in table_plans(make, cohort)[:2]]

    (seminar,) = plan_groups(make.actor, cohort, seminar_course(make, cohort), title="结构化研讨", tables=tables)

    assert [table.planned.title for table in seminar.tables if table.planned] == [
        "结构化研讨：垃圾分类（第一组）",
        "结构化研讨：垃圾分类（第二组）",
    ]


def test_course_held_three_times_becomes_three_seminars_one_after_the_other(make: Factory) -> None:
    cohort = planned_class(make)
    lecture, summary = course(make, cohort, "导学"), course(make, cohort, "总结", form=Form.CEREMONY)
    joint = seminar_course(make, cohort, after=[lecture], times=3)
    summary.earlier = [PlannedOrder(before=joint, half_days=1)]
    tables = [replace(one, venue=None) for one in table_plans(make, cohort)]

    seminars = plan_groups(make.actor, cohort, joint, title="研讨", tables=tables)
    db.session.commit()
    db.session.expire_all()
    proposals.accept_proposal(make.actor, proposed(make, cohort))

    assert [one.title for one in seminars] == ["研讨（第1次）", "研讨（第2次）", "研讨（第3次）"]
    assert [[table.theme for table in one.tables] for one in seminars] == [list(THEMES)] * 3
    assert {(one.times, one.hours) for one in list_planned_courses(cohort) if one.form is Form.SEMINAR} == {
        (1, joint.hours)
    }
    held = [{sat(table).starts for table in one.tables} for one in seminars]
    (begins,) = (one.starts for one in queries.list_sessions(cohort) if one.title == "导学")
    (closes,) = (one.starts for one in queries.list_sessions(cohort) if one.title == "总结")
    assert [len(starts) for starts in held] == [1, 1, 1]
    assert begins < min(held[0]) < min(held[1]) < min(held[2]) < closes


def test_course_held_several_times_beside_another_is_not_split(make: Factory) -> None:
    cohort = planned_class(make)
    other = course(make, cohort, "参观")
    joint = seminar_course(make, cohort, times=2, together=other)

    with pytest.raises(Refused, match="请先去掉“同时上”"):
        plan_groups(make.actor, cohort, joint, title="研讨", tables=table_plans(make, cohort))


def test_draft_places_the_groups_side_by_side_in_rooms_of_their_own(make: Factory) -> None:
    cohort = planned_class(make)
    lecture = course(make, cohort, "辅导报告")
    planned_seminar(make, cohort, lecture)

    found = draft(cohort)
    proposals.accept_proposal(make.actor, proposed(make, cohort))
    db.session.commit()
    db.session.expire_all()

    sessions = seminar_sessions(cohort)
    (seminar,) = list_seminars(cohort)
    (report,) = [one for one in queries.list_sessions(cohort) if one.title == "辅导报告"]
    assert (found.hard, len(sessions), len(times_of(sessions))) == ([], 3, 1)
    assert len({one.venue_id for one in sessions} | {None}) == 4
    assert {table.session for table in seminar.tables} == set(sessions)
    assert sessions[0].starts >= report.ends
    assert unplaced_times(cohort) == []


def test_usual_room_of_the_class_does_not_keep_the_groups_apart(make: Factory) -> None:
    cohort = planned_class(make)
    planned_seminar(make, cohort)
    home = make.venue("主会场")
    change_plan(make.actor, cohort, venue_id=home.id)

    found = draft(cohort)

    assert (found.hard, len(found.places)) == ([], 3)


def test_group_without_a_place_joins_those_that_stand(make: Factory) -> None:
    cohort = planned_class(make)
    planned_seminar(make, cohort)
    proposals.accept_proposal(make.actor, proposed(make, cohort))
    first = seminar_sessions(cohort)[0]
    operations.move_session(make.actor, first, day=FRIDAY, half_day=HalfDay.AFTERNOON, version=first.version)
    for other in seminar_sessions(cohort):
        if other is not first:
            operations.cancel_session(make.actor, other, reason="重排")

    proposals.accept_proposal(make.actor, proposed(make, cohort, Scope(keep=True)))

    sessions = seminar_sessions(cohort)
    assert ({one.held_on for one in sessions}, len(sessions)) == ({FRIDAY}, 3)
    assert len({one.starts for one in sessions}) == 1


def test_draft_undone_and_done_again_finds_its_groups(make: Factory) -> None:
    cohort = planned_class(make)
    planned_seminar(make, cohort)
    proposals.accept_proposal(make.actor, proposed(make, cohort))
    db.session.commit()

    operations.undo_step(make.actor, cohort)
    db.session.commit()
    db.session.expire_all()
    undone = [table.session for table in list_seminars(cohort)[0].tables]
    operations.redo_step(make.actor, cohort)
    db.session.commit()
    db.session.expire_all()

    assert undone == [None, None, None]
    assert [table.held for table in list_seminars(cohort)[0].tables] == seminar_sessions(cohort)


def seminar_of_the_plan(make: Factory, cohort: Cohort) -> None:
    planned_seminar(make, cohort)
    proposals.accept_proposal(make.actor, proposed(make, cohort))


def seminar_of_the_timetable(make: Factory, cohort: Cohort) -> None:
    plan_seminar(make.actor, cohort, plan=plan_of(table_plans(make, cohort)))


def seminar_in_place_of_a_course(make: Factory, cohort: Cohort) -> None:
    """The first group's session stands in the plan for the course of all."""
    joint = make.session(cohort, title="书记结构化研讨", form=Form.SEMINAR)
    derive_plan(make.actor, cohort)
    plan_seminar(make.actor, cohort, plan=plan_of(table_plans(make, cohort)), replaces=joint)
    db.session.commit()


@pytest.mark.parametrize("lay_out", [seminar_of_the_plan, seminar_of_the_timetable, seminar_in_place_of_a_course])
def test_repair_moves_all_groups_together(make: Factory, lay_out: Callable[[Factory, Cohort], None]) -> None:
    cohort = planned_class(make)
    lay_out(make, cohort)
    before = times_of(seminar_sessions(cohort))
    host = seminar_sessions(cohort)[1].host
    assert host is not None
    day = seminar_sessions(cohort)[0].held_on
    curriculum.add_lecturer_time(make.actor, host, kind=Availability.AWAY, first_on=day, last_on=day)

    found = mended(cohort)

    assert (found.hard, len(found.places), len({(one.day, one.starts_at) for one in found.places})) == ([], 3, 1)
    assert not before & {(one.day, one.starts_at) for one in found.places}


def test_placed_seminar_is_one_step_to_undo_and_do_again(make: Factory) -> None:
    cohort = planned_class(make)
    seminar, _ = plan_seminar(make.actor, cohort, plan=plan_of(table_plans(make, cohort)))
    before = [(one.id, one.public_id, operations.Plan.of(one)) for one in queries.list_sessions(cohort)]
    tables = [(one.public_id, one.theme, one.questions, one.group) for one in seminar.tables]
    seminar_id = seminar.public_id
    db.session.commit()

    step, _ = operations.undo_step(make.actor, cohort)
    db.session.commit()
    db.session.expire_all()
    undone = (queries.list_sessions(cohort), list_seminars(cohort))
    operations.redo_step(make.actor, cohort)
    db.session.commit()
    db.session.expire_all()

    assert step.label == "排上“书记结构化研讨”（3 个小组）"
    assert undone == ([], [])
    assert [(one.id, one.public_id, operations.Plan.of(one)) for one in queries.list_sessions(cohort)] == before
    (again,) = list_seminars(cohort)
    assert (again.public_id, again.title) == (seminar_id, "书记结构化研讨")
    assert [(one.public_id, one.theme, one.questions, one.group) for one in again.tables] == tables
    assert [one.session_id for one in again.tables] == [key for key, *_ in before]


def test_undone_seminar_stays_where_an_outcome_is_written_down(make: Factory) -> None:
    cohort = planned_class(make)
    seminar, _ = plan_seminar(make.actor, cohort, plan=plan_of(table_plans(make, cohort)))
    record_outcome(make.actor, seminar.tables[1], outcome="定时定点投放")

    operations.undo_step(make.actor, cohort)
    db.session.commit()
    db.session.expire_all()

    (kept,) = list_seminars(cohort)
    assert [(one.outcome, one.session) for one in kept.tables] == [("定时定点投放", None)]
    operations.redo_step(make.actor, cohort)
    db.session.commit()
    db.session.expire_all()
    assert [(one.theme, one.outcome, one.session is None) for one in kept.tables] == [
        (theme, "定时定点投放" if place == 1 else "", False) for place, theme in enumerate(THEMES)
    ]


def test_change_of_a_seminar_is_one_step_too(make: Factory) -> None:
    cohort = planned_class(make)
    first, second, third = table_plans(make, cohort)
    seminar, _ = plan_seminar(make.actor, cohort, plan=plan_of([first, second]))
    changed = plan_of([replace(first, theme="新主题"), third], starts_at=time(8, 30))
    change_seminar(make.actor, seminar, plan=changed, version=seminar.version)
    after = [(one.title, one.starts_at) for one in queries.list_sessions(cohort)]

    operations.undo_step(make.actor, cohort)
    undone = [(one.title, one.starts_at) for one in queries.list_sessions(cohort)]
    theme = seminar.tables[0].theme
    operations.redo_step(make.actor, cohort)

    assert undone == [(f"书记结构化研讨：{name}", time(9)) for name in THEMES[:2]]
    assert theme == THEMES[0]
    assert [(one.title, one.starts_at) for one in queries.list_sessions(cohort)] == after
    assert seminar.tables[0].theme == "新主题"


def test_undone_change_puts_the_whole_back(make: Factory) -> None:
    cohort = planned_class(make)
    first, second, third = table_plans(make, cohort)
    first.group.theme = "早先的主题"
    seminar, _ = plan_seminar(make.actor, cohort, plan=plan_of([first, second]))
    changed = plan_of([replace(first, theme="新主题"), replace(second, theme="另一个主题"), third], title="新的研讨")
    change_seminar(make.actor, seminar, plan=changed, version=seminar.version)
    second.group.theme = "后来手改的主题"

    operations.undo_step(make.actor, cohort)
    undone = (seminar.title, [group.theme for group in cohort.groups])
    fewer = [table.theme for table in seminar.tables]
    operations.redo_step(make.actor, cohort)
    again = (seminar.title, [group.theme for group in cohort.groups])
    more = [(table.theme, table.session is None) for table in seminar.tables]
    operations.undo_step(make.actor, cohort)
    operations.undo_step(make.actor, cohort)

    assert undone == ("书记结构化研讨", [THEMES[0], "后来手改的主题", ""])
    assert fewer == list(THEMES[:2])
    assert more == [("新主题", False), ("另一个主题", False), (THEMES[2], False)]
    assert again == ("新的研讨", ["新主题", "后来手改的主题", THEMES[2]])
    assert [group.theme for group in cohort.groups] == ["早先的主题", "后来手改的主题", ""]


def test_undone_split_gives_the_joint_session_its_place_in_the_plan_back(make: Factory) -> None:
    cohort = planned_class(make)
    joint = make.session(cohort, title="书记结构化研讨", form=Form.SEMINAR)
    (planned,) = derive_plan(make.actor, cohort)
    plan_seminar(make.actor, cohort, plan=plan_of(table_plans(make, cohort)), replaces=joint)
    db.session.commit()

    operations.undo_step(make.actor, cohort)
    db.session.commit()
    db.session.expire_all()
    undone = (joint.state, [link.session for link in held_sessions(planned).values()])
    operations.redo_step(make.actor, cohort)
    db.session.commit()
    db.session.expire_all()

    assert undone == (SessionState.PLANNED, [joint])
    assert joint.state is SessionState.CANCELLED
    assert [link.session.title for link in held_sessions(planned).values()] == ["书记结构化研讨：垃圾分类"]


def test_groups_of_the_plan_are_changed_until_they_have_a_place(make: Factory) -> None:
    cohort = planned_class(make)
    seminar = planned_seminar(make, cohort)
    first, second, third = table_plans(make, cohort)
    plans = [replace(second, theme="换的主题"), replace(third, venue=None)]
    change_groups(make.actor, seminar, title="研讨", tables=plans, version=seminar.version)
    changed = [(one.title, one.together is not None) for one in list_planned_courses(cohort)]
    proposals.accept_proposal(make.actor, proposed(make, cohort))

    assert changed == [("研讨：换的主题", False), ("研讨：党员教育", True)]
    with pytest.raises(Refused, match="已排入课表"):
        change_groups(make.actor, seminar, title="研讨", tables=[first], version=seminar.version)


@pytest.mark.parametrize(
    ("values", "reason"),
    [({"form": Form.LECTURE}, "只有结构化研讨可以分组"), ({}, "至少给一个小组")],
)
def test_what_cannot_be_held_in_groups_is_refused(make: Factory, values: dict[str, object], reason: str) -> None:
    cohort = planned_class(make)
    planned = course(make, cohort, "研讨", **{"form": Form.SEMINAR, **values})

    with pytest.raises(Refused, match=reason):
        plan_groups(make.actor, cohort, planned, title="研讨", tables=[])


def test_course_that_stands_on_the_timetable_is_not_split_in_the_plan(make: Factory) -> None:
    cohort = planned_class(make)
    make.session(cohort, title="研讨", form=Form.SEMINAR, held_on=MONDAY)
    (planned,) = derive_plan(make.actor, cohort)

    with pytest.raises(Refused, match="已排在课表上"):
        plan_groups(make.actor, cohort, planned, title="研讨", tables=table_plans(make, cohort))


def test_page_lets_groups_be_planned_and_shows_them_waiting(make: Factory) -> None:
    cohort = planned_class(make)
    planned = seminar_course(make, cohort)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/plan/courses/{planned.public_id}/groups"
    data = {"title": "研讨"}
    for place, group in enumerate(cohort.groups):
        line = {"group": group.public_id, "theme": THEMES[place], "questions": "问题", "facilitator": "", "venue": ""}
        data |= {f"tables-{place}-{name}": value for name, value in line.items()}

    listed = client.get(f"/classes/{cohort.public_id}/plan").get_data(as_text=True)
    offered = client.get(page).get_data(as_text=True)
    client.post(page, data=data)
    seminars = client.get(f"/classes/{cohort.public_id}/timetable/seminars").get_data(as_text=True)
    again = client.get(page).get_data(as_text=True)

    planned_hours = client.get(f"/classes/{cohort.public_id}/plan").get_data(as_text=True)
    assert (page in listed, "第三组" in offered, "3 次课，4 学时" in planned_hours) == (True, True, True)
    assert [one.title for one in list_planned_courses(cohort)] == [f"研讨：{theme}" for theme in THEMES]
    assert (seminars.count("待编排"), "改主题和小组" in seminars, "垃圾分类" in again) == (3, True, True)


def test_refused_groups_stay_on_their_page_with_the_reason(make: Factory) -> None:
    cohort = planned_class(make)
    planned = seminar_course(make, cohort)
    page = f"/classes/{cohort.public_id}/plan/courses/{planned.public_id}/groups"
    line = {"group": cohort.groups[0].public_id, "theme": "", "questions": "写好的问题", "facilitator": "", "venue": ""}
    data = {"title": "改过的名称", **{f"tables-0-{name}": value for name, value in line.items()}}

    answer = make.organiser_client().post(page, data=data)
    text = answer.get_data(as_text=True)

    assert (answer.status_code, "至少给一个小组" in text) == (422, True)
    assert ("改过的名称" in text, "写好的问题" in text) == (True, True)
    assert [one.title for one in list_planned_courses(cohort)] == ["书记结构化研讨"]
