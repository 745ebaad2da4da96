"""Pages of insight: a year's classes, hours, coverage, lecturers, reports; each table as a workbook too."""

from trainingapp.insight.views import classes, coverage, hours, lecturers, reports, workbooks
from trainingapp.insight.views.blueprint import blueprint

__all__ = ["blueprint", "classes", "coverage", "hours", "lecturers", "reports", "workbooks"]
