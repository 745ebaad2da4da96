"""Commands for files: a roster that comes in, the class's workbooks that go out."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Never

import click
from tqdm import tqdm

from trainingapp.cli.application import acting, find_cohort, office_options, write_file
from trainingapp.cli.output import json_option, print_json, print_lines
from trainingapp.cohorts.terms import RosterResult
from trainingapp.core.clock import today
from trainingapp.core.excel.child import Progress, read_upload
from trainingapp.core.progress import Tell
from trainingapp.registers import queries
from trainingapp.registers.operations import (
    KINDS,
    REGISTERS,
    Export,
    export_pack,
    export_papers,
    import_reading,
    kinds_for,
)
from trainingapp.registers.rules.roster import RosterReading, read_roster
from trainingapp.registers.terms import PaperKind

ALL, PACK = "all", "一班一档"


@click.command("import", help="把花名册文件 FILE 导入班次 COHORT：要么全部写入，要么一行不写。")
@click.argument("cohort")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只读文件并说出读到了什么，不写入")
@click.option("--without-refused", is_flag=True, help="不能导入的行不要，只导入其余的")
@office_options
@json_option
def import_roster(
    *, cohort: str, file: Path, dry_run: bool, without_refused: bool, instance: Path, office: str | None, as_json: bool
) -> None:
    """Read a roster file into a class, or only say what it holds."""
    with acting(instance, office) as actor:
        row = find_cohort(cohort)
        reading = _read(file)
        if dry_run:
            _print(reading.to_json(), _describe(reading), as_json=as_json)
            return
        result = import_reading(actor, row, reading, source=file.name, without_refused=without_refused)
    _print(_result_json(reading, result), _describe_result(reading, result), as_json=as_json)


@click.command(
    "export", help="把班次 COHORT 的表（KIND）写成 Excel 文件，放到 --out 目录；all 是五张登记表和一班一档的压缩包。"
)
@click.argument("cohort")
@click.argument("kinds", nargs=-1, metavar="[KIND…|all]", type=click.Choice([*(kind.value for kind in PaperKind), ALL]))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="目录")
@office_options
@json_option
def export(
    *, cohort: str, kinds: tuple[str, ...], out: Path, instance: Path, office: str | None, as_json: bool
) -> None:
    """Write a class's papers into a folder; the same data on the same day give the same bytes."""
    whole = not kinds or ALL in kinds
    chosen = REGISTERS if whole else [kind for kind in KINDS if kind in kinds]
    with acting(instance, office) as actor, tqdm(unit="张", leave=False, disable=None) as bar:
        row = find_cohort(cohort)
        bar.reset(len(chosen) + (len(kinds_for(actor, row)) if whole else 0))
        exports = export_papers(actor, row, chosen, on=today(), on_progress=_name(bar))
        if whole:
            bar.set_description(PACK)
            exports.append(export_pack(actor, row, on=today(), on_progress=_step(bar)))
        files = _write(out, exports)
    names = [*(kind.value for kind in chosen), "pack"]
    entries = [{"kind": kind, "file": str(file)} for kind, file in zip(names, files, strict=False)]
    _print(entries, [str(file) for file in files], as_json=as_json)


def _print(data: object, lines: Iterable[str], *, as_json: bool) -> None:
    if as_json:
        print_json(data)
    else:
        print_lines(list(lines))


def _name(bar: "tqdm[Never]") -> Callable[[PaperKind], None]:
    def show(kind: PaperKind) -> None:
        bar.set_description(kind.label)
        bar.update()

    return show


def _step(bar: "tqdm[Never]") -> Tell:
    def show(_done: int, _total: int) -> None:
        bar.update()

    return show


def _write(folder: Path, exports: Iterable[Export]) -> list[Path]:
    files = []
    for one in exports:
        write_file(folder / one.name, one.content)
        files.append(folder / one.name)
    return files


def _read(file: Path) -> RosterReading:
    with tqdm(desc="读取花名册", unit="行", leave=False, disable=None) as bar:
        workbook = read_upload(file.read_bytes(), file.name, on_progress=_advance(bar))
    return read_roster(workbook, words=queries.header_words())


def _advance(bar: "tqdm[Never]") -> Progress:
    def show(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return show


def _describe(reading: RosterReading) -> list[str]:
    columns = "、".join(f"{found.letter} 列“{found.heading}”" for found in reading.columns.values())
    lines = [f"工作表“{reading.sheet}”，表头在第 {'、'.join(map(str, reading.header_rows)) or '（无）'} 行：{columns}"]
    lines += [f"可以导入 {len(reading.rows)} 人，不能导入 {len(reading.refused)} 行"]
    lines += [f"! {finding.sentence()}" for finding in reading.errors]
    return lines + [f"? {finding.sentence()}" for finding in reading.warnings]


def _result_json(reading: RosterReading, result: RosterResult) -> dict[str, object]:
    return {
        "added": result.added,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "withdrawn": list(result.withdrawn),
        "refused": [row.row for row in reading.refused],
    }


def _describe_result(reading: RosterReading, result: RosterResult) -> list[str]:
    lines = [f"新增 {result.added} 人，更新 {result.changed} 人，没有变化 {result.unchanged} 人"]
    if reading.refused:
        lines.append(f"没有导入的行：{'、'.join(str(row.row) for row in reading.refused)}")
    if result.withdrawn:
        lines.append(f"已退出、没有恢复的：{'、'.join(result.withdrawn)}")
    return lines
