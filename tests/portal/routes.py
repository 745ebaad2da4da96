"""What the routes of the portal ask for."""

from trainingapp.accounts.permissions import Permission

NAMES = (
    "today",
    "timetable",
    "seen",
    "attendance",
    "results",
    "leaves",
    "ask_leave",
    "cancel_leave",
    "scan",
    "check_in",
    "checked_in",
)
ROUTES = {
    **{f"portal.{name}": Permission.OWN_TRAINING for name in NAMES},
    "portal.lectures": Permission.OWN_LECTURES,
    "portal.branch": Permission.NOMINATE,
}
