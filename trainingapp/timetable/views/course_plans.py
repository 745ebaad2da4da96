"""Pages of a class's course plan: the list, one course of it, and how it is to be drafted."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort, may_change, planned_as, wanted_competencies
from trainingapp.core.asked import asked_number
from trainingapp.core.clock import to_local
from trainingapp.core.columns import round_half_up
from trainingapp.core.errors import Refused
from trainingapp.curriculum.columns import COURSES, TAUGHT, Listed
from trainingapp.curriculum.models import Course
from trainingapp.curriculum.queries import competencies_of, taught_of
from trainingapp.curriculum.terms import NEVER
from trainingapp.timetable.forms.course_plans import PlannedCourseForm, PlanSettingsForm
from trainingapp.timetable.models import PlannedCourse
from trainingapp.timetable.operations import course_plans as operations
from trainingapp.timetable.queries import course_plans as queries
from trainingapp.timetable.queries.calendar import working_calendar
from trainingapp.timetable.queries.proposals import list_proposals
from trainingapp.timetable.rules.meters import (
    HoursMeter,
    Raised,
    advised_shares,
    count_hours,
    once_side_by_side,
    raised_competencies,
)
from trainingapp.timetable.rules.planning.dates import describe_dates
from trainingapp.timetable.terms import Edge
from trainingapp.timetable.views.blueprint import blueprint


@dataclass(frozen=True)
class Line:
    """One line of the plan as the page shows it; `held` is how many of its times have a place."""

    planned: PlannedCourse
    demands: list[str]
    held: int

    @property
    def hours(self) -> Decimal:
        """Return the study hours of all its times."""
        return self.planned.hours * self.planned.times

    @property
    def side_by_side(self) -> int | None:
        """Return what the groups of one seminar have alike, so that their hours count once; None is no group's."""
        return (self.planned.together or self.planned).id if self.planned.groups else None


