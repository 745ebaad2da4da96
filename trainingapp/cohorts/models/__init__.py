"""Tables of programmes and classes, of those in them, of year plans, and of who is put forward for a class."""

from trainingapp.cohorts.models.classes import Cohort, Enrolment, Group, Programme, ProgrammeCompetency, Track
from trainingapp.cohorts.models.nominations import Nomination, NominationCall, Quota
from trainingapp.cohorts.models.plans import PlanItem, PlanPaper, YearPlan

__all__ = [
    "Cohort",
    "Enrolment",
    "Group",
    "Nomination",
    "NominationCall",
    "PlanItem",
    "PlanPaper",
    "Programme",
    "ProgrammeCompetency",
    "Quota",
    "Track",
    "YearPlan",
]
