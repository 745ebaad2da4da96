"""The list of accounts, one account, and what is done to several at once."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.access import operations, queries
from trainingapp.access.terms import Slip, State
from trainingapp.access.views.blueprint import blueprint, make_passwords, recorded, show_slips
from trainingapp.accounts import gate
from trainingapp.accounts.models import User
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor, Role
from trainingapp.core import progress
from trainingapp.core.asked import asked_number
from trainingapp.core.clock import to_local
from trainingapp.core.errors import NotPermitted, Refused

ROLES = {role.value: role for role in Role}
STATES = {state.value: state for state in State}
ACTS = {"reset": "重置密码", "disable": "停用", "enable": "启用"}
NOBODY = "还没有选账号：在左边打勾，再点一次"


@blueprint.get("/accounts")
@gate.permit(Permission.ACCOUNT_MANAGE)
def list_accounts() -> ResponseReturnValue:
    """List the accounts within reach, a page at a time."""
    actor = gate.signed_in_actor()
    text, page = request.args.get("q", "").strip(), request.args.get("page", 1, type=asked_number)
    role, state = ROLES.get(request.args.get("role", "")), STATES.get(request.args.get("state", ""))
    return render_template(
        "access/list.html",
        found=queries.list_accounts(actor, text=text, role=role, state=state, page=page),
        kept={"q": text, "role": role.value if role else "", "state": state.value if state else ""},
        roles=Role.choices(),
        states=State.choices(),
        idle=state is State.IDLE,
        token=progress.new_token(),
        to_local=to_local,
    )


@blueprint.get("/accounts/<public_id>")
@gate.permit(Permission.ACCOUNT_MANAGE)
def show(public_id: str) -> ResponseReturnValue:
    """Show one account with its roles."""
    actor = gate.signed_in_actor()
    user = queries.find_account(actor, public_id)
    return render_template(
        "access/account.html",
        account=queries.describe(actor, [user])[0],
        own=user.id == actor.user_id,
        to_local=to_local,
    )


@blueprint.post("/accounts/<public_id>/reset")
@gate.permit(Permission.ACCOUNT_MANAGE)
def reset(public_id: str) -> ResponseReturnValue:
    """Give an account a new first password and show it once."""
    actor = gate.signed_in_actor()
    _managed(actor, public_id, "重置密码")
    password = make_passwords(1)[0]
    user = _managed(actor, public_id, "重置密码")
    login = operations.reset_account(actor, user, password=password)
    slip = Slip(user.name, _where(actor, user), login, password.text)
    back_url = url_for("access.show", public_id=public_id)
    return show_slips([slip], title=f"{user.name}的首次密码", back_url=back_url)


@blueprint.post("/accounts/<public_id>/disabled")
@gate.permit(Permission.ACCOUNT_MANAGE)
def set_disabled(public_id: str) -> ResponseReturnValue:
    """Disable or enable an account; nobody shuts the door on oneself."""
    actor = gate.signed_in_actor()
    disabled = request.form.get("disabled") == "1"
    user = _managed(actor, public_id, "停用" if disabled else "启用")
    operations.set_disabled(actor, [user], disabled=disabled)
    flash(f"{user.login} 已{'停用，各处的登录已退出' if disabled else '启用'}")
    return redirect(url_for("access.show", public_id=public_id))


@blueprint.post("/accounts/<public_id>/roles/<role>/remove")
@gate.permit(Permission.ACCOUNT_MANAGE)
def remove_role(public_id: str, role: str) -> ResponseReturnValue:
    """Take one role away from an account."""
    actor = gate.signed_in_actor()
    removed = operations.remove_role(actor, _managed(actor, public_id, "去掉角色"), role)
    flash(f"已去掉“{removed}”，立即生效")
    return redirect(url_for("access.show", public_id=public_id))


@blueprint.post("/accounts/several")
@gate.permit(Permission.ACCOUNT_MANAGE)
def several() -> ResponseReturnValue:
    """Reset, disable or enable the chosen accounts in one act."""
    actor = gate.signed_in_actor()
    act = request.form.get("act", "")
    users = _chosen(actor, act)
    if act == "reset":
        return _reset_several(actor, len(users))
    if act not in ACTS:
        raise Refused("请点“重置密码”“停用”或“启用”")
    changed = operations.set_disabled(actor, users, disabled=act == "disable")
    flash(f"已{'停用' if act == 'disable' else '启用'} {changed} 个账号")
    return redirect(url_for("access.list_accounts"))


def _managed(actor: Actor, public_id: str, act: str) -> User:
    """Return the account; that it is not the actor's to change leaves a row in the trail."""
    with recorded(actor, 操作=act, 账号=public_id):
        return queries.find_managed(actor, public_id)


def _chosen(actor: Actor, act: str) -> list[User]:
    keys = set(request.form.getlist("account"))
    if not keys:
        raise Refused(NOBODY)
    users = list(queries.managed(actor, keys))
    if len(users) < len(keys):
        beyond = keys - {user.public_id for user in users}
        with recorded(actor, 操作=ACTS.get(act, ""), 账号="、".join(sorted(beyond))[:200]):
            raise NotPermitted("选中的账号里有不归您管的，一个也没有改；请去掉它们的勾再点")
    return users


def _reset_several(actor: Actor, amount: int) -> ResponseReturnValue:
    passwords = make_passwords(amount)
    slips = []
    for user, password in zip(_chosen(actor, "reset"), passwords, strict=True):
        login = operations.reset_account(actor, user, password=password)
        slips.append(Slip(user.name, _where(actor, user), login, password.text))
    return show_slips(slips, title="账号密码条", back_url=url_for("access.list_accounts"))


def _where(actor: Actor, user: User) -> str:
    """Return what an account is for, as its slip says."""
    return "、".join(f"{one.role}（{one.over}）" for one in queries.describe(actor, [user])[0].reaches)
