"""An office's rows are met only inside that office, by construction."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.factories import Factory
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.scope import OFFICE, UnscopedQuery, office_scope


def test_query_without_an_office_raises(make: Factory) -> None:
    make.cohort()
    db.session.info[OFFICE] = None

    with pytest.raises(UnscopedQuery):
        db.session.scalars(select(Cohort)).all()


def test_query_meets_only_the_rows_of_its_office(make: Factory, app: Flask) -> None:
    own = make.cohort(code="own")
    Factory(app, code="neighbour").cohort(code="foreign")
    make.enter()

    assert [cohort.code for cohort in db.session.scalars(select(Cohort)).all()] == [own.code]
    assert db.session.scalar(select(func.count(Cohort.id))) == 1


def test_primary_key_of_another_office_is_not_found(make: Factory, app: Flask) -> None:
    foreign = Factory(app, code="neighbour").cohort().id
    db.session.expunge_all()
    make.enter()

    assert db.session.get(Cohort, foreign) is None


def test_row_cannot_be_written_into_another_office(make: Factory, app: Flask) -> None:
    neighbour = Factory(app, code="neighbour")
    cohort = neighbour.cohort()
    make.enter()
    cohort.short_name = "改名"

    with pytest.raises(UnscopedQuery):
        db.session.flush()


def test_scope_returns_to_the_office_before(make: Factory, app: Flask) -> None:
    neighbour = Factory(app, code="neighbour")
    make.enter()

    with office_scope(neighbour.office.id):
        inside = db.session.info[OFFICE]

    assert (inside, db.session.info[OFFICE]) == (neighbour.office.id, make.office.id)
