"""Cards without a place: times of a class's course plan that no session stands for yet, and where each would fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import visible_cohorts
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.curriculum.models import Lecturer, Venue
from trainingapp.timetable.models import PlannedCourse, Session, SessionAudience, SessionLecturer
from trainingapp.timetable.queries.conflicts import find_fits
from trainingapp.timetable.queries.course_plans import find_plans, list_courses_of, times_without_session
from trainingapp.timetable.rules.fitting import Cell, Fit
from trainingapp.timetable.rules.single import HOUSED
from trainingapp.timetable.rules.slots import usual_times
from trainingapp.timetable.terms import HalfDay, Teaching

PLACED = "这门课已经排上了，或者已从课程计划删除，请刷新页面"


@dataclass(frozen=True)
class Unplaced:
    """One time of a course of the plan, with who and where by the plan's first choice."""

    planned: PlannedCourse
    number: int
    home: Venue | None

    @property
    def key(self) -> str:
        """Return what the page calls it."""
        return f"{self.planned.public_id}-{self.number}"

    @property
    def title(self) -> str:
        """Return the title of its session to be."""
        several = self.planned.times > 1
        return f"{self.planned.title}（第{self.number}次）" if several else self.planned.title

    @property
    def speakers(self) -> list[Lecturer]:
        """Return who teaches it: all that the plan names where all come, else the first."""
        return self.planned.lecturers if self.planned.all_speak else self.planned.lecturers[:1]

    @property
    def venue(self) -> Venue | None:
        """Return where it is held: the first room that the plan names, else the class's usual one."""
        usual = self.home if self.planned.form in HOUSED else None
        return next(iter(self.planned.venues), usual)

    @property
    def hours(self) -> Decimal:
        """Return its study hours."""
        return self.planned.hours


def list_unplaced(cohort: Cohort) -> list[Unplaced]:
    """Return the cards of a class's plan that have no place yet, in the plan's order; constant queries."""
    return list_unplaced_of([cohort])


def list_unplaced_of(cohorts: Sequence[Cohort]) -> list[Unplaced]:
    """Return the cards of several classes that have no place yet, class by class; constant queries."""
    plans, courses = find_plans(cohorts), list_courses_of([cohort.id for cohort in cohorts])
    return [
        Unplaced(planned, number, plans[cohort.id].venue)
        for cohort in cohorts
        for planned, number in times_without_session(courses[cohort.id])
    ]


def find_any_unplaced(actor: Actor, permission: Permission, key: str) -> Unplaced:
    """Return a card without a place of any class over which the actor has this permission; raise NotFound."""
    reached = visible_cohorts(actor, permission).join(PlannedCourse, PlannedCourse.cohort_id == Cohort.id)
    cohort = db.session.scalar(reached.where(PlannedCourse.public_id == key.rpartition("-")[0]))
    if cohort is None:
        raise NotFound(PLACED)
    return find_unplaced(cohort, key)


def find_unplaced(cohort: Cohort, key: str) -> Unplaced:
    """Return one card without a place; raise NotFound where it has one or the plan does not know it."""
    found = next((one for one in list_unplaced(cohort) if one.key == key), None)
    if found is None:
        raise NotFound(PLACED)
    return found


def find_unplaced_fits(cohort: Cohort, card: Unplaced, cells: Sequence[Cell]) -> list[Fit]:
    """Return of each cell whether a card without a place fits there and why not; constant queries."""
    return find_fits(session_to_be(cohort, card), cells)


def session_to_be(cohort: Cohort, card: Unplaced) -> Session:
    """Return a card as a session that is nowhere yet and never stored, for the rules to judge."""
    planned = card.planned
    starts_at, ends_at = usual_times(HalfDay.MORNING, length=timedelta(minutes=planned.minutes))
    session = Session(
        id=0,
        cohort=cohort,
        cohort_id=cohort.id,
        title=card.title,
        held_on=date.min,
        half_day=HalfDay.MORNING,
        starts_at=starts_at,
        ends_at=ends_at,
        venue_id=card.venue.id if card.venue else None,
        venue=card.venue,
        accepted_reason="",
        **{name: getattr(planned, name) for name in ("form", "hours", "speaker_note", "features")},
    )
    speaking = [(lecturer, Teaching.SPEAKER) for lecturer in card.speakers]
    hosting = [(planned.host, Teaching.HOST)] if planned.host else []
    session.teachings = [
        SessionLecturer(lecturer_id=lecturer.id, lecturer=lecturer, role=role) for lecturer, role in speaking + hosting
    ]
    session.audiences = [SessionAudience(track=row.track, group=row.group) for row in planned.audiences]
    return session
