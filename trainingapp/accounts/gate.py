"""The gate of every route: who is signed in, and what the route asks for.

A route carries `@permit(Permission.X)` or `@public`; app.py refuses one that carries neither, and a generated test
fails for it. The gate tells whether a person may do such a thing at all; which rows they reach is applied by the
queries, in the statement itself.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import queries
from trainingapp.accounts.models import SignIn
from trainingapp.accounts.permissions import Permission, may
from trainingapp.accounts.terms import Actor
from trainingapp.core.clock import now
from trainingapp.core.errors import NotPermitted
from trainingapp.core.scope import enter_office

TOKEN = "token"  # noqa: S105 - the name of a cookie's field, not a secret
REQUIRED = "required_permission"
PUBLIC = "is_public"
AFTER_CLOSING = "after_closing"

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def permit(permission: Permission, *, after_closing: str = "") -> Callable[[View], View]:
    """Mark a view with the permission that it needs.

    `after_closing` is why it may still write once its class is closed; without a reason it may not.
    """

    def mark(view: View) -> View:
        setattr(view, REQUIRED, permission)
        setattr(view, AFTER_CLOSING, after_closing)
        return view

    return mark


def public(view: View) -> View:
    """Mark a view that anybody may open without signing in."""
    setattr(view, PUBLIC, True)
    return view


def requirement(endpoint: str | None) -> Permission | None:
    """Return the permission that an endpoint's view names; None for a public one; raise LookupError for neither."""
    view: Any = current_app.view_functions.get(endpoint or "")
    if endpoint == "static" or getattr(view, PUBLIC, False):
        return None
    required = getattr(view, REQUIRED, None)
    if not isinstance(required, Permission):
        raise LookupError(endpoint)  # noqa: TRY004 - it is the table that lacks an entry
    return required


def after_closing(endpoint: str | None) -> str:
    """Return why an endpoint's view may still write once its class is closed; "" where it may not."""
    return str(getattr(current_app.view_functions.get(endpoint or ""), AFTER_CLOSING, ""))


def current_sign_in() -> SignIn | None:
    """Return the live sign-in of this request's cookie: not ended, not expired, account not disabled."""
    if "sign_in" not in g:
        token = session.get(TOKEN)
        found = queries.find_sign_in(token) if token else None
        live = found and found.ended_at is None and found.expires_at > now() and not found.user.disabled
        g.sign_in = found if live else None
    sign_in: SignIn | None = g.sign_in
    return sign_in


def current_actor() -> Actor | None:
    """Return who is signed in, or None."""
    sign_in = current_sign_in()
    return sign_in.user.actor() if sign_in else None


def signed_in_actor() -> Actor:
    """Return who is signed in; only views behind `permit` call it."""
    actor = current_actor()
    if actor is None:
        raise NotPermitted("请先登录")
    return actor


def check_request() -> ResponseReturnValue | None:
    """Let the request through, send it to the sign-in page, or refuse it; runs before every view."""
    if request.endpoint is None:
        return None  # no such address: the 404 page answers
    sign_in = current_sign_in()
    if sign_in:
        enter_office(sign_in.user.office_id)
    required = requirement(request.endpoint)
    if required is None:
        return None
    if sign_in is None:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    if not may(sign_in.user.actor(), required):
        raise NotPermitted(f"您的账号没有“{required.label}”的权限。需要的话，请联系系统管理员")
    if sign_in.user.must_change_password and request.endpoint not in {"accounts.own_password", "accounts.sign_out"}:
        return redirect(url_for("accounts.own_password"))
    return None
