"""Calendar feeds: the public address that a calendar asks, and the pages on which addresses are made and revoked."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from math import ceil

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core import web
from trainingapp.core.clock import now, today
from trainingapp.core.errors import NotFound
from trainingapp.core.scope import office_scope
from trainingapp.curriculum import queries as curriculum
from trainingapp.curriculum.models import Lecturer, Venue
from trainingapp.timetable import operations
from trainingapp.timetable.forms.feeds import refuse_unsure
from trainingapp.timetable.queries import feeds
from trainingapp.timetable.rules.feeds import time_to_wait
from trainingapp.timetable.terms import FeedKind
from trainingapp.timetable.views.blueprint import blueprint

REVOKED = "日历地址已停用，订阅它的日历不再更新"


@blueprint.get("/feeds/<secret>.ics")
@gate.public
def feed(secret: str) -> ResponseReturnValue:
    """Answer a calendar; who knows the secret needs no account. An unchanged timetable is not sent again."""
    found = feeds.find_feed(secret)
    wait = time_to_wait(found.counted_from, found.asked, now())
    if wait:
        return _too_often(wait)
    web.after_reading(partial(operations.count_asking, found.office_id, found.id))
    with office_scope(found.office_id):
        response = Response(feeds.feed_text(found, today()), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="timetable.ics"'
    response.headers["X-Robots-Tag"] = "noindex"
    response.add_etag()
    return response.make_conditional(request)


def _too_often(wait: timedelta) -> Response:
    """Send a calendar away for a while; programs that keep calendars understand Retry-After."""
    seconds = ceil(wait.total_seconds())
    text = f"这个日历地址被问得太频繁，请过 {ceil(seconds / 60)} 分钟再更新"
    status = HTTPStatus.TOO_MANY_REQUESTS
    return Response(text, status, {"Retry-After": str(seconds)}, content_type="text/plain; charset=utf-8")


def feed_address(secret: str) -> str:
    """Return the whole address to be put into a calendar."""
    return url_for("timetable.feed", secret=secret, _external=True)


@blueprint.get("/classes/<public_id>/timetable/feed")
@gate.permit(Permission.TIMETABLE_EDIT)
def class_feed(public_id: str) -> ResponseReturnValue:
    """Show whether a class's timetable can be subscribed to."""
    return _class_page(public_id)


@blueprint.post("/classes/<public_id>/timetable/feed")
@gate.permit(Permission.TIMETABLE_EDIT, after_closing="日历地址不在档案里，随时可以停用")
def make_class_feed(public_id: str) -> ResponseReturnValue:
    """Make a class's calendar address and show it once."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.TIMETABLE_EDIT, public_id)
    refuse_unsure()
    _, secret = operations.make_feed(actor, cohort)
    return _class_page(public_id, feed_address(secret))


@blueprint.post("/classes/<public_id>/timetable/feed/revoke")
@gate.permit(Permission.TIMETABLE_EDIT, after_closing="日历地址不在档案里，随时可以停用")
def revoke_class_feed(public_id: str) -> ResponseReturnValue:
    """Let a class's calendar address answer no more."""
    actor = gate.signed_in_actor()
    refuse_unsure()
    operations.revoke_feed(actor, find_cohort(actor, Permission.TIMETABLE_EDIT, public_id))
    flash(REVOKED)
    return redirect(url_for("timetable.class_feed", public_id=public_id))


def _class_page(public_id: str, address: str = "") -> ResponseReturnValue:
    cohort = find_cohort(gate.signed_in_actor(), Permission.TIMETABLE_EDIT, public_id)
    return render_template("timetable/class_feed.html", cohort=cohort, feed=feeds.live_feed(cohort), address=address)


@blueprint.get("/library/feeds")
@gate.permit(Permission.LIBRARY_EDIT)
def library_feeds() -> ResponseReturnValue:
    """List the lecturers and venues with their calendar addresses."""
    return _library_page()


@blueprint.post("/library/feeds/<kind>/<subject>")
@gate.permit(Permission.LIBRARY_EDIT)
def make_library_feed(kind: str, subject: str) -> ResponseReturnValue:
    """Make the calendar address of a lecturer or a venue and show it once."""
    refuse_unsure()
    found, secret = operations.make_feed(gate.signed_in_actor(), _library_subject(kind, subject))
    return _library_page(found.label, feed_address(secret))


@blueprint.post("/library/feeds/<kind>/<subject>/revoke")
@gate.permit(Permission.LIBRARY_EDIT)
def revoke_library_feed(kind: str, subject: str) -> ResponseReturnValue:
    """Let the calendar address of a lecturer or a venue answer no more."""
    refuse_unsure()
    operations.revoke_feed(gate.signed_in_actor(), _library_subject(kind, subject))
    flash(REVOKED)
    return redirect(url_for("timetable.library_feeds"))


FINDERS: Mapping[str, Callable[[str], Lecturer | Venue]] = {
    FeedKind.LECTURER: partial(curriculum.find_entry, Lecturer),
    FeedKind.VENUE: partial(curriculum.find_entry, Venue),
}


def _library_subject(kind: str, public_id: str) -> Lecturer | Venue:
    if kind not in FINDERS:
        raise NotFound("只有讲师和场地有这样的日历地址")
    return FINDERS[kind](public_id)


def _library_page(label: str = "", address: str = "") -> ResponseReturnValue:
    listed: dict[FeedKind, Sequence[Lecturer | Venue]] = {
        FeedKind.LECTURER: curriculum.list_lecturers(),
        FeedKind.VENUE: curriculum.list_venues(),
    }
    shown = [(kind, rows, feeds.live_feeds(kind, [row.id for row in rows])) for kind, rows in listed.items()]
    return render_template("timetable/library_feeds.html", shown=shown, label=label, address=address)
