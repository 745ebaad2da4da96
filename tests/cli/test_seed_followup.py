"""What followed the programmes' classes stands in the seeds, and loads again without doubling."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.cli.test_seeds import load
from trainingapp.core.database import db
from trainingapp.followup.models import CascadeTask, Destination, Honour, Mentorship, PointsEntry, PointsItem, Talk


def amounts() -> dict[str, int]:
    """Return how many rows of each kind there are."""
    kinds = (CascadeTask, Mentorship, Talk, Destination, Honour, PointsItem, PointsEntry)
    return {kind.__tablename__: db.session.scalar(select(func.count(kind.id))) or 0 for kind in kinds}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("changfeng-2019", {"cascade_task": 15}),
        ("qinglan-2025", {"mentorship": 2, "mentor_talk": 3, "destination": 2, "points_item": 5, "points_entry": 8}),
        ("taopu-2019", {"honour": 12}),
        ("changning-2020", {"honour": 3}),
    ],
)
def test_followup_loads_once(app: Flask, code: str, expected: dict[str, int]) -> None:
    del app
    load(code)
    first = amounts()
    load(code)

    assert {name: amount for name, amount in first.items() if amount} == expected
    assert amounts() == first


def test_nine_of_fifteen_secretaries_have_relayed(app: Flask) -> None:
    del app
    load("changfeng-2019")

    done = db.session.scalars(select(CascadeTask).where(CascadeTask.done_on.is_not(None))).all()

    assert (len(done), sum(task.headcount for task in done)) == (9, 360)
