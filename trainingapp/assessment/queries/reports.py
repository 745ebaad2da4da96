"""Reads of monthly reports."""

from collections.abc import Sequence

from sqlalchemy import select

from trainingapp.assessment.models import MonthlyReport
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound


def list_reports() -> Sequence[MonthlyReport]:
    """Return all versions of all reports, the newest month first."""
    order = (MonthlyReport.year.desc(), MonthlyReport.month.desc(), MonthlyReport.number.desc())
    return db.session.scalars(select(MonthlyReport).order_by(*order)).all()


def find_report(public_id: str) -> MonthlyReport:
    """Return a report of the office; raise NotFound otherwise."""
    report = db.session.scalar(select(MonthlyReport).where(MonthlyReport.public_id == public_id))
    if report is None:
        raise NotFound("没有这份月报，或者您看不到它")
    return report
