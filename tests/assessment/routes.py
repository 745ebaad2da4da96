"""What the routes of assessment ask for."""

from trainingapp.accounts.permissions import Permission

VIEWED = (
    "grid",
    "verdict",
    "edition",
    "outstanding",
    "certificates",
    "certificates_paper",
)
EDITED = (
    "save_scores",
    "scheme",
    "decide",
    "accept",
    "name_outstanding",
    "record_offence",
    "issue_certificates",
    "void_certificate",
)
PUBLIC = frozenset({"assessment.check_certificate"})
ROUTES = {
    "assessment.set_certificates": Permission.COHORT_EDIT,
    **{f"assessment.{name}": Permission.ASSESSMENT_VIEW for name in VIEWED},
    **{f"assessment.{name}": Permission.ASSESSMENT_EDIT for name in EDITED},
}
