"""Files on their way in: the one that is being looked at, those left lying, and corrections to use again."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.registers.models import HeaderWord, Upload
from trainingapp.registers.terms import UploadKind

NO_SUCH_UPLOAD = "没有这个待导入的文件，可能已被新上传的文件替代；请重新上传"
REMEMBERED = ("header_rows", "columns")


def find_upload(cohort: Cohort, kind: UploadKind, public_id: str) -> Upload:
    """Return a file that was uploaded for this class to be taken so; raise NotFound."""
    statement = select(Upload).where(Upload.cohort_id == cohort.id, Upload.kind == kind, Upload.public_id == public_id)
    upload = db.session.scalar(statement)
    if upload is None:
        raise NotFound(NO_SUCH_UPLOAD)
    return upload


def uploads_left(actor: Actor, cohort: Cohort, kind: UploadKind) -> Sequence[Upload]:
    """Return the files of this kind that this person uploaded for this class and never imported."""
    statement = select(Upload).where(
        Upload.cohort_id == cohort.id,
        Upload.user_id == actor.user_id,
        Upload.kind == kind,
        Upload.imported_at.is_(None),
    )
    return db.session.scalars(statement).all()


def remembered_choice(kind: UploadKind, fingerprint: str) -> dict[str, Any]:
    """Return what was chosen for the last imported file with this header; nothing where there was none.

    The sheet's name is left to the guess: it often carries a date.
    """
    statement = (
        select(Upload.choices)
        .where(Upload.kind == kind, Upload.fingerprint == fingerprint, Upload.imported_at.is_not(None))
        .order_by(Upload.imported_at.desc())
        .limit(1)
    )
    choices = db.session.scalar(statement) or {}
    return {name: choices.get(name) for name in REMEMBERED} if choices.get("columns") else {}


def list_header_words() -> Sequence[HeaderWord]:
    """Return the office's own words above columns, by field."""
    return db.session.scalars(select(HeaderWord).order_by(HeaderWord.field, HeaderWord.word)).all()


def header_words() -> Mapping[str, Sequence[str]]:
    """Return the office's own words by the field that they head."""
    found: dict[str, list[str]] = {}
    for row in list_header_words():
        found.setdefault(row.field, []).append(row.word)
    return found


def find_header_word(public_id: str) -> HeaderWord:
    """Return one of the office's own words; raise NotFound."""
    found = db.session.scalar(select(HeaderWord).where(HeaderWord.public_id == public_id))
    if found is None:
        raise NotFound("没有这个表头词，可能已经删去")
    return found
