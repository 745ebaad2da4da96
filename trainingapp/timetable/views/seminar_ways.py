"""What the form of a seminar shows of conflicts: each way out leads to the field of the form where it is done."""

from collections.abc import Mapping, Sequence

from trainingapp.cohorts.models import Cohort
from trainingapp.timetable import queries
from trainingapp.timetable.forms.seminars import SeminarForm
from trainingapp.timetable.models import Session
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.rules.ways import Way
from trainingapp.timetable.views.cards import ShownConflict, show_conflicts
from trainingapp.timetable.views.ways import ADDRESSES, Link

#: Where all groups of the seminar are changed, and where one of them is: "" stands for its line.
FIELDS: Mapping[str, Sequence[Way]] = {
    "held_on": (Way.TIME, Way.WORKDAY, Way.DATE, Way.HALF_DAY, Way.DAY, Way.WEEK, Way.SEQUENCE),
    "hours": (Way.LENGTH,),
    "accepted_reason": (Way.REASON,),
}
LINE_FIELDS: Mapping[str, Sequence[Way]] = {
    "facilitator": (Way.HOST, Way.LECTURER, Way.CHOOSE_LECTURER),
    "venue": (Way.VENUE, Way.CHOOSE_VENUE, Way.LARGER_VENUE, Way.NEARER_VENUE),
}
#: What is done in the libraries and on pages of the class, whether the session stands yet or not.
ELSEWHERE = frozenset({Way.LECTURER_TIME, Way.COMPARE, Way.PARALLEL_VENUE, Way.VENUE_FEATURES, Way.PERIOD, Way.LEAVE})


def show_refused(cohort: Cohort, form: SeminarForm, conflicts: Sequence[Conflict]) -> list[ShownConflict]:
    """Return why a seminar was not kept, after taking back what was tried of it; nothing of it is written."""
    tried = {one.id: one for one in queries.list_sessions(cohort)}
    ways = [_ways(conflict, tried.get(conflict.card.id), form) for conflict in conflicts]
    queries.forget_changes()
    shown = show_conflicts(conflicts, queries.list_sessions(cohort))
    return [one._replace(ways_out=links) for one, links in zip(shown, ways, strict=True)]


def _ways(conflict: Conflict, session: Session | None, form: SeminarForm) -> list[Link]:
    fields = {way: f"#{name}" for name, ways in FIELDS.items() for way in ways}
    line = _line_of(conflict, form)
    if line is not None:
        fields |= {way: f"#tables-{line}-{name}" for name, ways in LINE_FIELDS.items() for way in ways}
    if session is not None:
        fields |= {way: ADDRESSES[way](conflict, session) for way in ELSEWHERE.intersection(conflict.ways_out)}
    return [(way.value, fields[way]) if fields.get(way) else way.value for way in conflict.ways_out]


def _line_of(conflict: Conflict, form: SeminarForm) -> int | None:
    """Return which line of the form is that of the group of a conflict."""
    groups = [form.groups.get(line.form.group.data) for line in form.tables]
    return next((place for place, group in enumerate(groups) if group and group.id in conflict.card.groups), None)
