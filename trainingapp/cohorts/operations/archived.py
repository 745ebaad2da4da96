"""A closed class is archived as it was: whoever wants to change it reopens it first, with a reason.

The one rule is `refuse_closed`. The acts call it, and app.py calls it before every page that writes to a class, except
where the view says why it still may (`gate.permit`).
"""

from trainingapp.cohorts.models import Cohort
from trainingapp.core.errors import Refused


def refuse_closed(cohort: Cohort, what: str) -> None:
    """Refuse to change something of a class that is closed; `what` names it."""
    if cohort.archived:
        raise Refused(f"本班已经结班归档，不能再改{what}；确实要改，请先到“考核 → 结班”写明理由取消结班")
