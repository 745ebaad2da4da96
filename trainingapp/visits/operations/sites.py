"""Acts on the library of sites."""

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.visits.models import Site


def add_site(actor: Actor, **values: object) -> Site:
    """Add a site to the library; refuses a name that is taken."""
    _refuse_taken_name(str(values["name"]), None)
    site = Site(**values)
    db.session.add(site)
    db.session.flush()  # the trail needs its id
    audit.record(actor, "site.added", site, changes.created(site))
    return site


def change_site(actor: Actor, site: Site, **values: object) -> Changes:
    """Change a site; visits that were planned keep their own contacts."""
    _refuse_taken_name(str(values["name"]), site)
    changed = changes.apply(site, **values)
    if changed:
        audit.record(actor, "site.changed", site, changed)
    return changed


def _refuse_taken_name(name: str, own: Site | None) -> None:
    found = db.session.scalar(select(Site).where(Site.name == name))
    if found is not None and found is not own:
        raise Refused(f"教学点库里已经有“{name}”，请改名或直接修改那一条")
