"""Reads of classes and those who are in them."""

from trainingapp.cohorts.queries.classes import (
    NO_SUCH_COHORT,
    class_years,
    cohort_by_code,
    find_cohort,
    life_line_of,
    list_cohorts,
    list_hosts,
    list_programmes,
    visible_cohorts,
)
from trainingapp.cohorts.queries.plans import (
    find_item,
    find_paper,
    find_plan,
    list_plans,
    plan_of,
    reachable_classes,
)
from trainingapp.cohorts.queries.rosters import (
    NO_SUCH_TRAINEE,
    ORDERINGS,
    find_enrolment,
    list_roster,
    next_number,
    roster_size,
    roster_sizes,
    roster_statement,
    search_roster,
)

__all__ = [
    "NO_SUCH_COHORT",
    "NO_SUCH_TRAINEE",
    "ORDERINGS",
    "class_years",
    "cohort_by_code",
    "find_cohort",
    "find_enrolment",
    "find_item",
    "find_paper",
    "find_plan",
    "life_line_of",
    "list_cohorts",
    "list_hosts",
    "list_plans",
    "list_programmes",
    "list_roster",
    "next_number",
    "plan_of",
    "reachable_classes",
    "roster_size",
    "roster_sizes",
    "roster_statement",
    "search_roster",
    "visible_cohorts",
]
