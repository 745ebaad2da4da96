"""HTTP input of classes, trainees, groups and papers as clean values."""

from trainingapp.cohorts.forms.classes import CohortForm, CopyForm, StageForm
from trainingapp.cohorts.forms.committee import BRANCH_OFFICES, CLASS_OFFICES, read_offices
from trainingapp.cohorts.forms.grouping import GroupingForm
from trainingapp.cohorts.forms.groups import NameForm, read_places
from trainingapp.cohorts.forms.nominations import CallForm, NominationForm, read_decisions, read_seats
from trainingapp.cohorts.forms.papers import KNOWN_FONTS, PapersForm
from trainingapp.cohorts.forms.plans import ApprovalForm, PlanItemForm, YearForm
from trainingapp.cohorts.forms.programmes import ProgrammeForm
from trainingapp.cohorts.forms.trainees import PhoneForm, TraineeForm, WithdrawForm

__all__ = [
    "BRANCH_OFFICES",
    "CLASS_OFFICES",
    "KNOWN_FONTS",
    "ApprovalForm",
    "CallForm",
    "CohortForm",
    "CopyForm",
    "GroupingForm",
    "NameForm",
    "NominationForm",
    "PapersForm",
    "PhoneForm",
    "PlanItemForm",
    "ProgrammeForm",
    "StageForm",
    "TraineeForm",
    "WithdrawForm",
    "YearForm",
    "read_decisions",
    "read_offices",
    "read_places",
    "read_seats",
]
