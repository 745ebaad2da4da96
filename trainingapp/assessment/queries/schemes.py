"""Reads of schemes: as stored, as the rules see them, and each edition that there has been."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from trainingapp.assessment.models import Component, ComponentWeight, Scheme, SchemeEdition
from trainingapp.assessment.rules import Bracket, Gate, Part, Rules, read_rules
from trainingapp.assessment.terms import Outstanding
from trainingapp.core.database import db

NO_SUCH_EDITION = "没有这一版考核办法"


def find_scheme(cohort_id: int) -> Scheme | None:
    """Return a class's scheme with components, bands and gates, or None."""
    weights = selectinload(Scheme.components).selectinload(Component.weights).joinedload(ComponentWeight.track)
    loaded = (weights, selectinload(Scheme.bands), selectinload(Scheme.gates))
    return db.session.scalar(select(Scheme).where(Scheme.cohort_id == cohort_id).options(*loaded))


def parts_of(scheme: Scheme | None) -> list[Part]:
    """Return the components as the rules see them."""
    return [row.part for row in scheme.components] if scheme else []


def brackets_of(scheme: Scheme | None) -> list[Bracket]:
    """Return the bands as the rules see them, the highest first."""
    bands = sorted(scheme.bands, key=lambda band: -band.minimum) if scheme else []
    return [Bracket(band.name, band.minimum, band.passes) for band in bands]


def gates_of(scheme: Scheme | None) -> list[Gate]:
    """Return the gates as the rules see them."""
    return [
        Gate(
            row.kind,
            Fraction(row.limit_text),
            row.consequence,
            row.part,
            row.track_id,
            row.source_text,
            row.binding,
            row.offence,
        )
        for row in (scheme.gates if scheme else [])
    ]


def outstanding_of(scheme: Scheme | None) -> Outstanding | None:
    """Return the rule of 优秀学员, or None."""
    if scheme is None or not scheme.outstanding_share:
        return None
    return Outstanding(
        Fraction(scheme.outstanding_share),
        scheme.outstanding_rounding,
        scheme.outstanding_ties,
        scheme.outstanding_minimum,
        scheme.outstanding_source,
        scheme.outstanding_binding,
    )


def rules_of(scheme: Scheme | None) -> Rules:
    """Return the whole scheme as the rules see it."""
    return Rules(parts_of(scheme), brackets_of(scheme), gates_of(scheme), outstanding_of(scheme))


def list_editions(scheme: Scheme) -> Sequence[SchemeEdition]:
    """Return the editions of a scheme, the newest first."""
    statement = select(SchemeEdition).where(SchemeEdition.scheme_id == scheme.id)
    return db.session.scalars(statement.order_by(SchemeEdition.number.desc())).all()


def find_edition(scheme: Scheme, number: int) -> SchemeEdition | None:
    """Return one edition, or None."""
    statement = select(SchemeEdition).where(SchemeEdition.scheme_id == scheme.id, SchemeEdition.number == number)
    return db.session.scalar(statement)


def rules_of_editions(scheme: Scheme, numbers: Iterable[int]) -> dict[int, Rules]:
    """Return what these editions said, as the rules see it; no query for none."""
    wanted = list(numbers)
    if not wanted:
        return {}
    statement = select(SchemeEdition).where(SchemeEdition.scheme_id == scheme.id, SchemeEdition.number.in_(wanted))
    return {row.number: read_rules(row.rules) for row in db.session.scalars(statement).all()}
