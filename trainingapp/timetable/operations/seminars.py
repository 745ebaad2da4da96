"""Acts on structured seminars: placing the groups' sessions side by side, changing them, keeping what came of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Group
from trainingapp.core.changes import apply, between
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.curriculum.models import Course, Lecturer, Venue
from trainingapp.curriculum.terms import Category, Form
from trainingapp.timetable import queries
from trainingapp.timetable.models import Seminar, SeminarTable, Session
from trainingapp.timetable.operations.plans import (
    Plan,
    refuse_if_blocking,
    refuse_times,
    refuse_unaccepted,
    set_people,
)
from trainingapp.timetable.operations.sessions import cancel_session
from trainingapp.timetable.queries.course_plans import find_planned_session
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.terms import HalfDay, SessionState


@dataclass(frozen=True, kw_only=True)
class TablePlan:
    """What one group does in a seminar: its theme and questions, who leads it, where."""

    group: Group
    theme: str
    questions: str = ""
    facilitator: Lecturer | None = None
    venue: Venue | None = None


@dataclass(frozen=True, kw_only=True)
class SeminarPlan:
    """What a seminar is to be: all groups meet at the same time."""

    title: str
    held_on: date
    half_day: HalfDay
    starts_at: time
    ends_at: time
    hours: Decimal
    tables: Sequence[TablePlan]
    category: Category | None = None
    course: Course | None = None

    def session_plan(self, table: TablePlan) -> Plan:
        """Return the session of one group."""
        return Plan(
            title=f"{self.title}：{table.theme}",
            held_on=self.held_on,
            half_day=self.half_day,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            hours=self.hours,
            form=Form.SEMINAR,
            category=self.category,
            course=self.course,
            venue=table.venue,
            host=table.facilitator,
            groups=(table.group,),
        )


def plan_seminar(
    actor: Actor, cohort: Cohort, *, plan: SeminarPlan, accepted_reason: str = "", replaces: Session | None = None
) -> tuple[Seminar, list[Conflict]]:
    """Place a seminar as parallel sessions, one for each group, and return it with the conflicts that they have.

    A session of the whole that it `replaces` is cancelled first, and the groups stand for it in the course plan.
    Refuses what the rules call BLOCK, such as one facilitator for two groups, and warnings that nobody has accepted
    with a reason.
    """
    if replaces is not None:
        cancel_session(actor, replaces, reason=f"改为分组进行：{plan.title}")
    seminar = Seminar(cohort=cohort, title=plan.title)
    db.session.add(seminar)
    conflicts = _lay_out(actor, seminar, plan, accepted_reason)
    _stand_in_plan(seminar, [replaces] if replaces else [])
    audit.record(actor, "seminar.planned", seminar, between({}, _told(seminar)), reason=accepted_reason.strip())
    return seminar, conflicts


def change_seminar(
    actor: Actor, seminar: Seminar, *, plan: SeminarPlan, version: int, accepted_reason: str = ""
) -> list[Conflict]:
    """Change a seminar and return the conflicts that its sessions now have; refuses what `plan_seminar` refuses.

    A group's session stays the same one; groups that are left out have theirs cancelled. Raises Stale when somebody
    else saved the seminar meanwhile.
    """
    if seminar.version != version:
        raise Stale(f"别人刚刚改过“{seminar.title}”，您的修改没有保存。请刷新后再改")
    before = _told(seminar)
    apply(seminar, title=plan.title)
    former = [table.session for table in seminar.tables]
    conflicts = _lay_out(actor, seminar, plan, accepted_reason)
    _stand_in_plan(seminar, [session for session in former if session.state is SessionState.CANCELLED])
    told = between(before, _told(seminar))
    if told:
        audit.record(actor, "seminar.changed", seminar, told, reason=accepted_reason.strip())
    return conflicts


def record_outcome(actor: Actor, table: SeminarTable, *, outcome: str) -> None:
    """Keep what a group's discussion came to."""
    changed = apply(table, outcome=outcome.strip())
    if changed:
        audit.record(actor, "seminar.reported", table, changed)


def _lay_out(actor: Actor, seminar: Seminar, plan: SeminarPlan, accepted_reason: str) -> list[Conflict]:
    """Put every group's session where the plan has it, then judge them all together."""
    _refuse_senseless(plan)
    standing = {table.group.id: table for table in seminar.tables if table.group is not None}
    wanted = [_table(seminar, standing.get(one.group.id), one, plan, accepted_reason) for one in plan.tables]
    for table in seminar.tables:
        if table not in wanted and table.session.state is SessionState.PLANNED:
            cancel_session(actor, table.session, reason=f"“{plan.title}”不再包括这个小组")
    for position, table in enumerate(wanted, start=1):
        table.position = position
    seminar.tables = wanted
    db.session.flush()
    conflicts = queries.conflicts_of([table.session for table in wanted])
    refuse_if_blocking(conflicts)
    refuse_unaccepted(conflicts, accepted_reason)
    return conflicts


def _refuse_senseless(plan: SeminarPlan) -> None:
    refuse_times(plan.starts_at, plan.ends_at)
    groups = [one.group.name for one in plan.tables]
    if not groups:
        raise Refused("请至少给一个小组填上研讨主题")
    twice = sorted({name for name in groups if groups.count(name) > 1})
    if twice:
        raise Refused(f"{'、'.join(twice)}同一时间只能研讨一个主题")


def _table(
    seminar: Seminar, standing: SeminarTable | None, one: TablePlan, plan: SeminarPlan, accepted_reason: str
) -> SeminarTable:
    table = standing or SeminarTable(session=Session(cohort=seminar.cohort))
    session, wanted = table.session, plan.session_plan(one)
    apply(session, accepted_reason=accepted_reason.strip(), state=SessionState.PLANNED, **wanted.columns)
    set_people(session, wanted)
    session.course, session.venue = wanted.course, wanted.venue
    table.theme, table.questions = one.theme, one.questions.strip()
    one.group.theme = one.theme
    return table


def _stand_in_plan(seminar: Seminar, dropped: Sequence[Session]) -> None:
    """Let the first group's session stand in the course plan for one that was dropped, so that none is drafted anew.

    It is fixed: the groups meet side by side, and the planner would move it alone.
    """
    for session in dropped:
        link = find_planned_session(session)
        if link is not None:
            apply(link, session=seminar.tables[0].session, fixed=True)
    db.session.flush()


def _told(seminar: Seminar) -> Mapping[str, object]:
    """Return a seminar as the trail tells it: each group's theme, time, place and facilitator."""
    return {"title": seminar.title, **{_group_of(table): _line(table) for table in seminar.tables}}


def _group_of(table: SeminarTable) -> str:
    return table.group.name if table.group else table.theme


def _line(table: SeminarTable) -> str:
    session = table.session
    parts = [session.label, session.venue.name if session.venue else "", session.host.name if session.host else ""]
    return "，".join(filter(None, [*parts, table.questions]))
