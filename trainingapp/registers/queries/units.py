"""Units of a roster on its way in: which organisations they are, which they may be, and what was confirmed before."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from trainingapp.core.database import db
from trainingapp.core.errors import NotFound, Refused
from trainingapp.people.models import Organisation
from trainingapp.people.queries import list_organisations, match_organisations
from trainingapp.people.rules.matching import organisation_key
from trainingapp.registers.models import LONGEST_UNIT, UnitSpelling
from trainingapp.registers.rules.findings import RosterReading
from trainingapp.registers.rules.units import Unit, list_units

NO_SUCH_NAME = "单位“{written}”：组织树里没有“{name}”，请从列表里选全称，或留空按文件里写的"
NO_SUCH_SPELLING = "没有这个单位写法，可能已经删去"


def roster_units(reading: RosterReading, kept: Mapping[str, str]) -> list[Unit]:
    """Return the units of a roster that a person should look at: known by another name, or only like a known one.

    `kept` are the public ids that a person chose for this file, blank for none; where he did not, what was confirmed
    for an earlier file is chosen.
    """
    written = _written(reading)
    known = {name: found.name for name, found in match_organisations(written).items()}
    organisations = {row.public_id: (row.name, row.short_name) for row in list_organisations()}
    chosen = {name: key for name, key in chosen_units(reading, kept).items() if key in organisations}
    return list_units((row.person.org or "" for row in reading.rows), known, organisations, chosen)


def chosen_units(reading: RosterReading, kept: Mapping[str, str]) -> dict[str, str]:
    """Return the public ids of the organisations that are chosen for units of a roster."""
    remembered = {name: found.public_id for name, found in remembered_units(_written(reading)).items()}
    return {name: key for name, key in {**remembered, **kept}.items() if key}


def _written(reading: RosterReading) -> set[str]:
    return {row.person.org for row in reading.rows if row.person.org}


def confirmed_units(units: Mapping[str, str]) -> dict[str, Organisation]:
    """Return the organisations that a person confirmed, by what is written."""
    statement = select(Organisation).where(Organisation.public_id.in_(set(units.values())))
    found = {row.public_id: row for row in db.session.scalars(statement)} if units else {}
    return {written: found[public_id] for written, public_id in units.items() if public_id in found}


def named_units(names: Mapping[str, str]) -> dict[str, str]:
    """Return the public ids of organisations that a person named in full, by what is written; refuse other names."""
    statement = select(Organisation.name, Organisation.public_id).where(Organisation.name.in_(set(names.values())))
    found: dict[str, str] = dict(db.session.execute(statement).all()) if names else {}
    missing = [NO_SUCH_NAME.format(written=written, name=name) for written, name in names.items() if name not in found]
    if missing:
        raise Refused(*missing)
    return {written: found[name] for written, name in names.items()}


def remembered_units(written: Iterable[str]) -> dict[str, Organisation]:
    """Return the organisations that were confirmed for earlier files, by what is written and names none by itself."""
    spellings = {row.key: row.organisation for row in list_spellings()}
    found = {name: spellings[key] for name in set(written) if (key := spelling_key(name)) in spellings}
    known = match_organisations(found)
    return {name: organisation for name, organisation in found.items() if name not in known}


def spelling_key(written: str) -> str:
    """Return what of a spelling is compared, as long as its column."""
    return organisation_key(written)[:LONGEST_UNIT]


def list_spellings() -> Sequence[UnitSpelling]:
    """Return every way of writing an organisation that this office confirmed."""
    statement = select(UnitSpelling).options(joinedload(UnitSpelling.organisation)).order_by(UnitSpelling.written)
    return db.session.scalars(statement).all()


def find_spelling(public_id: str) -> UnitSpelling:
    """Return one remembered way of writing an organisation; raise NotFound."""
    found = db.session.scalar(select(UnitSpelling).where(UnitSpelling.public_id == public_id))
    if found is None:
        raise NotFound(NO_SUCH_SPELLING)
    return found
