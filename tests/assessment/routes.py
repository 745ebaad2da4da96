"""What the routes of assessment ask for."""

from trainingapp.accounts.permissions import Permission

ROUTES = {
    "assessment.grid": Permission.ASSESSMENT_VIEW,
    **{f"assessment.{name}": Permission.ASSESSMENT_EDIT for name in ("save_scores", "scheme", "decide")},
}
