"""A roster on its way in: the file is kept, read as the organiser chose, and taken into the class in one act."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.operations import enrol_many
from trainingapp.cohorts.queries import roster_size
from trainingapp.cohorts.terms import RosterResult
from trainingapp.core.changes import Changes
from trainingapp.core.errors import Refused
from trainingapp.core.excel.child import Progress, read_upload
from trainingapp.people.models import Organisation
from trainingapp.registers import queries
from trainingapp.registers.models import LONGEST_FILE_NAME, Upload
from trainingapp.registers.operations.spellings import remember_spellings
from trainingapp.registers.operations.uploads import choose, keep_upload, open_upload, settle_upload
from trainingapp.registers.rules.entries import make_entries
from trainingapp.registers.rules.header_words import RosterField
from trainingapp.registers.rules.roster import RosterChoice, RosterReading, read_roster
from trainingapp.registers.terms import UploadKind

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
) -> Upload:
    """Keep a file that could be a roster, to be looked at before it is taken in. `at` is aware, in UTC.

    What the same person left lying for this class goes. A mapping that was corrected for a file with the same header
    is used again. Raises Refused for what cannot or must not be read.
    """
    workbook = read_upload(content, file_name, on_progress=on_progress)
    reading = read_roster(workbook, words=queries.header_words(), asks=True)
    return keep_upload(
        actor,
        cohort,
        UploadKind.ROSTER,
        content=content,
        file_name=file_name,
        fingerprint=reading.fingerprint,
        at=at,
    )


def record_refused_upload(actor: Actor, cohort: Cohort, *, file_name: str, reasons: tuple[str, ...]) -> None:
    """Leave in the trail that a file was refused, and why."""
    told = Changes(after={"source": file_name[:LONGEST_FILE_NAME], "reasons": list(reasons)})
    audit.record(actor, "roster.refused", cohort, told)


def read_received(upload: Upload, *, on_progress: Progress | None = None) -> RosterReading:
    """Return what a kept file says, read as the organiser chose; the same choice gives the same reading."""
    workbook = open_upload(upload, on_progress=on_progress)
    return read_roster(workbook, choice=_choice(upload), words=queries.header_words(), asks=True)


def choose_columns(upload: Upload, choice: Choice) -> None:
    """Keep what the organiser corrected: sheet, header rows and columns."""
    choose(upload, choice.stored())


def import_received(
    actor: Actor,
    upload: Upload,
    *,
    at: datetime,
    without_refused: bool = False,
    units: Mapping[str, str] | None = None,
    on_progress: Progress | None = None,
) -> RosterResult:
    """Take a kept file into its class, all its rows or none; `without_refused` leaves out rows that cannot be taken.

    `units` are the organisations, by public id, that a person confirmed for units written otherwise; they are
    remembered for later files.
    """
    reading = read_received(upload, on_progress=on_progress)
    confirmed = queries.confirmed_units(units or {})
    result = import_reading(
        actor, upload.cohort, reading, source=upload.file_name, without_refused=without_refused, units=confirmed
    )
    written = {row.person.org for row in reading.rows}
    remember_spellings(actor, {name: found for name, found in confirmed.items() if name in written})
    settle_upload(upload, at=at)
    return result


def import_reading(
    actor: Actor,
    cohort: Cohort,
    reading: RosterReading,
    *,
    source: str,
    without_refused: bool = False,
    units: Mapping[str, Organisation] | None = None,
) -> RosterResult:
    """Take what a file says into a class, all its rows or none. Raises Refused where rows cannot be taken.

    `units` are the organisations of units written otherwise; where nobody could be asked, those confirmed before.
    """
    if reading.refused and not without_refused:
        told = [finding.sentence() for finding in reading.errors]
        raise Refused(SOME_REFUSED.format(count=len(reading.refused)), *told)
    entries = make_entries(reading, numbered=not roster_size(cohort.id))
    if not entries:
        raise Refused(NOTHING_TO_TAKE)
    if units is None:
        units = queries.remembered_units(entry.organisation_name for entry in entries)
    names = {written: organisation.name for written, organisation in units.items()}
    if names:
        entries = [
            replace(entry, organisation_name=names.get(entry.organisation_name, entry.organisation_name))
            for entry in entries
        ]
    return enrol_many(actor, cohort, entries, source=source)


def _choice(upload: Upload) -> RosterChoice:
    stored = upload.choices or {}
    columns = stored.get("columns")
    return RosterChoice(
        stored.get("sheet") or None,
        tuple(stored.get("header_rows") or ()),
        {RosterField(name): letter for name, letter in columns.items()} if columns is not None else None,
    )
