"""What the routes of the libraries ask for."""

from trainingapp.accounts.permissions import Permission

NAMES = ("course", "lecturer", "venue", "vehicle")
ROUTES = {
    **{f"curriculum.list_{name}s": Permission.LIBRARY_VIEW for name in NAMES},
    **{f"curriculum.add_{name}": Permission.LIBRARY_EDIT for name in NAMES},
    **{f"curriculum.{name}": Permission.LIBRARY_EDIT for name in NAMES},
    "curriculum.lecturer_times": Permission.LIBRARY_EDIT,
    "curriculum.remove_lecturer_time": Permission.LIBRARY_EDIT,
}
