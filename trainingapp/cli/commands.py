"""The group of all commands, and how a refusal leaves: its reasons on stderr, exit code 1."""

import sys

import click

from trainingapp.cli.accounts import accounts
from trainingapp.cli.archives import archive
from trainingapp.cli.checking import check
from trainingapp.cli.drafting import plan
from trainingapp.cli.instance import init, seed
from trainingapp.cli.papers import export, import_roster
from trainingapp.cli.planning import solve
from trainingapp.cli.serving import serve, start
from trainingapp.cli.showing import cohorts, show_attendance, show_roster, show_timetable
from trainingapp.core.errors import Refused

REFUSED = 1


class Commands(click.Group):
    """A group whose commands say why they refused."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; print the reasons of a refusal, one a line, and leave with 1."""
        try:
            return super().invoke(ctx)
        except Refused as refusal:
            for reason in refusal.reasons:
                click.echo(reason, err=True)
            ctx.exit(REFUSED)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="青蓝：街道党建办的培训班管理，从花名册到签字归档的登记表。",
    epilog="退出码：0 完成；1 被拒绝，原因写在标准错误；2 命令用法不对。",
)
@click.version_option(package_name="trainingapp", message="%(version)s")
def main() -> None:
    """Hold all commands."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Chinese is no reason to stop


@main.group(help="花名册：查看、导入。")
def roster() -> None:
    """Hold the commands on rosters."""


@main.group(help="课表：查看、编排。")
def timetable() -> None:
    """Hold the commands on timetables."""


@main.group(help="考勤：查看。")
def attendance() -> None:
    """Hold the commands on attendance."""


for command in (start, init, seed, serve, cohorts, accounts, archive, check, export):
    main.add_command(command)
roster.add_command(show_roster)
roster.add_command(import_roster)
timetable.add_command(show_timetable)
timetable.add_command(solve)
timetable.add_command(plan)
attendance.add_command(show_attendance)
