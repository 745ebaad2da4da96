"""What the papers of a class are made of, counted, so that a page can say what is missing."""

from datetime import date

from trainingapp.assessment.queries import class_assessment, list_questionnaires, list_scans, valid_certificates
from trainingapp.assessment.terms import ScanKind
from trainingapp.attendance.queries import cohort_register
from trainingapp.attendance.terms import RollState
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import list_roster, seats_of
from trainingapp.registers.queries.papers.facts import text_of
from trainingapp.registers.queries.papers.teaching import vehicles_of, visit_to_print
from trainingapp.registers.rules.missing import ClassFacts
from trainingapp.registers.terms import PaperText
from trainingapp.timetable.queries import list_sessions, newest_release
from trainingapp.visits.queries import list_visits


def class_facts(cohort: Cohort, today: date) -> ClassFacts:
    """Return the counts of a class, in a constant number of queries."""
    register, assessment = cohort_register(cohort), class_assessment(cohort)
    states = [register.state(session) for session in register.sessions if session.held_on <= today]
    sessions, visits, rows = list_sessions(cohort), list_visits(cohort), list_roster(cohort.id)
    visit = visit_to_print(visits, today)
    return ClassFacts(
        trainees=len(rows),
        sessions=len(sessions),
        is_released=newest_release(cohort) is not None,
        signed_for=len(register.sessions),
        not_taken=states.count(RollState.NOT_TAKEN),
        drafts=states.count(RollState.DRAFT),
        has_scheme=assessment.scheme is not None,
        unscored=sum(row.total is None for row in assessment.rows),
        seats=sum(seats_of(cohort).values()),
        ungrouped=sum(one.group_id is None for one in rows),
        visits=len(visits),
        unplaced=len(vehicles_of(visit)[1]) if visit else 0,
        evaluations=len(list_questionnaires(cohort)),
        certificates=len(valid_certificates(cohort.id)),
        paid=sum(any(one.fee_per_hour for one in session.speakers) for session in sessions),
        photographs=sum(scan.kind is ScanKind.PHOTOGRAPH for scan in list_scans(cohort)),
        has_phone=bool(text_of(cohort, PaperText.CONTACT_PHONE)),
    )
