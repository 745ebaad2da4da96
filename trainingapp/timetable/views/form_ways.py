"""What a form that was refused shows of conflicts: each way out leads to the field of the form where it is done.

The session that it would have made is not stored; what was typed stays in the form.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from trainingapp.cohorts.models import Cohort
from trainingapp.core.times import show_clock
from trainingapp.timetable import queries
from trainingapp.timetable.forms.seminars import SeminarForm
from trainingapp.timetable.models import Session
from trainingapp.timetable.queries.substitutes import Substitutes, find_substitutes
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.rules.ways import Way
from trainingapp.timetable.views.cards import ShownConflict, show_conflicts
from trainingapp.timetable.views.ways import ADDRESSES, ELSEWHERE, TIMES, VENUES, Link, name_cell

#: Where all groups of a seminar are changed, or a session is.
FIELDS: Mapping[str, Sequence[Way]] = {
    "held_on": (*TIMES, Way.SEQUENCE),
    "hours": (Way.LENGTH,),
    "accepted_reason": (Way.REASON,),
}
#: Where one group of a seminar is.
LINE_FIELDS: Mapping[str, Sequence[Way]] = {
    "facilitator": (Way.HOST, Way.LECTURER, Way.CHOOSE_LECTURER),
    "venue": VENUES,
}
SESSION_FIELDS: Mapping[str, Sequence[Way]] = {
    **FIELDS,
    "speakers": (Way.LECTURER, Way.CHOOSE_LECTURER),
    "host": (Way.HOST,),
    "venue": VENUES,
    "audience": (Way.AUDIENCE, Way.PARTS),
}

Fills = Mapping[str, str | Sequence[str]]


class Shown(NamedTuple):
    """The conflicts, and what is free instead: (text, the fields of the form that it fills)."""

    conflicts: Sequence[ShownConflict]
    instead: Sequence[tuple[str, Fills]]


def show_refused_seminar(cohort: Cohort, form: SeminarForm, conflicts: Sequence[Conflict]) -> list[ShownConflict]:
    """Return why a seminar was not kept, after taking back what was tried of it; nothing of it is written."""
    return _show_refused(cohort, conflicts, _tried(cohort), lambda one: _seminar_fields(one, form))


def show_refused_session(cohort: Cohort, conflicts: Sequence[Conflict]) -> Shown:
    """Return why a session was not kept and what is free instead, after taking back what was tried of it."""
    tried = _tried(cohort)
    session = next((tried[one.card.id] for one in conflicts if one.card.id in tried), None)
    instead = show_fills(find_substitutes(session, conflicts), session) if session else []
    addresses = _by_way(SESSION_FIELDS, "")
    return Shown(_show_refused(cohort, conflicts, tried, lambda _: addresses), instead)


def show_fills(substitutes: Substitutes, session: Session) -> list[tuple[str, Fills]]:
    """Return half-days, rooms and lecturers that are free with the fields of the session's form that each fills."""
    cells: list[tuple[str, Fills]] = [
        (
            f"移到{name_cell(fit)}",
            {
                "held_on": fit.day.isoformat(),
                "half_day": fit.half_day.value,
                "starts_at": show_clock(fit.card.starts if fit.card else None),
                "ends_at": show_clock(fit.card.ends if fit.card else None),
            },
        )
        for fit in substitutes.cells
    ]
    rooms: list[tuple[str, Fills]] = [(f"改到{one.name}", {"venue": one.public_id}) for one in substitutes.venues]
    staying = [one.public_id for one in session.speakers if one is not substitutes.instead]
    people: list[tuple[str, Fills]] = [
        (f"改请{one.name}", {"speakers": [*staying, one.public_id]}) for one in substitutes.lecturers
    ]
    return [*cells, *rooms, *people]


def _tried(cohort: Cohort) -> Mapping[int, Session]:
    return {one.id: one for one in queries.list_sessions(cohort)}


def _show_refused(
    cohort: Cohort,
    conflicts: Sequence[Conflict],
    tried: Mapping[int, Session],
    fields: Callable[[Conflict], Mapping[Way, str]],
) -> list[ShownConflict]:
    ways = [_ways(conflict, tried.get(conflict.card.id), fields(conflict)) for conflict in conflicts]
    queries.forget_changes()
    shown = show_conflicts(conflicts, queries.list_sessions(cohort))
    return [one._replace(ways_out=links) for one, links in zip(shown, ways, strict=True)]


def _ways(conflict: Conflict, session: Session | None, fields: Mapping[Way, str]) -> list[Link]:
    known = dict(fields)
    if session is not None:
        known |= {way: ADDRESSES[way](conflict, session) for way in ELSEWHERE.intersection(conflict.ways_out)}
    return [(way.value, known[way]) if known.get(way) else way.value for way in conflict.ways_out]


def _seminar_fields(conflict: Conflict, form: SeminarForm) -> Mapping[Way, str]:
    line = _line_of(conflict, form)
    return _by_way(FIELDS, "") | (_by_way(LINE_FIELDS, f"tables-{line}-") if line is not None else {})


def _by_way(fields: Mapping[str, Sequence[Way]], prefix: str) -> dict[Way, str]:
    return {way: f"#{prefix}{name}" for name, ways in fields.items() for way in ways}


def _line_of(conflict: Conflict, form: SeminarForm) -> int | None:
    """Return which line of the form is that of the group of a conflict."""
    groups = [form.groups.get(line.form.group.data) for line in form.tables]
    return next((place for place, group in enumerate(groups) if group and group.id in conflict.card.groups), None)
