"""Where templates, seeds and migrations lie: beside the package in a checkout, inside it in a wheel."""

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
