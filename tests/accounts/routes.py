"""What the routes of accounts ask for, and which of all routes are public."""

from trainingapp.accounts.permissions import Permission

PUBLIC = frozenset({"accounts.home", "accounts.sign_in", "healthz"})
ROUTES = {
    "accounts.sign_out": Permission.OWN_ACCOUNT,
    "accounts.own_password": Permission.OWN_ACCOUNT,
}
