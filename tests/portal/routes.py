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
    "check_in",
    "checked_in",
)
ROUTES = {
    **{f"portal.{name}": Permission.OWN_TRAINING for name in NAMES},
    **{f"portal.{name}": Permission.OWN_TRAINING for name in ("own_feed", "make_own_feed", "revoke_own_feed")},
    "portal.lectures": Permission.OWN_LECTURES,
    **{
        f"portal.{name}": Permission.OWN_LECTURES
        for name in ("lecture_feed", "make_lecture_feed", "revoke_lecture_feed")
    },
    "portal.branch": Permission.OWN_BRANCH,
    "portal.branch_month": Permission.OWN_BRANCH,
    "portal.phone_pages": Permission.COHORT_EDIT,
}
PUBLIC = frozenset({"portal.scan", "portal.enter", "portal.open_card", "portal.show_card", "portal.enter_pin"})
