"""What the routes of accounts ask for."""

from trainingapp.accounts.permissions import Permission

ROUTES = dict.fromkeys(
    (
        f"access.{name}"
        for name in (
            "list_accounts",
            "show",
            "reset",
            "set_disabled",
            "remove_role",
            "several",
            "add",
            "add_role",
            "contacts",
            "class_accounts",
            "open_class_accounts",
            "reset_class_accounts",
            "let_leaders_in",
        )
    ),
    Permission.ACCOUNT_MANAGE,
)
