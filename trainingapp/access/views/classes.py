"""The accounts of a class: who has one, and slips for many at once."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.access import operations, queries
from trainingapp.access.queries import Place
from trainingapp.access.terms import Slip
from trainingapp.access.views.blueprint import blueprint, make_passwords, show_slips
from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core import progress
from trainingapp.core.clock import to_local
from trainingapp.core.errors import NotPermitted, Refused
from trainingapp.portal.queries import phone_pages_offered

MANAGE = Permission.ACCOUNT_MANAGE
TWICE = (
    "选中的 {} 人都已经有账号，没有再开（也许刚才点了两次）。密码条只显示一次，没印出来的：回到这一页勾选他们，"
    "点“重置密码，出密码条”，原来的首次密码作废"
)


@blueprint.get("/classes/<public_id>/accounts")
@gate.permit(MANAGE)
def class_accounts(public_id: str) -> ResponseReturnValue:
    """List who is in the class, with their accounts."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, MANAGE, public_id)
    places = queries.accounts_of(actor, cohort)
    return render_template(
        "access/class.html",
        cohort=cohort,
        places=places,
        without=sum(place.user is None for place in places),
        unused=sum(place.user is not None and place.last is None for place in places),
        phones=phone_pages_offered(),
        token=progress.new_token(),
        leaders=[place for place in places if place.lacks_group and place.mine],
        tick=request.args.get("tick", ""),
        to_local=to_local,
    )


@blueprint.post("/classes/<public_id>/accounts")
@gate.permit(MANAGE)
def open_class_accounts(public_id: str) -> ResponseReturnValue:
    """Open accounts for the chosen trainees who have none, and show the slips once."""
    actor = gate.signed_in_actor()
    leading = request.form.get("leading") == "1"
    cohort, chosen = _chosen(actor, public_id)
    amount = sum(place.user is None for place in chosen)
    if not amount:
        raise Refused(TWICE.format(len(chosen)))
    passwords = make_passwords(amount)
    operations.take_turn(actor)
    cohort, chosen = _chosen(actor, public_id)
    trainees = [place.trainee for place in chosen if place.user is None]
    if not trainees:  # the same form, sent twice, was done meanwhile
        raise Refused(TWICE.format(len(chosen)))
    slips = operations.open_class_accounts(actor, cohort, trainees, passwords=passwords, leading=leading)
    skipped = [place.trainee.name for place in chosen if place.user is not None]
    return _slips(cohort, slips, note=f"已经有账号、没有再开的：{'、'.join(skipped)}" if skipped else "")


@blueprint.post("/classes/<public_id>/accounts/reset")
@gate.permit(MANAGE, after_closing="密码忘了随时可以重置，不改班里的记录")
def reset_class_accounts(public_id: str) -> ResponseReturnValue:
    """Give the chosen trainees new first passwords, and show the slips once."""
    actor = gate.signed_in_actor()
    _cohort, chosen = _chosen(actor, public_id)
    amount = sum(place.user is not None for place in chosen)
    if not amount:
        raise Refused("选中的人都还没有账号，请点“开账号，出密码条”")
    passwords = make_passwords(amount)
    cohort, chosen = _chosen(actor, public_id)
    places = [place for place in chosen if place.user is not None]
    return _slips(cohort, operations.reset_class_accounts(actor, cohort, places, passwords=passwords))


@blueprint.post("/classes/<public_id>/accounts/leaders")
@gate.permit(MANAGE)
def let_leaders_in(public_id: str) -> ResponseReturnValue:
    """Let the leaders of groups who have accounts take the roll call of their groups."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, MANAGE, public_id)
    amount = sum(place.lacks_group and place.mine for place in queries.accounts_of(actor, cohort))
    if not amount:
        raise Refused("组长的账号都已经能给本组点名")
    passwords = make_passwords(amount)
    cohort = find_cohort(actor, MANAGE, public_id)
    places = [place for place in queries.accounts_of(actor, cohort) if place.mine]
    slips = operations.let_leaders_in(actor, places, passwords=passwords)
    if slips:
        return _slips(cohort, slips)
    flash("组长的账号现在能给本组点名")
    return redirect(url_for("access.class_accounts", public_id=public_id))


def _chosen(actor: Actor, public_id: str) -> tuple[Cohort, Sequence[Place]]:
    cohort = find_cohort(actor, MANAGE, public_id)
    keys = set(request.form.getlist("trainee"))
    places = [place for place in queries.accounts_of(actor, cohort) if place.trainee.public_id in keys]
    if not places:
        raise Refused("还没有选学员：在左边打勾，再点一次")
    beyond = [place.trainee.name for place in places if not place.mine]
    if beyond:
        raise NotPermitted(f"{'、'.join(beyond)}的账号还有不归您管的角色，请系统管理员来改；别的人去掉他们的勾再点")
    return cohort, places


def _slips(cohort: Cohort, slips: Sequence[Slip], *, note: str = "") -> ResponseReturnValue:
    back_url = url_for("access.class_accounts", public_id=cohort.public_id)
    return show_slips(slips, title=f"{cohort.short_name}账号密码条", back_url=back_url, note=note)
