"""Acts on programmes: what a series of classes is called, what it is for, and the competencies that it raises."""

import secrets
from collections.abc import Sequence

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Programme, ProgrammeCompetency
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum.models import Competency


def set_programme(
    actor: Actor,
    programme: Programme | None,
    *,
    name: str,
    purpose: str = "",
    source: str = "",
    competencies: Sequence[str] = (),
) -> Programme:
    """Add a programme, or change one; competencies are named, and those that the office does not have are added.

    Refuses a name that another programme has.
    """
    values = {"name": name.strip(), "purpose": purpose.strip(), "source": source.strip()}
    twin = db.session.scalar(select(Programme).where(Programme.name == values["name"]))
    if twin is not None and twin is not programme:
        raise Refused(f"已经有项目“{values['name']}”，请换个名称")
    verb = "programme.changed" if programme else "programme.added"
    programme = programme or _new(values["name"])
    before = [one.name for one in programme.competencies]
    changed = changes.apply(programme, **values)
    _set_competencies(programme, competencies)
    named = changes.between({"competencies": before}, {"competencies": [one.name for one in programme.competencies]})
    told = Changes({**changed.before, **named.before}, {**changed.after, **named.after})
    db.session.flush()
    if told or verb == "programme.added":
        audit.record(actor, verb, programme, told)
    return programme


def _new(name: str) -> Programme:
    """Return a programme of that name; its code is for commands and archives, and nobody writes it by hand."""
    programme = Programme(code=f"p-{secrets.token_hex(4)}", name=name)
    db.session.add(programme)
    return programme


def _set_competencies(programme: Programme, names: Sequence[str]) -> None:
    statement = select(Competency).where(Competency.name.in_(names))
    known = {one.name: one for one in db.session.scalars(statement).all()}
    linked = {link.competency.name: link for link in programme.links}
    programme.links = [
        linked.get(name) or ProgrammeCompetency(competency=known.get(name) or Competency(name=name)) for name in names
    ]
    for position, link in enumerate(programme.links):
        link.position = position
