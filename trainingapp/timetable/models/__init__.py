"""Tables of timetables."""

from trainingapp.timetable.models.releases import FeedAddress, Release, ReleaseLook
from trainingapp.timetable.models.sessions import Session, SessionAudience, SessionLecturer
from trainingapp.timetable.models.settings import ConflictRule, TravelTime
from trainingapp.timetable.models.steps import Step

__all__ = [
    "ConflictRule",
    "FeedAddress",
    "Release",
    "ReleaseLook",
    "Session",
    "SessionAudience",
    "SessionLecturer",
    "Step",
    "TravelTime",
]
