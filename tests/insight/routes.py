"""What the routes of insight ask for."""

from trainingapp.accounts.permissions import Permission

VIEWED = (
    "overview",
    "hours",
    "hours_statements",
    "coverage",
    "people",
    "sessions",
    "marks",
    "hours_of_organisations",
    "lecturers",
    "workbook",
    "reports",
    "report",
)
ROUTES = {
    **{f"insight.{name}": Permission.INSIGHT_VIEW for name in VIEWED},
    "insight.course_history": Permission.LIBRARY_VIEW,
    "insight.lecturer_history": Permission.LIBRARY_VIEW,
    "insight.venue_history": Permission.LIBRARY_VIEW,
    "insight.site_history": Permission.LIBRARY_VIEW,
    "insight.draft_report": Permission.COHORT_EDIT,
    "insight.change_report": Permission.COHORT_EDIT,
}
