"""HTTP input of classes, trainees, groups and papers as clean values."""

from trainingapp.cohorts.forms.classes import CohortForm, StageForm
from trainingapp.cohorts.forms.groups import NameForm, read_places
from trainingapp.cohorts.forms.papers import PapersForm
from trainingapp.cohorts.forms.trainees import TraineeForm, WithdrawForm

__all__ = ["CohortForm", "NameForm", "PapersForm", "StageForm", "TraineeForm", "WithdrawForm", "read_places"]
