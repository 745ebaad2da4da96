"""A closed class is archived as it was: whoever wants to change it reopens it first, with a reason."""

from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.terms import Stage
from trainingapp.core.errors import Refused


def refuse_closed(cohort: Cohort, what: str) -> None:
    """Refuse to change something of a class that is closed; `what` names it."""
    if cohort.stage is Stage.CLOSED:
        raise Refused(f"本班已经结班归档，不能再改{what}；确实要改，请先到“考核 → 结班”写明理由取消结班")
