"""Forms of timetables."""

from trainingapp.timetable.forms.releases import PublishForm
from trainingapp.timetable.forms.sessions import CancelForm, MoveForm, SessionForm
from trainingapp.timetable.forms.settings import RulesForm, TravelForm
from trainingapp.timetable.forms.workbench import (
    CellForm,
    DaysForm,
    LaterForm,
    OrderForm,
    PlaceForm,
    ResizeForm,
    SplitForm,
    SwapForm,
)

__all__ = [
    "CancelForm",
    "CellForm",
    "DaysForm",
    "LaterForm",
    "MoveForm",
    "OrderForm",
    "PlaceForm",
    "PublishForm",
    "ResizeForm",
    "RulesForm",
    "SessionForm",
    "SplitForm",
    "SwapForm",
    "TravelForm",
]
