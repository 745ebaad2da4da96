"""A class's papers: what each of them prints, gathered from the subjects that keep it, as a workbook or a document.

Columns come from each subject's own list. What is added here is only what paper asks for: title, lines above, lines to
sign on.
"""

from collections.abc import Callable, Mapping

from trainingapp.cohorts.models import Cohort
from trainingapp.registers.queries.papers import documents, lectures, people, results, teaching
from trainingapp.registers.queries.papers.parts import Printing
from trainingapp.registers.queries.papers.teaching import pages_to_sign, sessions_to_sign_for
from trainingapp.registers.terms import PaperKind

__all__ = ["Printing", "make_paper", "pages_to_sign", "sessions_to_sign_for"]

_MAKERS: Mapping[PaperKind, Callable[[Cohort, Printing], bytes]] = {
    PaperKind.ROSTER: people.roster,
    PaperKind.TIMETABLE: teaching.timetable,
    PaperKind.FINAL: teaching.final,
    PaperKind.SIGNIN: teaching.signin,
    PaperKind.ATTENDANCE: results.attendance,
    PaperKind.ASSESSMENT: results.assessment,
    PaperKind.CONTACTS: people.contacts,
    PaperKind.REPLY: people.reply,
    PaperKind.QUOTAS: people.quotas,
    PaperKind.SIGNIN_GRID: teaching.signin_grid,
    PaperKind.LEAVE: results.leave,
    PaperKind.GROUPS: people.groups,
    PaperKind.RIDES: teaching.rides,
    PaperKind.SEATING: people.seating,
    PaperKind.APPRAISALS: results.appraisals,
    PaperKind.EVALUATIONS: lectures.evaluations,
    PaperKind.FEES: lectures.fees,
    PaperKind.NOTICE: documents.notice,
    PaperKind.HANDBOOK: documents.handbook,
    PaperKind.BRIEFING: documents.briefing,
    PaperKind.CERTIFICATES: documents.certificates,
}


def make_paper(cohort: Cohort, kind: PaperKind, printing: Printing) -> bytes:
    """Return a paper of a class as a workbook or a Word document, in a constant number of queries."""
    return _MAKERS[kind](cohort, printing)
