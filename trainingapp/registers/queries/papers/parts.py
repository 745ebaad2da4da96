"""What every paper of a class has: title, the lines above, the lines to sign on, names as papers set them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from trainingapp.accounts.terms import Actor
from trainingapp.assessment.models import Certificate
from trainingapp.cohorts import columns as cohort_columns
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.terms import CHECKED, FILLED_ON, PREPARED
from trainingapp.core.columns import Column, Row
from trainingapp.core.excel.writing import Fonts
from trainingapp.core.progress import Tell
from trainingapp.registers.queries.titles import title_of
from trainingapp.registers.rules.printed_names import space_name
from trainingapp.registers.sheets.parts import Heading, Office, SignOff
from trainingapp.registers.terms import PaperKind
from trainingapp.timetable.models import Session


@dataclass(frozen=True, slots=True)
class Printing:
    """What a paper shows beside the class's data: for whom, the day it is filled in, whether phone numbers are whole.

    `session` limits the sign-in sheets to one session, `certificate` the certificates to one. What is `tracked` can be
    read in again, edited: it carries ids and what stood in it. `tell` hears how far a long one is.
    """

    actor: Actor
    on: date
    whole_phones: bool = False
    session: Session | None = None
    certificate: Certificate | None = None
    tracked: bool = False
    tell: Tell | None = None


def spaced(columns: Sequence[Column[Row]]) -> list[Column[Row]]:
    """Return the columns with names as papers set them."""
    return [_spaced(column) if column.key == "name" else column for column in columns]


def _spaced(column: Column[Row]) -> Column[Row]:
    return replace(column, value=lambda row: space_name(column.text(row)))


def heading_of(cohort: Cohort, kind: PaperKind, *, right: str = "") -> Heading:
    """Return the title and the line below it: who fills the paper in, and what stands at the right."""
    return Heading(title_of(cohort, kind.label), left=f"填报单位：{filled_by(cohort)}", right=right)


def dates_of(cohort: Cohort) -> str:
    """Return the class's dates as the line below a title has them."""
    return f"时间：{cohort_columns.show_dates(cohort)}"


def closing_of(cohort: Cohort, printing: Printing, *between: SignOff) -> list[SignOff]:
    """Return the lines to sign on, with the names among the class's presets and the day."""
    presets = cohort.presets
    known = {PREPARED: presets.prepared_by, CHECKED: presets.checked_by, FILLED_ON: dated(printing).value}
    first, *others = [SignOff(label, known.get(label, "")) for label in presets.signers]
    return [first, *(one for one in between if one.label not in presets.signers), *others]


def dated(printing: Printing) -> SignOff:
    """Return the line with the day on which a paper is filled in."""
    return SignOff(FILLED_ON, f"{printing.on.year}年{printing.on.month}月{printing.on.day}日")


def office_of(cohort: Cohort, kind: PaperKind) -> Office:
    """Return who prints a paper of the class, in which type and with which columns."""
    presets = cohort.presets
    return Office(filled_by(cohort), Fonts(**presets.fonts), presets.layouts.get(kind.value, ()))


def filled_by(cohort: Cohort) -> str:
    """Return the organisation that fills papers in."""
    return cohort.organiser or cohort.host.shown_name
