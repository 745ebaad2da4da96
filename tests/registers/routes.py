"""What the routes of papers and rosters ask for."""

from trainingapp.accounts.permissions import Permission

ROUTES = {
    "registers.papers": Permission.EXPORT,
    "registers.preview": Permission.EXPORT,
    "registers.download": Permission.EXPORT,
    "registers.download_all": Permission.EXPORT,
    "registers.year_plan": Permission.EXPORT,
    "registers.layouts": Permission.COHORT_EDIT,
    "registers.layout": Permission.COHORT_EDIT,
    "registers.save_presets": Permission.COHORT_EDIT,
    "registers.apply_presets": Permission.COHORT_EDIT,
    "registers.remove_presets": Permission.COHORT_EDIT,
    "registers.return_paper": Permission.ATTENDANCE_CONFIRM,
    "registers.check_return": Permission.ATTENDANCE_CONFIRM,
    "registers.take_return": Permission.ATTENDANCE_CONFIRM,
    "registers.import_roster": Permission.ROSTER_EDIT,
    "registers.check_roster": Permission.ROSTER_EDIT,
    "registers.choose_columns": Permission.ROSTER_EDIT,
    "registers.reset_columns": Permission.ROSTER_EDIT,
    "registers.commit_roster": Permission.ROSTER_EDIT,
    "registers.templates": Permission.LIBRARY_VIEW,
    "registers.template": Permission.LIBRARY_EDIT,
    "registers.template_starter": Permission.LIBRARY_EDIT,
    "registers.retire_template": Permission.LIBRARY_EDIT,
}
