"""Damaged files: read or refused in words, within the child's limits, and never half of one written into a class."""

import html
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.factories import Factory
from tests.registers.mutated_files import bases, damaged
from tests.registers.uploads import SEEN
from trainingapp.cohorts.models import Enrolment
from trainingapp.core.database import db
from trainingapp.core.excel.guard import DEFAULT_LIMITS, MEGABYTE

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="资源用量只有类 Unix 系统能查")

ROOT = Path(__file__).parents[2]
EVERY_DAY, CAMPAIGN = 40, 10_000
UPLOADS_EVERY_DAY, UPLOADS_CAMPAIGN = 4, 300
TAKES = re.compile(r"导入 (\d+) 人")


@dataclass(frozen=True)
class Outcome:
    """What became of one damaged file."""

    seed: int
    end: str
    told: str
    seconds: float
    megabytes: float
    whole: float


def outcomes(count: int) -> Sequence[Outcome]:
    """Return what became of so many damaged files."""
    words = [sys.executable, "-X", "utf8", "-m", "tests.registers.mutated_files", "0", str(count)]
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    return [Outcome(**json.loads(line)) for line in told.splitlines()]


def is_chinese(text: str) -> bool:
    return any("一" <= char <= "龥" for char in text)


@pytest.mark.parametrize("count", [EVERY_DAY, pytest.param(CAMPAIGN, marks=pytest.mark.campaign)])
def test_damaged_file_ends_in_an_answer_within_the_limits(count: int) -> None:
    found = outcomes(count)

    assert [one.seed for one in found] == list(range(count))
    assert {one.end for one in found} == {"读出", "拒绝"}
    assert all(is_chinese(one.told) for one in found)
    assert max(one.megabytes for one in found) * MEGABYTE <= DEFAULT_LIMITS.memory
    assert max(one.seconds for one in found) <= DEFAULT_LIMITS.time


@pytest.mark.parametrize("count", [UPLOADS_EVERY_DAY, pytest.param(UPLOADS_CAMPAIGN, marks=pytest.mark.campaign)])
def test_damaged_roster_is_taken_whole_or_not_at_all(count: int, sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    client = make.organiser_client()
    files = bases()
    met = []
    for seed in range(count):
        cohort = make.cohort()
        name, content = damaged(seed, files)
        answer = client.post(
            f"/classes/{cohort.public_id}/roster/import",
            data={"file": (BytesIO(content), name)},
            content_type="multipart/form-data",
        )
        offered = 0
        if answer.status_code == 302:
            page = client.get(answer.location)
            found = TAKES.search(html.unescape(page.get_data(as_text=True)))
            seen = SEEN.search(page.get_data(as_text=True))
            data = {"without_refused": "y", "seen": seen[1] if seen else ""}
            taken = client.post(answer.location, data=data)
            met.append((page.status_code, taken.status_code))
            offered = int(found[1]) if found and taken.status_code == 302 else 0
        met.append((answer.status_code, answer.status_code))
        db.session.expire_all()
        written = db.session.scalar(select(func.count(Enrolment.id)).where(Enrolment.cohort_id == cohort.id))
        assert written == offered, seed

    assert all(status < 500 for pair in met for status in pair)
