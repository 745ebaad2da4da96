"""Reads of what an office files: of the whole office, so for those alone who see all of it."""

from collections.abc import Sequence

from sqlalchemy import select

from trainingapp.accounts.permissions import Permission, reaches_office
from trainingapp.accounts.terms import Actor
from trainingapp.assessment.models import OfficeReport
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound


def list_reports(actor: Actor) -> Sequence[OfficeReport]:
    """Return all versions of all reports, the newest first; none to who sees a part of the office alone."""
    if not reaches_office(actor, Permission.INSIGHT_VIEW):
        return []
    order = (OfficeReport.year.desc(), OfficeReport.month.desc(), OfficeReport.number.desc())
    return db.session.scalars(select(OfficeReport).order_by(*order)).all()


def find_report(actor: Actor, public_id: str) -> OfficeReport:
    """Return a report of the office; raise NotFound otherwise."""
    report = db.session.scalar(select(OfficeReport).where(OfficeReport.public_id == public_id))
    if report is None or not reaches_office(actor, Permission.INSIGHT_VIEW):
        raise NotFound("没有这份报表，或者您看不到它（月报和台账只给看得到全单位的账号）")
    return report
