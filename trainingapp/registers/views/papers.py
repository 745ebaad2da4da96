"""The papers of a class: what each still wants, on the screen first, then as workbooks."""

from collections.abc import Mapping
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.accounts.terms import Actor
from trainingapp.assessment.models import Certificate
from trainingapp.assessment.queries import find_certificate, list_certificates
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core import works
from trainingapp.core.clock import today
from trainingapp.core.errors import NotFound, Refused
from trainingapp.core.excel.preview import see_workbook
from trainingapp.core.progress import Tell
from trainingapp.core.uploads import DOCUMENT_TYPE, WORKBOOK_TYPE
from trainingapp.core.web import send_attachment
from trainingapp.core.works import Made, Owner
from trainingapp.registers import operations, queries
from trainingapp.registers.operations import Export
from trainingapp.registers.queries import Printing
from trainingapp.registers.rules.missing import missing_for
from trainingapp.registers.terms import PaperKind, Part
from trainingapp.registers.views.blueprint import blueprint
from trainingapp.registers.views.making import show_work
from trainingapp.registers.views.packs import pack_owner
from trainingapp.registers.words.seeing import see_document
from trainingapp.timetable.models import Session
from trainingapp.timetable.queries import find_session

#: Where each part of a class is filled in.
PLACES = {
    Part.ROSTER: "registers.import_roster",
    Part.TIMETABLE: "timetable.grid",
    Part.ATTENDANCE: "attendance.sessions",
    Part.ASSESSMENT: "assessment.grid",
    Part.QUOTAS: "cohorts.quotas",
    Part.GROUPS: "cohorts.groups",
    Part.VISITS: "visits.list_visits",
    Part.EVALUATIONS: "assessment.evaluations",
    Part.CERTIFICATES: "assessment.certificates",
    Part.CLOSING: "assessment.closing",
    Part.TEXTS: "registers.texts",
}
#: Filled in by those who may change the class.
EDITED = {Part.QUOTAS, Part.TEXTS, Part.CLOSING, Part.CERTIFICATES, Part.EVALUATIONS}
#: A part of a paper that can be asked for.
PARTS = ("session", "certificate")
NO_SUCH_PAPER = "没有这种表，请从“材料”页面选择"


@blueprint.get("/classes/<public_id>/papers")
@gate.permit(Permission.EXPORT)
def papers(public_id: str) -> ResponseReturnValue:
    """List the papers of a class, each with what it still wants."""
    cohort = _find(public_id)
    facts = queries.class_facts(cohort, today())
    return render_template(
        "registers/papers.html",
        cohort=cohort,
        papers=[(kind, missing_for(kind, facts)) for kind in operations.kinds_for(gate.signed_in_actor(), cohort)],
        places=_places(gate.signed_in_actor()),
        returnable=list(operations.WAYS),
        sessions=queries.sessions_to_sign_for(cohort),
        certificates=[one for one in list_certificates(cohort) if one.valid],
        whole_phones=operations.may_have_phones(gate.signed_in_actor(), cohort),
        pack=works.latest(pack_owner(cohort)),
    )


@blueprint.get("/classes/<public_id>/papers/<kind>")
@gate.permit(Permission.EXPORT)
def preview(public_id: str, kind: str) -> ResponseReturnValue:
    """Show a paper as it prints; phone numbers stay masked, for only an export, which is recorded, has them whole."""
    cohort, chosen = _find(public_id), _kind(kind)
    if chosen not in operations.kinds_for(gate.signed_in_actor(), cohort):
        raise NotFound(NO_SUCH_PAPER)
    printing = Printing(
        gate.signed_in_actor(), today(), session=_chosen_session(cohort, request.args.get("session", ""))
    )
    content = operations.fill_paper(cohort, chosen, printing)
    sheets = see_document(content, chosen.label) if chosen.is_document else see_workbook(content)
    return render_template("registers/preview.html", cohort=cohort, kind=chosen, sheets=sheets)


@blueprint.post("/classes/<public_id>/papers/<kind>")
@gate.permit(Permission.EXPORT, after_closing="只印表，不改本班")
def download(public_id: str, kind: str) -> ResponseReturnValue:
    """Hand out one paper as a workbook."""
    cohort, chosen = _find(public_id), _kind(kind)
    if operations.is_own(chosen):
        return _fill_beside(cohort, chosen)
    (export,) = operations.export_papers(gate.signed_in_actor(), cohort, [chosen], on=today(), **_part_asked(cohort))
    return _hand_out(export, chosen)


