"""Rosters on their way in: the one that is being looked at, those left lying, and corrections to use again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.registers.models import RosterUpload

NO_SUCH_UPLOAD = "没有这个待导入的文件，可能已被新上传的文件替代；请重新上传"


def find_upload(cohort: Cohort, public_id: str) -> RosterUpload:
    """Return a file that was uploaded for this class; raise NotFound."""
    statement = select(RosterUpload).where(RosterUpload.cohort_id == cohort.id, RosterUpload.public_id == public_id)
    upload = db.session.scalar(statement)
    if upload is None:
        raise NotFound(NO_SUCH_UPLOAD)
    return upload


def uploads_left(actor: Actor, cohort: Cohort) -> Sequence[RosterUpload]:
    """Return the files that this person uploaded for this class and never imported."""
    statement = select(RosterUpload).where(
        RosterUpload.cohort_id == cohort.id,
        RosterUpload.user_id == actor.user_id,
        RosterUpload.imported_at.is_(None),
    )
    return db.session.scalars(statement).all()


def remembered_choice(fingerprint: str) -> dict[str, Any]:
    """Return what was chosen for the last imported file with this header; nothing where there was none.

    The sheet's name is left to the guess: it often carries a date.
    """
    statement = (
        select(RosterUpload.choices)
        .where(RosterUpload.fingerprint == fingerprint, RosterUpload.imported_at.is_not(None))
        .order_by(RosterUpload.imported_at.desc())
        .limit(1)
    )
    choices = db.session.scalar(statement) or {}
    return {**choices, "sheet": ""} if choices.get("columns") else {}
