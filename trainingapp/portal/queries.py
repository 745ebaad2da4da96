"""Reads for a trainee, a lecturer and a branch: each sees the own rows alone, by the statement itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor, Role
from trainingapp.assessment.queries import AssessmentRow, ClassAssessment, class_assessment
from trainingapp.attendance import queries as attendance
from trainingapp.attendance.models import AttendanceSettings, CheckIn
from trainingapp.attendance.rules import Window, expected, window
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import EnrolmentState, Stage
from trainingapp.core.clock import to_local
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.core.scope import ALL_OFFICES
from trainingapp.curriculum.models import Lecturer
from trainingapp.people.queries import within_reach
from trainingapp.portal.models import PhonePages
from trainingapp.timetable.models import Release, Session
from trainingapp.timetable.queries import (
    Member,
    looked_at,
    members_of,
    newest_release,
    release_numbered,
    releases_of_running_classes,
)
from trainingapp.timetable.rules.frozen import FrozenSession
from trainingapp.timetable.rules.releases import Change, compare
from trainingapp.timetable.terms import SessionState

NO_CLASS = "您还没有参加培训班。如果名单里有您，请联系主办单位把账号和学员对上"

NO_LECTURER = "您的账号还没有和师资库里的讲师对上，请联系主办单位"


def own_enrolments(actor: Actor) -> Sequence[Enrolment]:
    """Return the classes that the actor is or was in as a trainee, the newest first."""
    statement = (
        select(Enrolment)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Enrolment.person_id.in_(actor.reach(Role.TRAINEE, "person_id")))
        .options(joinedload(Enrolment.cohort), joinedload(Enrolment.group), joinedload(Enrolment.track))
        .order_by(Cohort.starts_on.desc(), Enrolment.id.desc())
    )
    return db.session.scalars(statement).all()


def choose_enrolment(enrolments: Sequence[Enrolment], public_id: str | None, on: date) -> Enrolment:
    """Return the class that was asked for, else the one that matters on a day; NotFound when there is none.

    That is the newest that has begun and is not over, else the next to begin, else the newest of all; the classes that
    the actor has left come last.
    """
    found = [one for one in enrolments if public_id in (None, "", one.cohort.public_id)]
    if not found:
        raise NotFound(NO_CLASS)
    return min(found, key=lambda one: _remoteness(one, on))


def _remoteness(enrolment: Enrolment, on: date) -> tuple[bool, int, int]:
    cohort = enrolment.cohort
    left, begun = enrolment.state is not EnrolmentState.ENROLLED, (on - cohort.starts_on).days
    over = cohort.stage in {Stage.COMPLETED, Stage.CLOSED} or (cohort.ends_on is not None and cohort.ends_on < on)
    return left, 2 if over else int(begun < 0), abs(begun)


@dataclass(frozen=True)
class OwnTimetable:
    """A trainee's part of the newest release, and what it changes against the one that the trainee has seen.

    `seen` is the number of that release, 0 where the trainee has not said to have seen any.
    """

    release: Release | None = None
    sessions: Sequence[FrozenSession] = ()
    changes: Sequence[Change] = ()
    seen: int = 0

    @property
    def is_new(self) -> bool:
        """Tell whether the trainee has not said to have seen the newest release."""
        return self.release is not None and self.seen < self.release.number

    @property
    def changed(self) -> frozenset[str]:
        """Return the uids of the sessions to be marked."""
        return frozenset(change.session.uid for change in self.changes)


def own_timetable(enrolment: Enrolment) -> OwnTimetable:
    """Return the sessions of the newest release that are for this trainee, dropped ones as cancelled.

    What changed is told against the release last seen, or against the one before where none has been seen yet.
    """
    release = newest_release(enrolment.cohort)
    if release is None:
        return OwnTimetable()
    sessions = [session for session in release.sessions if _is_for(session, enrolment)]
    seen = looked_at(enrolment)
    before = release_numbered(enrolment.cohort, seen or release.number - 1)
    if seen >= release.number or before is None:
        return OwnTimetable(release, sessions, seen=seen)
    changes = compare(before.sessions, release.sessions)
    own = [change for change in changes if any(_is_for(side, enrolment) for side in change.sides)]
    return OwnTimetable(release, sessions, own, seen)


def _is_for(session: FrozenSession, enrolment: Enrolment) -> bool:
    return session.is_for(track=enrolment.track_id, group=enrolment.group_id)


def find_own_session(actor: Actor, public_id: str) -> tuple[Enrolment, Session] | None:
    """Return a session of a class that the actor is a trainee of, with the own place there; None otherwise."""
    statement = (
        select(Enrolment, Session)
        .join(Session, Session.cohort_id == Enrolment.cohort_id)
        .where(
            Session.public_id == public_id,
            Enrolment.person_id.in_(actor.reach(Role.TRAINEE, "person_id")),
            Enrolment.state == EnrolmentState.ENROLLED,
        )
        .options(joinedload(Session.cohort), selectinload(Session.audiences))
    )
    row = db.session.execute(statement).first()
    return None if row is None else (row[0], row[1])


def find_phone_pages() -> PhonePages | None:
    """Return whether the office has said anything about its phone pages."""
    return db.session.scalar(select(PhonePages))


def phone_pages_offered() -> bool:
    """Tell whether the office's trainees have pages on the phone."""
    found = find_phone_pages()
    return found is None or found.offered


