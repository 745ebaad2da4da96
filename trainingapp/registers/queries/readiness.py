"""What the papers of a class are made of, counted, so that a page can say what is missing."""

from datetime import date

from trainingapp.assessment.queries import class_assessment
from trainingapp.attendance.queries import cohort_register
from trainingapp.attendance.terms import RollState
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import roster_size
from trainingapp.registers.rules.missing import ClassFacts
from trainingapp.timetable.queries import list_sessions, newest_release


def class_facts(cohort: Cohort, today: date) -> ClassFacts:
    """Return the counts of a class, in a constant number of queries."""
    register = cohort_register(cohort)
    states = [register.state(session) for session in register.sessions if session.held_on <= today]
    assessment = class_assessment(cohort)
    return ClassFacts(
        trainees=roster_size(cohort.id),
        sessions=len(list_sessions(cohort)),
        is_released=newest_release(cohort) is not None,
        signed_for=len(register.sessions),
        not_taken=states.count(RollState.NOT_TAKEN),
        drafts=states.count(RollState.DRAFT),
        has_scheme=assessment.scheme is not None,
        unscored=sum(row.total is None for row in assessment.rows),
    )
