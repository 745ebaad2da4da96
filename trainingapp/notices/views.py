"""Pages of notices: drafts to review and what went out, the trainee's own, the office's mail server."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core import mail, web
from trainingapp.notices import operations, queries
from trainingapp.notices.forms import MailForm, NoticeForm
from trainingapp.notices.models import Notice
from trainingapp.notices.terms import Channel

blueprint = Blueprint("notices", __name__)


@blueprint.get("/classes/<public_id>/notices")
@gate.permit(Permission.COHORT_VIEW)
def list_notices(public_id: str) -> ResponseReturnValue:
    """Show the drafts of what people should be told, and what went out with who has read it."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.COHORT_VIEW, public_id)
    return render_template(
        "notices/list.html",
        cohort=cohort,
        drafts=queries.drafts_of(cohort),
        notices=queries.list_notices(cohort),
        editable=may(actor, Permission.TIMETABLE_EDIT),
        can_mail=queries.mail_settings() is not None,
    )


@blueprint.post("/classes/<public_id>/notices")
@gate.permit(Permission.TIMETABLE_EDIT, after_closing="告诉学员不改班里的记录")
def settle(public_id: str) -> ResponseReturnValue:
    """Put a draft on record as copied or mailed, or leave it."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.TIMETABLE_EDIT, public_id)
    form = NoticeForm()
    form.refuse_unfit()
    if request.form.get("act") == "leave":
        operations.leave_notice(actor, cohort, seal=form.seal.data)
        flash("这条不发了；以后再有变化会重新起草")
    else:
        channel = Channel.MAIL if request.form.get("act") == "mail" else Channel.COPIED
        addresses = form.read() if channel is Channel.MAIL else []
        notice = operations.send_notice(
            actor, cohort, seal=form.seal.data, text=form.text.data, channel=channel, addresses=addresses
        )
        _let_go(notice)
    return redirect(url_for("notices.list_notices", public_id=public_id))


@blueprint.post("/classes/<public_id>/notices/<notice>/mail")
@gate.permit(Permission.TIMETABLE_EDIT, after_closing="告诉学员不改班里的记录")
def send_again(public_id: str, notice: str) -> ResponseReturnValue:
    """Send a mail once more that did not go out."""
    actor = gate.signed_in_actor()
    found = queries.find_notice(find_cohort(actor, Permission.TIMETABLE_EDIT, public_id), notice)
    operations.send_again(actor, found)
    _let_go(found)
    return redirect(url_for("notices.list_notices", public_id=public_id))


def _let_go(notice: Notice) -> None:
    """Send a notice's mail once what it says is committed; the next page tells what became of it."""
    if notice.channel is not Channel.MAIL:
        flash("已记为发出；学员手机上也能看到这条通知")
        return
    server, letter = operations.letter_of(notice)

    def deliver() -> None:
        fault = ""
        try:
            mail.send(server, letter)
        except mail.NotSent as error:
            fault = str(error)
        operations.settle_mail(notice, fault)

    web.after_commit(deliver)


@blueprint.get("/my/notices")
@gate.permit(Permission.OWN_TRAINING)
def own_notices() -> ResponseReturnValue:
    """Show a trainee the own notices."""
    return render_template("notices/own.html", rows=queries.own_notices(gate.signed_in_actor()))


@blueprint.post("/my/notices/<notice>/read")
@gate.permit(Permission.OWN_TRAINING)
def read(notice: str) -> ResponseReturnValue:
    """Keep that a notice was opened."""
    operations.mark_read(queries.find_own_notice(gate.signed_in_actor(), notice))
    return "", 204


@blueprint.post("/my/notices/<notice>/confirm")
@gate.permit(Permission.OWN_TRAINING)
def confirm(notice: str) -> ResponseReturnValue:
    """Keep that a trainee knows."""
    operations.confirm_notice(queries.find_own_notice(gate.signed_in_actor(), notice))
    return redirect(url_for("notices.own_notices"))


@blueprint.route("/office/mail", methods=["GET", "POST"])
@gate.permit(Permission.MAIL_SETTINGS)
def mail_settings() -> ResponseReturnValue:
    """Show and set the office's mail server."""
    form = MailForm()
    settings = queries.mail_settings()
    if form.validate_on_submit():
        operations.set_mail_settings(gate.signed_in_actor(), password=form.password.data or None, **form.values())
        flash("发信设置已保存")
        return redirect(url_for("notices.mail_settings"))
    if settings and not form.is_submitted():
        form.show(settings)
    return render_template("notices/mail.html", form=form)
