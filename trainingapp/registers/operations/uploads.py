"""A file on its way in: kept encrypted while a person looks it over, and gone from here once it is taken."""

from collections.abc import Mapping
from datetime import datetime

from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.core import changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.core.excel.child import Progress, read_upload
from trainingapp.core.excel.grid import Workbook
from trainingapp.core.ids import new_public_id
from trainingapp.registers import queries
from trainingapp.registers.models import LONGEST_FILE_NAME, Upload
from trainingapp.registers.operations.sealing import seal, unseal
from trainingapp.registers.terms import UploadKind


def keep_upload(
    actor: Actor,
    cohort: Cohort,
    kind: UploadKind,
    *,
    content: bytes,
    file_name: str,
    fingerprint: str,
    at: datetime,
) -> Upload:
    """Keep a file for this class; what the same person left lying of this kind goes.

    A mapping that was corrected for a file with the same header is used again.
    """
    for left in queries.uploads_left(actor, cohort, kind):
        db.session.delete(left)
    public_id = new_public_id()
    upload = Upload(
        public_id=public_id,
        cohort=cohort,
        user_id=actor.user_id,
        kind=kind,
        file_name=file_name[:LONGEST_FILE_NAME],
        sealed=seal(content, _place(public_id)),
        fingerprint=fingerprint,
        choices=queries.remembered_choice(kind, fingerprint),
        uploaded_at=at,
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def open_upload(upload: Upload, *, on_progress: Progress | None = None) -> Workbook:
    """Return what a kept file holds. Raises Refused once it was taken: its bytes are gone."""
    if upload.imported_at is not None:
        raise Refused(f"“{upload.file_name}”已经导入；要再导入，请重新上传")
    return read_upload(unseal(upload.sealed, _place(upload.public_id)), upload.file_name, on_progress=on_progress)


def choose(upload: Upload, chosen: Mapping[str, object]) -> None:
    """Keep what the organiser corrected, beside what he had corrected before."""
    changes.apply(upload, choices={**(upload.choices or {}), **chosen})


def settle_upload(upload: Upload, *, at: datetime) -> None:
    """Note that a file was taken; its bytes go."""
    changes.apply(upload, imported_at=at, sealed="")


def _place(public_id: str) -> str:
    return f"upload.sealed:{public_id}"
