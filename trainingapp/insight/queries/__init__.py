"""Reads over all classes of the office; who reaches what is part of each statement."""

from trainingapp.insight.queries.branches import BranchMonth, TraineeMonth, branch_month, newest_month
from trainingapp.insight.queries.classes import (
    ClassFigures,
    YearFigures,
    year_figures,
    years,
)
from trainingapp.insight.queries.coverage import CoverageFigures, PeoplePage, coverage, people_behind
from trainingapp.insight.queries.hours import (
    Asked,
    HoursPage,
    PersonHours,
    entries_of_year,
    hours_by_organisation,
    hours_page,
    office_name,
)
from trainingapp.insight.queries.ledgers import LedgerLine, ledger_figures, ledger_lines
from trainingapp.insight.queries.lessons import (
    HeldSession,
    MarkedTrainee,
    MarksPage,
    RenamedStatus,
    SessionsPage,
    attendance_in,
    held_sessions,
    hours_of,
    marks_behind,
)
from trainingapp.insight.queries.months import MonthClass, MonthFigures, month_figures

__all__ = [
    "Asked",
    "BranchMonth",
    "ClassFigures",
    "CoverageFigures",
    "HeldSession",
    "HoursPage",
    "LedgerLine",
    "MarkedTrainee",
    "MarksPage",
    "MonthClass",
    "MonthFigures",
    "PeoplePage",
    "PersonHours",
    "RenamedStatus",
    "SessionsPage",
    "TraineeMonth",
    "YearFigures",
    "attendance_in",
    "branch_month",
    "coverage",
    "entries_of_year",
    "held_sessions",
    "hours_by_organisation",
    "hours_of",
    "hours_page",
    "ledger_figures",
    "ledger_lines",
    "marks_behind",
    "month_figures",
    "newest_month",
    "office_name",
    "people_behind",
    "year_figures",
    "years",
]
