"""What each route asks for. A new route must be written down here, or the matrix fails."""

from trainingapp.accounts.permissions import Permission

PUBLIC = frozenset({"accounts.home", "accounts.sign_in", "healthz"})

ROUTES: dict[str, Permission] = {
    "accounts.sign_out": Permission.OWN_ACCOUNT,
    "accounts.own_password": Permission.OWN_ACCOUNT,
    "accounts.list_accounts": Permission.ACCOUNT_MANAGE,
    "accounts.reset": Permission.ACCOUNT_MANAGE,
    "accounts.set_disabled": Permission.ACCOUNT_MANAGE,
    "desk.today": Permission.DESK_VIEW,
    "desk.trail": Permission.AUDIT_VIEW,
}
