"""The one permission table: role x permission x scope. Every route names a row of it or is explicitly public."""

from collections.abc import Mapping

from trainingapp.accounts.terms import Actor, Role, Scope
from trainingapp.core.terms import LabelledEnum


class Permission(LabelledEnum):
    """One thing that one may do."""

    DESK_VIEW = "desk.view", "看工作台"
    COHORT_VIEW = "cohort.view", "看班次"
    COHORT_EDIT = "cohort.edit", "建班、改班次"
    ROSTER_EDIT = "roster.edit", "改学员、分组、导入花名册"
    TIMETABLE_EDIT = "timetable.edit", "排课、改课"
    VISIT_EDIT = "visit.edit", "安排现场教学"
    VISIT_COUNT = "visit.count", "上车清点"
    ATTENDANCE_VIEW = "attendance.view", "看考勤"
    ATTENDANCE_TAKE = "attendance.take", "点名"
    ATTENDANCE_CONFIRM = "attendance.confirm", "确认考勤"
    ASSESSMENT_VIEW = "assessment.view", "看成绩"
    ASSESSMENT_EDIT = "assessment.edit", "登记成绩、定等次"
    EXPORT = "export", "导出登记表"
    PERSONAL_EXPORT = "personal.export", "导出完整联系方式"
    FEE_EXPORT = "fee.export", "导出讲课费签收单"
    PEOPLE_VIEW = "people.view", "看人员库"
    PEOPLE_EDIT = "people.edit", "改人员库"
    LIBRARY_VIEW = "library.view", "看资源库"
    LIBRARY_EDIT = "library.edit", "改资源库"
    AUDIT_VIEW = "audit.view", "看操作记录"
    INSIGHT_VIEW = "insight.view", "看统计、学时台账"
    ACCOUNT_MANAGE = "account.manage", "管理账号"
    MAIL_SETTINGS = "mail.settings", "改发信设置"
    NOMINATE = "nominate", "推荐学员"
    OWN_BRANCH = "own.branch", "看本单位的学员、月报、积分，确认传达"
    OWN_TRAINING = "own.training", "看本人的课表、考勤和成绩"
    OWN_LECTURES = "own.lectures", "看本人授课、带教自己的学员"
    OWN_ACCOUNT = "own.account", "改自己的密码"


_WHOLE_OFFICE = {Role.ORGANISER: Scope.SUBTREE}
_STAFF = {Role.ORGANISER: Scope.SUBTREE, Role.CLASS_TEACHER: Scope.COHORT}
_STAFF_AND_INSPECTOR = {**_STAFF, Role.INSPECTOR: Scope.ALL}
_EVERYBODY = dict.fromkeys(Role, Scope.SELF)

PERMISSIONS: Mapping[Permission, Mapping[Role, Scope]] = {
    Permission.DESK_VIEW: {
        **_STAFF_AND_INSPECTOR,
        Role.GROUP_LEADER: Scope.GROUP,
        Role.ADMINISTRATOR: Scope.SELF,
    },
    Permission.COHORT_VIEW: _STAFF_AND_INSPECTOR,
    Permission.COHORT_EDIT: _WHOLE_OFFICE,
    Permission.ROSTER_EDIT: _STAFF,
    Permission.TIMETABLE_EDIT: _STAFF,
    Permission.VISIT_EDIT: _STAFF,
    Permission.VISIT_COUNT: {**_STAFF, Role.GROUP_LEADER: Scope.GROUP},
    Permission.ATTENDANCE_VIEW: {**_STAFF_AND_INSPECTOR, Role.GROUP_LEADER: Scope.GROUP},
    Permission.ATTENDANCE_TAKE: {**_STAFF, Role.GROUP_LEADER: Scope.GROUP},
    Permission.ATTENDANCE_CONFIRM: _STAFF,
    Permission.ASSESSMENT_VIEW: _STAFF_AND_INSPECTOR,
    Permission.ASSESSMENT_EDIT: _STAFF,
    Permission.EXPORT: _STAFF_AND_INSPECTOR,
    Permission.PERSONAL_EXPORT: _STAFF,
    Permission.FEE_EXPORT: _WHOLE_OFFICE,
    Permission.PEOPLE_VIEW: {**_WHOLE_OFFICE, Role.INSPECTOR: Scope.ALL},
    Permission.PEOPLE_EDIT: _WHOLE_OFFICE,
    Permission.LIBRARY_VIEW: _STAFF_AND_INSPECTOR,
    Permission.LIBRARY_EDIT: _WHOLE_OFFICE,
    Permission.AUDIT_VIEW: {**_STAFF_AND_INSPECTOR},
    Permission.INSIGHT_VIEW: {**_WHOLE_OFFICE, Role.INSPECTOR: Scope.ALL},
    Permission.ACCOUNT_MANAGE: {**_STAFF, Role.ADMINISTRATOR: Scope.ALL},
    Permission.MAIL_SETTINGS: {Role.ADMINISTRATOR: Scope.ALL},
    Permission.NOMINATE: {Role.BRANCH_CONTACT: Scope.SUBTREE},
    Permission.OWN_BRANCH: {Role.BRANCH_CONTACT: Scope.SUBTREE},
    Permission.OWN_TRAINING: {Role.TRAINEE: Scope.SELF},
    Permission.OWN_LECTURES: {Role.LECTURER: Scope.SELF},
    Permission.OWN_ACCOUNT: _EVERYBODY,
}

#: Which roles each role may give to others, within its own reach: never one that can do more.
GIVES: Mapping[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.ORGANISER: frozenset(Role) - {Role.ADMINISTRATOR},
    Role.CLASS_TEACHER: frozenset({Role.GROUP_LEADER, Role.TRAINEE}),
}


def may(actor: Actor, permission: Permission) -> bool:
    """Tell whether any of the actor's roles has this permission, whatever it reaches."""
    return not actor.roles.isdisjoint(PERMISSIONS[permission])


def scopes(actor: Actor, permission: Permission) -> frozenset[tuple[Role, Scope]]:
    """Return the (role, scope) pairs by which the actor has this permission; queries apply them."""
    table = PERMISSIONS[permission]
    return frozenset((role, table[role]) for role in actor.roles if role in table)


def reaches_office(actor: Actor, permission: Permission) -> bool:
    """Tell whether the actor has this permission over the whole office, and not over a part of it alone."""
    return any(
        scope is Scope.ALL or (scope is Scope.SUBTREE and not actor.reach(role, "organisation_id"))
        for role, scope in scopes(actor, permission)
    )
