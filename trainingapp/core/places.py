"""Where templates, seeds and migrations lie: beside the package in a checkout, inside it in a wheel."""

from functools import cache
from hashlib import sha256
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
CARRIED = PACKAGE / "_carried"
MIGRATIONS = PACKAGE / "migrations"
STATIC = PACKAGE / "static"


def _carried_or_beside(name: str) -> Path:
    carried = CARRIED / name
    return carried if carried.is_dir() else PACKAGE.parent / name


TEMPLATES = _carried_or_beside("templates")
SEEDS = _carried_or_beside("seeds")
DEFAULT_INSTANCE = PACKAGE.parent / "instance" if (PACKAGE.parent / "pyproject.toml").is_file() else Path("instance")


@cache
def static_address() -> str:
    """Return the address under which style sheets and scripts lie; it changes with what is in them.

    So a browser may keep them for good, and an upgrade never mixes old ones with new: scripts import each other by
    names beside their own.
    """
    digest = sha256()
    for file in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        digest.update(file.relative_to(STATIC).as_posix().encode() + file.read_bytes())
    return f"/static/{digest.hexdigest()[:12]}"
