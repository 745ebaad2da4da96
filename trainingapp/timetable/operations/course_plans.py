"""Acts on a class's course plan: its courses, their order, how it is to be drafted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Group, Track
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.curriculum.models import Course, Lecturer, Venue
from trainingapp.curriculum.terms import Category, Form
from trainingapp.timetable import queries
from trainingapp.timetable.models import (
    PlannedAudience,
    PlannedCourse,
    PlannedLecturer,
    PlannedOrder,
    PlannedSession,
    PlannedVenue,
    Session,
)
from trainingapp.timetable.models.course_plans import SAME_AS_SESSION
from trainingapp.timetable.queries import course_plans
from trainingapp.timetable.queries.cards import CLOSING_WORDS, OPENING_WORDS
from trainingapp.timetable.rules.planning.clock import LONGEST_MINUTES, split_hours, usual_minutes
from trainingapp.timetable.terms import Edge, HalfDay

LINKED = frozenset({"course", "host", "lecturers", "venues", "tracks", "groups", "after", "together"})


@dataclass(frozen=True, kw_only=True)
class CourseValues:
    """What a course of a plan is to be: the values of its form. `hours` and `minutes` are of each of its `times`."""

    title: str
    form: Form
    minutes: int
    hours: Decimal = Decimal(0)
    times: int = 1
    category: Category | None = None
    course: Course | None = None
    lecturers: Sequence[Lecturer] = field(default=())
    all_speak: bool = False
    host: Lecturer | None = None
    speaker_note: str = ""
    observers: str = ""
    takes_attendance: bool = True
    note: str = ""
    features: Sequence[str] = field(default=())
    venues: Sequence[Venue] = field(default=())
    tracks: Sequence[Track] = field(default=())
    groups: Sequence[Group] = field(default=())
    edge: Edge = Edge.NONE
    dates: Sequence[date] = field(default=())
    half_day: HalfDay | None = None
    half_day_fixed: bool = False
    after: Sequence[PlannedCourse] = field(default=())
    together: PlannedCourse | None = None
    stops: Sequence[Mapping[str, object]] = field(default=())

    @property
    def columns(self) -> dict[str, object]:
        """Return the values of the row's own columns."""
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in LINKED}
        return {
            **values,
            "features": list(self.features),
            "dates": sorted(day.isoformat() for day in self.dates),
            "stops": [dict(stop) for stop in self.stops],
            "course_id": self.course.id if self.course else None,
            "host_id": self.host.id if self.host else None,
            "together_id": self.together.id if self.together else None,
        }


def change_plan(actor: Actor, cohort: Cohort, **values: object) -> Changes:
    """Set how a class's plan is to be drafted: first and last day, usual room, weekdays, wishes.

    Refuses a last day before the first, and weights below 0.
    """
    refuse_closed(cohort, "课程计划")
    plan = course_plans.find_plan(cohort)
    wishes = values.get("wishes")
    if isinstance(wishes, Mapping) and any(weight < 0 for weight in wishes.values()):
        raise Refused("愿望的权重不能小于 0；不想要就写 0")
    first, last = values.get("first_on"), values.get("last_on")
    if isinstance(first, date) and isinstance(last, date) and last < first:
        raise Refused(f"最晚一天 {last} 早于最早一天 {first}，请改正日期")
    db.session.add(plan)
    changed = changes.apply(plan, **values)
    db.session.flush()
    if changed:
        audit.record(actor, "course_plan.changed", plan, changed)
    return changed


def add_planned_course(actor: Actor, cohort: Cohort, *, values: CourseValues) -> PlannedCourse:
    """Add a course at the end of a class's plan; refuses one that no half-day holds, and orders that go in a circle."""
    refuse_closed(cohort, "课程计划")
    planned = PlannedCourse(cohort_id=cohort.id, position=_next_position(cohort), **values.columns)
    db.session.add(planned)
    _set_links(planned, values)
    db.session.flush()
    _refuse_senseless(cohort, planned)
    audit.record(actor, "planned_course.added", planned, _with_links(changes.created(planned), planned))
    return planned


def add_library_courses(actor: Actor, cohort: Cohort, *, courses: Sequence[Course]) -> list[PlannedCourse]:
    """Add courses of the library at the end of a class's plan, each as the library has it; who, where and when is open.

    A course that is longer than the class's half-day is held several times. Refuses none at all.
    """
    refuse_closed(cohort, "课程计划")
    if not courses:
        raise Refused("请至少勾选一门课程")
    return [add_planned_course(actor, cohort, values=_values_of(cohort, course)) for course in courses]