def _fill_beside(cohort: Cohort, kind: PaperKind) -> ResponseReturnValue:
    """Fill the office's own form in a thread of its own: handed out at once, or from its page where it takes longer."""
    actor, on, public_id, asked = gate.signed_in_actor(), today(), cohort.public_id, request.form
    operations.refuse_unpermitted(actor, cohort, [kind])
    _part_asked(cohort)

    def make(tell: Tell) -> Made:
        found = find_cohort(actor, Permission.EXPORT, public_id)
        (export,) = operations.make_papers(actor, found, [kind], on=on, tell=tell, **_part(found, asked))
        return Made(export.name, export.content)

    def record() -> None:
        operations.record_papers(actor, find_cohort(actor, Permission.EXPORT, public_id), [kind])

    work = works.start(_paper_owner(cohort, kind), make, record)
    if not works.ends_soon(work):
        return redirect(_paper_address("registers.paper_work", public_id, kind, work.name))
    if work.reasons:
        raise Refused(*work.reasons)
    made = Export(work.file_name, work.content())
    works.forget(work)
    return _hand_out(made, kind)


@blueprint.get("/classes/<public_id>/papers/<kind>/making/<name>")
@gate.permit(Permission.EXPORT)
def paper_work(public_id: str, kind: str, name: str) -> ResponseReturnValue:
    """Show how far a paper in the office's own form is; once it is whole, where to take it."""
    cohort, chosen = _find(public_id), _kind(kind)
    return show_work(
        works.find(_paper_owner(cohort, chosen), name),
        "registers/paper_work.html",
        page=_paper_address("registers.paper_work", public_id, chosen, name),
        file=_paper_address("registers.paper_file", public_id, chosen, name),
        again=url_for("registers.download", public_id=public_id, kind=kind),
        again_fields={part: request.args[part] for part in PARTS if request.args.get(part)},
        doing="填表",
        kind=chosen,
        cohort=cohort,
    )


@blueprint.get("/classes/<public_id>/papers/<kind>/making/<name>/file")
@gate.permit(Permission.EXPORT)
def paper_file(public_id: str, kind: str, name: str) -> ResponseReturnValue:
    """Hand out a paper that was made beside."""
    chosen = _kind(kind)
    work = works.find(_paper_owner(_find(public_id), chosen), name)
    return _hand_out(Export(work.file_name, work.content()), chosen)


def _paper_owner(cohort: Cohort, kind: PaperKind) -> Owner:
    """Return whose paper of which class it is, and which part of it."""
    actor = gate.signed_in_actor()
    asked = " ".join(request.values.get(part, "") for part in PARTS)
    return Owner(actor.office_id, actor.user_id, f"paper {cohort.public_id} {kind} {asked}")


def _paper_address(endpoint: str, public_id: str, kind: PaperKind, name: str) -> str:
    asked: dict[str, Any] = {part: request.values[part] for part in PARTS if request.values.get(part)}
    return url_for(endpoint, public_id=public_id, kind=kind.value, name=name, **asked)


def _part_asked(cohort: Cohort) -> dict[str, Any]:
    return _part(cohort, request.form)


def _part(cohort: Cohort, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the one session or the one certificate that is asked for."""
    return {
        "session": _chosen_session(cohort, asked.get("session", "")),
        "certificate": _chosen_certificate(cohort, asked.get("certificate", "")),
    }


def _places(actor: Actor) -> dict[Part, str]:
    """Return where each part is filled in, without those that the actor may not change."""
    editable = may(actor, Permission.COHORT_EDIT)
    return {part: endpoint for part, endpoint in PLACES.items() if editable or part not in EDITED}


def _find(public_id: str) -> Cohort:
    return find_cohort(gate.signed_in_actor(), Permission.EXPORT, public_id)


def _kind(word: str) -> PaperKind:
    if word not in set(PaperKind):
        raise NotFound(NO_SUCH_PAPER)
    return PaperKind(word)


def _chosen_session(cohort: Cohort, public_id: str) -> Session | None:
    return find_session(cohort, public_id) if public_id else None


def _chosen_certificate(cohort: Cohort, public_id: str) -> Certificate | None:
    certificate = find_certificate(cohort, public_id) if public_id else None
    if certificate and not certificate.valid:
        raise Refused(f"证书 {certificate.number} 已作废，不再打印；补发的请选新编号")
    return certificate


def _hand_out(export: Export, kind: PaperKind) -> Response:
    return send(export, DOCUMENT_TYPE if kind.is_document else WORKBOOK_TYPE)


def send(export: Export, media_type: str) -> Response:
    """Hand out a file, always as a download."""
    return send_attachment(export.content, media_type=media_type, file_name=export.name)
