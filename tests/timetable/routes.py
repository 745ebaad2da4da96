"""What the routes of timetables ask for."""

from trainingapp.accounts.permissions import Permission

ROUTES = {
    "timetable.grid": Permission.COHORT_VIEW,
    "timetable.paper": Permission.COHORT_VIEW,
    **{f"timetable.{name}": Permission.TIMETABLE_EDIT for name in ("add", "session", "move", "cancel", "restore")},
}
