"""What a class made after another one takes over of its timetable: course plan, sessions, seminars, on new days.

First told, then done: both look at the same copies, judged before any of them is stored. What would be blocked is not
placed but waits in the course plan.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Group, Track
from trainingapp.core import changes, events
from trainingapp.core.database import db
from trainingapp.core.ids import new_id
from trainingapp.timetable import queries
from trainingapp.timetable.models import (
    CoursePlan,
    PlannedAudience,
    PlannedCourse,
    PlannedLecturer,
    PlannedOrder,
    PlannedSession,
    PlannedVenue,
    Seminar,
    SeminarTable,
    Session,
)
from trainingapp.timetable.models.course_plans import SAME_AS_SESSION
from trainingapp.timetable.operations.course_plans import planned_from
from trainingapp.timetable.operations.plans import Plan, set_people
from trainingapp.timetable.queries import course_plans
from trainingapp.timetable.queries.calendar import working_calendar
from trainingapp.timetable.queries.seminars import list_seminars
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.rules.conflicts import blocking, sentence
from trainingapp.timetable.rules.shifting import shift_days, shift_remarks, to_leave_out

NEW_CLASS = "新班"
PLAN_FIELDS = ("venue_id", "weekdays", "wishes", "weekly_half_days", "longest_gap")
COURSE_FIELDS = (
    *SAME_AS_SESSION,
    "title",
    "position",
    "minutes",
    "times",
    "all_speak",
    "host_id",
    "edge",
    "half_day",
    "half_day_fixed",
    "stops",
)
Tracks = Mapping[int, Track]
Groups = Mapping[int, Group]


@dataclass(frozen=True, kw_only=True)
class Copies:
    """The sessions of a class as another one would have them, by the old one's id; none of them is stored yet.

    `left_out` are those that something blocks, by the new one's id, with what blocks them.
    """

    sessions: Mapping[int, Session]
    days: Mapping[date, date]
    conflicts: Sequence[Conflict]
    left_out: Mapping[int, Conflict]

    @property
    def placed(self) -> Mapping[int, Session]:
        """Return those that can be placed, by the old one's id."""
        return {key: session for key, session in self.sessions.items() if session.id not in self.left_out}


@dataclass(frozen=True)
class CopiedCourses:
    """The courses of a copied plan: `made` by the old one's id, `extra` by that of the session that was left out."""

    made: Mapping[int, PlannedCourse]
    extra: Mapping[int, PlannedCourse]

    @property
    def all(self) -> list[PlannedCourse]:
        """Return all of them."""
        return [*self.made.values(), *self.extra.values()]


def check_timetable_copy(source: Cohort, days: int) -> list[str]:
    """Return what is to be checked before a class's timetable is taken over so many days later; nothing is written."""
    by = timedelta(days=days)
    tracks, groups = {one.id: one for one in source.tracks}, {one.id: one for one in source.groups}
    copies = _make(source, _stand_in(source, by), by, tracks, groups)
    calendar = working_calendar()
    unknown = calendar.unknown_years_notice(copies.days.values())
    amounts = Counter(session.held_on for session in queries.list_sessions(source))
    waiting = [f"{sentence(conflict)}。这次课先不排，留在课程计划里" for conflict in copies.left_out.values()]
    rest = [one for one in copies.conflicts if not copies.left_out.keys() & {card.id for card in one.cards}]
    return [
        *([unknown] if unknown else []),
        *shift_remarks(copies.days, by, calendar.day, amounts),
        *waiting,
        *(sentence(conflict) for conflict in rest if conflict.wants_reason),
    ]


def copy_timetable(actor: Actor, source: Cohort, cohort: Cohort, *, days: int, tracks: Tracks, groups: Groups) -> None:
    """Take over a class's course plan, sessions and seminars, so many days later, on days that are worked.

    `tracks` and `groups` are the new class's by the old ones' ids. Sessions that the rules would block are not placed:
    they wait in the course plan. Releases, marks, outcomes and accepted reasons are not taken over.
    """
    by = timedelta(days=days)
    copies = _make(source, cohort, by, tracks, groups)
    db.session.add_all(copies.placed.values())
    db.session.flush()
    _copy_settings(source, cohort, by)
    courses = _copy_courses(source, cohort, copies, tracks, groups)
    waiting = [planned for planned in courses.all if len(planned.sessions) < planned.times]
    _copy_seminars(source, cohort, copies.placed, courses, groups)
    events.sessions_copied.send(None, actor=actor, sessions=copies.placed)
    told = {"sessions": len(copies.placed), "unplaced": [planned.title for planned in waiting]}
    audit.record(actor, "timetable.copied", cohort, changes.between({}, told), cohort_id=cohort.id)


def _stand_in(source: Cohort, by: timedelta) -> Cohort:
    """Return a class that is not stored, to judge what a class on these days would have."""
    return Cohort(
        id=new_id(),
        short_name=NEW_CLASS,
        starts_on=source.starts_on + by,
        ends_on=source.ends_on + by if source.ends_on else None,
        hours_per_half_day=source.hours_per_half_day,
    )


