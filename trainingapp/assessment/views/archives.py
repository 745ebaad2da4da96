"""Reading a class in from a file: what it would do is shown first, and a class that came in so can be taken back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import operations
from trainingapp.assessment.operations import Holding, Preview
from trainingapp.assessment.views.blueprint import ARCHIVE_ENDING, blueprint, load
from trainingapp.core import works
from trainingapp.core.errors import Refused
from trainingapp.core.works import Made, Owner

SUBJECT = "class archive"


@blueprint.route("/classes/archive", methods=["GET", "POST"])
@gate.permit(Permission.COHORT_EDIT)
def import_class() -> ResponseReturnValue:
    """Take the file of a class that another installation exported, and show what reading it in would do."""
    if request.method == "GET":
        return _import_page()
    actor, file = gate.signed_in_actor(), request.files.get("file")
    content = file.stream.read() if file is not None and file.filename else b""
    try:
        if not content:
            raise Refused("请选择班级档案文件")  # noqa: TRY301 - refused as what the act refuses
        preview = operations.preview_import(actor, content=content)
    except Refused as refused:
        return _import_page(refused, _holding(content)), refused.status
    kept = works.keep(_owner(actor), Made(str(file.filename if file else ""), content))
    return _preview_page(preview, kept.name, kept.file_name)


def _holding(content: bytes) -> Holding | None:
    """Return what a refused file holds, if it is a class's file at all."""
    try:
        return operations.check_archive(content)
    except Refused:
        return None


@blueprint.post("/classes/archive/<name>")
@gate.permit(Permission.COHORT_EDIT)
def read_class(name: str) -> ResponseReturnValue:
    """Read the class in whose file was looked at."""
    actor = gate.signed_in_actor()
    kept = works.find(_owner(actor), name)
    try:
        cohort = operations.import_class(actor, content=kept.content())
    except Refused as refused:
        return _import_page(refused), refused.status
    works.forget(kept)
    flash(f"已读入“{cohort.short_name}”，内容和归档时的校验和一致；读错了可以在本页撤回")
    return redirect(url_for("assessment.closing", public_id=cohort.public_id))


@blueprint.post("/classes/<public_id>/closing/archive/undo")
@gate.permit(Permission.COHORT_EDIT, after_closing="读入的班都是结了班的，读错了在这里撤回")
def take_back_class(public_id: str) -> ResponseReturnValue:
    """Take back a class that was read in."""
    actor, cohort = load(Permission.COHORT_EDIT, public_id)
    name = cohort.short_name
    gone = operations.take_back_import(actor, cohort)
    flash(f"已撤回读入的“{name}”，随它新增、别处没有用到的人员 {gone['person']} 人也已删去；操作记录还在")
    return redirect(url_for("cohorts.list_classes"))


def _owner(actor: Actor) -> Owner:
    return Owner(actor.office_id, actor.user_id, SUBJECT)


def _preview_page(preview: Preview, name: str, file_name: str) -> str:
    return render_template("assessment/archive_preview.html", preview=preview, name=name, file_name=file_name)


def _import_page(refused: Refused | None = None, holding: Holding | None = None) -> str:
    return render_template(
        "assessment/archive.html",
        ending=ARCHIVE_ENDING,
        left_out=dict.fromkeys(operations.LEFT_OUT.values()),
        reasons=refused.reasons if refused else (),
        holding=holding,
    )