def sessions_with_code(moment: datetime) -> list[Session]:
    """Return the sessions of any office that show a code now: those of classes with check-in by phone, in its hours."""
    local = to_local(moment).replace(tzinfo=None)
    statement = (
        select(Session, AttendanceSettings)
        .join(AttendanceSettings, AttendanceSettings.cohort_id == Session.cohort_id)
        .where(Session.held_on == local.date(), Session.state == SessionState.PLANNED)
    )
    rows = db.session.execute(statement, execution_options={ALL_OFFICES: True}).all()
    return [
        session
        for session, own in rows
        if own.value.check_in and window(session.starts, session.ends, own.value).is_open(local)
    ]


def trainees_named(cohort_id: int, name: str) -> Sequence[Enrolment]:
    """Return those in a class who bear a name."""
    statement = (
        select(Enrolment)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.name == name, Enrolment.state == EnrolmentState.ENROLLED)
        .options(joinedload(Enrolment.person), joinedload(Enrolment.cohort))
    )
    return db.session.scalars(statement).all()


def own_check_in(enrolment: Enrolment, session: Session) -> CheckIn:
    """Return the own check-in to a session; raise NotFound before there is one."""
    found = attendance.find_check_in(session, enrolment.id)
    if found is None:
        raise NotFound("您还没有签到")
    return found


@dataclass(frozen=True)
class OpenCheckIn:
    """A session that can be checked in to now, or soon: when it opens, and what the trainee has done already."""

    session: Session
    window: Window
    opened: bool
    row: CheckIn | None


def coming_check_in(enrolment: Enrolment, moment: datetime) -> OpenCheckIn | None:
    """Return the check-in of the next session of the day that expects the trainee and has not ended.

    None while the class has no check-in by phone. `moment` is local wall-clock time.
    """
    settings = attendance.settings_of(enrolment.cohort_id)
    if not settings.check_in:
        return None
    member = attendance.member_of(enrolment)
    coming = [one for one in attendance.sessions_of_day(enrolment.cohort_id, moment.date()) if one.ends > moment]
    mine = next((one for one in coming if expected(attendance.held(one), member)), None)
    if mine is None:
        return None
    hours = window(mine.starts, mine.ends, settings)
    return OpenCheckIn(mine, hours, hours.is_open(moment), attendance.find_check_in(mine, enrolment.id))


def own_result(enrolment: Enrolment) -> tuple[ClassAssessment, AssessmentRow | None]:
    """Return a trainee's own result with the scheme it comes from; None for who has left the class."""
    found = class_assessment(enrolment.cohort, only=Enrolment.id == enrolment.id)
    return found, found.rows[0] if found.rows else None


def sessions_to_leave(enrolment: Enrolment) -> list[Session]:
    """Return the sessions that a trainee may ask leave from: released ones, for a draft is not the trainee's to see."""
    release = newest_release(enrolment.cohort)
    shown = {session.uid for session in release.sessions} if release else set()
    return [session for session in attendance.sessions_to_ask(enrolment) if session.public_id in shown]


@dataclass(frozen=True)
class Lecture:
    """A released session that somebody teaches, its class, and how many trainees it expects."""

    session: FrozenSession
    release: Release
    people: int


def own_lectures(actor: Actor, since: date) -> list[Lecture]:
    """Return the released sessions from a day on that the actor teaches or hosts, in order of time."""
    lecturers = actor.reach(Role.LECTURER, "lecturer_id")
    found = [
        (session, release)
        for release in releases_of_running_classes(since)
        for session in release.sessions
        if session.is_held and session.held_on >= since and any(session.is_with(key) for key in lecturers)
    ]
    members = members_of({release.cohort_id for _, release in found})
    lectures = [
        Lecture(session, release, _count_expected(session, members.get(release.cohort_id, ())))
        for session, release in found
    ]
    return sorted(lectures, key=lambda lecture: (lecture.session.starts, lecture.session.uid))


def _count_expected(session: FrozenSession, members: Sequence[Member]) -> int:
    return sum(session.is_for(track=member.track, group=member.group) for member in members)


def own_lecturer(actor: Actor) -> Lecturer:
    """Return the lecturer of the library who the actor is; raise NotFound for an account without one."""
    keys = actor.reach(Role.LECTURER, "lecturer_id")
    found = db.session.scalar(select(Lecturer).where(Lecturer.id.in_(keys)).order_by(Lecturer.id).limit(1))
    if found is None:
        raise NotFound(NO_LECTURER)
    return found


def branch_trainees(actor: Actor) -> Sequence[Enrolment]:
    """Return the trainees from the organisations that a branch contact speaks for, by class and number."""
    reached = within_reach(actor, Permission.OWN_BRANCH, Enrolment.organisation_id)
    statement = (
        select(Enrolment)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(reached, Enrolment.state == EnrolmentState.ENROLLED)
        .options(joinedload(Enrolment.cohort))
        .order_by(Cohort.starts_on.desc(), Enrolment.number)
    )
    return db.session.scalars(statement).all()