@blueprint.get("/classes/<public_id>/plan")
@gate.permit(Permission.COHORT_VIEW)
def plan(public_id: str) -> ResponseReturnValue:
    """Show a class's course plan with its hours and the shares that the rules advise."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.COHORT_VIEW, public_id)
    courses = queries.list_planned_courses(cohort)
    lines = [Line(planned, _demands(planned), len(queries.held_sessions(planned))) for planned in courses]
    counted = once_side_by_side(lines, lambda line: line.side_by_side)
    hours = count_hours((line.planned.category, line.hours) for line in counted)
    total = sum(hours.values(), Decimal(0))
    return render_template(
        "timetable/plan.html",
        cohort=cohort,
        lines=lines,
        total=round_half_up(total, 1),
        hours_meter=_hours_meter(cohort, counted, total),
        times=sum(line.planned.times for line in lines),
        held=sum(line.held for line in lines),
        shares=advised_shares(hours),
        raised=_raised(cohort, lines),
        guessed=working_calendar().unknown_years_notice(_days_of(cohort)),
        proposals=list_proposals(cohort),
        local=to_local,
        editable=may_change(actor, Permission.TIMETABLE_EDIT, cohort),
    )


@blueprint.route("/classes/<public_id>/plan/new", methods=["GET", "POST"])
@gate.permit(Permission.TIMETABLE_EDIT)
def add_planned_course(public_id: str) -> ResponseReturnValue:
    """Add a course to a plan."""
    actor, cohort = _editing(public_id)
    form = PlannedCourseForm()
    form.offer(cohort)
    status = 200
    if not form.is_submitted():
        form.show_stops(())
    if not form.rearrange(request.form.get("act", "")) and form.validate_on_submit():
        try:
            operations.add_planned_course(actor, cohort, values=form.values())
        except Refused as refused:
            status = form.tell(refused)
        else:
            flash("已加入课程计划")
            return redirect(url_for("timetable.plan", public_id=public_id))
    return render_template("timetable/planned_course.html", cohort=cohort, form=form, planned=None), status


@blueprint.route("/classes/<public_id>/plan/library", methods=["GET", "POST"])
@gate.permit(Permission.TIMETABLE_EDIT)
def plan_from_library(public_id: str) -> ResponseReturnValue:
    """Show the courses of the library that the plan does not have, with their history; add those that are ticked."""
    actor, cohort = _editing(public_id)
    offered = queries.courses_to_plan(cohort)
    if request.method == "POST":
        ticked = set(request.form.getlist("courses"))
        chosen = [course for course in offered if course.public_id in ticked]
        made = operations.add_library_courses(actor, cohort, courses=chosen)
        flash(f"已加入 {len(made)} 门课，请再定讲师、场地和先后")
        return redirect(url_for("timetable.plan", public_id=public_id))
    taught = taught_of(actor, Course)
    rows = [Listed(course, taught.get(course.id, NEVER)) for course in offered]
    return render_template("timetable/plan_library.html", cohort=cohort, columns=[*COURSES, *TAUGHT], rows=rows)


@blueprint.route("/classes/<public_id>/plan/courses/<planned>", methods=["GET", "POST"])
@gate.permit(Permission.TIMETABLE_EDIT)
def planned_course(public_id: str, planned: str) -> ResponseReturnValue:
    """Show and change a course of a plan."""
    actor, cohort = _editing(public_id)
    found = queries.find_planned_course(cohort, planned)
    form = PlannedCourseForm()
    form.offer(cohort, found)
    status = 200
    if not form.rearrange(request.form.get("act", "")) and form.validate_on_submit():
        version = form.version.data or 0
        try:
            operations.change_planned_course(actor, cohort, found, values=form.values(), version=version)
        except Refused as refused:
            status = form.tell(refused)
        else:
            flash("课程计划已保存")
            return redirect(url_for("timetable.plan", public_id=public_id))
    elif not form.is_submitted():
        form.show(found)
    held = queries.held_sessions(found)
    return render_template("timetable/planned_course.html", cohort=cohort, form=form, planned=found, held=held), status


@blueprint.post("/classes/<public_id>/plan/courses/<planned>/remove")
@gate.permit(Permission.TIMETABLE_EDIT)
def remove_planned_course(public_id: str, planned: str) -> ResponseReturnValue:
    """Take a course out of a plan."""
    actor, cohort = _editing(public_id)
    found = queries.find_planned_course(cohort, planned)
    operations.remove_planned_course(actor, found)
    flash(f"已从课程计划删除：{found.title}")
    return redirect(url_for("timetable.plan", public_id=public_id))


@blueprint.post("/classes/<public_id>/plan/courses/<planned>/fix")
@gate.permit(Permission.TIMETABLE_EDIT)
def fix_planned_session(public_id: str, planned: str) -> ResponseReturnValue:
    """Keep one time of a course where it is when the timetable is drafted anew, or let it go again."""
    actor, cohort = _editing(public_id)
    found = queries.find_planned_course(cohort, planned)
    link = queries.held_sessions(found).get(request.form.get("number", 0, type=asked_number))
    if link is not None:
        operations.fix_session(actor, link, fixed=request.form.get("fixed") == "1")
    return redirect(url_for("timetable.planned_course", public_id=public_id, planned=planned))


@blueprint.post("/classes/<public_id>/plan/order")
@gate.permit(Permission.TIMETABLE_EDIT)
def reorder_plan(public_id: str) -> ResponseReturnValue:
    """Put a plan in another order: a whole list of courses, or one course a line up."""
    actor, cohort = _editing(public_id)
    order = request.form.getlist("planned") or _with_one_up(cohort, request.form.get("up", ""))
    operations.reorder_plan(actor, cohort, order=order)
    return redirect(url_for("timetable.plan", public_id=public_id))


@blueprint.post("/classes/<public_id>/plan/derive")
@gate.permit(Permission.TIMETABLE_EDIT)
def derive_plan(public_id: str) -> ResponseReturnValue:
    """Make the plan of the sessions that stand on the timetable."""
    actor, cohort = _editing(public_id)
    made = operations.derive_plan(actor, cohort)
    flash(f"已从课表生成 {len(made)} 门课")
    return redirect(url_for("timetable.plan", public_id=public_id))


@blueprint.route("/classes/<public_id>/plan/settings", methods=["GET", "POST"])
@gate.permit(Permission.TIMETABLE_EDIT)
def plan_settings(public_id: str) -> ResponseReturnValue:
    """Show and change how a plan is to be drafted."""
    actor, cohort = _editing(public_id)
    form = PlanSettingsForm()
    form.offer()
    if form.validate_on_submit():
        operations.change_plan(actor, cohort, **form.values())
        flash("编排要求已保存")
        return redirect(url_for("timetable.plan", public_id=public_id))
    if not form.is_submitted():
        form.show(queries.find_plan(cohort))
    return render_template("timetable/plan_settings.html", cohort=cohort, form=form)


def _editing(public_id: str) -> tuple[Actor, Cohort]:
    actor = gate.signed_in_actor()
    return actor, find_cohort(actor, Permission.TIMETABLE_EDIT, public_id)


def _raised(cohort: Cohort, lines: list[Line]) -> list[Raised]:
    raising = competencies_of(line.planned.course_id for line in lines if line.planned.course_id)
    courses = [(raising.get(line.planned.course_id or 0, ()), line.hours) for line in lines]
    return raised_competencies(wanted_competencies(cohort), courses)


def _days_of(cohort: Cohort) -> list[date]:
    """Return the first and the last day that the plan may use, as far as they are known."""
    plan = queries.find_plan(cohort)
    return [day for day in (plan.first_on or cohort.starts_on, plan.last_on or cohort.ends_on) if day]


def _hours_meter(cohort: Cohort, lines: list[Line], total: Decimal) -> HoursMeter:
    placed = sum((line.planned.hours * line.held for line in lines), Decimal(0))
    item = planned_as(cohort)
    if item is None:
        return HoursMeter(placed, total)
    approved = f"，{item.plan.approved_on} 批准" if item.plan.approved_on else "，还没有登记审批"
    return HoursMeter(placed, total, item.hours, f"{item.plan.label}“{item.label}”{approved}")


def _with_one_up(cohort: Cohort, public_id: str) -> list[str]:
    order = [planned.public_id for planned in queries.list_planned_courses(cohort)]
    place = order.index(public_id) if public_id in order else 0
    if place:
        order[place - 1], order[place] = order[place], order[place - 1]
    return order


def _demands(planned: PlannedCourse) -> list[str]:
    """Return what the planner must mind about a course, each in a few words."""
    after = "、".join(f"“{order.before.title}”" for order in planned.earlier)
    half_day = f"{'只能' if planned.half_day_fixed else '最好'}{planned.half_day.label}" if planned.half_day else ""
    return [
        text
        for text in (
            f"给{planned.audience_label}" if planned.audiences else "",
            planned.edge.label if planned.edge is not Edge.NONE else "",
            f"在{after}之后" if after else "",
            f"与“{planned.together.title}”同时" if planned.together else "",
            f"只在{describe_dates(planned.days)}" if planned.dates else "",
            half_day,
            f"{len(planned.stops)} 站" if planned.stops else "",
            f"场地要有{'、'.join(planned.features)}" if planned.features else "",
        )
        if text
    ]
