"""What the routes of assessment ask for."""

from trainingapp.accounts.permissions import Permission

VIEWED = (
    "grid",
    "verdict",
    "edition",
    "outstanding",
    "outstanding_paper",
    "certificate_register",
    "certificates",
    "certificates_paper",
    "evaluations",
    "competencies",
    "closing",
    "scan_file",
    "evaluation",
    "evaluation_paper",
    "outputs",
    "work_paper",
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
    "open_evaluation",
    "change_evaluation",
    "tasks",
    "works",
    "works_file",
    "work",
    "task",
    "tell_components",
    "ratings",
    "add_scan",
    "remove_scan",
)
PUBLIC = frozenset({"assessment.check_certificate"})
OWN = ("own_evaluations", "own_evaluation", "own_works", "own_work", "own_work_paper", "own_competencies")
ROUTES = {
    "assessment.ledger": Permission.INSIGHT_VIEW,
    **{
        f"assessment.{name}": Permission.PEOPLE_EDIT
        for name in ("add_hours", "pending_hours", "decide_hours", "hours_rules")
    },
    **{
        f"assessment.{name}": Permission.COHORT_EDIT
        for name in ("close_class", "export_class", "import_class", "read_class", "take_back_class")
    },
    **{f"assessment.{name}": Permission.OWN_TRAINING for name in OWN},
    "assessment.lecturer_evaluations": Permission.OWN_LECTURES,
    "assessment.set_certificates": Permission.COHORT_EDIT,
    **{f"assessment.{name}": Permission.ASSESSMENT_VIEW for name in VIEWED},
    **{f"assessment.{name}": Permission.ASSESSMENT_EDIT for name in EDITED},
}
