"""The way of a roster into a class: a file, its columns as found, every row checked, one click."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.audit.rules import difference
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.cohorts.terms import RosterResult
from trainingapp.core import progress
from trainingapp.core.clock import now
from trainingapp.core.errors import Refused, Stale
from trainingapp.people.queries import list_organisations
from trainingapp.registers import operations, queries
from trainingapp.registers.forms import ImportForm, UploadForm, read_choice, read_named_units, read_units
from trainingapp.registers.models import Upload
from trainingapp.registers.rules.checking import check, offer_columns
from trainingapp.registers.rules.entries import find_leaders
from trainingapp.registers.rules.header_words import FIELD_LABELS
from trainingapp.registers.terms import UploadKind
from trainingapp.registers.views.blueprint import blueprint


@blueprint.route("/classes/<public_id>/roster/import", methods=["GET", "POST"])
@gate.permit(Permission.ROSTER_EDIT)
def import_roster(public_id: str) -> ResponseReturnValue:
    """Take a roster file in hand; a file that is refused is recorded."""
    cohort = _find(public_id)
    form = UploadForm()
    if form.validate_on_submit():
        try:
            upload = _receive(cohort, form)
        except Refused as refused:
            actor, reasons = gate.signed_in_actor(), tuple(refused.reasons)
            operations.record_refused_upload(actor, cohort, file_name=form.file.data.filename, reasons=reasons)
            form.file.errors = reasons
        else:
            return redirect(url_for("registers.check_roster", public_id=public_id, upload=upload.public_id))
    return render_template("registers/upload.html", cohort=cohort, form=form, token=progress.new_token())


@blueprint.get("/classes/<public_id>/roster/import/<upload>")
@gate.permit(Permission.ROSTER_EDIT)
def check_roster(public_id: str, upload: str) -> ResponseReturnValue:
    """Show which columns were found and every row as it would be taken."""
    cohort = _find(public_id)
    kept = queries.find_upload(cohort, UploadKind.ROSTER, upload)
    reading = operations.read_received(kept)
    return render_template(
        "registers/check.html",
        cohort=cohort,
        upload=kept,
        reading=reading,
        checked=check(reading),
        offered=offer_columns(reading),
        leaders=find_leaders(reading),
        plan=operations.plan_received(kept, reading),
        said=difference,
        units=operations.roster_units(kept, reading),
        organisations=[row.name for row in list_organisations()],
        field_labels=FIELD_LABELS,
        form=ImportForm(),
        token=progress.new_token(),
    )


@blueprint.post("/classes/<public_id>/roster/import/<upload>/columns")
@gate.permit(Permission.ROSTER_EDIT)
def choose_columns(public_id: str, upload: str) -> ResponseReturnValue:
    """Keep what the organiser corrected and check the rows again."""
    kept = queries.find_upload(_find(public_id), UploadKind.ROSTER, upload)
    operations.choose_columns(kept, read_choice(request.form, operations.read_received(kept)))
    return redirect(url_for("registers.check_roster", public_id=public_id, upload=upload))


@blueprint.post("/classes/<public_id>/roster/import/<upload>/reset")
@gate.permit(Permission.ROSTER_EDIT)
def reset_columns(public_id: str, upload: str) -> ResponseReturnValue:
    """Go back to what was found in the file."""
    kept = queries.find_upload(_find(public_id), UploadKind.ROSTER, upload)
    operations.choose_columns(kept, operations.Choice())
    return redirect(url_for("registers.check_roster", public_id=public_id, upload=upload))


@blueprint.post("/classes/<public_id>/roster/import/<upload>")
@gate.permit(Permission.ROSTER_EDIT)
def commit_roster(public_id: str, upload: str) -> ResponseReturnValue:
    """Take the roster into the class: all rows that were shown as good, or none."""
    kept = queries.find_upload(_find(public_id), UploadKind.ROSTER, upload)
    units = read_units(request.form) | queries.named_units(read_named_units(request.form))
    if "recheck" in request.form:
        return _check_again(kept, units)
    try:
        result = _import(kept, units)
    except Stale as stale:
        flash(stale.reasons[0])
        return _check_again(kept, units)
    flash(_describe(kept, result))
    return redirect(url_for("cohorts.roster", public_id=public_id))


def _check_again(kept: Upload, units: Mapping[str, str]) -> ResponseReturnValue:
    operations.choose_units(kept, units)
    address = url_for("registers.check_roster", public_id=kept.cohort.public_id, upload=kept.public_id)
    return redirect(address)


def _import(kept: Upload, units: Mapping[str, str]) -> RosterResult:
    with progress.told(request.form.get("progress", "")) as tell:
        return operations.import_received(
            gate.signed_in_actor(),
            kept,
            at=now(),
            seen=request.form.get("seen", ""),
            without_refused="without_refused" in request.form,
            units=units,
            on_progress=tell,
        )


def _find(public_id: str) -> Cohort:
    return find_cohort(gate.signed_in_actor(), Permission.ROSTER_EDIT, public_id)


def _receive(cohort: Cohort, form: UploadForm) -> Upload:
    with progress.told(request.form.get("progress", "")) as tell:
        return operations.receive_roster(
            gate.signed_in_actor(),
            cohort,
            content=form.file.data.read(),
            file_name=form.file.data.filename,
            at=now(),
            on_progress=tell,
        )


def _describe(upload: Upload, result: RosterResult) -> str:
    counted = ((result.added, "新增"), (result.changed, "更新"), (result.unchanged, "没有变化"))
    told = "，".join(f"{word} {count} 人" for count, word in counted if count)
    left = f"；已退出、没有恢复的：{'、'.join(result.withdrawn)}" if result.withdrawn else ""
    return f"“{upload.file_name}”已导入：{told or '没有可写入的内容'}{left}"
