"""Commands of the planner that need no database: a problem in a file, its plan in a file."""

import math
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Never

import click
from tqdm import tqdm

from trainingapp.cli.output import json_option, print_json, print_lines
from trainingapp.core.errors import Refused
from trainingapp.planner.explanation import Explanation
from trainingapp.planner.files import explain_file, solve_file
from trainingapp.planner.problem import PlanProblemError
from trainingapp.planner.serialise import encode
from trainingapp.planner.solution import Cancel, Progress, Report, Solution

ENDED_EARLY = "按 Ctrl+C 停在这里，写下的是目前最好的方案"
PHASES = {"construct": "编排初稿", "improve": "改进"}


class Seconds(click.FloatRange):
    """A time that ends: `nan` lies in no range and yet passes every comparison with one."""

    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the seconds."""
        seconds = float(super().convert(value, param, ctx))
        if math.isnan(seconds):
            self.fail("应为 0.1 到 3600 之间的数", param, ctx)
        return seconds


seconds_option = click.option("--seconds", type=Seconds(0.1, 3600), default=None, help="最多用多少秒")
seed_option = click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="同样的种子得到同样的课表"
)


@click.command(
    help="编排 PROBLEM（JSON，格式见 docs/planner.md），把课表写到 --out；不需要数据库。",
    epilog="退出码：0 全部排上；1 被拒绝，或没有排全（说明为什么、放宽哪一条就行）；2 命令用法不对。",
)
@click.argument("problem", type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="SOLUTION", help="写到这个文件"
)
@seconds_option
@seed_option
@json_option
@click.pass_context
def solve(context: click.Context, *, problem: Path, out: Path, seconds: float | None, seed: int, as_json: bool) -> None:
    """Solve a problem that lies in a file."""
    if out.resolve() == problem.resolve():
        raise Refused(f"--out 和题目是同一个文件（{out}），会把题目盖掉，请换一个文件名")
    with tqdm(desc="编排", unit="步", leave=False, disable=None) as bar, ended_by_interrupt() as interrupted:
        try:
            found = solve_file(problem, out, seconds, seed, progress=show_progress(bar), cancel=interrupted)
        except PlanProblemError as error:
            raise Refused(*error.reasons) from error
        except OSError as error:
            raise Refused(f"不能写到 {out}（{error.strerror or error}），请换一个位置") from error
    explanation = None if interrupted() else explain_file(problem, found, seed)
    if as_json:
        print_json(
            {"placed": len(found.placements), "unplaced": [missing.session for missing in found.unplaced]}
            | {"cost": found.total, "bound": found.bound, "proven": found.proven, "out": str(out)}
            | {"interrupted": interrupted(), "explanation": encode(explanation) if explanation else None}
        )
    else:
        print_lines([*describe(found, out), *([ENDED_EARLY] if interrupted() else []), *why(explanation)])
    context.exit(0 if found.complete else 1)


@contextmanager
def ended_by_interrupt() -> Iterator[Cancel]:
    """Let Ctrl+C end a search with the best that it has, and a second one break it off."""
    asked = threading.Event()
    former = signal.getsignal(signal.SIGINT)

    def note(*_: object) -> None:
        asked.set()
        signal.signal(signal.SIGINT, former)

    signal.signal(signal.SIGINT, note)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, former)


def show_progress(bar: "tqdm[Never]") -> Report:
    """Return what shows a search's progress on a bar."""

    def show(progress: Progress) -> None:
        bar.set_description(PHASES.get(progress.phase, progress.phase))
        least = "" if progress.bound is None else f"，下界 {progress.bound}"
        bar.set_postfix_str(f"已排 {progress.placed}/{progress.total}，代价 {progress.cost}{least}")
        bar.update(progress.steps - bar.n)

    return show


def describe(found: Solution, out: Path) -> list[str]:
    """Return the lines that tell a person what was found."""
    proof = "，已证明最优" if found.proven else f"，下界 {found.bound}" if found.bound is not None else ""
    lines = [f"排好 {len(found.placements)} 节，代价 {found.total}{proof}；已写到 {out}"]
    return lines + [f"! 未排：{missing.session}：{missing.sentence}" for missing in found.unplaced]


def why(explanation: Explanation | None) -> list[str]:
    """Return the lines that tell why not everything was placed, and which rules to relax, those that help first."""
    if explanation is None:
        return []
    fixes = sorted(explanation.fixes, key=lambda fix: not fix.works)
    tried = {True: "：试过，放宽这一条就排得下", False: ""}
    return [f"为什么：{explanation.sentence}", *(f"  可以放宽：{fix.rule.sentence}{tried[fix.works]}" for fix in fixes)]
