"""What every command shares: the instance folder, the application, the office, and how data is printed."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from flask import Flask
from sqlalchemy import select

from trainingapp.accounts import queries as account_queries
from trainingapp.accounts.models import Office
from trainingapp.accounts.terms import Actor, system_actor
from trainingapp.app import create_app
from trainingapp.cohorts.models import Cohort
from trainingapp.core import places, schema
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound, Refused
from trainingapp.core.scope import office_scope

DATABASE_VARIABLE = "DATABASE_URL"
DATABASE_FILE = "training.sqlite"
MADE_BETWEEN_COLLECTIONS = 50_000

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")
Command = Callable[Parameters, Answer]

instance_option = click.option(
    "--instance",
    type=click.Path(file_okay=False, path_type=Path),
    default=places.DEFAULT_INSTANCE,
    help="数据目录，默认 instance/",
)
_office_option = click.option("--office", default=None, metavar="CODE", help="党建办的代码；只有一个党建办时不用写")


def office_options(command: Callable[Parameters, Answer]) -> Callable[Parameters, Answer]:
    """Give a command `--instance` and `--office`."""
    return instance_option(_office_option(command))


def make_application(instance: Path) -> Flask:
    """Return the application on an instance folder, or on the PostgreSQL that DATABASE_URL names."""
    return create_app(instance, database=os.environ.get(DATABASE_VARIABLE) or None)


@contextmanager
def opened(instance: Path) -> Iterator[Flask]:
    """Enter the application of an instance that has been made; refuse where there is none, or an older one."""
    if not os.environ.get(DATABASE_VARIABLE) and not (instance / DATABASE_FILE).is_file():
        raise Refused(f"数据目录 {instance} 里还没有数据库，请先执行 trainingapp init")
    with entered(make_application(instance)) as app:
        if schema.current_revision() != schema.newest_revision():
            raise Refused("数据库的结构和这个版本不一致，请先备份，再执行 trainingapp init")
        yield app


@contextmanager
def entered(app: Flask) -> Iterator[Flask]:
    """Enter an application's context and close the database when it is left."""
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def acting(instance: Path, office: str | None) -> Iterator[Actor]:
    """Act for one office; what was done is committed once, at the end, or not at all."""
    _collect_rarely()
    with opened(instance):
        row = choose_office(office)
        with office_scope(row.id):
            yield system_actor(row.id)
            db.session.commit()


def _collect_rarely() -> None:
    """Look for garbage now and then only: a command is short, and thousands of rows that it makes live to its end."""
    gc.freeze()
    gc.set_threshold(MADE_BETWEEN_COLLECTIONS, 20, 50)


def choose_office(code: str | None) -> Office:
    """Return the office that was named, or the only one there is."""
    offices = account_queries.list_offices()
    found = [office for office in offices if code in (None, office.code)]
    if len(found) == 1:
        return found[0]
    known = "、".join(f"{office.code}（{office.name}）" for office in offices)
    if not known:
        raise Refused("还没有党建办，请先执行 trainingapp seed，或用 trainingapp init --office 建立一个")
    raise Refused(
        f"没有代码为“{code}”的党建办，已有：{known}" if code else f"有几个党建办，请用 --office 指定：{known}"
    )


def find_cohort(code: str) -> Cohort:
    """Return the class with this code; raise NotFound with the codes there are."""
    cohort = db.session.scalar(select(Cohort).where(Cohort.code == code))
    if cohort is None:
        codes = "、".join(db.session.scalars(select(Cohort.code).order_by(Cohort.code)))
        raise NotFound(f"没有代码为“{code}”的班次；已有：{codes or '（无）'}")
    return cohort


def write_file(file: Path, content: bytes) -> None:
    """Write a file and the folders above it, whole or not at all."""
    part = file.with_name(f"{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(file)
    except OSError as error:
        raise Refused(
            f"不能写到 {file.parent}（{error.strerror or error}），请换一个目录，或关掉正打开的同名文件"
        ) from error
