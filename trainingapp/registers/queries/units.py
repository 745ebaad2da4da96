"""Units of a roster on its way in: which organisations they are, and which they may be."""

from collections.abc import Mapping

from sqlalchemy import select

from trainingapp.core.database import db
from trainingapp.people.models import Organisation
from trainingapp.people.queries import list_organisations, match_organisations
from trainingapp.registers.rules.findings import RosterReading
from trainingapp.registers.rules.units import Unit, list_units


def roster_units(reading: RosterReading) -> list[Unit]:
    """Return the units of a roster that a person should look at: known by another name, or only like a known one."""
    written = [row.person.org for row in reading.rows if row.person.org]
    known = {name: found.name for name, found in match_organisations(set(written)).items()}
    return list_units(written, known, {row.public_id: (row.name, row.short_name) for row in list_organisations()})


def confirmed_units(units: Mapping[str, str]) -> dict[str, str]:
    """Return the full names of the organisations that a person confirmed, by what is written."""
    statement = select(Organisation.public_id, Organisation.name).where(Organisation.public_id.in_(set(units.values())))
    names: dict[str, str] = dict(db.session.execute(statement).all()) if units else {}
    return {written: names[public_id] for written, public_id in units.items() if public_id in names}
