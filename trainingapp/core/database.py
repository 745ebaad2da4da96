"""The database's vocabulary: typed base, mixins and exact column types that SQLite and PostgreSQL share."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Dialect, Enum, ForeignKey, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry
from sqlalchemy.types import DateTime, TypeDecorator

from trainingapp.core.ids import new_id, new_public_id
from trainingapp.core.terms import LabelledEnum

NAMING = {
    "ix": "ix__%(table_name)s__%(column_0_N_name)s",
    "uq": "uq__%(table_name)s__%(column_0_N_name)s",
    "ck": "ck__%(table_name)s__%(constraint_name)s",
    "fk": "fk__%(table_name)s__%(column_0_N_name)s__%(referred_table_name)s",
    "pk": "pk__%(table_name)s",
}
BigId = BigInteger().with_variant(Integer(), "sqlite")  # INTEGER is SQLite's own 64-bit row id


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC; SQLite has no time zones, so naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - hook
        """Convert to UTC on the way in."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a moment needs a time zone"
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - hook
        """Give back an aware UTC datetime."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Scaled(TypeDecorator[Decimal]):
    """An exact decimal stored as a whole number of steps, alike on both databases (hours 0.5, points 0.1)."""

    impl = Integer
    cache_ok = True

    def __init__(self, steps_per_unit: int) -> None:
        """Keep how many steps make one unit."""
        super().__init__()
        self.steps_per_unit = steps_per_unit

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - hook
        """Count the steps; a value between two steps is refused."""
        if value is None:
            return None
        steps = Decimal(value) * self.steps_per_unit
        if steps != steps.to_integral_value():
            msg = f"{value} is not a multiple of 1/{self.steps_per_unit}"
            raise ValueError(msg)
        return int(steps)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - hook
        """Give back the exact decimal."""
        return None if value is None else Decimal(value) / self.steps_per_unit


StudyHours = Scaled(2)
Points = Scaled(10)

Key = Annotated[int, mapped_column(BigId, primary_key=True, autoincrement=False, default=new_id)]


def stored_enum(kind: type[LabelledEnum], name: str) -> Enum:
    """Return a portable text column type with a named CHECK over the enum's values."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=32,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """Every table's base: explicit names for constraints, so that SQLite's batch migrations can find them."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: UtcDateTime(), int: BigId}
    )

    #: Columns whose values never stand in the audit trail.
    __sensitive__: frozenset[str] = frozenset()


class Identified:
    """A row with a time-ordered key and a random public id for URLs."""

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=new_public_id)


class OfficeScoped:
    """A row that belongs to one office: no query meets it unless that office is set on the session."""

    id: Mapped[Key]

    @declared_attr
    def office_id(cls) -> Mapped[int]:  # noqa: N805 - SQLAlchemy calls it with the class
        """The host office (the tenant)."""
        return mapped_column(BigId, ForeignKey("office.id"))


class Published(OfficeScoped):
    """An office's row that stands in a URL."""

    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=new_public_id)


class Versioned:
    """A row that two people can edit: a stale save raises instead of overwriting."""

    version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> Mapping[str, Any]:  # noqa: N805 - SQLAlchemy calls it with the class
        """Let the ORM check and raise the version on each UPDATE."""
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]  # set by the mapper


db = SQLAlchemy(model_class=Base, session_options={"autoflush": True, "expire_on_commit": False})
