"""What the routes of classes ask for."""

from trainingapp.accounts.permissions import Permission

ROUTES = {
    **{
        f"cohorts.{name}": Permission.NOMINATE
        for name in ("calls", "own_nominations", "nominate", "nomination", "withdraw_nomination")
    },
    **{
        f"cohorts.{name}": Permission.COHORT_VIEW
        for name in (
            "list_classes",
            "home",
            "roster",
            "arrivals",
            "groups",
            "committee",
            "plans",
            "show_plan",
            "plan_paper",
            "programmes",
        )
    },
    **{
        f"cohorts.{name}": Permission.COHORT_EDIT
        for name in (
            "add_class",
            "edit_class",
            "settings",
            "copy_class",
            "move_stage",
            "open_plan",
            "approve_plan",
            "remove_plan_paper",
            "add_plan_item",
            "plan_item",
            "remove_plan_item",
            "copy_plan",
            "add_programme",
            "programme",
        )
    },
    **{
        f"cohorts.{name}": Permission.ROSTER_EDIT
        for name in (
            "add_trainee",
            "trainee",
            "correct_phone",
            "withdraw",
            "return_to_class",
            "note_arrival",
            "take_back_arrival",
            "renumber",
            "save_groups",
            "automatic_groups",
            "apply_groups",
            "set_committee",
            "quotas",
            "nominations",
            "decide_nominations",
            "enrol_accepted",
            "add_group",
            "change_group",
            "remove_group",
            "add_track",
            "rename_track",
            "remove_track",
        )
    },
}
