"""What each route asks for, gathered from the list of every subject. A route that no list names fails the matrix."""

from importlib import import_module
from pathlib import Path

from trainingapp.accounts.permissions import Permission

TESTS = Path(__file__).parents[1]
_LISTS = [import_module(f"tests.{file.parent.name}.routes") for file in sorted(TESTS.glob("*/routes.py"))]

PUBLIC: frozenset[str] = frozenset().union(*(getattr(listed, "PUBLIC", frozenset()) for listed in _LISTS))
ROUTES: dict[str, Permission] = {
    endpoint: permission for listed in _LISTS for endpoint, permission in listed.ROUTES.items()
}
