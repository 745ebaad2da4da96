"""Ways of writing an organisation: remembered when a person confirms one in a file, and forgotten on request."""

from collections.abc import Mapping

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.core.changes import Changes, Recorded
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
        if row is None:
            known[key] = UnitSpelling(written=written[:LONGEST_UNIT], key=key, organisation=organisation)
            _keep(actor, known[key], {})
        elif row.organisation_id != organisation.id:
            before: dict[str, Recorded] = {"organisation_name": row.organisation.name}
            row.organisation = organisation
            _keep(actor, row, before)


def _keep(actor: Actor, row: UnitSpelling, before: Mapping[str, Recorded]) -> None:
    db.session.add(row)
    db.session.flush()
    after: dict[str, Recorded] = {"written": row.written, "organisation_name": row.organisation.name}
    audit.record(actor, "unit_spelling.remembered", row, Changes(before, after))


def forget_spelling(actor: Actor, row: UnitSpelling) -> None:
    """Forget a way of writing an organisation: in later files it is a guess again."""
    before: dict[str, Recorded] = {"written": row.written, "organisation_name": row.organisation.name}
    audit.record(actor, "unit_spelling.forgotten", row, Changes(before=before))
    db.session.delete(row)
