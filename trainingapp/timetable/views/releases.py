"""Pages of releases: what the draft changes, releasing it, any two compared, the papers of a release."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.columns import show_dates
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort, may_change, roster_size
from trainingapp.core.errors import NotFound, Refused
from trainingapp.timetable import columns, operations, queries
from trainingapp.timetable.forms import PublishForm
from trainingapp.timetable.models import Release
from trainingapp.timetable.operations.releases import Unexplained
from trainingapp.timetable.queries.calendar import working_calendar
from trainingapp.timetable.rules.frozen import FrozenSession
from trainingapp.timetable.rules.notices import Notice, Occasion, draft_notices
from trainingapp.timetable.rules.releases import Change, compare
from trainingapp.timetable.views.blueprint import blueprint
from trainingapp.timetable.views.cards import show_conflicts

DRAFT = "draft"
DRAFT_LABEL = "草稿"
NOT_RELEASED = "草稿，还没有发布"
NO_RELEASE = "课表还没有发布过，没有最终课表"


@blueprint.get("/classes/<public_id>/timetable/releases")
@gate.permit(Permission.COHORT_VIEW)
def releases(public_id: str) -> ResponseReturnValue:
    """Show a class's releases, what the draft changes against the newest, and what keeps it back."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.COHORT_VIEW, public_id)
    return _releases_page(actor, cohort)


def _releases_page(actor: Actor, cohort: Cohort, refused: PublishForm | None = None) -> str:
    """Draw the page; with a form that was `refused`, in its dialog, as it was filled in."""
    readiness = queries.release_readiness(cohort)
    form = refused or PublishForm(formdata=None)
    form.seal.data = readiness.seal
    newest = readiness.newest
    editable = may_change(actor, Permission.TIMETABLE_EDIT, cohort)
    sessions = queries.list_sessions(cohort) if editable else ()
    return render_template(
        "timetable/releases.html",
        cohort=cohort,
        releases=queries.list_releases(cohort),
        readiness=readiness,
        form=form,
        refused=refused is not None,
        blocking=show_conflicts(readiness.blocking, sessions),
        warnings=show_conflicts(readiness.warnings, sessions),
        editable=editable,
        seen=queries.count_looks(cohort, newest.number) if newest else 0,
        trainees=roster_size(cohort.id),
        guessed=working_calendar().unknown_years_notice(one.held_on for one in readiness.sessions),
    )


@blueprint.post("/classes/<public_id>/timetable/releases")
@gate.permit(Permission.TIMETABLE_EDIT)
def publish(public_id: str) -> ResponseReturnValue:
    """Release the draft that was seen, and show what it changes with the notices to send.

    A release that is refused keeps what was typed in its dialog.
    """
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.TIMETABLE_EDIT, public_id)
    form = PublishForm()
    if not form.validate_on_submit():
        return _releases_page(actor, cohort, form), Refused.status
    try:
        release = operations.publish_release(
            actor,
            cohort,
            note=form.note.data or "",
            accepted_reason=form.accepted_reason.data or "",
            seal=form.seal.data,
        )
    except Unexplained as refused:
        form.accepted_reason.errors = [*form.accepted_reason.errors, *refused.headlines]
        return _releases_page(actor, cohort, form), refused.status
    flash(f"课表第{release.number}版已发布，学员和日历订阅现在看到的就是这一版")
    return redirect(url_for("timetable.compare_releases", public_id=public_id, new=release.number))


@blueprint.get("/classes/<public_id>/timetable/compare")
@gate.permit(Permission.COHORT_VIEW)
def compare_releases(public_id: str) -> ResponseReturnValue:
    """Compare two releases, or one with the draft, and draft the notices for those whom it concerns."""
    cohort = find_cohort(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id)
    made = queries.list_releases(cohort)
    old, new = _asked_pair(made)
    changes = compare(_sessions_of(cohort, made, old), _sessions_of(cohort, made, new))
    return render_template(
        "timetable/compare.html",
        cohort=cohort,
        choices=[*((str(one.number), f"第{one.number}版") for one in made), (DRAFT, DRAFT_LABEL)],
        old=old,
        new=new,
        named={"old": _name(made, old), "new": _name(made, new)},
        changes=changes,
        notices=_notices(cohort, made, (old, new), changes),
    )


