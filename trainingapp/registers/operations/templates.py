"""An office's own templates: looked over at the upload, relied on only by a person's word, older ones kept."""

import hashlib
from datetime import datetime

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.core.excel.filling import Inspection, inspect_template
from trainingapp.registers.models import LONGEST_FILE_NAME, OfficeTemplate
from trainingapp.registers.queries.templates import FILLABLE, list_templates
from trainingapp.registers.terms import PaperKind
from trainingapp.registers.words.inspecting import WordInspection, inspect_document

NO_TEMPLATES = "“{kind}”不能用自己的模板；可以用的有：{kinds}"


def look_over(kind: PaperKind, *, content: bytes, file_name: str) -> Inspection | WordInspection:
    """Return what a template uses and what would be lost. Raises Refused with the place of every mistake."""
    if kind not in FILLABLE:
        raise Refused(NO_TEMPLATES.format(kind=kind.label, kinds="、".join(one.label for one in FILLABLE)))
    look = inspect_document if kind.is_document else inspect_template
    inspection: Inspection | WordInspection = look(content, file_name, FILLABLE[kind].vocabulary)
    if inspection.mistakes:
        raise Refused(*(mistake.sentence for mistake in inspection.mistakes))
    return inspection


def use_template(
    actor: Actor, kind: PaperKind, *, content: bytes, file_name: str, at: datetime, losses_accepted: bool
) -> OfficeTemplate:
    """Use a template for a kind of paper from now on; the one before is kept, out of use.

    Refuses one that filling would rob of something, naming it, until a person accepts that.
    """
    inspection = look_over(kind, content=content, file_name=file_name)
    if inspection.losses and not losses_accepted:
        told = [loss.sentence for loss in inspection.losses]
        raise Refused("这个模板里有填写后保不住的内容；可以接受的话，勾选“知道会丢失，仍然使用”再上传", *told)
    before = list_templates().get(kind)
    if before:
        changes.apply(before, retired_at=at)
        db.session.flush()
    template = OfficeTemplate(
        kind=kind,
        file_name=file_name[:LONGEST_FILE_NAME],
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        uploaded_at=at,
    )
    db.session.add(template)
    db.session.flush()
    told_before = {"file_name": before.file_name} if before else {}
    audit.record(actor, "template.used", template, Changes(told_before, {"file_name": template.file_name}))
    return template


def retire_template(actor: Actor, template: OfficeTemplate, *, at: datetime) -> None:
    """Go back to the built-in sheet; the template is kept, out of use."""
    changed = changes.apply(template, retired_at=at)
    audit.record(actor, "template.retired", template, changed)
