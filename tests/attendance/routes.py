"""What the routes of attendance ask for."""

from trainingapp.accounts.permissions import Permission

ROUTES = {
    "attendance.sessions": Permission.ATTENDANCE_VIEW,
    "attendance.register": Permission.ATTENDANCE_VIEW,
    "attendance.roll_call": Permission.ATTENDANCE_VIEW,
    "attendance.save_roll_call": Permission.ATTENDANCE_TAKE,
    "attendance.mark_present": Permission.ATTENDANCE_TAKE,
    "attendance.undo": Permission.ATTENDANCE_TAKE,
    "attendance.confirm": Permission.ATTENDANCE_CONFIRM,
    "attendance.reopen": Permission.ATTENDANCE_CONFIRM,
}
