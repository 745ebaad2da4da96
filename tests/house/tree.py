"""The files that git keeps, and the functions in them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WRITTEN_BY_ALEMBIC = "trainingapp/migrations/versions/"


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return the files that git keeps or would keep; a tree without git is skipped aloud."""
    if not (ROOT / ".git").exists():
        pytest.skip("没有 git：这一项检查的是仓库里的文件")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return tuple(path for name in sorted(filter(None, listed.split("\0"))) if (path := ROOT / name).is_file())


def relative(path: Path) -> str:
    """Return a file's path from the top of the tree, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def python_files(*folders: str) -> list[Path]:
    """Return the Python files below these folders that a person wrote."""
    return [
        path
        for path in tracked_files()
        if path.suffix == ".py"
        and relative(path).startswith(folders)
        and not relative(path).startswith(WRITTEN_BY_ALEMBIC)
    ]


def parse(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each function's place and its length in lines, from `def` to its last."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{relative(path)}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1
