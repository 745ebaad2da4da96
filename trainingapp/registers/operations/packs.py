"""一班一档: everything that the system has of a class, in one archive with numbered folders and a table of contents."""

from datetime import date

from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.core.excel.writing import safe_file_name
from trainingapp.core.progress import Tell
from trainingapp.registers.operations.papers import ARCHIVE, KINDS, WORKBOOK, Export, export_papers, kinds_for
from trainingapp.registers.queries import class_facts, title_of
from trainingapp.registers.rules.filing import CONTENTS_NAME, FILED, Filed, in_order
from trainingapp.registers.rules.missing import missing_for
from trainingapp.registers.sheets.contents import build_contents
from trainingapp.registers.sheets.packing import pack, settle
from trainingapp.registers.terms import PaperKind

PACK = "一班一档"


def export_pack(actor: Actor, cohort: Cohort, *, on: date, on_progress: Tell | None = None) -> Export:
    """Return a class's file as an archive; the same data on the same day give the same bytes. Recorded once."""
    done = 0

    def count(_kind: PaperKind) -> None:
        nonlocal done
        if on_progress:
            on_progress(done, len(KINDS))
        done += 1

    kinds = kinds_for(actor, cohort)
    exports = dict(zip(kinds, export_papers(actor, cohort, kinds, on=on, on_progress=count), strict=True))
    facts = class_facts(cohort, on)
    contents = in_order(
        [
            Filed(FILED[kind], kind.label, export.name, [one.text for one in missing_for(kind, facts)])
            for kind, export in exports.items()
        ]
    )
    files = [(f"{FILED[kind]}/{export.name}", export.content) for kind, export in exports.items()]
    table = (f"{CONTENTS_NAME}{WORKBOOK}", settle(build_contents(title_of(cohort, PACK + CONTENTS_NAME), contents), on))
    return Export(safe_file_name(title_of(cohort, PACK), ARCHIVE), pack([table, *sorted(files)], on))
