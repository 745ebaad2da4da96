"""What the routes of the desk ask for."""

from trainingapp.accounts.permissions import Permission

ROUTES = {
    "desk.today": Permission.DESK_VIEW,
    "desk.trail": Permission.AUDIT_VIEW,
    "desk.how_far": Permission.OWN_ACCOUNT,
}
