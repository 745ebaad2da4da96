"""Pages on a phone: a trainee's today, timetable, attendance and result; a lecturer's lectures."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.assessment.columns import legend
from trainingapp.assessment.queries import own_questionnaires, own_tasks
from trainingapp.attendance.queries import own_attendance, quota_of, symbols_of, words_of
from trainingapp.core.asked import asked_number
from trainingapp.core.clock import local_now
from trainingapp.core.clock import today as local_today
from trainingapp.core.errors import NotFound
from trainingapp.curriculum.terms import Form
from trainingapp.followup.queries import count_open_relays
from trainingapp.notices.queries import count_unread
from trainingapp.portal import queries
from trainingapp.portal.views.blueprint import blueprint, own_classes
from trainingapp.portal.views.check_in import keep_device
from trainingapp.timetable.operations import record_look
from trainingapp.timetable.queries import NO_SUCH_RELEASE, release_numbered
from trainingapp.timetable.queries.seminars import Discussed, discussed_in
from trainingapp.timetable.rules.calendar import chinese_date
from trainingapp.timetable.rules.frozen import FrozenSession


@blueprint.get("/my")
@gate.permit(Permission.OWN_TRAINING)
def today() -> ResponseReturnValue:
    """Show what comes next, and the rest of the day."""
    enrolments, mine = own_classes()
    now = local_now().replace(tzinfo=None)
    own = queries.own_timetable(mine)
    coming = [one for one in own.sessions if one.ends > now and one.is_held]
    following = coming[0] if coming else None
    same_day = [one for one in coming[1:] if following and one.held_on == following.held_on]
    page = render_template(
        "portal/today.html",
        mine=mine,
        enrolments=enrolments,
        own=own,
        following=following,
        rest=same_day,
        day=chinese_date,
        discussed=_discussed(coming[:1]),
        check_in=queries.coming_check_in(mine, now),
        words=words_of(mine.cohort),
        unread=count_unread(gate.signed_in_actor()),
        forms=len(own_questionnaires(gate.signed_in_actor())),
        works=sum(one.waits for one in own_tasks(gate.signed_in_actor())),
        relays=count_open_relays(gate.signed_in_actor()),
    )
    return keep_device(make_response(page))


@blueprint.get("/my/timetable")
@gate.permit(Permission.OWN_TRAINING)
def timetable() -> ResponseReturnValue:
    """Show the own sessions of the newest release by day, with what changed since the trainee last looked."""
    enrolments, mine = own_classes()
    own = queries.own_timetable(mine)
    return render_template(
        "portal/timetable.html",
        mine=mine,
        enrolments=enrolments,
        own=own,
        days=_by_day(own.sessions),
        discussed=_discussed(own.sessions),
        day=chinese_date,
        today=local_today(),
    )


@blueprint.post("/my/timetable/seen")
@gate.permit(Permission.OWN_TRAINING)
def seen() -> ResponseReturnValue:
    """Keep that the trainee has seen the release that the page showed."""
    _, mine = own_classes()
    release = release_numbered(mine.cohort, request.form.get("number", 0, type=asked_number))
    if release is None:
        raise NotFound(NO_SUCH_RELEASE)
    record_look(gate.signed_in_actor(), mine, release)
    chosen: dict[str, Any] = {"class": mine.cohort.public_id}
    return redirect(url_for("portal.timetable", **chosen))


def _discussed(sessions: Iterable[FrozenSession]) -> Mapping[str, Discussed]:
    return discussed_in(session.uid for session in sessions if session.form is Form.SEMINAR)


def _by_day(sessions: Iterable[FrozenSession]) -> list[tuple[date, list[FrozenSession]]]:
    return [(day, list(rows)) for day, rows in groupby(sessions, key=lambda session: session.held_on)]


@blueprint.get("/my/attendance")
@gate.permit(Permission.OWN_TRAINING)
def attendance() -> ResponseReturnValue:
    """Show the own marks, what they come to, and how that is counted."""
    enrolments, mine = own_classes()
    found = own_attendance(mine)
    return render_template(
        "portal/attendance.html",
        mine=mine,
        enrolments=enrolments,
        found=found,
        quota=quota_of(mine),
        symbols=symbols_of(mine.cohort),
        words=words_of(mine.cohort),
        day=chinese_date,
    )


@blueprint.get("/my/results")
@gate.permit(Permission.OWN_TRAINING)
def results() -> ResponseReturnValue:
    """Show the own scores and how the total comes about."""
    enrolments, mine = own_classes()
    found, row = queries.own_result(mine)
    return render_template(
        "portal/results.html", mine=mine, enrolments=enrolments, found=found, row=row, legend=legend(found)
    )


@blueprint.get("/my/lectures")
@gate.permit(Permission.OWN_LECTURES)
def lectures() -> ResponseReturnValue:
    """Show a lecturer what to teach, when, where and to how many."""
    found = queries.own_lectures(gate.signed_in_actor(), local_today())
    discussed = _discussed(lecture.session for lecture in found)
    return render_template("portal/lectures.html", lectures=found, day=chinese_date, discussed=discussed)
