"""Pure decisions on passwords and lock-out."""

import re
from datetime import datetime, timedelta

from trainingapp.accounts.terms import Granted, Role

MINIMUM_PASSWORD = 10  # 等保二级 practice; docs/operations.md tells how an office changes it
CHARACTER_CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z\d]")
REQUIRED_CLASSES = 3
FAILURES_BEFORE_LOCK = 5
LOCK = timedelta(minutes=15)
STAFF_SIGN_IN = timedelta(hours=12)
TRAINEE_SIGN_IN = timedelta(days=90)  # a trainee's phone stays signed in through a class

REACH: dict[Role, str] = {
    Role.CLASS_TEACHER: "cohort_id",
    Role.GROUP_LEADER: "group_id",
    Role.BRANCH_CONTACT: "organisation_id",
    Role.LECTURER: "lecturer_id",
    Role.TRAINEE: "person_id",
}
REACH_LABELS = {
    "cohort_id": "班次",
    "group_id": "小组",
    "organisation_id": "组织",
    "lecturer_id": "讲师",
    "person_id": "人员",
}

#: An account that a trainee's card made is called so, and random signs, which nobody types.
CARD = "card-"


def is_for_card(login: str) -> bool:
    """Tell whether an account was made for a trainee's card alone: its login is not for people."""
    return login.startswith(CARD)


def password_faults(password: str, *, login: str) -> list[str]:
    """Return why a password is too weak, in words; empty when it is good enough."""
    faults = []
    if len(password) < MINIMUM_PASSWORD:
        faults.append(f"密码至少 {MINIMUM_PASSWORD} 个字符，现在是 {len(password)} 个")
    kinds = sum(bool(re.search(pattern, password)) for pattern in CHARACTER_CLASSES)
    if kinds < REQUIRED_CLASSES:
        faults.append("密码要在大写字母、小写字母、数字、符号中至少包含三类")
    if login and login.lower() in password.lower():
        faults.append("密码不能包含登录名")
    return faults


def lock_until(failures: int, now: datetime) -> datetime | None:
    """Return until when an account stays locked after this many failures in a row, or None."""
    return now + LOCK if failures >= FAILURES_BEFORE_LOCK else None


def sign_in_length(roles: frozenset[Role]) -> timedelta:
    """Return how long a sign-in lasts: short as soon as one role is staff."""
    return TRAINEE_SIGN_IN if roles and roles <= {Role.TRAINEE, Role.LECTURER} else STAFF_SIGN_IN


def grant_faults(granted: Granted) -> list[str]:
    """Return what a grant lacks: a 班主任 needs a class, a 组长 a group, and so on."""
    needed = REACH.get(granted.role)
    if needed and getattr(granted, needed) is None:
        return [f"“{granted.role.label}”要指定{REACH_LABELS[needed]}"]
    return []
