"""Commands that make an instance and load the programmes of `seeds/`."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from tqdm import tqdm

from trainingapp.accounts import operations as accounts
from trainingapp.accounts import queries as account_queries
from trainingapp.cli.application import entered, instance_option, make_application, opened
from trainingapp.cli.output import print_lines
from trainingapp.cli.seeds import available_programmes, load_programme
from trainingapp.core import schema
from trainingapp.core.database import db
from trainingapp.core.errors import Refused


def bring_forward() -> None:
    """Bring the database to the newest schema, saying so when it takes a moment."""
    if schema.current_revision() != schema.newest_revision():
        click.echo("· 准备数据库")
        schema.bring_forward()


@click.command(help="建立数据目录和数据库，或把数据库升级到这个版本。")
@instance_option
@click.option("--office", metavar="CODE", default=None, help="同时建立一个党建办，CODE 是它的代码")
@click.option("--name", default=None, help="党建办的名称，如 云杉街道党建办")
def init(*, instance: Path, office: str | None, name: str | None) -> None:
    """Make the folder and the database, or bring an older one forward."""
    if bool(office) != bool(name):
        raise click.UsageError("--office 和 --name 要一起写")
    with entered(make_application(instance)):
        bring_forward()
        if office and name:
            _add_office(office, name)
        db.session.commit()
        lines = first_steps(instance)
    print_lines([f"数据库已就绪：{instance}", *lines])


def first_steps(instance: Path) -> list[str]:
    """Return what to do next while nobody could sign in yet; nothing once there is an account."""
    if account_queries.has_accounts():
        return []
    command = Path(sys.executable).with_name("trainingapp")
    add = f"  {command} accounts add 登录名 --name 姓名 --role ROLE --instance {instance}"
    lines = ["还没有账号，谁也登录不了。请另开一个终端执行（ROLE：办班的写 organiser，管账号的写 administrator）："]
    if not account_queries.list_offices():
        lines.append(f"  {command} init --office 代码 --name 党建办名称 --instance {instance}")
    return [*lines, add]


def _add_office(code: str, name: str) -> None:
    if account_queries.find_office(code):
        raise Refused(f"代码为“{code}”的党建办已经有了")
    accounts.add_office(code=code, name=name, short_name=name[:60])


@click.command(help="装入示例项目（不写名字就是全部）；重复装入不会重复，也不改动已有的内容。")
@click.argument("programmes", nargs=-1, metavar="[PROGRAMME…]")
@instance_option
def seed(*, programmes: Sequence[str], instance: Path) -> None:
    """Load programmes of `seeds/`."""
    with opened(instance):
        lines = load_programmes(programmes)
        db.session.commit()
    print_lines(lines)


def load_programmes(codes: Sequence[str]) -> list[str]:
    """Load the named programmes, or all; return one line for each. Refuses a name that is not there."""
    known = available_programmes()
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise Refused(f"没有示例项目“{'、'.join(unknown)}”；可以装入：{'、'.join(known)}")
    lines = []
    for code in tqdm(codes or known, desc="装入示例项目", unit="个", leave=False, disable=None):
        added = load_programme(code)
        lines.append(f"{code}：新增 {sum(added.values())} 行" if added else f"{code}：已经装入，没有新内容")
    return lines
