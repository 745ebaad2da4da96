"""The way of machines' files into a class: times become marks, points become scores, after a person has looked."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.attendance.queries import words_of
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core.clock import now
from trainingapp.core.errors import Refused
from trainingapp.core.excel.grid import column_letter
from trainingapp.registers import operations, queries
from trainingapp.registers.forms import ImportForm, RuleForm, UploadForm, read_record_choice
from trainingapp.registers.models import Upload
from trainingapp.registers.rules.records.columns import DAY, Told
from trainingapp.registers.rules.records.marks import MarkPlan
from trainingapp.registers.rules.records.reading import RecordReading
from trainingapp.registers.rules.records.scores import ScorePlan
from trainingapp.registers.terms import UploadKind
from trainingapp.registers.views.blueprint import blueprint

CHECK = {UploadKind.MARKS: "registers.check_marks", UploadKind.SCORES: "registers.check_scores"}


@blueprint.route("/classes/<public_id>/attendance/import", methods=["GET", "POST"])
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def import_marks(public_id: str) -> ResponseReturnValue:
    """Take a clock's or a meeting's file in hand."""
    return _receive(_find(public_id, UploadKind.MARKS), UploadKind.MARKS)


@blueprint.get("/classes/<public_id>/attendance/import/<upload>")
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def check_marks(public_id: str, upload: str) -> ResponseReturnValue:
    """Show what each trainee would be marked, session by session, and by which rule."""
    form = RuleForm()
    kept = _kept(public_id, UploadKind.MARKS, upload)
    form.show(operations.rule_of(kept))
    return _show_marks(kept, form)


@blueprint.post("/classes/<public_id>/attendance/import/<upload>/rule")
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def try_rule(public_id: str, upload: str) -> ResponseReturnValue:
    """Lay the file beside the class again by another rule; keep the rule for the class when that is asked."""
    kept = _kept(public_id, UploadKind.MARKS, upload)
    form = RuleForm()
    if not form.validate():
        return _show_marks(kept, form)
    operations.choose(kept, {"rule": form.rule()})
    if form.keep.data:
        operations.keep_rule(gate.signed_in_actor(), kept)
        flash("本班以后都按这个规则换算")
    return redirect(url_for("registers.check_marks", public_id=public_id, upload=upload))


@blueprint.post("/classes/<public_id>/attendance/import/<upload>/columns")
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def correct_marks(public_id: str, upload: str) -> ResponseReturnValue:
    """Keep which column is what, who is who and which session it is, and look again."""
    return _correct(_kept(public_id, UploadKind.MARKS, upload))


@blueprint.post("/classes/<public_id>/attendance/import/<upload>")
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def take_marks(public_id: str, upload: str) -> ResponseReturnValue:
    """Record the chosen marks in one act, all or none."""
    kept = _kept(public_id, UploadKind.MARKS, upload)
    chosen, seen = _chosen()
    taken = operations.take_marks(gate.signed_in_actor(), kept, chosen=chosen, seen=seen, at=now())
    words = words_of(kept.cohort)
    counted = ((words[status], sum(line.verdict.status is status for line in taken)) for status in Status)
    flash(f"“{kept.file_name}”已写入考勤：{'，'.join(f'{word} {count} 人次' for word, count in counted if count)}")
    return redirect(url_for("attendance.sessions", public_id=public_id))


@blueprint.route("/classes/<public_id>/scores/import", methods=["GET", "POST"])
@gate.permit(Permission.ASSESSMENT_EDIT)
def import_scores(public_id: str) -> ResponseReturnValue:
    """Take a file of points in hand."""
    return _receive(_find(public_id, UploadKind.SCORES), UploadKind.SCORES)


@blueprint.get("/classes/<public_id>/scores/import/<upload>")
@gate.permit(Permission.ASSESSMENT_EDIT)
def check_scores(public_id: str, upload: str) -> ResponseReturnValue:
    """Show what points each trainee would get."""
    kept = _kept(public_id, UploadKind.SCORES, upload)
    reading = operations.read_kept(kept)
    plan = operations.plan_kept_scores(gate.signed_in_actor(), kept, reading)
    return render_template(
        "registers/scores.html",
        plan=plan,
        trainees=_choices(kept),
        **_shown(kept, reading),
    )


@blueprint.post("/classes/<public_id>/scores/import/<upload>/columns")
@gate.permit(Permission.ASSESSMENT_EDIT)
def correct_scores(public_id: str, upload: str) -> ResponseReturnValue:
    """Keep which column is what and who is who, and look again."""
    return _correct(_kept(public_id, UploadKind.SCORES, upload))


@blueprint.post("/classes/<public_id>/scores/import/<upload>")
@gate.permit(Permission.ASSESSMENT_EDIT)
def take_scores(public_id: str, upload: str) -> ResponseReturnValue:
    """Enter the chosen points in one act, all or none."""
    kept = _kept(public_id, UploadKind.SCORES, upload)
    chosen, seen = _chosen()
    taken = operations.take_scores(gate.signed_in_actor(), kept, chosen=chosen, seen=seen, at=now())
    flash(f"“{kept.file_name}”的 {len(taken)} 个分数已登记")
    return redirect(url_for("assessment.grid", public_id=public_id))


def _find(public_id: str, kind: UploadKind) -> Cohort:
    return find_cohort(gate.signed_in_actor(), operations.RECORD_PERMISSIONS[kind], public_id)


def _kept(public_id: str, kind: UploadKind, upload: str) -> Upload:
    return queries.find_upload(_find(public_id, kind), kind, upload)


def _receive(cohort: Cohort, kind: UploadKind) -> ResponseReturnValue:
    form = UploadForm()
    if form.validate_on_submit():
        file: FileStorage = form.file.data
        try:
            kept = operations.receive_records(
                gate.signed_in_actor(),
                cohort,
                kind,
                content=file.read(),
                file_name=file.filename or kind.label,
                at=now(),
            )
        except Refused as refused:
            form.file.errors = tuple(refused.reasons)
        else:
            return redirect(url_for(CHECK[kind], public_id=cohort.public_id, upload=kept.public_id))
    return render_template("registers/records.html", cohort=cohort, kind=kind, form=form)


def _show_marks(kept: Upload, form: RuleForm) -> ResponseReturnValue:
    reading = operations.read_kept(kept)
    plan = operations.plan_kept_marks(gate.signed_in_actor(), kept, reading)
    form.reword(kept.cohort.presets.reword)
    return render_template(
        "registers/marks.html",
        plan=plan,
        words=words_of(kept.cohort),
        rule=form,
        meetings=queries.class_meetings(kept.cohort),
        session=(kept.choices or {}).get("session", ""),
        trainees=_choices(kept),
        **_shown(kept, reading),
    )


def _shown(kept: Upload, reading: RecordReading) -> dict[str, object]:
    """Return what both pages draw: the file, its columns, and what each may be given to."""
    keys = reading.header.keys
    return {
        "cohort": kept.cohort,
        "kept": kept,
        "reading": reading,
        "offered": [
            (column_letter(column), heading, keys.get(column, Told.OTHER.value))
            for column, heading in reading.header.headings.items()
        ],
        "choices": operations.expected_of(kept).choices,
        "day": DAY,
        "form": ImportForm(),
    }


def _choices(kept: Upload) -> list[tuple[str, str]]:
    permission = operations.RECORD_PERMISSIONS[kept.kind]
    trainees = queries.class_trainees(gate.signed_in_actor(), kept.cohort, permission)
    return [(one.member.public_id, f"{one.member.label} {one.member.unit}") for one in trainees]


def _correct(kept: Upload) -> ResponseReturnValue:
    reading = operations.read_kept(kept)
    people = PLANS[kept.kind](gate.signed_in_actor(), kept, reading).people
    operations.choose(kept, read_record_choice(request.form, reading, operations.expected_of(kept), people))
    return redirect(url_for(CHECK[kept.kind], public_id=kept.cohort.public_id, upload=kept.public_id))


PLANS: dict[UploadKind, Callable[..., MarkPlan | ScorePlan]] = {
    UploadKind.MARKS: operations.plan_kept_marks,
    UploadKind.SCORES: operations.plan_kept_scores,
}


def _chosen() -> tuple[frozenset[str], str]:
    return frozenset(request.form.getlist("take")), request.form.get("seen", "")
