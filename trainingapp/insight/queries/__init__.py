"""Reads over all classes of the office; who reaches what is part of each statement."""

from trainingapp.insight.queries.classes import (
    ClassFigures,
    HeldSession,
    SessionsPage,
    YearFigures,
    held_sessions,
    year_figures,
    years,
)
from trainingapp.insight.queries.coverage import CoverageFigures, PeoplePage, coverage, people_behind
from trainingapp.insight.queries.hours import (
    HoursPage,
    PersonHours,
    entries_of_year,
    hours_by_organisation,
    hours_page,
)
from trainingapp.insight.queries.months import LedgerLine, MonthClass, MonthFigures, ledger_lines, month_figures

__all__ = [
    "ClassFigures",
    "CoverageFigures",
    "HeldSession",
    "HoursPage",
    "LedgerLine",
    "MonthClass",
    "MonthFigures",
    "PeoplePage",
    "PersonHours",
    "SessionsPage",
    "YearFigures",
    "coverage",
    "entries_of_year",
    "held_sessions",
    "hours_by_organisation",
    "hours_page",
    "ledger_lines",
    "month_figures",
    "people_behind",
    "year_figures",
    "years",
]
