"""Acts on structured seminars: placing the groups' sessions side by side, changing them, keeping what came of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Group
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.core.changes import Changes, apply, between
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.curriculum.models import Course, Lecturer, Venue
from trainingapp.curriculum.terms import Category, Form
from trainingapp.timetable import queries
from trainingapp.timetable.models import Seminar, SeminarTable, Session
from trainingapp.timetable.operations.plans import (
    Plan,
    link_planned,
    links_of,
    refuse_if_blocking,
    refuse_times,
    refuse_unaccepted,
    set_people,
)
from trainingapp.timetable.operations.sessions import drop_session
from trainingapp.timetable.operations.steps import Edit, keep_step, records_of
from trainingapp.timetable.queries.course_plans import find_planned_session
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.rules.titles import group_title
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
        others = [one.theme for one in self.tables if one.group is not table.group]
        return Plan(
            title=group_title(self.title, table.theme, table.group.name, others),
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
    with a reason. It is one step to undo.
    """
    dropped = [_drop(actor, replaces, f"改为分组进行：{plan.title}", accepted_reason)] if replaces else []
    seminar = Seminar(cohort=cohort, title=plan.title)
    db.session.add(seminar)
    (first, *others), conflicts = _lay_out(actor, seminar, plan, accepted_reason)
    _stand_in_plan(seminar, dropped)
    edits = [*dropped, replace(first, made=seminar), *others]
    audit.record(actor, "seminar.planned", seminar, between({}, _told(seminar)), reason=accepted_reason.strip())
    keep_step(actor, cohort, label=f"排上“{plan.title}”（{len(plan.tables)} 个小组）", edits=edits)
    return seminar, conflicts


def change_seminar(
    actor: Actor, seminar: Seminar, *, plan: SeminarPlan, version: int, accepted_reason: str = ""
) -> list[Conflict]:
    """Change a seminar, or place one that has no time yet; return the conflicts that its sessions now have.

    Refuses what `plan_seminar` refuses. A group's session stays the same one; of groups that are left out it is
    cancelled, and what came of their discussion stays. Raises Stale when somebody else saved the seminar meanwhile.
    """
    refuse_stale_seminar(seminar, version)
    before = _told(seminar)
    renamed = apply(seminar, title=plan.title)
    kept = {one.group.id for one in plan.tables}
    left = [table for table in seminar.placed if table.group is None or table.group.id not in kept]
    why = f"“{plan.title}”不再包括这个小组"
    dropped = [_drop(actor, table.session, why, accepted_reason) for table in left if table.session]
    (first, *others), conflicts = _lay_out(actor, seminar, plan, accepted_reason)
    first = replace(first, rows=[*first.rows, (seminar, renamed)])
    _stand_in_plan(seminar, dropped)
    told = between(before, _told(seminar))
    if told:
        audit.record(actor, "seminar.changed", seminar, told, reason=accepted_reason.strip())
    keep_step(actor, seminar.cohort, label=f"修改“{plan.title}”", edits=[*dropped, first, *others])
    return conflicts


def refuse_stale_seminar(seminar: Seminar, version: int) -> None:
    """Raise Stale where somebody else saved a seminar since the actor saw it."""
    if seminar.version != version:
        raise Stale(f"别人刚刚改过“{seminar.title}”，您的修改没有保存。请刷新后再改")


def refuse_groups(groups: Sequence[Group]) -> None:
    """Refuse a seminar of no group, and a group with two themes."""
    names = [group.name for group in groups]
    if not names:
        raise Refused("请至少给一个小组填上研讨主题")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Refused(f"{'、'.join(twice)}同一时间只能研讨一个主题")


def record_outcome(actor: Actor, table: SeminarTable, *, outcome: str) -> None:
    """Keep what a group's discussion came to."""
    refuse_closed(table.seminar.cohort, "研讨成果")
    changed = apply(table, outcome=outcome.strip())
    if changed:
        audit.record(actor, "seminar.reported", table, changed)


