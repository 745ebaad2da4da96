"""一班一档: everything that the system has of a class, in one archive with numbered folders and a table of contents."""

from datetime import date

from trainingapp.accounts.terms import Actor
from trainingapp.assessment.models import Scan
from trainingapp.assessment.queries import list_scans
from trainingapp.cohorts.models import Cohort
from trainingapp.core import uploads
from trainingapp.core.errors import NotFound
from trainingapp.core.excel.writing import safe_file_name
from trainingapp.core.progress import Tell
from trainingapp.registers.operations.papers import ARCHIVE, WORKBOOK, Export, kinds_for, make_papers, record_papers
from trainingapp.registers.queries import class_facts, title_of
from trainingapp.registers.rules.filing import (
    CONTENTS_NAME,
    FILED,
    SCANNED,
    Filed,
    in_order,
    name_apart,
    unclosed,
    unscanned,
)
from trainingapp.registers.rules.missing import missing_for
from trainingapp.registers.sheets.contents import build_contents
from trainingapp.registers.sheets.packing import pack, settle
from trainingapp.registers.terms import PaperKind

PACK = "一班一档"
GONE = "文件不见了或已损坏，请从备份恢复"


def export_pack(actor: Actor, cohort: Cohort, *, on: date, on_progress: Tell | None = None) -> Export:
    """Return a class's file as an archive, as `make_pack` does; recorded once."""
    archive = make_pack(actor, cohort, on=on, on_progress=on_progress)
    record_pack(actor, cohort)
    return archive


def record_pack(actor: Actor, cohort: Cohort) -> None:
    """Tell the trail that the actor took a class's file."""
    record_papers(actor, cohort, kinds_for(actor, cohort))


def make_pack(actor: Actor, cohort: Cohort, *, on: date, on_progress: Tell | None = None) -> Export:
    """Return a class's file as an archive; the same data on the same day give the same bytes. Writes nothing."""
    kinds = kinds_for(actor, cohort)

    def tell(kind: PaperKind) -> None:
        if on_progress:
            on_progress(kinds.index(kind), len(kinds))

    exports = dict(zip(kinds, make_papers(actor, cohort, kinds, on=on, on_progress=tell), strict=True))
    facts = class_facts(cohort, on)
    filed = [
        Filed(FILED[kind], kind.label, export.name, [one.text for one in missing_for(kind, facts)])
        for kind, export in exports.items()
    ]
    files = [(f"{FILED[kind]}/{export.name}", export.content) for kind, export in exports.items()]
    scans = _scans(cohort)
    filed += [line for line, _content in scans] + unscanned({scan.kind for scan in list_scans(cohort)})
    filed += unclosed(closed=cohort.archived)
    files += [(f"{line.folder}/{line.file}", content) for line, content in scans if content is not None]
    contents = build_contents(title_of(cohort, PACK + CONTENTS_NAME), in_order(filed))
    table = (f"{CONTENTS_NAME}{WORKBOOK}", settle(contents, on))
    return Export(safe_file_name(title_of(cohort, PACK), ARCHIVE), pack([table, *sorted(files)], on))


def _scans(cohort: Cohort) -> list[tuple[Filed, bytes | None]]:
    """Return what was uploaded for the class's file, each with its line; None and a word where the file is gone."""
    scans = list_scans(cohort)
    names = name_apart([_scan_name(scan) for scan in scans])
    found: list[tuple[Filed, bytes | None]] = []
    for scan, name in zip(scans, names, strict=True):
        try:
            content = uploads.read(scan.digest)
        except NotFound:
            found.append((Filed(SCANNED[scan.kind], scan.kind.label, "", [f"{name}：{GONE}"]), None))
        else:
            found.append((Filed(SCANNED[scan.kind], scan.kind.label, name), content))
    return found


def _scan_name(scan: Scan) -> str:
    stem, dot, suffix = scan.file_name.rpartition(".")
    return safe_file_name(f"{scan.kind.label} {stem or suffix}", f"{dot}{suffix}" if stem else "")
