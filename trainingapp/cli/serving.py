"""Commands that serve: `serve` on what is there, `start` after making whatever is missing."""

import gc
import logging
import signal
import socket
from pathlib import Path
from typing import Any

import click
import waitress
from flask import Flask

from trainingapp.accounts import queries as account_queries
from trainingapp.cli.application import entered, instance_option, make_application, opened
from trainingapp.cli.demo import ACCOUNTS_FILE, make_demo_accounts
from trainingapp.cli.instance import bring_forward, first_steps, load_programmes
from trainingapp.cli.output import print_lines
from trainingapp.core.database import db
from trainingapp.core.errors import Refused

THREADS = 8
BACKLOG = 1024
ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - only compared with, to print an address that a browser takes

host_option = click.option("--host", default="127.0.0.1", show_default=True, help="监听地址")
port_option = click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="端口")


@click.command(help="提供网页服务，Ctrl+C 停止。")
@host_option
@port_option
@instance_option
def serve(*, host: str, port: int, instance: Path) -> None:
    """Serve what is there."""
    with opened(instance) as app:
        lines = first_steps(instance)
    _serve(app, host, port, lines)


@click.command(help="准备好数据（升级数据库、首次装入示例班次和演示账号），然后提供网页服务。")
@host_option
@port_option
@instance_option
@click.option("--no-demo", is_flag=True, help="不建演示账号")
def start(*, host: str, port: int, instance: Path, no_demo: bool) -> None:
    """Make whatever is missing, then serve."""
    app = make_application(instance)
    with entered(app):
        bring_forward()
        if not account_queries.list_offices():
            load_programmes(())
            db.session.commit()
        lines = ([] if no_demo else make_demo_accounts(instance / ACCOUNTS_FILE)) or first_steps(instance)
    _serve(app, host, port, lines)


def _serve(app: Flask, host: str, port: int, lines: list[str]) -> None:
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a moment's queue is no news for the terminal
    with _listen(host, port) as listening:
        channels: dict[int, Any] = {}
        server = waitress.create_server(app, channels, sockets=[listening], threads=THREADS)
        # Stopping raises nothing, for an exception at an unlucky place would be lost and the server stay for ever: the
        # server's loop ends because it has nothing left to listen to.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: channels.clear())
        keep_what_stands()
        shown = "127.0.0.1" if host in ANYWHERE else host
        print_lines([*lines, f"青蓝已启动：http://{shown}:{listening.getsockname()[1]}/ （Ctrl+C 停止）"])
        server.run()
        server.task_dispatcher.shutdown()
        server.close()


def keep_what_stands() -> None:
    """Leave what the start has made out of every later garbage collection.

    It stays for as long as the server does, and to look through it all takes longer than most pages: one request in
    twenty would pay for it.
    """
    gc.collect()
    gc.freeze()


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; refuse where somebody else does, or the address is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise Refused(f"不能在 {host}:{port} 上提供服务（{error.strerror or error}），请换一个 --port") from error
