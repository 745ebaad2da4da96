"""Handing out the papers of a class: who took which, with whole phone numbers or without, is recorded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.assessment.models import Certificate
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import visible_cohorts
from trainingapp.core.changes import Changes, Recorded
from trainingapp.core.database import db
from trainingapp.core.errors import NotPermitted
from trainingapp.core.excel.writing import safe_file_name
from trainingapp.core.progress import Tell
from trainingapp.registers.queries.papers import Printing, make_paper
from trainingapp.registers.queries.templates import fill_own, list_templates
from trainingapp.registers.queries.titles import title_of
from trainingapp.registers.sheets.packing import settle
from trainingapp.registers.terms import PaperKind
from trainingapp.timetable.models import Session

KINDS: Sequence[PaperKind] = tuple(PaperKind)
#: The five that every class is filed with.
REGISTERS = (
    PaperKind.ROSTER,
    PaperKind.TIMETABLE,
    PaperKind.SIGNIN,
    PaperKind.ATTENDANCE,
    PaperKind.ASSESSMENT,
)
#: Papers with phone numbers, whole for those who may have them.
PHONED = {PaperKind.ROSTER, PaperKind.CONTACTS, PaperKind.HANDBOOK}
#: Papers that want more than the right to export.
RESTRICTED = {PaperKind.FEES: Permission.FEE_EXPORT}
WORKBOOK, DOCUMENT, ARCHIVE = ".xlsx", ".docx", ".zip"

Progress = Callable[[PaperKind], None]
"""Called before each paper is made."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file that is handed out: a name that Windows and Linux accept, and its bytes."""

    name: str
    content: bytes


def export_papers(
    actor: Actor,
    cohort: Cohort,
    kinds: Sequence[PaperKind] = KINDS,
    *,
    on: date,
    session: Session | None = None,
    certificate: Certificate | None = None,
    on_progress: Progress | None = None,
) -> list[Export]:
    """Return the papers of a class, as `make_papers` does: one act, recorded once."""
    exports = make_papers(
        actor, cohort, kinds, on=on, session=session, certificate=certificate, on_progress=on_progress
    )
    record_papers(actor, cohort, kinds)
    return exports


def make_papers(
    actor: Actor,
    cohort: Cohort,
    kinds: Sequence[PaperKind] = KINDS,
    *,
    on: date,
    session: Session | None = None,
    certificate: Certificate | None = None,
    on_progress: Progress | None = None,
    tell: Tell | None = None,
) -> list[Export]:
    """Return the papers of a class as workbooks filled in on a day; the same data on the same day give the same bytes.

    Phone numbers are whole for an actor who may export personal data of this class, masked for others. `session` limits
    the sign-in sheets to one session, `certificate` the certificates to one. `tell` hears how far a long paper is.
    Writes nothing.
    """
    printing = Printing(
        actor,
        on,
        whole_phones=may_have_phones(actor, cohort),
        session=session,
        certificate=certificate,
        tracked=True,
        tell=tell,
    )
    refuse_unpermitted(actor, cohort, kinds)
    exports = []
    for kind in kinds:
        if on_progress:
            on_progress(kind)
        exports.append(_export(cohort, kind, printing))
    return exports


def record_papers(actor: Actor, cohort: Cohort, kinds: Sequence[PaperKind]) -> None:
    """Tell the trail which papers the actor took, with whole phone numbers or without."""
    told: dict[str, Recorded] = {"kind": [kind.label for kind in kinds]}
    if PHONED & set(kinds):
        told["phone"] = "完整" if may_have_phones(actor, cohort) else "隐去中间"
    audit.record(actor, "register.exported", cohort, Changes(after=told))


def _export(cohort: Cohort, kind: PaperKind, printing: Printing) -> Export:
    content = settle(fill_paper(cohort, kind, printing), printing.on)
    suffix = DOCUMENT if kind.is_document else WORKBOOK
    return Export(safe_file_name(title_of(cohort, kind.label) + _part_of(kind, printing), suffix), content)


def _part_of(kind: PaperKind, printing: Printing) -> str:
    """Return what the name of a file says of the part of a paper that it holds."""
    if kind is PaperKind.SIGNIN and printing.session:
        return f" {printing.session.label}"
    if kind is PaperKind.CERTIFICATES and printing.certificate:
        return f" {printing.certificate.label}"
    return ""


def fill_paper(cohort: Cohort, kind: PaperKind, printing: Printing) -> bytes:
    """Return the office's own template filled, where it has one for this kind; else the built-in paper."""
    template = list_templates().get(kind)
    if template is None:
        return make_paper(cohort, kind, printing)
    return fill_own(cohort, kind, printing, template.content)


def kinds_for(actor: Actor, cohort: Cohort) -> list[PaperKind]:
    """Return the kinds of papers that the actor may have of this class."""
    return [kind for kind in KINDS if kind not in RESTRICTED or _reaches(actor, cohort, RESTRICTED[kind])]


def is_own(kind: PaperKind) -> bool:
    """Tell whether the office has a template of its own for a kind: filling one may take longer than a second."""
    return kind in list_templates()


def refuse_unpermitted(actor: Actor, cohort: Cohort, kinds: Sequence[PaperKind]) -> None:
    """Refuse kinds of papers that the actor may not have of this class."""
    refused = set(kinds) - set(kinds_for(actor, cohort))
    if refused:
        named = "、".join(kind.label for kind in refused)
        raise NotPermitted(f"您的账号不能导出{named}。需要的话，请联系系统管理员")


def _reaches(actor: Actor, cohort: Cohort, permission: Permission) -> bool:
    reached = visible_cohorts(actor, permission).where(Cohort.id == cohort.id)
    return db.session.scalar(reached.with_only_columns(Cohort.id)) is not None


def may_have_phones(actor: Actor, cohort: Cohort) -> bool:
    """Tell whether the actor may export whole phone numbers of this class."""
    return _reaches(actor, cohort, Permission.PERSONAL_EXPORT)
