"""The office's own templates: the fields that each kind knows, a first template, upload and retirement."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.core.clock import now
from trainingapp.core.errors import NotFound
from trainingapp.core.uploads import DOCUMENT_TYPE, WORKBOOK_TYPE
from trainingapp.core.web import send_attachment
from trainingapp.registers import operations
from trainingapp.registers.forms import TemplateForm
from trainingapp.registers.operations.papers import DOCUMENT, WORKBOOK
from trainingapp.registers.queries.fillable import FillableForm
from trainingapp.registers.queries.templates import FILLABLE, find_template, list_templates
from trainingapp.registers.terms import PaperKind
from trainingapp.registers.views.blueprint import blueprint


@blueprint.get("/library/templates")
@gate.permit(Permission.LIBRARY_VIEW)
def templates() -> ResponseReturnValue:
    """List the kinds of papers that may have an own template, and those in use."""
    return render_template("registers/templates.html", kinds=list(FILLABLE), used=list_templates())


@blueprint.route("/library/templates/<kind>", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def template(kind: str) -> ResponseReturnValue:
    """Show the fields of a kind; take in a template that has been looked over."""
    chosen = _kind(kind)
    form = TemplateForm()
    if form.validate_on_submit():
        operations.use_template(
            gate.signed_in_actor(),
            chosen,
            content=form.file.data.read(),
            file_name=form.file.data.filename,
            at=now(),
            losses_accepted=form.losses_accepted.data,
        )
        flash(f"以后的“{chosen.label}”都用这个模板")
        return redirect(url_for("registers.templates"))
    fillable = FILLABLE[chosen]
    single = fillable.times if isinstance(fillable, FillableForm) else ""
    return render_template("registers/template.html", kind=chosen, form=form, fields=fillable.fields, single=single)


@blueprint.get("/library/templates/<kind>/starter")
@gate.permit(Permission.LIBRARY_EDIT)
def template_starter(kind: str) -> ResponseReturnValue:
    """Hand out the built-in paper with placeholders in it, to begin with."""
    chosen = _kind(kind)
    media_type, suffix = (DOCUMENT_TYPE, DOCUMENT) if chosen.is_document else (WORKBOOK_TYPE, WORKBOOK)
    content = FILLABLE[chosen].starter(chosen.label)
    return send_attachment(content, media_type=media_type, file_name=f"{chosen.label}模板{suffix}")


@blueprint.post("/library/templates/<public_id>/retire")
@gate.permit(Permission.LIBRARY_EDIT)
def retire_template(public_id: str) -> ResponseReturnValue:
    """Go back to the built-in sheet."""
    operations.retire_template(gate.signed_in_actor(), find_template(public_id), at=now())
    flash("已停用，以后用系统自带的样式")
    return redirect(url_for("registers.templates"))


def _kind(word: str) -> PaperKind:
    if word not in FILLABLE:
        raise NotFound("这种表不能用自己的模板")
    return PaperKind(word)
