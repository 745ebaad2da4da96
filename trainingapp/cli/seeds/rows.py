"""Adding rows that are not there yet, and counting them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import select

from trainingapp.core.database import Base, db

Entry = dict[str, Any]
Row = TypeVar("Row", bound=Base)


class Rows:
    """Finds rows by what names them, and adds those that are missing."""

    def __init__(self) -> None:
        """Start with nothing added."""
        self.added: Counter[str] = Counter()

    def find(self, model: type[Row], **key: object) -> Row | None:
        """Return the row that these values name."""
        return db.session.scalar(select(model).filter_by(**key))

    def all(self, model: type[Row], **key: object) -> Sequence[Row]:
        """Return the rows of a kind that have these values."""
        return db.session.scalars(select(model).filter_by(**key)).all()

    def get(self, model: type[Row], **key: object) -> Row:
        """Return the row that these values name; a seed that names nothing is a mistake in its file."""
        row = self.find(model, **key)
        if row is None:
            raise LookupError(f"{model.__name__} {key}")
        return row

    def add(self, row: Row) -> Row:
        """Add a row and give it its keys."""
        self.note(row)
        db.session.flush()
        return row

    def note(self, row: Base) -> None:
        """Add a row; its keys come with the next flush."""
        db.session.add(row)
        self.added[row.__tablename__] += 1

    def ensure(self, model: type[Row], key: Entry, **values: object) -> Row:
        """Return the row that `key` names, made with `values` if it was missing."""
        return self.find(model, **key) or self.add(model(**key, **values))

    def flush(self) -> None:
        """Write what was noted."""
        db.session.flush()
