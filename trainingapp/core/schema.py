"""Making and bringing forward the schema: always by migrations, never by `create_all`."""

from typing import Literal

from alembic.autogenerate.api import AutogenContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import upgrade

from trainingapp.core import places
from trainingapp.core.database import Scaled, UtcDateTime, db


def render_item(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write a column type into a migration as plain SQL knows it, so that migrations never import the product."""
    if kind != "type":
        return False
    if isinstance(item, Scaled):
        return "sa.Integer()"
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def current_revision() -> str | None:
    """Return the revision that the database is at, or None for a new one."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """Return the revision that this version of the product needs."""
    return ScriptDirectory(str(places.MIGRATIONS)).get_current_head()


def bring_forward() -> bool:
    """Run the migrations that are missing; tell whether there were any."""
    if current_revision() == newest_revision():
        return False
    upgrade(directory=str(places.MIGRATIONS))
    return True