def _make(source: Cohort, cohort: Cohort, by: timedelta, tracks: Tracks, groups: Groups) -> Copies:
    sessions = queries.list_sessions(source)
    courses = course_plans.list_planned_courses(source)
    days = shift_days(_days_of(sessions, courses), by, working_calendar().day)
    copies = {one.id: _copy_session(one, cohort, days[one.held_on], tracks, groups) for one in sessions}
    for one in sessions:
        earlier = copies.get(one.after_id or 0)
        copies[one.id].after, copies[one.id].after_id = earlier, earlier.id if earlier else None
    conflicts = queries.conflicts_of_copies(copies)
    left_out = to_leave_out(blocking(conflicts), [copy.id for copy in copies.values()])
    for copy in copies.values():
        if copy.after_id in left_out:
            copy.after, copy.after_id = None, None
    return Copies(sessions=copies, days=days, conflicts=conflicts, left_out=left_out)


def _days_of(sessions: Iterable[Session], courses: Iterable[PlannedCourse]) -> set[date]:
    return {session.held_on for session in sessions} | {day for planned in courses for day in planned.days}


def _copy_session(session: Session, cohort: Cohort, day: date, tracks: Tracks, groups: Groups) -> Session:
    plan = replace(
        Plan.of(session),
        held_on=day,
        tracks=[tracks[one.id] for one in session.tracks],
        groups=[groups[one.id] for one in session.groups],
    )
    copy = Session(id=new_id(), cohort=cohort, cohort_id=cohort.id, illustrative=session.illustrative, **plan.columns)
    set_people(copy, plan)
    copy.course, copy.venue = plan.course, plan.venue
    return copy


def _copy_settings(source: Cohort, cohort: Cohort, by: timedelta) -> None:
    plan = course_plans.find_plan(source)
    if plan.id is None:  # nobody has set anything
        return
    values = {name: getattr(plan, name) for name in PLAN_FIELDS}
    ends = {name: day + by if (day := getattr(plan, name)) else None for name in ("first_on", "last_on")}
    db.session.add(CoursePlan(cohort_id=cohort.id, **values, **ends))


def _copy_courses(source: Cohort, cohort: Cohort, copies: Copies, tracks: Tracks, groups: Groups) -> CopiedCourses:
    """Copy the course plan, and put the left-out sessions that it does not know into it."""
    olds = course_plans.list_planned_courses(source)
    made = {old.id: _copy_course(old, cohort, copies, tracks, groups) for old in olds}
    for old in olds:
        made[old.id].together = made.get(old.together_id or 0)
        made[old.id].earlier = [
            PlannedOrder(before=made[order.before_id], half_days=order.half_days) for order in old.earlier
        ]
    linked = {link.session_id for old in olds for link in old.sessions}
    unplanned = [key for key, one in copies.sessions.items() if one.id in copies.left_out and key not in linked]
    last = max((old.position for old in olds), default=0)
    extra = {key: planned_from(copies.sessions[key], last + place) for place, key in enumerate(unplanned, start=1)}
    courses = CopiedCourses(made, extra)
    db.session.add_all(courses.all)
    db.session.flush()
    return courses


def _copy_course(old: PlannedCourse, cohort: Cohort, copies: Copies, tracks: Tracks, groups: Groups) -> PlannedCourse:
    planned = PlannedCourse(cohort_id=cohort.id, **{name: getattr(old, name) for name in COURSE_FIELDS})
    planned.dates = sorted(copies.days[day].isoformat() for day in old.days)
    planned.lecturer_links = [
        PlannedLecturer(lecturer=link.lecturer, position=link.position) for link in old.lecturer_links
    ]
    planned.venue_links = [PlannedVenue(venue=link.venue, position=link.position) for link in old.venue_links]
    planned.audiences = [
        *(PlannedAudience(track=tracks[one.id]) for one in old.tracks),
        *(PlannedAudience(group=groups[one.id]) for one in old.groups),
    ]
    planned.sessions = [
        PlannedSession(number=link.number, session=copies.placed[link.session_id], fixed=link.fixed)
        for link in old.sessions
        if link.session_id in copies.placed
    ]
    return planned


def _copy_seminars(
    source: Cohort, cohort: Cohort, placed: Mapping[int, Session], courses: CopiedCourses, groups: Groups
) -> None:
    """Copy the seminars with themes and questions, placed or still to be drafted; one of neither is not copied."""
    for old in list_seminars(source):
        tables = [
            SeminarTable(
                group=groups.get(table.group_id or 0),
                session=placed.get(table.session_id or 0),
                planned=courses.made.get(table.planned_id or 0) or courses.extra.get(table.session_id or 0),
                position=table.position,
                theme=table.theme,
                questions=table.questions,
            )
            for table in old.tables
        ]
        kept = [table for table in tables if table.session or table.planned]
        if kept:
            db.session.add(Seminar(cohort=cohort, title=old.title, tables=kept))