@blueprint.get("/classes/<public_id>/timetable/releases/<release>")
@gate.permit(Permission.COHORT_VIEW)
def show_release(public_id: str, release: str) -> ResponseReturnValue:
    """Show a release as it prints."""
    cohort = find_cohort(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id)
    found = queries.find_release(cohort, release)
    return _paper(cohort, [one for one in found.sessions if one.is_held], found.stamp)


@blueprint.get("/classes/<public_id>/timetable/paper")
@gate.permit(Permission.COHORT_VIEW)
def paper(public_id: str) -> ResponseReturnValue:
    """Show the draft as it prints, marked as a draft where it is not what has been released."""
    cohort = find_cohort(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id)
    draft, newest = queries.draft_of(cohort), queries.newest_release(cohort)
    if newest is None:
        return _paper(cohort, draft, NOT_RELEASED)
    changed = len(compare(newest.sessions, draft))
    return _paper(cohort, draft, f"{newest.stamp}之后改动 {changed} 处，尚未发布" if changed else newest.stamp)


@blueprint.get("/classes/<public_id>/timetable/final")
@gate.permit(Permission.COHORT_VIEW)
def final(public_id: str) -> ResponseReturnValue:
    """Show the timetable for the closing file: as it was held in the end, with every change on the way there."""
    cohort = find_cohort(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id)
    found = queries.final_timetable(cohort)
    if found is None:
        raise NotFound(NO_RELEASE)
    return _paper(cohort, found.sessions, found.release.stamp, final=found)


@blueprint.post("/classes/<public_id>/timetable/releases/<release>/restore")
@gate.permit(Permission.TIMETABLE_EDIT)
def restore_release(public_id: str, release: str) -> ResponseReturnValue:
    """Put the draft back to a release."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.TIMETABLE_EDIT, public_id)
    found = queries.find_release(cohort, release)
    changes = operations.restore_release(actor, cohort, found)
    flash(f"草稿已恢复到第{found.number}版，改动 {len(changes)} 处；发布以后学员才会看到")
    return redirect(url_for("timetable.releases", public_id=public_id))


def _asked_pair(made: Sequence[Release]) -> tuple[str, str]:
    """Return what is to be compared: what was asked for, else the newest release with the one before it."""
    newest = str(made[0].number) if made else DRAFT
    new = request.args.get("new") or newest
    before = int(new) - 1 if new.isdecimal() else newest
    return request.args.get("old") or str(before), new


def _sessions_of(cohort: Cohort, made: Sequence[Release], name: str) -> Sequence[FrozenSession]:
    if name == DRAFT:
        return queries.draft_of(cohort)
    if name == "0":
        return ()
    return _find(made, name).sessions


def _find(made: Sequence[Release], name: str) -> Release:
    found = next((one for one in made if str(one.number) == name), None)
    if found is None:
        raise NotFound(queries.NO_SUCH_RELEASE)
    return found


def _name(made: Sequence[Release], name: str) -> str:
    return DRAFT_LABEL if name == DRAFT else "还没有课表" if name == "0" else _find(made, name).stamp


def _notices(
    cohort: Cohort, made: Sequence[Release], between: tuple[str, str], changes: Sequence[Change]
) -> list[Notice]:
    old, new = between
    return draft_notices(Occasion(cohort.short_name, _name(made, new), first=old == "0"), changes)


def _paper(
    cohort: Cohort, sessions: Sequence[FrozenSession], stamp: str, final: queries.FinalTimetable | None = None
) -> ResponseReturnValue:
    return render_template(
        "timetable/paper.html",
        cohort=cohort,
        columns=columns.TIMETABLE,
        sessions=sessions,
        stamp=stamp,
        final=final,
        dates=show_dates(cohort),
        back_url=url_for("timetable.releases" if final else "timetable.grid", public_id=cohort.public_id),
    )
