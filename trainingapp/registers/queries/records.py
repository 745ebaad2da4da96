"""What machines' files are laid beside: the class's trainees, its sessions with their marks, and entered components."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.assessment.models import Component
from trainingapp.assessment.queries import find_scheme
from trainingapp.attendance.queries import (
    granted_leave,
    held,
    list_marks,
    list_members,
    roll_states,
)
from trainingapp.attendance.terms import RollState
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import trainees_reached
from trainingapp.core.database import db
from trainingapp.people.models import Person
from trainingapp.registers.queries.tracks import ENTERED
from trainingapp.registers.rules.records.marks import Meeting
from trainingapp.registers.rules.records.people import Trainee
from trainingapp.timetable.queries import list_sessions


def class_trainees(actor: Actor, cohort: Cohort, permission: Permission) -> list[Trainee]:
    """Return the trainees of a class whom the actor reaches, with the digest by which a phone is found."""
    members = list_members(cohort.id, reached=trainees_reached(actor, permission))
    statement = (
        select(Enrolment.id, Person.phone_index)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.cohort_id == cohort.id)
    )
    phones = dict(db.session.execute(statement).all())
    return [Trainee(member, phones.get(member.id)) for member in members]


def class_meetings(cohort: Cohort) -> list[Meeting]:
    """Return the sessions that are signed for with their times, marks and leave granted, in order of time."""
    marks, leave, states = list_marks(cohort.id), granted_leave(cohort.id), roll_states(cohort.id)
    return [
        Meeting(
            held(one),
            one.label,
            datetime.combine(one.held_on, one.starts_at),
            datetime.combine(one.held_on, one.ends_at),
            states.get(one.id) is RollState.CONFIRMED,
            {key: of[one.id] for key, of in marks.items() if one.id in of},
            {key: of[one.id] for key, of in leave.items() if one.id in of},
        )
        for one in list_sessions(cohort)
        if one.takes_attendance
    ]


def entered_parts(cohort: Cohort) -> Sequence[Component]:
    """Return the components of a class's scheme whose points are entered by hand."""
    scheme = find_scheme(cohort.id)
    return [row for row in scheme.components if row.source in ENTERED] if scheme else []
