"""What stands in the navigation: the map of pages, filtered by what the actor may do.

It lies at the top of the ladder because it names pages of every subject; an address that does not exist fails at once.
"""

from typing import TypeAlias

from flask import request, url_for

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.accounts.terms import Actor, Role

Entry: TypeAlias = tuple[str, str, Permission, str]

STAFF_MENU: tuple[Entry, ...] = (
    ("工作台", "desk.today", Permission.DESK_VIEW, "today"),
    ("班次", "cohorts.list_classes", Permission.COHORT_VIEW, "cohorts"),
    ("总课表", "timetable.board", Permission.COHORT_VIEW, "timetable"),
    ("人员", "people.list_people", Permission.PEOPLE_VIEW, "people"),
    ("组织", "people.list_organisations", Permission.LIBRARY_VIEW, "organisations"),
    ("课程", "curriculum.list_courses", Permission.LIBRARY_VIEW, "courses"),
    ("师资", "curriculum.list_lecturers", Permission.LIBRARY_VIEW, "lecturers"),
    ("场地", "curriculum.list_venues", Permission.LIBRARY_VIEW, "venues"),
    ("教学点", "visits.list_sites", Permission.LIBRARY_VIEW, "sites"),
    ("车辆", "curriculum.list_vehicles", Permission.LIBRARY_VIEW, "visits"),
    ("统计", "insight.overview", Permission.INSIGHT_VIEW, "insight"),
    ("荣誉", "followup.honours", Permission.LIBRARY_VIEW, "results"),
    ("积分", "followup.points", Permission.PEOPLE_VIEW, "check"),
    ("表格模板", "registers.templates", Permission.LIBRARY_VIEW, "papers"),
    ("节假日", "timetable.calendar", Permission.LIBRARY_VIEW, "timetable"),
    ("账号", "access.list_accounts", Permission.ACCOUNT_MANAGE, "system"),
    ("发信", "notices.mail_settings", Permission.MAIL_SETTINGS, "note"),
)
PHONE_MENU: tuple[Entry, ...] = (
    ("今天", "portal.today", Permission.OWN_TRAINING, "today"),
    ("课表", "portal.timetable", Permission.OWN_TRAINING, "timetable"),
    ("考勤", "portal.attendance", Permission.OWN_TRAINING, "attendance"),
    ("成绩", "portal.results", Permission.OWN_TRAINING, "results"),
    ("通知", "notices.own_notices", Permission.OWN_TRAINING, "note"),
    ("评课", "assessment.own_evaluations", Permission.OWN_TRAINING, "courses"),
    ("我的课", "portal.lectures", Permission.OWN_LECTURES, "timetable"),
    ("带教", "followup.own_mentees", Permission.OWN_LECTURES, "people"),
    ("推荐学员", "cohorts.calls", Permission.NOMINATE, "people"),
    ("本单位学员", "portal.branch", Permission.OWN_BRANCH, "cohorts"),
    ("月报", "portal.branch_month", Permission.OWN_BRANCH, "insight"),
    ("积分", "followup.branch_points", Permission.OWN_BRANCH, "check"),
    ("传达", "followup.branch_relays", Permission.OWN_BRANCH, "note"),
)
CLASS_TABS: tuple[tuple[str, str, Permission], ...] = (
    ("概览", "cohorts.home", Permission.COHORT_VIEW),
    ("学员", "cohorts.roster", Permission.COHORT_VIEW),
    ("课表", "timetable.grid", Permission.COHORT_VIEW),
    ("现场教学", "visits.list_visits", Permission.COHORT_VIEW),
    ("考勤", "attendance.sessions", Permission.ATTENDANCE_VIEW),
    ("通知", "notices.list_notices", Permission.COHORT_VIEW),
    ("考核", "assessment.grid", Permission.ASSESSMENT_VIEW),
    ("材料", "registers.papers", Permission.EXPORT),
    ("训后", "followup.overview", Permission.COHORT_VIEW),
    ("记录", "desk.trail", Permission.AUDIT_VIEW),
)
DESK_ROLES = frozenset(Role) - {Role.TRAINEE, Role.LECTURER, Role.BRANCH_CONTACT}
#: What leads from the desk to the phone pages and back, for who has both: a trainee who leads a group.
TO_PHONE: tuple[Entry, ...] = (
    ("我的培训", "portal.today", Permission.OWN_TRAINING, "today"),
    ("我的课", "portal.lectures", Permission.OWN_LECTURES, "timetable"),
    ("推荐学员", "cohorts.calls", Permission.NOMINATE, "people"),
)
ON_PHONE = frozenset(permission for _label, _endpoint, permission, _key in PHONE_MENU)


#: The pages of 概览; everything else of classes stands under 学员.
OVERVIEW = frozenset({"cohorts.home", "cohorts.edit_class", "cohorts.settings", "cohorts.copy_class"})


#: Pages that stand under another subject's tab.
ELSEWHERE = {
    f"registers.{name}": "cohorts.roster"
    for name in ("import_roster", "check_roster", "choose_columns", "reset_columns", "commit_roster")
}
ELSEWHERE |= {
    f"registers.{name}": "attendance.sessions"
    for name in ("import_marks", "check_marks", "try_rule", "correct_marks", "take_marks")
}
ELSEWHERE |= {
    f"registers.{name}": "assessment.grid"
    for name in ("import_scores", "check_scores", "correct_scores", "take_scores", "import_evaluation")
}
ELSEWHERE |= {"access.class_accounts": "cohorts.roster"}


def _here(endpoint: str) -> bool:
    now = ELSEWHERE.get(request.endpoint or "", request.endpoint or "")
    if now.startswith("cohorts."):
        return (now in OVERVIEW) is (endpoint in OVERVIEW) and endpoint.startswith("cohorts.")
    return now.split(".")[0] == endpoint.split(".", maxsplit=1)[0]


def navigation(actor: Actor | None) -> list[tuple[str, str, bool, str]]:
    """Return (label, address, active, drawing) of the pages that the actor may open."""
    if actor is None:
        return []
    return [
        (label, url_for(endpoint), request.endpoint == endpoint, key)
        for label, endpoint, permission, key in _entries(actor)
        if may(actor, permission)
    ]


def _entries(actor: Actor) -> tuple[Entry, ...]:
    """Return the desk's menu or that of the phone pages; who has both is led from the one to the other."""
    if not actor.roles & DESK_ROLES:
        return PHONE_MENU
    on_phone = request.endpoint is not None and gate.requirement(request.endpoint) in ON_PHONE
    return (STAFF_MENU[0], *PHONE_MENU) if on_phone else (*STAFF_MENU, *TO_PHONE)


def class_tabs(actor: Actor | None) -> list[tuple[str, str, bool]]:
    """Return (label, address, active) of the class's tabs, on pages whose address names a class."""
    public_id = (request.view_args or {}).get("public_id")
    if actor is None or public_id is None or not request.path.startswith("/classes/"):
        return []
    return [
        (label, url_for(endpoint, public_id=public_id), _here(endpoint))
        for label, endpoint, permission in CLASS_TABS
        if may(actor, permission)
    ]
