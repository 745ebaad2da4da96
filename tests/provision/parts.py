"""Parts outside Python: a test that needs one says so, and its absence is never silent."""

import os
from typing import NoReturn

import pytest

from start import PARTS, Part

MISSING = "缺少部件"


def require_part(name: str) -> str:
    """Return where the part is: `require_part("libreoffice")`.

    Without it the test fails when CI=true and is skipped elsewhere. The names are those of `PARTS` in start.py:
    chromium, fonts, libreoffice, poppler, postgres.
    """
    part = {part.name: part for part in PARTS}[name]
    return part.find() or refuse_or_skip(part)


def refuse_or_skip(part: Part) -> NoReturn:
    """Fail in CI, where everything must run; elsewhere skip with words that the summary counts."""
    reason = f"{MISSING} {part.name}（apt-get install {' '.join(part.packages)}）"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
