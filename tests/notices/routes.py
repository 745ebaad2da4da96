"""What the routes of notices ask for."""

from trainingapp.accounts.permissions import Permission

ROUTES = {
    "notices.list_notices": Permission.COHORT_VIEW,
    "notices.settle": Permission.TIMETABLE_EDIT,
    "notices.send_again": Permission.TIMETABLE_EDIT,
    "notices.own_notices": Permission.OWN_TRAINING,
    "notices.read": Permission.OWN_TRAINING,
    "notices.confirm": Permission.OWN_TRAINING,
    "notices.mail_settings": Permission.MAIL_SETTINGS,
}
