"""What the routes of timetables ask for."""

from trainingapp.accounts.permissions import Permission

ROUTES = {
    "timetable.seminars": Permission.COHORT_VIEW,
    **{
        f"timetable.{name}": Permission.TIMETABLE_EDIT
        for name in ("add_seminar", "seminar", "plan_groups", "record_outcome")
    },
    "timetable.calendar": Permission.LIBRARY_VIEW,
    **dict.fromkeys(
        (
            "timetable.set_calendar_day",
            "timetable.remove_calendar_day",
            "timetable.import_holiday_notice",
            "timetable.forget_calendar_year",
        ),
        Permission.LIBRARY_EDIT,
    ),
    **{
        f"timetable.{name}": Permission.COHORT_VIEW
        for name in ("releases", "show_release", "compare_releases", "final")
    },
    **{f"timetable.{name}": Permission.TIMETABLE_EDIT for name in ("publish", "restore_release")},
    **{f"timetable.{name}_class_feed": Permission.TIMETABLE_EDIT for name in ("make", "revoke")},
    "timetable.class_feed": Permission.TIMETABLE_EDIT,
    **{f"timetable.{name}library_feed": Permission.LIBRARY_EDIT for name in ("make_", "revoke_")},
    "timetable.library_feeds": Permission.LIBRARY_EDIT,
    "timetable.grid": Permission.COHORT_VIEW,
    "timetable.paper": Permission.COHORT_VIEW,
    "timetable.plan": Permission.COHORT_VIEW,
    "timetable.proposal": Permission.COHORT_VIEW,
    **dict.fromkeys(
        (
            "timetable.add_planned_course",
            "timetable.plan_from_library",
            "timetable.planned_course",
            "timetable.remove_planned_course",
            "timetable.fix_planned_session",
            "timetable.reorder_plan",
            "timetable.derive_plan",
            "timetable.plan_settings",
            "timetable.start_draft",
            "timetable.start_repair",
            "timetable.look_at_proposal",
            "timetable.stop_proposal",
            "timetable.accept_proposal",
            "timetable.accept_proposals_together",
            "timetable.discard_proposal",
        ),
        Permission.TIMETABLE_EDIT,
    ),
    **{f"timetable.{name}": Permission.TIMETABLE_EDIT for name in ("add", "session", "move", "cancel", "restore")},
    **{f"timetable.{name}": Permission.COHORT_VIEW for name in ("stamp", "board", "board_stamp")},
    **dict.fromkeys(
        (
            "timetable.move_days",
            "timetable.shift_days",
            "timetable.undo_on_board",
            "timetable.redo_on_board",
            "timetable.fits",
            "timetable.place_planned",
            "timetable.place_on_board",
            "timetable.unplaced_fits",
            "timetable.any_unplaced_fits",
            "timetable.add_on_board",
            "timetable.move_on_board",
            "timetable.undo",
            "timetable.redo",
            "timetable.adjust",
            "timetable.adjust_any",
            "timetable.adjust_session",
        ),
        Permission.TIMETABLE_EDIT,
    ),
    **{f"timetable.{name}": Permission.LIBRARY_EDIT for name in ("rules", "set_way", "remove_way")},
}

#: A calendar has no account: its address holds a secret.
PUBLIC = frozenset({"timetable.feed"})