def _drop(actor: Actor, session: Session, reason: str, accepted_reason: str) -> Edit:
    """Cancel a session that makes way, with its place in the course plan.

    Refuses one of which records are kept, unless somebody says why they no longer count.
    """
    used = records_of(session)
    if used and not accepted_reason.strip():
        raise Refused(
            f"“{session.label}”{used}，改了小组就不再统计，各组要重新点名；仍要改，请在“保留的理由”里写一句。"
            "只收各组的成果，不用改课表：在“考核”的“作业”里布置小组研讨成果"
        )
    place = queries.planned_places([session.id]).get(session.id)
    return Edit(session, drop_session(actor, session, reason=reason), freed=place)


def _lay_out(
    actor: Actor, seminar: Seminar, plan: SeminarPlan, accepted_reason: str
) -> tuple[list[Edit], list[Conflict]]:
    """Put every group's session where the plan has it, then judge them all together."""
    refuse_times(plan.starts_at, plan.ends_at)
    refuse_groups([one.group for one in plan.tables])
    standing = {table.group.id: table for table in seminar.tables if table.group is not None}
    wanted = [standing.get(one.group.id) or SeminarTable(group=one.group, theme=one.theme) for one in plan.tables]
    seminar.tables = [*wanted, *(table for table in seminar.tables if table not in wanted)]
    for position, table in enumerate(seminar.tables, start=1):
        table.position = position
    told = [_seat(seminar, table, one, plan, accepted_reason) for table, one in zip(wanted, plan.tables, strict=True)]
    db.session.flush()
    conflicts = queries.conflicts_of([table.held for table in wanted if table.held])
    refuse_if_blocking(conflicts)
    refuse_unaccepted(conflicts, accepted_reason)
    _link(actor, wanted)
    return [edit() for edit in told], conflicts


def _seat(
    seminar: Seminar, table: SeminarTable, one: TablePlan, plan: SeminarPlan, accepted_reason: str
) -> Callable[[], Edit]:
    """Set a group's session, theme and questions; return what makes the edit of it once all is stored."""
    new, session = table.session is None, table.session or Session(cohort=seminar.cohort)
    new_table = table.id is None
    wanted, links = plan.session_plan(one), {} if new else links_of(session)
    state = {"accepted_reason": accepted_reason.strip(), "state": SessionState.PLANNED}
    changed = apply(session, **state, **wanted.columns)
    set_people(session, wanted)
    session.course, session.venue = wanted.course, wanted.venue
    table.session = session
    told = apply(table, theme=one.theme, questions=one.questions.strip())
    rows = [(one.group, apply(one.group, theme=one.theme))]
    if new:
        return lambda: Edit(session, None, table=(table, Changes()), rows=rows, new_table=new_table)
    return lambda: Edit(session, changed | between(links, links_of(session)), table=(table, told), rows=rows)


def _link(actor: Actor, tables: Sequence[SeminarTable]) -> None:
    """Let the sessions of groups that the course plan has each by itself stand for them there."""
    for table in tables:
        planned, session = table.planned, table.session
        if planned is not None and session is not None and not planned.sessions:
            link_planned(actor, planned, 1, session)
    db.session.flush()


def _stand_in_plan(seminar: Seminar, dropped: Sequence[Edit]) -> None:
    """Let the first group's session stand in the course plan for one that was dropped, so that none is drafted anew.

    A group that the plan has by itself is again a card without a place.
    """
    first = seminar.placed[0].session
    for edit in dropped:
        link = find_planned_session(edit.session)
        if link is not None and first is not None and find_planned_session(first) is None:
            apply(link, session=first)
    db.session.flush()


def _told(seminar: Seminar) -> Mapping[str, object]:
    """Return a seminar as the trail tells it: each group's theme, time, place and facilitator."""
    return {"title": seminar.title, **{_group_of(table): _line(table) for table in seminar.placed}}


def _group_of(table: SeminarTable) -> str:
    return table.group.name if table.group else table.theme


def _line(table: SeminarTable) -> str:
    session = table.session
    if session is None:
        return table.questions
    where = [session.label, session.venue.name if session.venue else "", session.host.name if session.host else ""]
    return "，".join(filter(None, [*where, table.questions]))
