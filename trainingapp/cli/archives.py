"""Commands for a class's archive: one file that another installation reads in."""

from pathlib import Path

import click

from trainingapp.assessment import operations
from trainingapp.assessment.operations import Holding
from trainingapp.cli.application import acting, find_cohort, office_options, write_file
from trainingapp.cli.output import json_option, print_json, print_lines
from trainingapp.core.errors import Refused

archive_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group(help="班级档案：把结了班的班导出成一个文件，检查，读入另一套系统。")
def archive() -> None:
    """Hold the commands on archives."""


@archive.command("export", help="把结了班的班次 COHORT 导出成一个文件；没有结班，或结班以后改过的，不导出。")
@click.argument("cohort")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="写到这个文件"
)
@office_options
@json_option
def export_archive(*, cohort: str, out: Path, instance: Path, office: str | None, as_json: bool) -> None:
    """Write a closed class to one file, whole or not at all."""
    with acting(instance, office) as actor:
        content = operations.export_class(actor, find_cohort(cohort))
        held = operations.check_archive(content)
        write_file(out, content)
    _print(held, f"已导出到 {out}", as_json=as_json, file=str(out), bytes=len(content))


@archive.command("check", help="检查档案文件 FILE 是否完整，说出里面是哪个班；不用数据库，什么也不写。")
@archive_file
@json_option
def check_archive(*, file: Path, as_json: bool) -> None:
    """Tell whether a file is whole and what it holds."""
    _print(operations.check_archive(_read(file)), "档案完整，校验和相符", as_json=as_json, file=str(file))


@archive.command("import", help="把档案文件 FILE 里的班读入本系统：要么全部写入，要么一行不写。")
@archive_file
@click.option("--dry-run", is_flag=True, help="照样读一遍、核对校验和，说出会读入什么，不写入")
@office_options
@json_option
def import_archive(*, file: Path, dry_run: bool, instance: Path, office: str | None, as_json: bool) -> None:
    """Read a class in, or only try to."""
    content = _read(file)
    with acting(instance, office) as actor:
        preview = operations.preview_import(actor, content=content)
        if not dry_run:
            operations.import_class(actor, content=content)
    can, will = ("可以读入", "要") if dry_run else ("已读入", "")
    told = f"{can}，校验和相符；人员库{will}新增 {preview.new_people} 人"
    _print(
        preview.holding,
        told,
        as_json=as_json,
        file=str(file),
        new_people=preview.new_people,
        written=not dry_run,
    )


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refused(f"打不开 {file}（{error.strerror or error}）") from error


def _print(held: Holding, told: str, *, as_json: bool, **more: str | int) -> None:
    if as_json:
        names = {"code": held.code, "name": held.name, "trainees": held.trainees, "sessions": held.sessions}
        sums = {"checksum": held.checksum, "whole_checksum": held.whole}
        print_json({**names, "rows": held.rows, "papers": held.papers, **sums, **more})
        return
    amounts = f"学员 {held.trainees} 人，课次 {held.sessions} 次，共 {held.rows} 行，材料 {held.papers} 份"
    print_lines([told, f"{held.code}  {held.name}：{amounts}", f"归档校验和 {held.checksum}", f"全部内容 {held.whole}"])
