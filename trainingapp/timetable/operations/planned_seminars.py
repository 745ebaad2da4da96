"""Seminars in the course plan: a course in it becomes one for each group, held at the same time, for the planner."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import NamedTuple

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.core.changes import apply, between
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.models import PlannedCourse, PlannedOrder, Seminar, SeminarTable
from trainingapp.timetable.operations.course_plans import (
    CourseValues,
    add_planned_course,
    change_planned_course,
    remove_planned_course,
)
from trainingapp.timetable.operations.seminars import TablePlan, refuse_groups, refuse_stale_seminar
from trainingapp.timetable.queries.course_plans import held_sessions
from trainingapp.timetable.rules.titles import group_title

SEPARATE = frozenset({"after", "dates"})


class Pattern(NamedTuple):
    """Where a course stands in the plan: half-days to wait after others by their ids, and what has to wait for it."""

    position: int
    waits: Mapping[int, int]
    later: Sequence[tuple[PlannedCourse, int]]


def plan_groups(
    actor: Actor, cohort: Cohort, planned: PlannedCourse, *, title: str, tables: Sequence[TablePlan]
) -> list[Seminar]:
    """Let a seminar of the course plan be held by groups side by side; return it, or one for each time it is held.

    Each group gets a course of the plan of its own, all at the same time, each with its facilitator and room if they
    are known. Of a course that is held several times each time becomes a seminar of its own, one after the other, with
    the same themes to begin with. Refuses what is no seminar, or stands on the timetable already.
    """
    refuse_closed(cohort, "课程计划")
    _refuse_unfit(planned)
    refuse_groups([one.group for one in tables])
    shared, times, pattern = values_of(planned), planned.times, _pattern(planned)
    seminars, model = [], planned
    for number in range(1, times + 1):
        if number > 1:
            values = replace(shared, title=_nth(shared.title, number), times=1, after=[*shared.after, model])
            model = _like(actor, cohort, values, pattern)
        seminar = Seminar(cohort=cohort, title=_nth(title, number) if times > 1 else title)
        db.session.add(seminar)
        _set_groups(actor, seminar, model, tables)
        audit.record(actor, "seminar.planned", seminar, between({}, _told(seminar)))
        seminars.append(seminar)
    return seminars


def _nth(title: str, number: int) -> str:
    return f"{title}（第{number}次）"


def change_groups(actor: Actor, seminar: Seminar, *, title: str, tables: Sequence[TablePlan], version: int) -> None:
    """Change the groups of a seminar that has no place yet; refuses one that has, and what `plan_groups` refuses.

    Raises Stale when somebody else saved the seminar meanwhile.
    """
    refuse_closed(seminar.cohort, "课程计划")
    refuse_stale_seminar(seminar, version)
    refuse_groups([one.group for one in tables])
    planned = [table.planned for table in seminar.tables if table.planned]
    if seminar.placed or not planned:
        raise Refused(f"“{seminar.title}”已排入课表，请在“结构化研讨”里修改，课次会一起改")
    before = _told(seminar)
    apply(seminar, title=title)
    _set_groups(actor, seminar, planned[0], tables)
    told = between(before, _told(seminar))
    if told:
        audit.record(actor, "seminar.changed", seminar, told)


def _refuse_unfit(planned: PlannedCourse) -> None:
    if planned.form is not Form.SEMINAR:
        raise Refused(f"“{planned.title}”的形式是{planned.form.label}；只有{Form.SEMINAR.label}可以分组并行")
    if planned.times > 1 and planned.together:
        raise Refused(
            f"“{planned.title}”要上 {planned.times} 次，又和“{planned.together.title}”同时上；请先去掉“同时上”，再分组"
        )
    if held_sessions(planned):
        raise Refused(f"“{planned.title}”已排在课表上；请到“结构化研讨”里让它改为分组进行，或先取消这次课")


def _set_groups(actor: Actor, seminar: Seminar, model: PlannedCourse, tables: Sequence[TablePlan]) -> None:
    """Give every group its course of the plan, all like the model, the first one's time being that of all."""
    standing = {table.group_id: table for table in seminar.tables}
    shared = values_of(model)
    spare = [model] if not seminar.tables else []
    wanted: list[SeminarTable] = []
    for position, one in enumerate(tables, start=1):
        table = standing.get(one.group.id) or SeminarTable(
            group=one.group, planned=spare.pop() if spare else None, theme=one.theme
        )
        first = wanted[0].planned if wanted else None
        others = [other.theme for other in tables if other is not one]
        values = _values_for(one, group_title(seminar.title, one.theme, one.group.name, others), shared, first)
        table.planned = _course(actor, seminar.cohort, table.planned, values, model)
        table.position, table.theme, table.questions = position, one.theme, one.questions.strip()
        one.group.theme = one.theme
        wanted.append(table)
    dropped = [table.planned for table in seminar.tables if table not in wanted and table.planned]
    seminar.tables = wanted
    db.session.flush()
    for planned in dropped:
        remove_planned_course(actor, planned)


def _course(
    actor: Actor, cohort: Cohort, planned: PlannedCourse | None, values: CourseValues, model: PlannedCourse
) -> PlannedCourse:
    """Return a group's course of the plan, changed, or added beside the model with the same order before and after."""
    if planned is not None:
        change_planned_course(actor, cohort, planned, values=values, version=planned.version)
        return planned
    return _like(actor, cohort, values, _pattern(model))


def _pattern(model: PlannedCourse) -> Pattern:
    waits = {order.before_id: order.half_days for order in model.earlier}
    return Pattern(model.position, waits, [(order.after, order.half_days) for order in model.later])


def _like(actor: Actor, cohort: Cohort, values: CourseValues, pattern: Pattern) -> PlannedCourse:
    """Add a course to the plan where another stands, with that one's order before and after."""
    made = add_planned_course(actor, cohort, values=values)
    made.position = pattern.position
    for order in made.earlier:
        order.half_days = pattern.waits.get(order.before_id, 0)
    orders = [PlannedOrder(before=made, after=after, half_days=half_days) for after, half_days in pattern.later]
    db.session.add_all(orders)
    db.session.flush()
    return made


def _values_for(one: TablePlan, title: str, shared: CourseValues, first: PlannedCourse | None) -> CourseValues:
    venues = (one.venue,) if one.venue else ()
    values = replace(shared, title=title, times=1, groups=(one.group,), tracks=(), host=one.facilitator, venues=venues)
    return replace(values, lecturers=(), together=first or shared.together)


def values_of(planned: PlannedCourse) -> CourseValues:
    """Return what a course of a plan is, to plan another like it."""
    names = {one.name for one in fields(CourseValues)} - SEPARATE
    after = [order.before for order in planned.earlier]
    return CourseValues(after=after, dates=planned.days, **{name: getattr(planned, name) for name in names})


def _told(seminar: Seminar) -> dict[str, object]:
    return {
        "title": seminar.title,
        **{table.group.name if table.group else table.theme: _line(table) for table in seminar.tables},
    }


def _line(table: SeminarTable) -> str:
    host = table.planned.host if table.planned else None
    return "，".join(filter(None, [table.theme, host.name if host else "", table.questions]))
