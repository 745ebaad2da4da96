"""Commands on accounts: add, reset, disable."""

from pathlib import Path

import click
from sqlalchemy import Select, select

from trainingapp.accounts import operations, queries
from trainingapp.accounts.models import User
from trainingapp.accounts.terms import Granted, Role
from trainingapp.cli.application import acting, find_cohort, office_options
from trainingapp.cli.output import json_option, print_json, print_lines
from trainingapp.cohorts.models import Enrolment, Group
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound, Refused
from trainingapp.core.scope import current_office
from trainingapp.curriculum.models import Lecturer
from trainingapp.people.models import Organisation

ROLES = [role.value for role in Role]


@click.group(help="账号：新建、重置密码、停用。")
def accounts() -> None:
    """Hold the commands on accounts."""


@accounts.command("add", help="新建账号 LOGIN，打印一次首次登录的密码。")
@click.argument("login")
@click.option("--name", required=True, help="姓名")
@click.option("--role", type=click.Choice(ROLES), required=True, help="角色")
@click.option("--cohort", default=None, metavar="CODE", help="班主任所带的班次；组长、学员所在的班次")
@click.option("--group", default=None, help="组长所在的小组")
@click.option("--number", type=int, default=None, help="学员在班次里的编号")
@click.option("--organisation", default=None, help="组织者、支部联络员所管的组织全称")
@click.option("--lecturer", default=None, help="讲师姓名")
@office_options
@json_option
def add(
    *, login: str, name: str, role: str, instance: Path, office: str | None, as_json: bool, **reach: object
) -> None:
    """Add an account and print its first password once."""
    with acting(instance, office) as actor:
        password = operations.random_password()
        granted = _granted(Role(role), {key: value for key, value in reach.items() if value is not None})
        operations.add_account(actor, login=login, name=name, password=password, granted=[granted])
    _print_password(login, password, as_json=as_json)


def _granted(role: Role, reach: dict[str, object]) -> Granted:
    """Return the role with the ids of what was named."""
    cohort = find_cohort(str(reach["cohort"])) if "cohort" in reach else None
    if cohort is None and {"group", "number"} & set(reach):
        raise Refused("指定小组或学员编号时，请同时用 --cohort 指定班次")
    if cohort is not None and "group" in reach:
        return Granted(role, group_id=_id(select(Group.id).filter_by(cohort_id=cohort.id, name=reach["group"]), "小组"))
    if cohort is not None and "number" in reach:
        statement = select(Enrolment.person_id).filter_by(cohort_id=cohort.id, number=reach["number"])
        return Granted(role, person_id=_id(statement, "学员"))
    if "organisation" in reach:
        statement = select(Organisation.id).filter_by(name=reach["organisation"])
        return Granted(role, organisation_id=_id(statement, "组织"))
    if "lecturer" in reach:
        return Granted(role, lecturer_id=_id(select(Lecturer.id).filter_by(name=reach["lecturer"]), "讲师"))
    return Granted(role, cohort_id=cohort.id if cohort else None)


def _id(statement: Select[int], what: str) -> int:
    found = db.session.scalars(statement.limit(2)).all()
    if len(found) != 1:
        raise NotFound(f"没有找到这个{what}" if not found else f"有几个同名的{what}，请到页面上指定")
    return found[0]


def _find(login: str) -> User:
    user = queries.find_user(login)
    if user is None or user.office_id != current_office():
        raise NotFound(f"没有登录名为“{login}”的账号")
    return user


@accounts.command("reset", help="重置账号 LOGIN 的密码，打印一次新密码；本人登录后须修改，原有登录全部失效。")
@click.argument("login")
@office_options
@json_option
def reset(*, login: str, instance: Path, office: str | None, as_json: bool) -> None:
    """Set a new first password and print it once."""
    with acting(instance, office) as actor:
        password = operations.random_password()
        operations.reset_password(actor, _find(login), password=password)
    _print_password(login, password, as_json=as_json)


@accounts.command("disable", help="停用账号 LOGIN，它的登录立即失效。")
@click.argument("login")
@office_options
def disable(*, login: str, instance: Path, office: str | None) -> None:
    """Disable an account at once."""
    with acting(instance, office) as actor:
        operations.set_disabled(actor, _find(login), disabled=True)
    print_lines([f"已停用 {login}"])


def _print_password(login: str, password: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"login": login, "password": password})
        return
    print_lines([f"{login}  {password}"])
