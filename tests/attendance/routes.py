"""What the routes of attendance ask for."""

from trainingapp.accounts.permissions import Permission

ROUTES = {
    "attendance.sessions": Permission.ATTENDANCE_VIEW,
    "attendance.register": Permission.ATTENDANCE_VIEW,
    "attendance.roll_call": Permission.ATTENDANCE_VIEW,
    "attendance.history": Permission.ATTENDANCE_VIEW,
    "attendance.cell": Permission.ATTENDANCE_TAKE,
    "attendance.save_roll_call": Permission.ATTENDANCE_TAKE,
    "attendance.mark_present": Permission.ATTENDANCE_TAKE,
    "attendance.undo": Permission.ATTENDANCE_TAKE,
    "attendance.confirm": Permission.ATTENDANCE_CONFIRM,
    "attendance.reopen": Permission.ATTENDANCE_CONFIRM,
    "attendance.projector": Permission.ATTENDANCE_TAKE,
    "attendance.count_heads": Permission.ATTENDANCE_TAKE,
    "attendance.decide_check_in": Permission.ATTENDANCE_TAKE,
    "attendance.settings": Permission.ATTENDANCE_CONFIRM,
    "attendance.leaves": Permission.ATTENDANCE_VIEW,
    "attendance.show_leave": Permission.ATTENDANCE_VIEW,
    "attendance.leave_attachment": Permission.ATTENDANCE_VIEW,
    **dict.fromkeys(
        ("attendance.show_cards", "attendance.issue_cards", "attendance.replace_card"), Permission.ATTENDANCE_CONFIRM
    ),
    **dict.fromkeys(
        ("attendance.guests", "attendance.guest", "attendance.join_guest", "attendance.part_guest"),
        Permission.ATTENDANCE_CONFIRM,
    ),
    "attendance.scan_page": Permission.ATTENDANCE_TAKE,
    "attendance.scan_card": Permission.ATTENDANCE_TAKE,
    "attendance.add_guest": Permission.ATTENDANCE_TAKE,
    **{
        f"attendance.{name}": Permission.ATTENDANCE_CONFIRM
        for name in ("new_leave", "add_leave", "decide_leave", "cancel_leave", "close_leave")
    },
}
PUBLIC = frozenset({"attendance.projector_state"})
