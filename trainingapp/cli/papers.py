"""Commands for files: a roster that comes in, the class's workbooks that go out."""

from pathlib import Path
from typing import Never

import click
from tqdm import tqdm

from trainingapp.cli.application import acting, find_cohort, json_option, office_options, print_json, print_lines
from trainingapp.core.errors import Refused
from trainingapp.core.excel.child import Progress, read_upload
from trainingapp.registers.rules.roster import RosterReading, read_roster


@click.command("import", help="把花名册文件 FILE 导入班次 COHORT：要么全部写入，要么一行不写。")
@click.argument("cohort")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只读文件并说出读到了什么，不写入")
@office_options
@json_option
def import_roster(*, cohort: str, file: Path, dry_run: bool, instance: Path, office: str | None, as_json: bool) -> None:
    """Read a roster file into a class, or only say what it holds."""
    with acting(instance, office):
        find_cohort(cohort)
        reading = _read(file)
        if not dry_run:
            raise Refused("请在页面“学员 → 导入”里提交；命令行这里先用 --dry-run 查看读到的内容")
        if as_json:
            print_json(reading.to_json())
            return
        print_lines(_describe(reading))


def _read(file: Path) -> RosterReading:
    bar = tqdm(desc="读取花名册", unit="行", leave=False, disable=None)
    with bar:
        workbook = read_upload(file.read_bytes(), file.name, on_progress=_advance(bar))
    return read_roster(workbook)


def _advance(bar: "tqdm[Never]") -> Progress:
    def show(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return show


def _describe(reading: RosterReading) -> list[str]:
    columns = "、".join(f"{found.letter} 列“{found.heading}”" for found in reading.columns.values())
    lines = [f"工作表“{reading.sheet}”，表头在第 {'、'.join(map(str, reading.header_rows)) or '（无）'} 行：{columns}"]
    lines += [f"可以导入 {len(reading.rows)} 人，不能导入 {len(reading.refused)} 行"]
    lines += [f"! {finding.message}" for finding in reading.errors]
    return lines + [f"? {finding.message}" for finding in reading.warnings]
