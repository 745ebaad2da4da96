"""The closing gate of a class and the papers of its file."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import operations, queries
from trainingapp.assessment.rules import Check, Named
from trainingapp.assessment.terms import ScanKind
from trainingapp.assessment.views.blueprint import ARCHIVE_ENDING, blueprint, load
from trainingapp.cohorts.models import Cohort
from trainingapp.core import uploads
from trainingapp.core.clock import to_local
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.core.web import send_attachment

#: Which page mends what is missing.
PLACES = {
    "class": "cohorts.home",
    "roster": "cohorts.roster",
    "attendance": "attendance.sessions",
    "register": "attendance.register",
    "leave": "attendance.leaves",
    "guests": "attendance.guests",
    "results": "assessment.grid",
    "timetable": "timetable.grid",
    "final": "timetable.final",
    "evaluations": "assessment.evaluations",
}
#: Which page one of the things that are missing has of its own, and what its key is called there.
OWN_PLACES = {
    "attendance": ("attendance.roll_call", "session"),
    "results": ("assessment.verdict", "trainee"),
    "evaluations": ("assessment.evaluation", "questionnaire"),
}
SCANS = "scans"


@blueprint.get("/classes/<public_id>/closing")
@gate.permit(Permission.ASSESSMENT_VIEW)
def closing(public_id: str) -> ResponseReturnValue:
    """Show what closing still wants, each with a link to where it is mended, and what changed since the last time."""
    return _closing_page(*load(Permission.ASSESSMENT_VIEW, public_id))


def _closing_page(actor: Actor, cohort: Cohort, refused: Refused | None = None) -> str:
    """Return the page, what is missing first; after a refusal with what was typed."""
    content = queries.class_content(cohort)
    closings = queries.list_closings(cohort)
    checks = sorted(queries.closing_checks(cohort, content), key=lambda check: (check.done, not check.must))
    return render_template(
        "assessment/closing.html",
        cohort=cohort,
        checks=checks,
        address=lambda check: _address(check, cohort),
        own_address=lambda check, one: _own_address(check, one, cohort),
        ready=all(check.done for check in checks if check.must),
        scans=queries.list_scans(cohort),
        kinds=ScanKind.choices(),
        kind=request.values.get("kind", ""),
        accepted=uploads.ACCEPTED,
        closings=closings,
        read_in=queries.import_of(cohort),
        changed=queries.changes_since(closings[0], content) if closings else [],
        closed=cohort.archived,
        editable=may(actor, Permission.ASSESSMENT_EDIT),
        may_close=may(actor, Permission.COHORT_EDIT),
        local=to_local,
        reasons=refused.reasons if refused else (),
        typed=request.form if refused else {},
    )


def _address(check: Check, cohort: Cohort) -> str:
    place, _colon, kind = check.place.partition(":")
    if place == SCANS:
        return url_for("assessment.closing", public_id=cohort.public_id, kind=kind, _anchor=SCANS)
    return url_for(PLACES[place], public_id=cohort.public_id)


def _own_address(check: Check, one: Named, cohort: Cohort) -> str:
    """Return where one of the things that are missing is mended: its own page, where it has one."""
    if not one.key:
        return _address(check, cohort)
    endpoint, key = OWN_PLACES[check.place]
    keys: dict[str, Any] = {"public_id": cohort.public_id, key: one.key}
    return url_for(endpoint, **keys)


@blueprint.post("/classes/<public_id>/closing")
@gate.permit(Permission.COHORT_EDIT, after_closing="重新打开本班就在这里")
def close_class(public_id: str) -> ResponseReturnValue:
    """Close the class, or reopen it with a reason."""
    actor, cohort = load(Permission.COHORT_EDIT, public_id)
    try:
        if "reopen" in request.form:
            operations.reopen_class(actor, cohort, reason=request.form.get("reason", ""))
            flash("已取消结班，归档学时暂不计入，改好以后请重新结班")
        else:
            operations.close_class(actor, cohort)
            flash("已结班归档，学时已计入台账")
    except Refused as refused:
        return _closing_page(actor, cohort, refused), refused.status
    return redirect(url_for("assessment.closing", public_id=public_id))


@blueprint.post("/classes/<public_id>/closing/scans")
@gate.permit(Permission.ASSESSMENT_EDIT)
def add_scan(public_id: str) -> ResponseReturnValue:
    """Keep papers of the file: all that were chosen, or none."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    kind, files = request.form.get("kind", ""), [file for file in request.files.getlist("file") if file.filename]
    try:
        if kind not in set(ScanKind) or not files:
            raise Refused("请选择材料类型和文件")  # noqa: TRY301 - refused as what the act refuses
        with db.session.begin_nested():
            for file in files:
                name = file.filename or ""
                operations.add_scan(actor, cohort, kind=ScanKind(kind), content=file.stream.read(), file_name=name)
    except Refused as refused:
        return _closing_page(actor, cohort, refused), refused.status
    flash(f"已上传 {len(files)} 个文件")
    return redirect(url_for("assessment.closing", public_id=public_id))


@blueprint.get("/classes/<public_id>/closing/scans/<scan>")
@gate.permit(Permission.ASSESSMENT_VIEW)
def scan_file(public_id: str, scan: str) -> ResponseReturnValue:
    """Hand out a paper of the file."""
    _actor, cohort = load(Permission.ASSESSMENT_VIEW, public_id)
    found = queries.find_scan(cohort, scan)
    return send_attachment(uploads.read(found.digest), media_type=found.media_type, file_name=found.file_name)


@blueprint.post("/classes/<public_id>/closing/scans/<scan>/remove")
@gate.permit(Permission.ASSESSMENT_EDIT)
def remove_scan(public_id: str, scan: str) -> ResponseReturnValue:
    """Take a paper out of the file."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    operations.remove_scan(actor, cohort, queries.find_scan(cohort, scan))
    flash("已删除")
    return redirect(url_for("assessment.closing", public_id=public_id))


@blueprint.post("/classes/<public_id>/closing/archive")
@gate.permit(Permission.COHORT_EDIT, after_closing="只导出，不改本班")
def export_class(public_id: str) -> ResponseReturnValue:
    """Hand out a closed class as one file."""
    actor, cohort = load(Permission.COHORT_EDIT, public_id)
    content = operations.export_class(actor, cohort)
    file_name = f"{cohort.code}{ARCHIVE_ENDING}"
    return send_attachment(content, media_type="application/octet-stream", file_name=file_name)
