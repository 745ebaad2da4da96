"""What the routes of what follows a class ask for."""

from trainingapp.accounts.permissions import Permission

ROUTES = {
    **{f"followup.{name}": Permission.COHORT_VIEW for name in ("overview", "cascade", "cascade_paper", "mentorship")},
    **{
        f"followup.{name}": Permission.ROSTER_EDIT
        for name in (
            "record_destination",
            "assign_cascade",
            "report_task",
            "add_mentorship",
            "edit_mentorship",
            "record_talk",
            "end_mentorship",
        )
    },
    **{f"followup.{name}": Permission.PEOPLE_VIEW for name in ("points", "points_workbook", "points_rules")},
    **{
        f"followup.{name}": Permission.PEOPLE_EDIT
        for name in ("enter_points", "check_points", "add_points_rule", "points_rule")
    },
    **{
        f"followup.{name}": Permission.OWN_TRAINING
        for name in ("own_relays", "own_relay", "own_points", "appeal_points")
    },
    **{
        f"followup.{name}": Permission.OWN_BRANCH
        for name in ("branch_points", "branch_relays", "branch_relay", "branch_paper")
    },
    **{f"followup.{name}": Permission.OWN_LECTURES for name in ("own_mentees", "own_mentee", "own_talk")},
    "followup.honours": Permission.LIBRARY_VIEW,
    **{f"followup.{name}": Permission.LIBRARY_EDIT for name in ("add_honour", "honour")},
}
