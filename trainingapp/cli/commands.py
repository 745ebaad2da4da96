"""The group of all commands, and how a refusal leaves: its reasons on stderr, exit code 1."""

import gc
import sys
from importlib import import_module
from types import ModuleType
from typing import Any, cast

import click

from trainingapp.core.errors import Refused

REFUSED = 1


class Commands(click.Group):
    """A group whose commands say why they refused.

    The module of a command is loaded when the command is asked for: who solves a problem in a file need not wait for
    the web and the database.
    """

    def __init__(self, *, places: dict[str, str], **settings: Any) -> None:  # noqa: ANN401 - click's own settings of a group
        """Take the place of each command: the module of this folder that holds it, and its name there."""
        super().__init__(**settings)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*super().list_commands(ctx), *self.places})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name, or None if there is none."""
        if cmd_name in self.places:
            module, _, name = self.places[cmd_name].partition(":")
            return cast("click.Command", getattr(_load(f"trainingapp.cli.{module}"), name))
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; print the reasons of a refusal, one a line, and leave with 1."""
        try:
            return super().invoke(ctx)
        except Refused as refusal:
            for reason in refusal.reasons:
                click.echo(reason, err=True)
            ctx.exit(REFUSED)


def _load(name: str) -> ModuleType:
    """Load a module without looking for garbage, now or when the process ends: what is loaded lives as long as it.

    Measured: without this a third of what a short command takes.
    """
    if name in sys.modules:
        return sys.modules[name]
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.freeze()
        gc.enable()


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="青蓝：街道党建办的培训班管理，从花名册到签字归档的登记表。",
    epilog="退出码：0 完成；1 被拒绝，原因写在标准错误；2 命令用法不对。",
    places={
        "start": "serving:start",
        "serve": "serving:serve",
        "init": "instance:init",
        "seed": "instance:seed",
        "cohorts": "showing:cohorts",
        "accounts": "accounts:accounts",
        "archive": "archives:archive",
        "check": "checking:check",
        "export": "papers:export",
    },
)
@click.version_option(package_name="trainingapp", message="%(version)s")
def main() -> None:
    """Hold all commands."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Chinese is no reason to stop


@main.group(
    cls=Commands, help="花名册：查看、导入。", places={"show": "showing:show_roster", "import": "papers:import_roster"}
)
def roster() -> None:
    """Hold the commands on rosters."""


@main.group(
    cls=Commands,
    help="课表：查看、编排。",
    places={"show": "showing:show_timetable", "solve": "planning:solve", "plan": "drafting:plan"},
)
def timetable() -> None:
    """Hold the commands on timetables."""


@main.group(cls=Commands, help="考勤：查看。", places={"show": "showing:show_attendance"})
def attendance() -> None:
    """Hold the commands on attendance."""
