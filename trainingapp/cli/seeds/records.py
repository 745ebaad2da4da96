"""What was recorded in a class: attendance by exception, and scores."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from trainingapp.assessment.models import Band, Component, Scheme, SchemeGate, Score
from trainingapp.assessment.terms import Consequence, GateKind, OffenceKind, Source
from trainingapp.attendance.models import Mark, MarkEvent, RollCall
from trainingapp.attendance.terms import Layer, RollState, Status, Way
from trainingapp.cli.seeds.rows import Entry, Rows
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core.clock import OFFICE_ZONE
from trainingapp.timetable.models import Session

RECORDED_BY = "示例数据"
Exceptions = Mapping[tuple[str, int], tuple[Status, str]]


def add_attendance(
    rows: Rows, sessions: Mapping[str, Session], trainees: Mapping[int, Enrolment], entry: Entry | None
) -> None:
    """Mark everybody as present but for the `exceptions`, up to the day `through`; confirmed, as an office would.

    A session whose roll has been called is left alone.
    """
    if entry is None:
        return
    exceptions: Exceptions = {
        (title, number): (Status(status), reason) for title, number, status, reason in entry["exceptions"]
    }
    for title, session in sessions.items():
        due = session.takes_attendance and session.held_on <= entry["through"]
        if due and rows.find(RollCall, session_id=session.id) is None:
            _call_roll(rows, title, session, trainees, exceptions)
    rows.flush()


def _call_roll(
    rows: Rows, title: str, session: Session, trainees: Mapping[int, Enrolment], exceptions: Exceptions
) -> None:
    moment = datetime.combine(session.held_on, session.ends_at, OFFICE_ZONE).astimezone(UTC)
    state = {"state": RollState.CONFIRMED, "confirmed_at": moment, "confirmed_by": RECORDED_BY}
    rows.note(RollCall(session_id=session.id, **state))
    for number, enrolment in trainees.items():
        if not _invited(session, enrolment):
            continue
        status, reason = exceptions.get((title, number), (Status.PRESENT, ""))
        of_whom = {"session_id": session.id, "enrolment_id": enrolment.id, "reason": reason}
        rows.note(Mark(**of_whom, taken=status, confirmed=status))
        told = {"after": status, "way": Way.SEED, "actor_name": RECORDED_BY, "occurred_at": moment}
        rows.note(MarkEvent(**of_whom, **told, layer=Layer.CONFIRMED))


def _invited(session: Session, enrolment: Enrolment) -> bool:
    if not session.audiences:
        return True
    return any(
        enrolment.track_id == audience.track_id if audience.track_id else enrolment.group_id == audience.group_id
        for audience in session.audiences
    )


def add_scores(rows: Rows, cohort: Cohort, trainees: Mapping[int, Enrolment], entry: Entry | None) -> None:
    """Add the scheme with its components and bands, and the scores listed by the trainee's number."""
    if entry is None or rows.find(Scheme, cohort_id=cohort.id):
        return
    scheme = Scheme(cohort=cohort, source_text=entry["source_text"])
    scheme.components = [_component(component, position) for position, component in enumerate(entry["components"], 1)]
    scheme.bands = [Band(**{**band, "minimum": Decimal(band["minimum"])}) for band in entry["bands"]]
    scheme.gates = [_gate(gate, position) for position, gate in enumerate(entry.get("gates", []), 1)]
    for name, value in entry.get("outstanding", {}).items():
        setattr(scheme, f"outstanding_{name}", value)
    rows.add(scheme)
    scored = [component for component in scheme.components if component.source is Source.SCORE]
    for number, points in entry.get("scores", {}).items():
        for component, value in zip(scored, points, strict=True):
            if value is not None:
                score = {"component_id": component.id, "enrolment_id": trainees[number].id}
                rows.note(Score(**score, points=Decimal(str(value))))
    rows.flush()


def _gate(entry: Entry, position: int) -> SchemeGate:
    offence = OffenceKind(entry["offence"]) if "offence" in entry else None
    kinds = {"kind": GateKind(entry["kind"]), "consequence": Consequence(entry["consequence"]), "offence": offence}
    return SchemeGate(**{**entry, **kinds}, position=position)


def _component(entry: Entry, position: int) -> Component:
    return Component(**{**entry, "source": Source(entry.get("source", "score"))}, position=position)