def _values_of(cohort: Cohort, course: Course) -> CourseValues:
    times, hours = split_hours(course.hours, cohort.hours_per_half_day)
    return CourseValues(
        title=course.title,
        form=course.form,
        category=course.category,
        course=course,
        hours=hours,
        times=times,
        minutes=usual_minutes(hours),
    )


def change_planned_course(
    actor: Actor, cohort: Cohort, planned: PlannedCourse, *, values: CourseValues, version: int
) -> Changes:
    """Change a course of a plan; refuses what adding refuses. Its sessions on the timetable stay as they are.

    `version` is that of the row as the actor saw it: raises Stale when somebody else saved it meanwhile.
    """
    refuse_closed(cohort, "课程计划")
    if planned.version != version:
        raise Stale(f"别人刚刚改过“{planned.title}”，请刷新后再改")
    before = _links(planned)
    changed = changes.apply(planned, **values.columns)
    _set_links(planned, values)
    db.session.flush()
    _refuse_senseless(cohort, planned)
    linked = changes.between(before, _links(planned))
    whole = changed | linked
    if whole:
        audit.record(actor, "planned_course.changed", planned, whole)
    return whole


def remove_planned_course(actor: Actor, planned: PlannedCourse) -> None:
    """Take a course out of a plan; its sessions stay on the timetable."""
    refuse_closed(planned.cohort, "课程计划")
    for other in db.session.scalars(select(PlannedCourse).where(PlannedCourse.together_id == planned.id)):
        other.together_id = None
    audit.record(actor, "planned_course.removed", planned, _with_links(changes.removed(planned), planned, gone=True))
    db.session.delete(planned)
    db.session.flush()


def reorder_plan(actor: Actor, cohort: Cohort, *, order: Sequence[str]) -> None:
    """Put a class's plan in this order of public ids; those that are not named keep theirs behind them."""
    refuse_closed(cohort, "课程计划")
    courses = list(course_plans.list_planned_courses(cohort))
    known = {planned.public_id: planned for planned in courses}
    named = [known[key] for key in dict.fromkeys(order) if key in known]
    rest = [planned for planned in courses if planned not in named]
    before = [planned.title for planned in courses]
    for position, planned in enumerate([*named, *rest], start=1):
        planned.position = position
    changed = changes.between({"order": before}, {"order": [planned.title for planned in [*named, *rest]]})
    db.session.flush()
    if changed:
        audit.record(actor, "course_plan.reordered", cohort, changed, cohort_id=cohort.id)


def fix_session(actor: Actor, link: PlannedSession, *, fixed: bool) -> None:
    """Keep a session of the plan where it is when the timetable is drafted anew, or let it go again."""
    refuse_closed(link.session.cohort, "课程计划")
    changed = changes.apply(link, fixed=fixed)
    if changed:
        audit.record(actor, "planned_session.fixed" if fixed else "planned_session.freed", link.session, changed)


def derive_plan(actor: Actor, cohort: Cohort) -> list[PlannedCourse]:
    """Make a course plan of the sessions that a class has already; sessions that are in it are left alone.

    Days and half-days are not taken over, for they are the planner's work; sessions of tracks or groups that are held
    at the same time belong together, openings and closings stand at the ends.
    """
    refuse_closed(cohort, "课程计划")
    sessions = [one for one in queries.list_sessions(cohort) if course_plans.find_planned_session(one) is None]
    if not sessions:
        raise Refused("课表里没有还不在课程计划里的课次")
    position = _next_position(cohort)
    made = [planned_from(session, position + number) for number, session in enumerate(sessions)]
    for planned, session in zip(made, sessions, strict=True):
        planned.sessions = [PlannedSession(number=1, session=session)]
    for (earlier, first), (later, second) in pairwise(zip(sessions, made, strict=True)):
        if earlier.audiences and later.audiences and earlier.starts == later.starts:
            second.together = first.together or first
    db.session.add_all(made)
    db.session.flush()
    derived = changes.between({}, {"courses": [planned.title for planned in made]})
    audit.record(actor, "course_plan.derived", cohort, derived, cohort_id=cohort.id)
    return made


