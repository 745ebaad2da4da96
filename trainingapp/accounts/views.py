"""Signing in and out, one's own password, and the office's accounts."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate, operations, queries
from trainingapp.accounts.forms import AccountForm, OwnPasswordForm, SignInForm
from trainingapp.accounts.models import User
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Role
from trainingapp.core.errors import NotFound, Refused

blueprint = Blueprint("accounts", __name__)


#: Where each role starts; somebody with several roles starts at the first.
HOMES = {
    Role.ORGANISER: "desk.today",
    Role.CLASS_TEACHER: "desk.today",
    Role.INSPECTOR: "desk.today",
    Role.GROUP_LEADER: "desk.today",
    Role.ADMINISTRATOR: "accounts.list_accounts",
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


@blueprint.get("/accounts")
@gate.permit(Permission.ACCOUNT_MANAGE)
def list_accounts() -> ResponseReturnValue:
    """List the office's accounts."""
    return render_template("accounts/list.html", users=queries.list_users())


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@gate.permit(Permission.ACCOUNT_MANAGE)
def add() -> ResponseReturnValue:
    """Add an account that reaches the whole office, and show its first password once."""
    form = AccountForm()
    if form.validate_on_submit():
        password = operations.random_password()
        user = operations.add_account(
            gate.signed_in_actor(),
            login=form.login.data.strip(),
            name=form.name.data.strip(),
            password=password,
            granted=form.granted(),
        )
        return _show_once(user, password)
    return render_template("accounts/new.html", form=form)


@blueprint.post("/accounts/<public_id>/reset")
@gate.permit(Permission.ACCOUNT_MANAGE)
def reset(public_id: str) -> ResponseReturnValue:
    """Give an account a new first password and show it once."""
    user = _user(public_id)
    password = operations.random_password()
    operations.reset_password(gate.signed_in_actor(), user, password=password)
    return _show_once(user, password)


@blueprint.post("/accounts/<public_id>/disabled")
@gate.permit(Permission.ACCOUNT_MANAGE)
def set_disabled(public_id: str) -> ResponseReturnValue:
    """Disable or enable an account; nobody shuts the door on oneself."""
    actor, user = gate.signed_in_actor(), _user(public_id)
    disabled = request.form.get("disabled") == "1"
    if disabled and user.id == actor.user_id:
        raise Refused("不能停用自己正在用的账号；请另一位系统管理员来停用")
    operations.set_disabled(actor, user, disabled=disabled)
    flash(f"{user.login} 已{'停用，各处的登录已退出' if disabled else '启用'}")
    return redirect(url_for("accounts.list_accounts"))


def _show_once(user: User, password: str) -> ResponseReturnValue:
    """Answer with the password itself: a redirect would have to keep it in the browser's cookie."""
    return render_template("accounts/password.html", user=user, password=password)


def _user(public_id: str) -> User:
    user = queries.get_user(public_id)
    if user is None:
        raise NotFound("没有这个账号")
    return user
