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


def roster_units(reading: RosterReading) -> list[Unit]:
    """Return the units of a roster that a person should look at: known by another name, or only like a known one."""
    written = [row.person.org for row in reading.rows if row.person.org]
    known = {name: found.name for name, found in match_organisations(set(written)).items()}
    organisations = {row.public_id: (row.name, row.short_name) for row in list_organisations()}
    remembered = {name: found.public_id for name, found in _remembered(set(written) - known.keys()).items()}
    return list_units(written, known, organisations, remembered)


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
    names = set(filter(None, written))
    return _remembered(names - match_organisations(names).keys())


def _remembered(names: Iterable[str]) -> dict[str, Organisation]:
    spellings = {row.key: row.organisation for row in list_spellings()}
    return {name: spellings[key] for name in names if (key := spelling_key(name)) in spellings}


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
