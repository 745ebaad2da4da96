"""The command `check`: is the database whole?"""

from collections.abc import Callable, Iterator
from pathlib import Path

import click
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Table, TextClause, and_, func, select, text
from sqlalchemy.sql.selectable import Select

from trainingapp.cli.application import instance_option, opened
from trainingapp.cli.output import print_json, print_lines
from trainingapp.core import schema
from trainingapp.core.database import Base, db
from trainingapp.core.errors import Refused

OFFICE = "office_id"


@click.command(help="检查数据是否完整：数据库文件、约束、孤立的行、跨党建办的引用、数据库版本。")
@instance_option
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def check(*, instance: Path, as_json: bool) -> None:
    """Look for whatever is not whole; refuse with what was found."""
    with opened(instance):
        found = {name: list(look()) for name, look in CHECKS.items()}
    problems = [problem for problems in found.values() for problem in problems]
    if as_json:
        checks = [{"name": name, "problems": problems} for name, problems in found.items()]
        print_json({"ok": not problems, "checks": checks})
    else:
        print_lines([f"{'×' if problems else '√'} {name}" for name, problems in found.items()])
    if problems:
        raise Refused(*problems)


def _schema_problems() -> Iterator[str]:
    current, newest = schema.current_revision(), schema.newest_revision()
    if current != newest:
        yield f"数据库版本是 {current}，应为 {newest}；请执行 trainingapp init"


def _file_problems() -> Iterator[str]:
    """Ask SQLite itself; PostgreSQL keeps its files by itself, and tells of constraints that it never verified."""
    if db.engine.dialect.name == "sqlite":
        for line in db.session.scalars(text("PRAGMA integrity_check")):
            if line != "ok":
                yield f"数据库文件损坏：{line}；请从备份恢复"
        return
    for name in db.session.scalars(text("SELECT conname FROM pg_constraint WHERE NOT convalidated")):
        yield f"约束 {name} 没有经过验证"


def _constraint_problems() -> Iterator[str]:
    for table in Base.metadata.sorted_tables:
        for constraint in table.constraints:
            if isinstance(constraint, CheckConstraint):
                broken = _count(select(func.count()).select_from(table).where(_broken(constraint)))
                if broken:
                    yield f"表 {table.name} 有 {broken} 行不符合约束 {constraint.name}"


def _broken(constraint: CheckConstraint) -> TextClause:
    """Return the condition of rows that break a constraint; a NULL breaks none."""
    written = constraint.sqltext.compile(dialect=db.engine.dialect, compile_kwargs={"literal_binds": True})
    return text(f"NOT ({written})")


def _orphans() -> Iterator[str]:
    for table, key in _foreign_keys():
        parent = key.referred_table.alias("parent")
        held = [element.parent for element in key.elements]
        matched = and_(*(parent.c[element.column.name] == element.parent for element in key.elements))
        missing = parent.c[key.elements[0].column.name].is_(None)
        lost = select(func.count()).select_from(table.outerjoin(parent, matched))
        amount = _count(lost.where(missing, *(column.is_not(None) for column in held)))
        if amount:
            yield f"表 {table.name} 有 {amount} 行指向 {key.referred_table.name} 里不存在的行"


def _strangers() -> Iterator[str]:
    """Find rows that point at another office's rows."""
    for table, key in _foreign_keys():
        referred = key.referred_table
        if OFFICE not in table.c or OFFICE not in referred.c:
            continue
        parent = referred.alias("parent")
        matched = and_(*(parent.c[element.column.name] == element.parent for element in key.elements))
        foreign = table.c[OFFICE] != parent.c[OFFICE]
        amount = _count(select(func.count()).select_from(table.join(parent, matched)).where(foreign))
        if amount:
            yield f"表 {table.name} 有 {amount} 行指向另一个党建办的 {referred.name}"


def _foreign_keys() -> Iterator[tuple[Table, ForeignKeyConstraint]]:
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            yield table, key


def _count(statement: Select[int]) -> int:
    return db.session.scalar(statement) or 0


CHECKS: dict[str, Callable[[], Iterator[str]]] = {
    "数据库版本": _schema_problems,
    "数据库文件": _file_problems,
    "约束": _constraint_problems,
    "孤立的行": _orphans,
    "跨党建办的引用": _strangers,
}
