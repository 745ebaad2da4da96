"""Tables of timetables."""

from trainingapp.timetable.models.releases import FeedAddress, Release, ReleaseLook
from trainingapp.timetable.models.sessions import Session, SessionAudience, SessionLecturer

__all__ = ["FeedAddress", "Release", "ReleaseLook", "Session", "SessionAudience", "SessionLecturer"]
