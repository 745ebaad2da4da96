"""一班一档: begun by a click, made in a thread of its own, taken when it is whole."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core import works
from trainingapp.core.clock import today
from trainingapp.core.progress import Tell
from trainingapp.core.web import send_attachment
from trainingapp.core.works import Made, Owner
from trainingapp.registers import operations
from trainingapp.registers.views.blueprint import blueprint
from trainingapp.registers.views.making import show_work

ARCHIVE_TYPE = "application/zip"


@blueprint.post("/classes/<public_id>/papers")
@gate.permit(Permission.EXPORT, after_closing="只印表，不改本班")
def start_pack(public_id: str) -> ResponseReturnValue:
    """Begin to put everything into one archive, or join what was begun; nobody has to wait on the page."""
    actor, on = gate.signed_in_actor(), today()

    def find() -> Cohort:
        return find_cohort(actor, Permission.EXPORT, public_id)

    def make(tell: Tell) -> Made:
        archive = operations.make_pack(actor, find(), on=on, on_progress=tell)
        return Made(archive.name, archive.content)

    work = works.start(pack_owner(find()), make, lambda: operations.record_pack(actor, find()))
    return redirect(url_for("registers.pack", public_id=public_id, name=work.name))


@blueprint.get("/classes/<public_id>/papers/pack/<name>")
@gate.permit(Permission.EXPORT)
def pack(public_id: str, name: str) -> ResponseReturnValue:
    """Show how far the archive is; once it is whole, where to take it."""
    cohort = _find(public_id)
    return show_work(
        works.find(pack_owner(cohort), name),
        "registers/pack.html",
        page=url_for("registers.pack", public_id=public_id, name=name),
        file=url_for("registers.pack_file", public_id=public_id, name=name),
        again=url_for("registers.start_pack", public_id=public_id),
        doing="打包",
        cohort=cohort,
    )


@blueprint.get("/classes/<public_id>/papers/pack/<name>/file")
@gate.permit(Permission.EXPORT)
def pack_file(public_id: str, name: str) -> ResponseReturnValue:
    """Hand out the archive."""
    work = works.find(pack_owner(_find(public_id)), name)
    return send_attachment(work.content(), media_type=ARCHIVE_TYPE, file_name=work.file_name)


def pack_owner(cohort: Cohort) -> Owner:
    """Return whose archive of which class it is: what somebody may have of it depends on who asks."""
    actor = gate.signed_in_actor()
    return Owner(actor.office_id, actor.user_id, f"pack {cohort.public_id}")


def _find(public_id: str) -> Cohort:
    return find_cohort(gate.signed_in_actor(), Permission.EXPORT, public_id)
