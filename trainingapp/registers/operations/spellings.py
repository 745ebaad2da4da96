"""Ways of writing an organisation: remembered when a person confirms one in a file, and forgotten on request."""

from collections.abc import Mapping

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.people.models import Organisation
from trainingapp.registers import queries
from trainingapp.registers.models import LONGEST_UNIT, UnitSpelling


def remember_spellings(actor: Actor, confirmed: Mapping[str, Organisation]) -> None:
    """Let what is written mean the organisation that a person confirmed; what he confirmed last counts.

    No organisation is made or changed.
    """
    known = {row.key: row for row in queries.list_spellings()}
    for written, organisation in confirmed.items():
        key = queries.spelling_key(written)
        row = known.get(key)
        if row is not None and row.organisation_id == organisation.id:
            continue
        known[key] = _remember(actor, row or UnitSpelling(written=written[:LONGEST_UNIT], key=key), organisation)


def _remember(actor: Actor, row: UnitSpelling, organisation: Organisation) -> UnitSpelling:
    before = {"organisation_name": row.organisation.name} if row.organisation else {}
    row.organisation = organisation
    db.session.add(row)
    db.session.flush()
    after = {"written": row.written, "organisation_name": organisation.name}
    audit.record(actor, "unit_spelling.remembered", row, Changes(before, after))
    return row


def forget_spelling(actor: Actor, row: UnitSpelling) -> None:
    """Forget a way of writing an organisation: in later files it is a guess again."""
    before = {"written": row.written, "organisation_name": row.organisation.name}
    audit.record(actor, "unit_spelling.forgotten", row, Changes(before=before))
    db.session.delete(row)
