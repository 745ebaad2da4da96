"""Commands on accounts: add, reset, disable."""

from pathlib import Path
from typing import Any

import click

from trainingapp.access import operations as access
from trainingapp.access import queries as access_queries
from trainingapp.access.terms import Named
from trainingapp.accounts import operations, queries
from trainingapp.accounts.models import User
from trainingapp.accounts.terms import FirstPassword, Role
from trainingapp.cli.application import acting, office_options
from trainingapp.cli.output import json_option, print_json, print_lines
from trainingapp.core.errors import NotFound
from trainingapp.core.scope import current_office

ROLES = [role.value for role in Role]


@click.group(help="账号：新建、重置密码、停用。")
def accounts() -> None:
    """Hold the commands on accounts."""


@accounts.command("add", help="新建账号 LOGIN，打印一次首次登录的密码。")
@click.argument("login")
@click.option("--name", required=True, help="姓名")
@click.option("--role", type=click.Choice(ROLES), required=True, help="角色")
@click.option("--cohort", default="", metavar="CODE", help="班主任所带的班次；组长、学员所在的班次")
@click.option("--group", default="", help="组长所在的小组")
@click.option("--number", type=int, default=None, help="学员在班次里的编号")
@click.option("--organisation", default="", help="组织者、支部联络员所管的组织全称")
@click.option("--lecturer", default="", help="讲师姓名")
@office_options
@json_option
def add(
    *,
    login: str,
    name: str,
    role: str,
    instance: Path,
    office: str | None,
    as_json: bool,
    **reach: Any,  # noqa: ANN401 - click's options, one for each field of Named
) -> None:
    """Add an account and print its first password once."""
    with acting(instance, office) as actor:
        given = access_queries.grant_named(actor, Role(role), Named(**reach))
        password = operations.first_passwords(1)[0]
        access.open_account(actor, given, name=name, login=login, password=password)
    _print_password(login, password, as_json=as_json)


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
        user, password = _find(login), operations.first_passwords(1)[0]
        operations.reset_password(actor, user, password=password)
    _print_password(login, password, as_json=as_json)


@accounts.command("disable", help="停用账号 LOGIN，它的登录立即失效。")
@click.argument("login")
@office_options
def disable(*, login: str, instance: Path, office: str | None) -> None:
    """Disable an account at once."""
    with acting(instance, office) as actor:
        operations.set_disabled(actor, _find(login), disabled=True)
    print_lines([f"已停用 {login}"])


def _print_password(login: str, password: FirstPassword, *, as_json: bool) -> None:
    if as_json:
        print_json({"login": login, "password": password.text})
        return
    print_lines([f"{login}  {password.text}"])
