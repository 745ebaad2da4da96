"""Conflicts in messages and refusals: each a sentence, its ways out as links to where they are done."""

from collections.abc import Sequence

from flask import flash
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.core.database import db
from trainingapp.core.errors import Reason
from trainingapp.core.terms import Severity
from trainingapp.core.web import flash_reason, show_reasons
from trainingapp.timetable import queries
from trainingapp.timetable.models import Session
from trainingapp.timetable.operations import Clashing
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.rules.conflicts import statement
from trainingapp.timetable.views.blueprint import blueprint
from trainingapp.timetable.views.ways import Link, show_ways

#: More warnings than this are read on the page, not in messages.
WARNINGS_SHOWN = 3


def tell(done: str, conflicts: Sequence[Conflict]) -> None:
    """Tell what was done, and what there is to consider that no reason has settled yet."""
    flash(done)
    told = [conflict for conflict in conflicts if conflict.severity is not Severity.NOTE and not conflict.accepted]
    for reason in reasons_of(told[:WARNINGS_SHOWN]):
        flash_reason(reason, "warning")
    if len(told) > WARNINGS_SHOWN:
        flash(f"还有 {len(told) - WARNINGS_SHOWN} 条提醒，见课表下面", "warning")


def reasons_of(conflicts: Sequence[Conflict], source: Session | None = None) -> list[Reason]:
    """Return conflicts as sentences, with links where the actor may change the session that they are about.

    One that is not stored, such as a copy, leads to the `source` that it was to be made of.
    """
    ids = {conflict.card.id for conflict in conflicts if conflict.ways_out}
    found = queries.sessions_of_any_class(gate.signed_in_actor(), Permission.TIMETABLE_EDIT, ids)
    sessions = {one.id: one for one in found}
    return [Reason(statement(one), addressed(_ways(one, sessions.get(one.card.id, source)))) for one in conflicts]


def _ways(conflict: Conflict, session: Session | None) -> Sequence[Link]:
    return show_ways(conflict, session) if session else conflict.ways_out


def addressed(links: Sequence[Link]) -> list[tuple[str, str]]:
    """Return links as (text, address) pairs, the address empty where there is none."""
    return [(str(link), "") if isinstance(link, str) else link for link in links]


@blueprint.app_errorhandler(Clashing)
def show_clashes(refused: Clashing) -> ResponseReturnValue:
    """Refuse with the conflicts, each with what can be done about it; what was tried is taken back first."""
    return refuse_clashing(refused)


def refuse_clashing(refused: Clashing, source: Session | None = None) -> ResponseReturnValue:
    """Answer with the conflicts; `source` is the session that another one was to be made of."""
    db.session.rollback()
    return show_reasons(refused.status, *refused.headlines, *reasons_of(refused.conflicts, source))
