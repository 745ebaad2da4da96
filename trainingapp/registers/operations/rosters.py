"""A roster on its way in: the file is kept, read as the organiser chose, and taken into the class in one act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.operations import enrol_many
from trainingapp.cohorts.queries import roster_size
from trainingapp.cohorts.terms import RosterResult
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.core.excel.child import Progress, read_upload
from trainingapp.core.ids import new_public_id
from trainingapp.registers import queries
from trainingapp.registers.models import LONGEST_FILE_NAME, RosterUpload
from trainingapp.registers.operations.sealing import seal, unseal
from trainingapp.registers.rules.entries import make_entries
from trainingapp.registers.rules.header_words import RosterField
from trainingapp.registers.rules.roster import RosterChoice, RosterReading, read_roster

NOTHING_TO_TAKE = "这个文件里没有可以导入的行，请改好以后重新上传"
SOME_REFUSED = "有 {count} 行不能导入，一行也没有写入：请改好文件，或选择只导入没有问题的行"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the organiser corrected on the page; blank keeps the guess. Columns are letters by field."""

    sheet: str = ""
    header_rows: tuple[int, ...] = ()
    columns: Mapping[str, str] | None = None

    def stored(self) -> dict[str, object]:
        """Return the choice as the upload keeps it."""
        columns = dict(self.columns) if self.columns is not None else None
        return {"sheet": self.sheet, "header_rows": list(self.header_rows), "columns": columns}


def receive_roster(
    actor: Actor,
    cohort: Cohort,
    *,
    content: bytes,
    file_name: str,
    at: datetime,
    on_progress: Progress | None = None,
) -> RosterUpload:
    """Keep a file that could be a roster, to be looked at before it is taken in. `at` is aware, in UTC.

    What the same person left lying for this class goes. A mapping that was corrected for a file with the same header
    is used again. Raises Refused for what cannot or must not be read.
    """
    workbook = read_upload(content, file_name, on_progress=on_progress)
    reading = read_roster(workbook)
    for left in queries.uploads_left(actor, cohort):
        db.session.delete(left)
    public_id = new_public_id()
    upload = RosterUpload(
        public_id=public_id,
        cohort=cohort,
        user_id=actor.user_id,
        file_name=file_name[:LONGEST_FILE_NAME],
        sealed=seal(content, _place(public_id)),
        fingerprint=reading.fingerprint,
        choices=queries.remembered_choice(reading.fingerprint),
        uploaded_at=at,
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def record_refused_upload(actor: Actor, cohort: Cohort, *, file_name: str, reasons: tuple[str, ...]) -> None:
    """Leave in the trail that a file was refused, and why."""
    told = Changes(after={"source": file_name[:LONGEST_FILE_NAME], "reasons": list(reasons)})
    audit.record(actor, "roster.refused", cohort, told)


def read_received(upload: RosterUpload, *, on_progress: Progress | None = None) -> RosterReading:
    """Return what a kept file says, read as the organiser chose; the same choice gives the same reading."""
    if upload.imported_at is not None:
        raise Refused(f"“{upload.file_name}”已经导入；要再导入，请重新上传")
    workbook = read_upload(unseal(upload.sealed, _place(upload.public_id)), upload.file_name, on_progress=on_progress)
    return read_roster(workbook, choice=_choice(upload))


def choose_columns(upload: RosterUpload, choice: Choice) -> None:
    """Keep what the organiser corrected: sheet, header rows and columns."""
    changes.apply(upload, choices=choice.stored())


def import_received(
    actor: Actor,
    upload: RosterUpload,
    *,
    at: datetime,
    without_refused: bool = False,
    on_progress: Progress | None = None,
) -> RosterResult:
    """Take a kept file into its class, all its rows or none; `without_refused` leaves out rows that cannot be taken."""
    reading = read_received(upload, on_progress=on_progress)
    result = import_reading(actor, upload.cohort, reading, source=upload.file_name, without_refused=without_refused)
    changes.apply(upload, imported_at=at, sealed="")
    return result


def import_reading(
    actor: Actor, cohort: Cohort, reading: RosterReading, *, source: str, without_refused: bool = False
) -> RosterResult:
    """Take what a file says into a class, all its rows or none. Raises Refused where rows cannot be taken."""
    if reading.refused and not without_refused:
        told = [finding.sentence() for finding in reading.errors]
        raise Refused(SOME_REFUSED.format(count=len(reading.refused)), *told)
    entries = make_entries(reading, numbered=not roster_size(cohort.id))
    if not entries:
        raise Refused(NOTHING_TO_TAKE)
    return enrol_many(actor, cohort, entries, source=source)


def _choice(upload: RosterUpload) -> RosterChoice:
    stored = upload.choices or {}
    columns = stored.get("columns")
    return RosterChoice(
        stored.get("sheet") or None,
        tuple(stored.get("header_rows") or ()),
        {RosterField(name): letter for name, letter in columns.items()} if columns is not None else None,
    )


def _place(public_id: str) -> str:
    return f"roster_upload.sealed:{public_id}"
