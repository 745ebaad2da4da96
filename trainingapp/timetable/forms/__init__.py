"""Forms of timetables."""

from trainingapp.timetable.forms.releases import PublishForm
from trainingapp.timetable.forms.sessions import CancelForm, MoveForm, SessionForm

__all__ = ["CancelForm", "MoveForm", "PublishForm", "SessionForm"]
