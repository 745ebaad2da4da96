"""A roster on its way in: the file is kept, read as the organiser chose, and taken into the class in one act."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from hashlib import sha256

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.operations import enrol_many, foresee
from trainingapp.cohorts.queries import roster_size
from trainingapp.cohorts.terms import RosterEntry, RosterForecast, RosterResult
from trainingapp.core.changes import Changes
from trainingapp.core.errors import Refused, Stale
from trainingapp.core.excel.child import Progress, read_upload
from trainingapp.people.models import Organisation
from trainingapp.registers import queries
from trainingapp.registers.models import LONGEST_FILE_NAME, Upload
from trainingapp.registers.operations.spellings import remember_spellings
from trainingapp.registers.operations.uploads import choose, keep_upload, open_upload, settle_upload
from trainingapp.registers.rules.entries import make_entries
from trainingapp.registers.rules.header_words import RosterField
from trainingapp.registers.rules.roster import RosterChoice, RosterReading, read_roster
from trainingapp.registers.rules.units import Unit
from trainingapp.registers.terms import UploadKind

NOTHING_TO_TAKE = "这个文件里没有可以导入的行，请改好以后重新上传"
CHANGED_MEANWHILE = "核对以后，导入的结果有了变化，没有写入。请看过新的核对结果再导入"
SOME_REFUSED = "有 {count} 行不能导入，一行也没有写入：请改好文件，或选择只导入没有问题的行"


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """What taking a file would do: its rows as read and with the units that were chosen, and what comes of them."""

    reading: RosterReading
    read: Sequence[RosterEntry]
    entries: Sequence[RosterEntry]
    units: Mapping[str, Organisation]
    forecast: RosterForecast

    @property
    def fingerprint(self) -> str:
        """Return a digest of the plan: what was shown is what is taken, or it is shown again.

        Which unit a new trainee has is shown where it is chosen; what it changes of those who are here counts.
        """
        told = (list(map(astuple, self.read)), astuple(self.forecast))
        return sha256(repr(told).encode()).hexdigest()


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


def plan_received(upload: Upload, reading: RosterReading, units: Mapping[str, str] | None = None) -> RosterPlan:
    """Return what taking a kept file would do; `units` are organisations by public id as a page has them chosen.

    Where a page has not been asked, those chosen for this file before count, and those confirmed for earlier files.
    """
    chosen = queries.chosen_units(reading, _kept_units(upload)) if units is None else units
    return _plan(upload.cohort, reading, queries.confirmed_units(chosen))


def _plan(cohort: Cohort, reading: RosterReading, units: Mapping[str, Organisation]) -> RosterPlan:
    read = make_entries(reading, numbered=not roster_size(cohort.id))
    entries = _with_units(read, units)
    return RosterPlan(reading, read, entries, units, foresee(cohort, entries))


def _with_units(entries: Sequence[RosterEntry], units: Mapping[str, Organisation]) -> list[RosterEntry]:
    named = ((one, units.get(one.organisation_name)) for one in entries)
    return [replace(one, organisation_name=unit.name) if unit else one for one, unit in named]


def choose_units(upload: Upload, units: Mapping[str, str]) -> None:
    """Keep which organisations the page has chosen for units of a kept file; a blank is chosen too."""
    choose(upload, {"units": {**_kept_units(upload), **units}})


def _kept_units(upload: Upload) -> Mapping[str, str]:
    kept: Mapping[str, str] = (upload.choices or {}).get("units") or {}
    return kept


def roster_units(upload: Upload, reading: RosterReading) -> list[Unit]:
    """Return the units of a kept file that a person should look at, with what is chosen for each."""
    return queries.roster_units(reading, _kept_units(upload))


def import_received(
    actor: Actor,
    upload: Upload,
    *,
    at: datetime,
    seen: str,
    without_refused: bool = False,
    units: Mapping[str, str] | None = None,
    on_progress: Progress | None = None,
) -> RosterResult:
    """Take a kept file into its class, all its rows or none; `without_refused` leaves out rows that cannot be taken.

    `seen` is the fingerprint of the plan that was shown: raises Stale, before anything is written, when taking the file
    would do something else now. `units` are the organisations, by public id, that a person confirmed for units written
    otherwise; they are remembered for later files.
    """
    plan = plan_received(upload, read_received(upload, on_progress=on_progress), units)
    _refuse_rows(plan.reading, plan.entries, without_refused=without_refused)
    if plan.fingerprint != seen:
        raise Stale(CHANGED_MEANWHILE)
    result = enrol_many(actor, upload.cohort, plan.entries, source=upload.file_name)
    written = {row.person.org for row in plan.reading.rows}
    remember_spellings(actor, {name: found for name, found in plan.units.items() if name in written})
    settle_upload(upload, at=at)
    return result


def import_reading(
    actor: Actor, cohort: Cohort, reading: RosterReading, *, source: str, without_refused: bool = False
) -> RosterResult:
    """Take what a file says into a class, all its rows or none, where nobody can be asked: units as confirmed before.

    Raises Refused where rows cannot be taken.
    """
    entries = make_entries(reading, numbered=not roster_size(cohort.id))
    _refuse_rows(reading, entries, without_refused=without_refused)
    units = queries.confirmed_units(queries.chosen_units(reading, {}))
    return enrol_many(actor, cohort, _with_units(entries, units), source=source)


def _refuse_rows(reading: RosterReading, entries: Sequence[RosterEntry], *, without_refused: bool) -> None:
    if reading.refused and not without_refused:
        told = [finding.sentence() for finding in reading.errors]
        raise Refused(SOME_REFUSED.format(count=len(reading.refused)), *told)
    if not entries:
        raise Refused(NOTHING_TO_TAKE)


def _choice(upload: Upload) -> RosterChoice:
    stored = upload.choices or {}
    columns = stored.get("columns")
    return RosterChoice(
        stored.get("sheet") or None,
        tuple(stored.get("header_rows") or ()),
        {RosterField(name): letter for name, letter in columns.items()} if columns is not None else None,
    )
