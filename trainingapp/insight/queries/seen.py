"""What all reads of insight share: the permission they ask for, and how many rows stand on a page."""

from typing import Final

from sqlalchemy import Select, extract

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import visible_cohorts

PAGE: Final = 50
SEEN: Final = Permission.INSIGHT_VIEW


def classes_seen(actor: Actor) -> Select[int]:
    """Return the statement over the ids of the classes that the actor sees."""
    return visible_cohorts(actor, SEEN).with_only_columns(Cohort.id)


def classes_of(actor: Actor, year: int) -> Select[int]:
    """Return the statement over the ids of the classes that the actor sees and that began in a year."""
    return classes_seen(actor).where(extract("year", Cohort.starts_on) == year)


def pages_of(amount: int, size: int = PAGE) -> int:
    """Return how many pages some rows take, at least 1."""
    return max(1, -(-amount // size))
