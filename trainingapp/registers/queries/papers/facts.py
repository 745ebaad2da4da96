"""What a class says of itself on every paper: the fields that any template knows, and the texts of its Word papers."""

from decimal import Decimal

from trainingapp.accounts.queries import class_teachers
from trainingapp.cohorts import columns as cohort_columns
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import roster_size
from trainingapp.registers.office_templates import ClassFacts
from trainingapp.registers.queries.papers.parts import Printing, filled_by
from trainingapp.registers.terms import PaperText
from trainingapp.timetable.queries import list_sessions

HALF_DAY = Decimal("0.5")


def text_of(cohort: Cohort, text: PaperText) -> str:
    """Return what the class's papers say, or what papers usually say."""
    return cohort.presets.texts.get(text.value, "") or usual_text(cohort, text)


def usual_text(cohort: Cohort, text: PaperText) -> str:
    """Return what papers usually say, in the class's words for the statuses."""
    return cohort.presets.reword(text.usual)


def lines_of(cohort: Cohort, text: PaperText) -> list[str]:
    """Return a text that is a list, item by item."""
    return [line.strip() for line in text_of(cohort, text).splitlines() if line.strip()]


def audience_of(cohort: Cohort) -> str:
    """Return for whom the class is, as somebody wrote it or as its tracks and size say."""
    tracks = "、".join(track.name for track in cohort.tracks)
    size = f"，{cohort.expected_size}人" if cohort.expected_size else ""
    return text_of(cohort, PaperText.AUDIENCE) or f"{tracks or '学员'}{size}"


def contact_of(cohort: Cohort) -> str:
    """Return whom to ask: whoever was named, else who makes the class's papers."""
    return text_of(cohort, PaperText.CONTACT) or cohort.presets.prepared_by


def facts_of(cohort: Cohort, printing: Printing) -> ClassFacts:
    """Return the fields of a class that every template knows."""
    sessions = list_sessions(cohort)
    presets = cohort.presets
    return ClassFacts(
        class_name=cohort.formal_name,
        short_name=cohort.short_name,
        host=cohort.host.shown_name,
        number=cohort.batch,
        begins=cohort.starts_on,
        ends=cohort.ends_on,
        dates=cohort_columns.show_dates(cohort),
        days=len({(one.held_on, one.half_day) for one in sessions}) * HALF_DAY,
        people=roster_size(cohort.id),
        sessions=len(sessions),
        hours=sum((session.hours for session in sessions), start=Decimal(0)),
        place=cohort.place,
        audience=audience_of(cohort),
        head_teacher="、".join(class_teachers(cohort.id)),
        contact=contact_of(cohort) or filled_by(cohort),
        contact_phone=text_of(cohort, PaperText.CONTACT_PHONE),
        prepared_by=presets.prepared_by,
        checked_by=presets.checked_by,
        filled_on=printing.on,
    )
