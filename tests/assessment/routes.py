"""What the routes of assessment ask for."""

from trainingapp.accounts.permissions import Permission

VIEWED = ("grid", "verdict", "edition", "outstanding")
EDITED = ("save_scores", "scheme", "decide", "accept", "name_outstanding", "record_offence")
ROUTES = {
    **{f"assessment.{name}": Permission.ASSESSMENT_VIEW for name in VIEWED},
    **{f"assessment.{name}": Permission.ASSESSMENT_EDIT for name in EDITED},
}
