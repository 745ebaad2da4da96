"""Keeping the offices of a class to one holder each."""

from trainingapp.cohorts import queries, rules
from trainingapp.cohorts.models import Cohort
from trainingapp.core.errors import Refused


def refuse_shared_offices(cohort: Cohort) -> None:
    """Refuse what the session now holds where a group has two leaders or the class two monitors, naming them."""
    names = {group.id: group.name for group in cohort.groups}
    members = queries.list_roster(cohort.id)
    faults = rules.office_faults(
        rules.Held(one.name, names.get(one.group_id or 0, ""), one.group_role, one.class_role) for one in members
    )
    if faults:
        raise Refused(*faults)
