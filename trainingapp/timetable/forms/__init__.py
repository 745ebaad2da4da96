"""Forms of timetables."""

from trainingapp.timetable.forms.sessions import CancelForm, MoveForm, SessionForm

__all__ = ["CancelForm", "MoveForm", "SessionForm"]
