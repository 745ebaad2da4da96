"""Tables of timetables."""

from trainingapp.timetable.models.sessions import Session, SessionAudience, SessionLecturer

__all__ = ["Session", "SessionAudience", "SessionLecturer"]
