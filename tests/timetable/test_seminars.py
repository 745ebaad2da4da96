"""Structured seminars: groups placed side by side, judged together, changed as a whole, with what came of them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.queries import list_offices
from trainingapp.accounts.terms import system_actor
from trainingapp.attendance.operations import record_marks
from trainingapp.attendance.terms import Status
from trainingapp.audit.models import AuditEvent
from trainingapp.cli.seeds import load_programme
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import cohort_by_code, list_roster
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound, Refused, Stale
from trainingapp.core.scope import enter_office
from trainingapp.curriculum.models import Venue
from trainingapp.curriculum.terms import Form
from trainingapp.timetable import queries
from trainingapp.timetable.models import SeminarTable, Session
from trainingapp.timetable.operations.course_plans import derive_plan
from trainingapp.timetable.operations.seminars import (
    SeminarPlan,
    TablePlan,
    change_seminar,
    plan_seminar,
    record_outcome,
)
from trainingapp.timetable.queries.course_plans import held_sessions, unplaced_times
from trainingapp.timetable.queries.seminars import find_table, list_seminars
from trainingapp.timetable.terms import HalfDay, SessionState

Counting = Callable[[], AbstractContextManager[CountedQueries]]
THEMES = ("垃圾分类", "三位一体", "党员教育")


def grouped_class(make: Factory) -> Cohort:
    """Return a class of three groups of two."""
    cohort: Cohort = make.cohort()
    for number in "一二三":
        make.enrolments(cohort, 2, group=make.group(cohort, f"第{number}组", position="一二三".index(number)))
    db.session.expire(cohort)
    return cohort


def table_plans(make: Factory, cohort: Cohort) -> list[TablePlan]:
    """Return a plan for each group, with a facilitator and a venue of its own."""
    return [
        TablePlan(group=group, theme=theme, questions="难在哪里？", facilitator=make.lecturer(), venue=make.venue())
        for group, theme in zip(cohort.groups, THEMES, strict=True)
    ]


def plan_of(tables: list[TablePlan], **values: Any) -> SeminarPlan:  # noqa: ANN401 - a plan's own values
    """Return a seminar on the first morning."""
    usual = {
        "title": "书记结构化研讨",
        "held_on": date(2026, 5, 11),
        "half_day": HalfDay.MORNING,
        "starts_at": time(9, 0),
        "ends_at": time(11, 30),
        "hours": Decimal(3),
        "tables": tables,
    }
    return SeminarPlan(**{**usual, **values})


def sat(table: SeminarTable) -> Session:
    """Return the session of a group that has one."""
    assert table.session is not None
    return table.session


def newest_act() -> AuditEvent:
    """Return the newest row of the trail."""
    return db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()


def test_groups_are_placed_side_by_side(make: Factory) -> None:
    cohort = grouped_class(make)

    seminar, conflicts = plan_seminar(make.actor, cohort, plan=plan_of(table_plans(make, cohort)))
    db.session.commit()
    db.session.expire_all()

    sessions = queries.list_sessions(cohort)
    assert conflicts == []
    assert [(one.title, one.audience_label, one.form) for one in sessions] == [
        (f"书记结构化研讨：{theme}", f"第{number}组", Form.SEMINAR)
        for theme, number in zip(THEMES, "一二三", strict=True)
    ]
    assert {(one.starts, one.ends) for one in sessions} == {(sessions[0].starts, sessions[0].ends)}
    assert len({one.host for one in sessions} | {one.venue for one in sessions}) == 6
    assert [group.theme for group in cohort.groups] == list(THEMES)
    assert [table.questions for table in list_seminars(cohort)[0].tables] == ["难在哪里？"] * 3
    assert (newest_act().verb, seminar.label) == ("seminar.planned", "书记结构化研讨")


def test_groups_with_one_theme_are_told_apart_by_the_group(make: Factory) -> None:
    cohort = grouped_class(make)
    first, second, third = table_plans(make, cohort)
    alike = replace(second, theme=first.theme)

    seminar, _ = plan_seminar(make.actor, cohort, plan=plan_of([first, alike, third]))
    titles, labels = [sat(table).title for table in seminar.tables], [table.label for table in seminar.tables]
    change_seminar(make.actor, seminar, plan=plan_of([first, second, third]), version=seminar.version)

    assert titles == [
        "书记结构化研讨：垃圾分类（第一组）",
        "书记结构化研讨：垃圾分类（第二组）",
        "书记结构化研讨：党员教育",
    ]
    assert labels == titles
    assert [sat(table).title for table in seminar.tables] == [f"书记结构化研讨：{theme}" for theme in THEMES]


def test_one_facilitator_for_two_groups_is_refused_with_both_named(make: Factory) -> None:
    cohort = grouped_class(make)
    first, second, third = table_plans(make, cohort)

    with pytest.raises(Refused, match=r"同一时间要在两处"):
        plan_seminar(make.actor, cohort, plan=plan_of([first, replace(second, facilitator=first.facilitator), third]))


def test_warning_wants_a_reason(make: Factory) -> None:
    cohort = grouped_class(make)
    saturday = plan_of(table_plans(make, cohort), held_on=date(2026, 5, 16))
    db.session.commit()

    with pytest.raises(Refused, match="不是工作日"):
        plan_seminar(make.actor, cohort, plan=saturday)
    db.session.rollback()
    make.enter()
    plan_seminar(make.actor, cohort, plan=saturday, accepted_reason="只有周六有场地")

    assert {one.accepted_reason for one in queries.list_sessions(cohort)} == {"只有周六有场地"}


@pytest.mark.parametrize(("places", "reason"), [([], "至少给一个小组"), ([0, 0], "第一组同一时间只能研讨一个主题")])
def test_senseless_seminar_is_refused(make: Factory, places: list[int], reason: str) -> None:
    cohort = grouped_class(make)
    tables = table_plans(make, cohort)

    with pytest.raises(Refused, match=reason):
        plan_seminar(make.actor, cohort, plan=plan_of([tables[place] for place in places]))


def test_change_keeps_sessions_adds_and_cancels(make: Factory) -> None:
    cohort = grouped_class(make)
    first, second, third = table_plans(make, cohort)
    seminar, _ = plan_seminar(make.actor, cohort, plan=plan_of([first, second]))
    kept, dropped = (sat(table) for table in seminar.tables)

    changed = plan_of(
        [replace(first, venue=second.venue), third],
        half_day=HalfDay.AFTERNOON,
        starts_at=time(13, 30),
        ends_at=time(16, 0),
    )
    change_seminar(make.actor, seminar, plan=changed, version=seminar.version)

    assert seminar.tables[0].session is kept
    assert (kept.venue, kept.starts_at, dropped.state) == (second.venue, time(13, 30), SessionState.CANCELLED)
    assert [one.audience_label for one in queries.list_sessions(cohort)] == ["第一组", "第三组"]
    assert "第三组" in newest_act().after


def test_venues_can_be_swapped_at_once(make: Factory) -> None:
    cohort = grouped_class(make)
    first, second, third = table_plans(make, cohort)
    seminar, _ = plan_seminar(make.actor, cohort, plan=plan_of([first, second, third]))

    swapped = [replace(first, venue=second.venue), replace(second, venue=first.venue), third]
    conflicts = change_seminar(make.actor, seminar, plan=plan_of(swapped), version=seminar.version)

    assert (conflicts, [sat(table).venue for table in seminar.tables]) == (
        [],
        [second.venue, first.venue, third.venue],
    )


def test_seminar_stands_in_the_course_plan_for_the_session_that_it_replaces(make: Factory) -> None:
    cohort = grouped_class(make)
    joint = make.session(cohort, title="书记结构化研讨", form=Form.SEMINAR)
    (planned,) = derive_plan(make.actor, cohort)
    first, *others = table_plans(make, cohort)

    seminar, _ = plan_seminar(make.actor, cohort, plan=plan_of([first, *others]), replaces=joint)
    db.session.expire_all()
    stood = [(number, link.session.groups, link.fixed) for number, link in held_sessions(planned).items()]
    change_seminar(make.actor, seminar, plan=plan_of(others), version=seminar.version)
    db.session.expire_all()

    assert stood == [(1, [first.group], False)]
    assert [link.session.groups for link in held_sessions(planned).values()] == [[others[0].group]]
    assert unplaced_times(cohort) == []


def test_session_that_was_held_is_not_turned_into_groups_nor_a_group_left_out(make: Factory) -> None:
    cohort = grouped_class(make)
    joint = make.session(cohort, title="书记结构化研讨", form=Form.SEMINAR)
    tables = table_plans(make, cohort)
    one = list_roster(cohort.id)[0]
    record_marks(make.actor, joint, marks={one.id: Status.PRESENT})

    with pytest.raises(Refused, match="已有考勤记录，改了小组就不再统计"):
        plan_seminar(make.actor, cohort, plan=plan_of(tables), replaces=joint)
    seminar, _ = plan_seminar(make.actor, cohort, plan=plan_of(tables, held_on=joint.held_on + timedelta(days=1)))
    first = seminar.placed[0].held
    assert first is not None
    record_marks(make.actor, first, marks={one.id: Status.PRESENT})
    with pytest.raises(Refused, match="已有考勤记录"):
        change_seminar(make.actor, seminar, plan=plan_of(tables[1:]), version=seminar.version)

    assert joint.state is SessionState.PLANNED


def test_second_of_two_who_change_is_told(make: Factory) -> None:
    cohort = grouped_class(make)
    plan = plan_of(table_plans(make, cohort))
    seminar, _ = plan_seminar(make.actor, cohort, plan=plan)
    seen = seminar.version
    change_seminar(make.actor, seminar, plan=replace(plan, title="改名的研讨"), version=seen)

    with pytest.raises(Stale, match="别人刚刚改过“改名的研讨”"):
        change_seminar(make.actor, seminar, plan=plan, version=seen)


def test_outcome_is_kept(make: Factory) -> None:
    cohort = grouped_class(make)
    seminar, _ = plan_seminar(make.actor, cohort, plan=plan_of(table_plans(make, cohort)))
    table = seminar.tables[0]

    record_outcome(make.actor, table, outcome=" 定时定点投放 ")

    assert (table.outcome, newest_act().verb) == ("定时定点投放", "seminar.reported")
    with pytest.raises(NotFound):
        find_table(make.cohort(), table.public_id)


def test_seminar_of_2019_is_split_into_its_three_themes(sqlite_app: Flask) -> None:
    del sqlite_app
    load_programme("changfeng-2019")
    db.session.commit()
    enter_office(list_offices()[0].id)
    cohort = cohort_by_code("changfeng-2019")
    joint = next(one for one in queries.list_sessions(cohort) if one.form is Form.SEMINAR)
    rooms = [Venue(name=f"研讨室{number}", office_id=cohort.office_id) for number in "一二三"]
    db.session.add_all(rooms)
    db.session.flush()
    actor = system_actor(cohort.office_id)
    tables = [
        TablePlan(group=group, theme=group.theme, venue=room)
        for group, room in zip((one for one in cohort.groups if one.theme), rooms, strict=True)
    ]
    plan = plan_of(tables, held_on=joint.held_on, starts_at=joint.starts_at, ends_at=joint.ends_at, hours=joint.hours)

    plan_seminar(actor, cohort, plan=plan, replaces=joint, accepted_reason="各组另有点名")

    placed = [one for one in queries.list_sessions(cohort) if one.form is Form.SEMINAR]
    assert [one.title for one in placed] == [
        "书记结构化研讨：有效推进居民区垃圾分类工作",
        "书记结构化研讨：完善小区“三位一体”综合管理体系",
        "书记结构化研讨：有效开展党员教育管理",
    ]
    assert (joint.state, len({one.starts for one in placed})) == (SessionState.CANCELLED, 1)
