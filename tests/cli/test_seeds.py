"""The programmes say what the reports say, and load again without doubling."""

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from trainingapp.accounts import queries as account_queries
from trainingapp.audit.models import AuditEvent
from trainingapp.cli.seeds import available_programmes, load_programme
from trainingapp.cli.seeds.loading import read_programme
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core import places
from trainingapp.core.database import Base, db
from trainingapp.core.scope import ALL_OFFICES, enter_office
from trainingapp.people.models import Organisation
from trainingapp.timetable.models import Session

PROGRAMMES = ("qinglan-2025", "changning-2020", "changfeng-2019", "taopu-2019")


def load(code: str) -> Cohort:
    """Load a programme, enter its office and return its class."""
    load_programme(code)
    office = account_queries.find_office("demo")
    assert office is not None
    enter_office(office.id)
    return db.session.scalars(select(Cohort).where(Cohort.code == code)).one()


def sessions_of(cohort: Cohort) -> list[Session]:
    """Return the sessions in the order of the day."""
    ordered = select(Session).where(Session.cohort_id == cohort.id).order_by(Session.held_on, Session.starts_at)
    return list(db.session.scalars(ordered))


def session_titled(cohort: Cohort, title: str) -> Session:
    """Return the session with this title."""
    return next(session for session in sessions_of(cohort) if session.title == title)


def trainees_of(cohort: Cohort) -> list[Enrolment]:
    """Return the trainees by number."""
    return list(db.session.scalars(select(Enrolment).filter_by(cohort_id=cohort.id).order_by(Enrolment.number)))


def row_counts() -> dict[str, int]:
    """Return how many rows each table holds."""
    tables = Base.metadata.sorted_tables
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_all_four_programmes_can_be_loaded() -> None:
    assert sorted(available_programmes()) == sorted(PROGRAMMES)


def test_folder_of_seeds_holds_programmes_alone() -> None:
    assert sorted(path.name for path in places.SEEDS.iterdir()) == sorted(f"{code}.yaml" for code in PROGRAMMES)


def test_all_programmes_stand_in_one_office_and_loading_them_twice_adds_nothing(app: Flask) -> None:
    first = [load_programme(code) for code in PROGRAMMES]
    counts = row_counts()

    second = [load_programme(code) for code in PROGRAMMES]

    assert all(sum(added.values()) > 50 for added in first)
    assert second == [{}, {}, {}, {}]
    assert row_counts() == counts
    offices = db.session.scalars(select(Organisation.office_id).distinct(), execution_options={ALL_OFFICES: True}).all()
    assert len(offices) == 1
    enter_office(offices[0])
    hosts = {cohort.code: cohort.host for cohort in db.session.scalars(select(Cohort))}
    assert {code: host.short_name for code, host in hosts.items()} == {
        "qinglan-2025": "天目西路街道",
        "changning-2020": "仙霞新村街道",
        "changfeng-2019": "长风新村街道",
        "taopu-2019": "桃浦镇",
    }
    assert all(host.path == f"/{host.id}/" for host in hosts.values())


def test_loading_again_keeps_what_somebody_changed(app: Flask) -> None:
    cohort = load("qinglan-2025")
    cohort.stage, trainees_of(cohort)[4].post = type(cohort.stage)("closed"), "改过的职务"
    sessions_of(cohort)[3].held_on = date(2025, 5, 19)
    db.session.flush()

    load_programme("qinglan-2025")

    db.session.expire_all()
    assert (cohort.stage.value, trainees_of(cohort)[4].post) == ("closed", "改过的职务")
    assert len(sessions_of(cohort)) == 9
    assert sessions_of(cohort)[3].held_on == date(2025, 5, 19)


def test_each_programme_leaves_one_row_in_the_trail(app: Flask) -> None:
    cohort = load("changning-2020")
    load_programme("changning-2020")

    events = db.session.scalars(select(AuditEvent)).all()

    assert [(event.verb, event.cohort_id, event.after["enrolment"]) for event in events] == [
        ("seed.loaded", cohort.id, 36)
    ]


# --- The files themselves ----------------------------------------------------------------------------


@pytest.mark.parametrize("code", PROGRAMMES)
def test_trainees_are_synthetic_and_distinct(code: str) -> None:
    listed = read_programme(code)["trainees"]
    rows = [dict(zip(listed["columns"], row, strict=True)) for row in listed["rows"]]

    assert listed["illustrative"] is True
    assert len({row["name"] for row in rows}) == len({row["phone"] for row in rows}) == len(rows)
    assert {row["phone"][:3] for row in rows} == {"199"}
    assert all(row["name"][-1] in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥" for row in rows)


def test_phones_are_distinct_over_all_programmes() -> None:
    listed = [read_programme(code)["trainees"] for code in PROGRAMMES]
    phones = [row[one["columns"].index("phone")] for one in listed for row in one["rows"]]

    assert len(set(phones)) == len(phones) == 29 + 36 + 100 + 140


@pytest.mark.parametrize("code", PROGRAMMES)
def test_exceptions_name_sessions_that_exist(code: str) -> None:
    content = read_programme(code)
    titles = [entry.get("title") or entry["course"] for entry in content["sessions"]]

    assert len(set(titles)) == len(titles)
    assert {title for title, *_ in content.get("attendance", {}).get("exceptions", [])} - set(titles) == set()


def test_seeds_are_read_from_the_repository() -> None:
    assert Path(__file__).parents[2] / "seeds" == places.SEEDS
