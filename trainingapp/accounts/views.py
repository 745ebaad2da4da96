"""Signing in and out, and one's own password."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate, operations
from trainingapp.accounts.forms import OwnPasswordForm, SignInForm
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Role
from trainingapp.core.errors import Refused

blueprint = Blueprint("accounts", __name__)


#: Where each role starts; somebody with several roles starts at the first.
HOMES = {
    Role.ORGANISER: "desk.today",
    Role.CLASS_TEACHER: "desk.today",
    Role.INSPECTOR: "desk.today",
    Role.GROUP_LEADER: "desk.today",
    Role.ADMINISTRATOR: "access.list_accounts",
    Role.LECTURER: "portal.lectures",
    Role.TRAINEE: "portal.today",
    Role.BRANCH_CONTACT: "portal.branch",
}


def _safe_next(target: str | None) -> str:
    """Return the target only when it is a path of this site."""
    if target and target.startswith("/") and not target.startswith(("//", "/\\")) and not urlsplit(target).netloc:
        return target
    return url_for("accounts.home")


@blueprint.get("/")
@gate.public
def home() -> ResponseReturnValue:
    """Send everybody to the page that is theirs."""
    actor = gate.current_actor()
    if actor is None:
        return redirect(url_for("accounts.sign_in"))
    return redirect(url_for(next((HOMES[role] for role in HOMES if role in actor.roles), "accounts.own_password")))


@blueprint.route("/sign-in", methods=["GET", "POST"])
@gate.public
def sign_in() -> ResponseReturnValue:
    """Sign in by login and password."""
    form = SignInForm()
    if form.validate_on_submit():
        answer = operations.sign_in(
            login=form.login.data, password=form.password.data, device=request.user_agent.string
        )
        if not isinstance(answer, Refused):
            session.clear()  # a new cookie for a new sign-in: nobody can plant one beforehand
            session[gate.TOKEN] = answer[1]
            return redirect(_safe_next(request.args.get("next")))
        form.password.errors = [str(answer)]
    return render_template("accounts/sign_in.html", form=form)


@blueprint.post("/sign-out")
@gate.permit(Permission.OWN_ACCOUNT)
def sign_out() -> ResponseReturnValue:
    """End this sign-in."""
    current = gate.current_sign_in()
    if current:
        operations.sign_out(current)
    session.clear()
    return redirect(url_for("accounts.sign_in"))


@blueprint.route("/account/password", methods=["GET", "POST"])
@gate.permit(Permission.OWN_ACCOUNT)
def own_password() -> ResponseReturnValue:
    """Change one's own password."""
    form = OwnPasswordForm()
    current = gate.current_sign_in()
    if current and form.validate_on_submit():
        actor = gate.signed_in_actor()
        operations.change_own_password(actor, current.user, current=form.current.data, new=form.new.data)
        session.clear()
        flash("密码已修改，请用新密码登录")
        return redirect(url_for("accounts.sign_in"))
    return render_template("accounts/own_password.html", form=form)
