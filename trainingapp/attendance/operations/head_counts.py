"""Counting heads: a code can be passed on, a room cannot. The count is kept beside the marks and changes none."""

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.attendance import queries
from trainingapp.attendance.models import HeadCount
from trainingapp.attendance.rules import is_attended
from trainingapp.audit import operations as audit
from trainingapp.cohorts.terms import SortRule
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.timetable.models import Session

MOST_PEOPLE = 5000


def count_heads(actor: Actor, session: Session, *, people: int | None) -> HeadCount:
    """Keep how many people somebody counted in the room, with how many are expected and marked as here now.

    A group leader's count stands against the own group. Raises Refused for no number, and when the class is closed.
    """
    if people is None or not 0 <= people <= MOST_PEOPLE:
        raise Refused(f"请填清点到的人数，0 到 {MOST_PEOPLE} 之间的整数")
    if session.cohort.archived:
        raise Refused("班次已经结班归档，不再登记清点人数")
    rows = queries.roll_rows(actor, Permission.ATTENDANCE_TAKE, session, sort=SortRule.NUMBER)
    marked = sum(row.status is not None and is_attended(row.status) for row in rows)
    count = HeadCount(
        session_id=session.id,
        people=people,
        expected=len(rows),
        marked=marked,
        user_id=actor.user_id,
        actor_name=actor.name,
    )
    db.session.add(count)
    told = {"清点人数": people, "当时已记到课": marked, "应到": len(rows)}
    audit.record(actor, "attendance.heads_counted", session, Changes(after=told))
    return count
