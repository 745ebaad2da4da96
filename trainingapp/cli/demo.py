"""Demonstration accounts: one for each role, with random passwords that are printed once."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import select

from trainingapp.accounts import operations as accounts
from trainingapp.accounts import queries as account_queries
from trainingapp.accounts.terms import Granted, Role, system_actor
from trainingapp.cohorts.models import Cohort, Enrolment, Group
from trainingapp.cohorts.terms import GroupRole
from trainingapp.core.database import db
from trainingapp.core.scope import office_scope
from trainingapp.curriculum.models import Lecturer
from trainingapp.followup.models import Mentorship
from trainingapp.people.models import Organisation

ACCOUNTS_FILE = "demo-accounts.json"
OFFICE = "demo"
COHORT = "qinglan-2025"


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demonstration, with the password that only its file keeps."""

    role: str
    label: str
    login: str
    password: str
    reach: str


def make_demo_accounts(file: Path) -> list[str]:
    """Make the accounts unless they exist; return the lines to print: `ROLE  LOGIN  PASSWORD`."""
    office = account_queries.find_office(OFFICE)
    if office is None:
        return []
    with office_scope(office.id):
        if any(user.login.startswith("demo-") for user in account_queries.list_users()):
            return [f"演示账号已经建好，密码在 {file}"]
        made = [_add(office.id, *planned) for planned in _plan()]
        _keep(file, made)
        db.session.commit()
    return [f"{account.label}  {account.login}  {account.password}" for account in made]


def _add(office_id: int, granted: Granted, login: str, reach: str) -> DemoAccount:
    password = accounts.random_password()
    accounts.add_account(
        system_actor(office_id),
        login=login,
        name=f"演示{granted.role.label}",
        password=password,
        granted=[granted],
        must_change=False,
    )
    return DemoAccount(granted.role.value, granted.role.label, login, password, reach)


def _plan() -> list[tuple[Granted, str, str]]:
    """Return what each account may reach: the office, a street's subtree, or one row of the class 青蓝接力."""
    cohort = db.session.scalars(select(Cohort).where(Cohort.code == COHORT)).one()
    group = db.session.scalars(select(Group).where(Group.cohort_id == cohort.id).order_by(Group.position)).first()
    in_class = select(Enrolment).where(Enrolment.cohort_id == cohort.id).order_by(Enrolment.number)
    trainee = db.session.scalars(in_class.where(Enrolment.group_role == GroupRole.MEMBER)).first()
    mentors = select(Mentorship.lecturer_id).where(Mentorship.cohort_id == cohort.id)
    own = select(Lecturer).where(Lecturer.illustrative).order_by(Lecturer.id.in_(mentors).desc(), Lecturer.id)
    lecturer = db.session.scalars(own).first()
    branch = db.session.get(Organisation, trainee.organisation_id) if trainee else None
    if group is None or trainee is None or lecturer is None or branch is None:
        return []
    street, name = cohort.host, cohort.short_name
    return [
        (Granted(Role.ADMINISTRATOR), "demo-admin", "全部"),
        (Granted(Role.ORGANISER), "demo-organiser", "全部班次"),
        (Granted(Role.ORGANISER, organisation_id=street.id), "demo-street", f"{street.shown_name}的班次"),
        (Granted(Role.CLASS_TEACHER, cohort_id=cohort.id), "demo-teacher", name),
        (Granted(Role.GROUP_LEADER, group_id=group.id), "demo-leader", f"{name}{group.name}"),
        (Granted(Role.BRANCH_CONTACT, organisation_id=branch.id), "demo-branch", branch.shown_name),
        (Granted(Role.LECTURER, lecturer_id=lecturer.id), "demo-lecturer", lecturer.name),
        (Granted(Role.TRAINEE, person_id=trainee.person_id), "demo-trainee", trainee.name),
        (Granted(Role.INSPECTOR), "demo-inspector", "只看不改"),
    ]


def _keep(file: Path, made: list[DemoAccount]) -> None:
    """Write the accounts to a file that its owner alone can read, in place of an older one."""
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump([asdict(account) for account in made], stream, ensure_ascii=False, indent=1)