def planned_from(session: Session, position: int) -> PlannedCourse:
    """Return the course of a plan that a session of the same class is one time of; its day is left open."""
    planned = PlannedCourse(
        cohort_id=session.cohort.id,
        position=position,
        title=session.title,
        minutes=(session.ends - session.starts) // timedelta(minutes=1),
        all_speak=True,
        edge=_edge(session),
        **{name: getattr(session, name) for name in SAME_AS_SESSION},
    )
    planned.host_id = session.host.id if session.host else None
    planned.lecturer_links = _lecturers(session.speakers)
    planned.venue_links = [PlannedVenue(venue=session.venue)] if session.venue else []
    planned.audiences = [PlannedAudience(track=row.track, group=row.group) for row in session.audiences]
    return planned


def _edge(session: Session) -> Edge:
    if session.form is not Form.CEREMONY:
        return Edge.NONE
    if any(word in session.title for word in OPENING_WORDS):
        return Edge.OPENING
    return Edge.CLOSING if any(word in session.title for word in CLOSING_WORDS) else Edge.NONE


def _next_position(cohort: Cohort) -> int:
    courses = course_plans.list_planned_courses(cohort)
    return max((planned.position for planned in courses), default=0) + 1


def _lecturers(lecturers: Sequence[Lecturer]) -> list[PlannedLecturer]:
    return [PlannedLecturer(lecturer=lecturer, position=place) for place, lecturer in enumerate(lecturers)]


def _set_links(planned: PlannedCourse, values: CourseValues) -> None:
    """Set lecturers, rooms, audience and orders; rows that stay are kept, so that nothing is written twice."""
    lecturers = {link.lecturer_id: link for link in planned.lecturer_links}
    planned.lecturer_links = [lecturers.get(one.id) or PlannedLecturer(lecturer=one) for one in values.lecturers]
    venues = {link.venue_id: link for link in planned.venue_links}
    planned.venue_links = [venues.get(one.id) or PlannedVenue(venue=one) for one in values.venues]
    for place, lecturer in enumerate(planned.lecturer_links):
        lecturer.position = place
    for place, room in enumerate(planned.venue_links):
        room.position = place
    audiences = {(row.track_id, row.group_id): row for row in planned.audiences}
    planned.audiences = [
        *(audiences.get((track.id, None)) or PlannedAudience(track=track) for track in values.tracks),
        *(audiences.get((None, group.id)) or PlannedAudience(group=group) for group in values.groups),
    ]
    orders = {row.before_id: row for row in planned.earlier}
    planned.earlier = [orders.get(one.id) or PlannedOrder(before=one) for one in values.after if one is not planned]


def _links(planned: PlannedCourse) -> dict[str, object]:
    return {
        "lecturers": [lecturer.name for lecturer in planned.lecturers],
        "venues": [venue.name for venue in planned.venues],
        "audience": planned.audience_label,
        "after": [order.before.title for order in planned.earlier],
    }


def _with_links(changed: Changes, planned: PlannedCourse, *, gone: bool = False) -> Changes:
    linked = changes.between(_links(planned), {}) if gone else changes.between({}, _links(planned))
    return changed | linked


def _refuse_senseless(cohort: Cohort, planned: PlannedCourse) -> None:
    reasons = []
    if planned.minutes > LONGEST_MINUTES:
        reasons.append(f"每次 {planned.minutes} 分钟，一个半天最多 {LONGEST_MINUTES // 60} 小时；请拆成几次课")
    if planned.hours > cohort.hours_per_half_day:
        reasons.append(f"每次 {planned.hours} 学时，本班每半天 {cohort.hours_per_half_day} 学时；请拆成几次课")
    if planned.together is planned:
        reasons.append("一门课不能和自己同时上")
    circle = _circle(planned)
    if circle:
        reasons.append("先后要求绕成了圈：" + "→".join(f"“{one.title}”" for one in circle) + "；请去掉其中一个")
    if reasons:
        raise Refused(*reasons)


def _circle(planned: PlannedCourse) -> list[PlannedCourse]:
    """Return the courses of a circle of orders through this one, itself at both ends, or nothing."""
    paths = [[planned]]
    seen: set[int] = set()
    while paths:
        path = paths.pop()
        for order in path[0].earlier:
            if order.before is planned:
                return [planned, *path]
            if order.before.id not in seen:
                seen.add(order.before.id)
                paths.append([order.before, *path])
    return []
