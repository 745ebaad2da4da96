"""What the routes of the portal ask for."""

from trainingapp.accounts.permissions import Permission

ROUTES = {
    **{f"portal.{name}": Permission.OWN_TRAINING for name in ("today", "timetable", "attendance", "results")},
    "portal.lectures": Permission.OWN_LECTURES,
    "portal.branch": Permission.NOMINATE,
}
