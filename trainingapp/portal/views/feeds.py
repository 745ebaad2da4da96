"""The own calendar: a trainee's or a lecturer's secret address, made, shown once and revoked by themselves."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.portal import queries
from trainingapp.portal.views.blueprint import blueprint, own_classes
from trainingapp.timetable.forms.feeds import refuse_unsure
from trainingapp.timetable.operations import make_feed, revoke_feed
from trainingapp.timetable.queries.feeds import Subject, live_feed

REVOKED = "日历地址已停用"


@blueprint.get("/my/feed")
@gate.permit(Permission.OWN_TRAINING)
def own_feed() -> ResponseReturnValue:
    """Show whether the own timetable can be subscribed to."""
    return _page(_trainee(), "own_feed", "timetable")


@blueprint.post("/my/feed")
@gate.permit(Permission.OWN_TRAINING)
def make_own_feed() -> ResponseReturnValue:
    """Make the own calendar address and show it once."""
    return _make(_trainee(), "own_feed", "timetable")


@blueprint.post("/my/feed/revoke")
@gate.permit(Permission.OWN_TRAINING)
def revoke_own_feed() -> ResponseReturnValue:
    """Let the own calendar address answer no more."""
    return _revoke(_trainee(), "own_feed")


@blueprint.get("/my/lectures/feed")
@gate.permit(Permission.OWN_LECTURES)
def lecture_feed() -> ResponseReturnValue:
    """Show whether the own lectures can be subscribed to."""
    return _page(_lecturer(), "lecture_feed", "lectures")


@blueprint.post("/my/lectures/feed")
@gate.permit(Permission.OWN_LECTURES)
def make_lecture_feed() -> ResponseReturnValue:
    """Make the calendar address of the own lectures and show it once."""
    return _make(_lecturer(), "lecture_feed", "lectures")


@blueprint.post("/my/lectures/feed/revoke")
@gate.permit(Permission.OWN_LECTURES)
def revoke_lecture_feed() -> ResponseReturnValue:
    """Let the calendar address of the own lectures answer no more."""
    return _revoke(_lecturer(), "lecture_feed")


def _trainee() -> Subject:
    return own_classes()[1].person


def _lecturer() -> Subject:
    return queries.own_lecturer(gate.signed_in_actor())


def _make(subject: Subject, name: str, back: str) -> ResponseReturnValue:
    refuse_unsure()
    _, secret = make_feed(gate.signed_in_actor(), subject)
    return _page(subject, name, back, url_for("timetable.feed", secret=secret, _external=True))


def _revoke(subject: Subject, name: str) -> ResponseReturnValue:
    refuse_unsure()
    revoke_feed(gate.signed_in_actor(), subject)
    flash(REVOKED)
    return redirect(url_for(f"portal.{name}"))


def _page(subject: Subject, name: str, back: str, address: str = "") -> ResponseReturnValue:
    return render_template(
        "portal/feed.html",
        feed=live_feed(subject),
        address=address,
        make_url=url_for(f"portal.make_{name}"),
        revoke_url=url_for(f"portal.revoke_{name}"),
        back_url=url_for(f"portal.{back}"),
    )
