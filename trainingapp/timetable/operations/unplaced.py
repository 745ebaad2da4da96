"""Giving a card of the course plan its place by hand."""

from datetime import date

from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.core.errors import Refused
from trainingapp.timetable import queries
from trainingapp.timetable.models import ProposedLecturer, ProposedPlace, Session
from trainingapp.timetable.operations.plans import refuse_if_blocking
from trainingapp.timetable.operations.proposals import add_drafted
from trainingapp.timetable.operations.steps import Edit, keep_step
from trainingapp.timetable.queries.unplaced import Unplaced, find_unplaced_fits
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.terms import HalfDay, Teaching


def place_unplaced(
    actor: Actor, cohort: Cohort, card: Unplaced, *, day: date, half_day: HalfDay, accepted_reason: str = ""
) -> tuple[Session, list[Conflict]]:
    """Add the session of a card that has no place yet; return it with its conflicts.

    It begins when the half-day usually does, or follows the sessions of its trainees that are there. Refuses what the
    rules call BLOCK, and a card that would run past midnight.
    """
    (fit,) = find_unplaced_fits(cohort, card, [(day, half_day)])
    if fit.card is None:
        raise Refused(f"“{card.title}”太长，放到{half_day.label}会过半夜")
    place = ProposedPlace(
        planned=card.planned,
        number=card.number,
        held_on=day,
        half_day=half_day,
        starts_at=fit.card.starts.time(),
        ends_at=fit.card.ends.time(),
        venue_id=card.venue.id if card.venue else None,
        venue=card.venue,
        lecturer_links=_lecturers(card),
    )
    session = add_drafted(actor, cohort, place)
    session.accepted_reason = accepted_reason.strip()
    conflicts = queries.session_conflicts(session)
    refuse_if_blocking(conflicts)
    keep_step(actor, cohort, label=f"排上“{session.title}”", edits=[Edit(session, None)])
    return session, conflicts


def _lecturers(card: Unplaced) -> list[ProposedLecturer]:
    chosen = [(lecturer, Teaching.SPEAKER) for lecturer in card.speakers]
    chosen += [(card.planned.host, Teaching.HOST)] if card.planned.host else []
    return [ProposedLecturer(lecturer=one, lecturer_id=one.id, role=role) for one, role in chosen]
