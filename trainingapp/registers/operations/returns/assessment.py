"""An edited assessment register: points that are entered by hand."""

from collections.abc import Sequence

from trainingapp.accounts.terms import Actor
from trainingapp.assessment import operations as assessment
from trainingapp.assessment.queries import class_assessment, find_scheme, parts_of
from trainingapp.assessment.rules import points_fault, read_number, shown
from trainingapp.assessment.terms import Source
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import list_roster
from trainingapp.core.errors import Refused
from trainingapp.registers.rules.returning import Difference, Meaning

MISSED = assessment.MISSED.value


def meaning(cohort: Cohort) -> Meaning:
    """Return what may be written as points: a number within the component's range, 缺考 for a score, or nothing."""
    parts = {str(part.key): part for part in parts_of(find_scheme(cohort.id))}
    tracks = {one.public_id: one.track_id for one in list_roster(cohort.id)}

    def read(row_id: str, key: str, text: str) -> str:
        part = parts.get(key)
        if not text or part is None:
            return text
        if not part.is_for(tracks.get(row_id)):
            raise Refused("这名学员的班型不考这一项")
        if text == MISSED and part.source is Source.SCORE:
            return MISSED
        points = read_number(text, "成绩")
        fault = points_fault(points, part)
        if fault:
            raise Refused(fault)
        return shown(points)

    return read


def take(actor: Actor, cohort: Cohort, edits: Sequence[Difference], reason: str) -> None:
    """Enter the points of a set of edits in one act."""
    del reason
    enrolments = {row.enrolment.public_id: row.enrolment.id for row in class_assessment(cohort).rows}
    scores = {(enrolments[edit.row_id], int(edit.key)): entered(edit.change) for edit in edits}
    assessment.enter_scores(actor, cohort, scores=scores)


def entered(text: str) -> assessment.Entered:
    """Return points as they are entered: a number, 缺考, or nothing."""
    if text == MISSED:
        return assessment.MISSED
    return read_number(text, "成绩") if text else None
