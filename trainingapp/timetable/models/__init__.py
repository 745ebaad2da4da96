"""Tables of timetables and of the course plans that they are drafted from."""

from trainingapp.timetable.models.calendar import CalendarDay, CalendarYear
from trainingapp.timetable.models.course_plans import (
    CoursePlan,
    PlannedAudience,
    PlannedCourse,
    PlannedLecturer,
    PlannedOrder,
    PlannedSession,
    PlannedVenue,
)
from trainingapp.timetable.models.proposals import Proposal, ProposedLecturer, ProposedPlace
from trainingapp.timetable.models.releases import FeedAddress, Release, ReleaseLook
from trainingapp.timetable.models.seminars import Seminar, SeminarTable
from trainingapp.timetable.models.sessions import Session, SessionAudience, SessionLecturer
from trainingapp.timetable.models.settings import ConflictRule, TravelTime
from trainingapp.timetable.models.steps import Step

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "ConflictRule",
    "CoursePlan",
    "FeedAddress",
    "PlannedAudience",
    "PlannedCourse",
    "PlannedLecturer",
    "PlannedOrder",
    "PlannedSession",
    "PlannedVenue",
    "Proposal",
    "ProposedLecturer",
    "ProposedPlace",
    "Release",
    "ReleaseLook",
    "Seminar",
    "SeminarTable",
    "Session",
    "SessionAudience",
    "SessionLecturer",
    "Step",
    "TravelTime",
]
