"""Ways of writing an organisation: confirmed once, remembered for the next file, shown, and forgotten on request."""

import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.conftest import CountedQueries
from tests.factories import Factory
from tests.registers.records import packed
from tests.registers.uploads import page_of, send, take
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import list_roster
from trainingapp.core.database import db
from trainingapp.people.models import Organisation
from trainingapp.registers.queries import list_spellings
from trainingapp.registers.rules.units import list_units

CENTRE = "云杉街道社区事务受理服务中心"
MISSPELT = "云杉街道社区事物受理服务中心"
WORDS = "/library/header-words"
PICKED = re.compile(r'<option value="([^"]+)" selected>就是')
Counting = Callable[[], AbstractContextManager[CountedQueries]]
VERBS = ("unit_spelling.remembered", "unit_spelling.forgotten")


def upload(client: FlaskClient, cohort: Cohort, *rows: tuple[str, ...]) -> str:
    """Upload a roster of these rows and return the address of the page where it is checked."""
    return str(send(client, cohort, packed(("姓名", "单位"), *rows)).location)


def told() -> list[tuple[str, str]]:
    """Return the acts about spellings in the trail, oldest first."""
    statement = select(AuditEvent).where(AuditEvent.verb.in_(VERBS)).order_by(AuditEvent.id)
    return [(row.verb, str(row.after.get("organisation_name", ""))) for row in db.session.scalars(statement)]


def units_of(cohort: Cohort) -> dict[str, str]:
    """Return the trainees' units by name."""
    db.session.expire_all()
    return {row.name: row.organisation_name for row in list_roster(cohort.id)}


def test_confirmed_spelling_is_chosen_in_the_next_file_of_any_class(make: Factory) -> None:
    first, second = make.cohort(), make.cohort()
    centre = make.organisation(CENTRE)
    client = make.organiser_client()
    before = db.session.scalar(select(func.count(Organisation.id)))

    take(client, upload(client, first, ("张三", MISSPELT)), {f"unit-{MISSPELT}": centre.public_id})
    address = upload(client, second, ("李四", "云杉街道社区 事物受理服务中心"))
    page = page_of(client, address)
    take(client, address, {f"unit-{MISSPELT}": centre.public_id})

    assert PICKED.findall(page) == [centre.public_id]
    assert "选定过的" in page
    assert units_of(second) == {"李四": CENTRE}
    assert told() == [("unit_spelling.remembered", CENTRE)]
    assert db.session.scalar(select(func.count(Organisation.id))) == before


def test_what_is_not_confirmed_is_not_remembered_and_what_is_declined_is_not_taken(make: Factory) -> None:
    cohort = make.cohort()
    centre = make.organisation(CENTRE)
    client = make.organiser_client()

    take(client, upload(client, cohort, ("张三", MISSPELT)), {f"unit-{MISSPELT}": ""})
    unconfirmed = page_of(client, upload(client, cohort, ("李四", MISSPELT)))
    take(client, upload(client, cohort, ("李四", MISSPELT)), {f"unit-{MISSPELT}": centre.public_id})
    take(client, upload(client, cohort, ("王五", MISSPELT)), {f"unit-{MISSPELT}": ""})

    assert PICKED.findall(unconfirmed) == []
    assert units_of(cohort) == {"张三": MISSPELT, "李四": CENTRE, "王五": MISSPELT}


def test_last_confirmation_counts_and_a_unit_of_no_row_is_not_remembered(make: Factory) -> None:
    cohort = make.cohort()
    centre, other = make.organisation(CENTRE), make.organisation("青松街道事务中心")
    client = make.organiser_client()

    for chosen in (centre, other, other):
        data = {f"unit-{MISSPELT}": chosen.public_id, "unit-没有的单位": centre.public_id}
        take(client, upload(client, cohort, ("张三", MISSPELT)), data)

    assert [(row.written, row.organisation.name) for row in list_spellings()] == [(MISSPELT, other.name)]
    assert told() == [("unit_spelling.remembered", CENTRE), ("unit_spelling.remembered", other.name)]


def test_unit_that_is_like_none_is_named_from_the_tree(make: Factory) -> None:
    cohort = make.cohort()
    make.organisation(CENTRE)
    client = make.organiser_client()

    address = upload(client, cohort, ("张三", "绿苑"))
    wrong = client.post(address, data={"named-绿苑": "红苑"})
    nobody = units_of(cohort)
    take(client, address, {"named-绿苑": CENTRE})

    assert "组织树里没有“红苑”" in html.unescape(wrong.get_data(as_text=True))
    assert (wrong.status_code, nobody) == (422, {})
    assert units_of(cohort) == {"张三": CENTRE}
    assert [(row.written, row.organisation.name) for row in list_spellings()] == [("绿苑", CENTRE)]


def test_spelling_is_shown_and_forgotten(make: Factory) -> None:
    cohort = make.cohort()
    centre = make.organisation(CENTRE)
    client = make.organiser_client()
    take(client, upload(client, cohort, ("张三", MISSPELT)), {f"unit-{MISSPELT}": centre.public_id})

    shown = page_of(client, WORDS)
    (remove,) = re.findall(r"/library/unit-spellings/[\w-]+/remove", shown)
    client.post(remove)

    assert MISSPELT in shown
    assert MISSPELT not in page_of(client, WORDS).replace(f"已删去“{MISSPELT}”", "")
    assert PICKED.findall(page_of(client, upload(client, cohort, ("李四", MISSPELT)))) == []
    assert told()[-1] == ("unit_spelling.forgotten", "")


def test_spelling_of_one_office_says_nothing_in_another(make: Factory) -> None:
    cohort = make.cohort()
    centre = make.organisation(CENTRE)
    client = make.organiser_client()
    take(client, upload(client, cohort, ("张三", MISSPELT)), {f"unit-{MISSPELT}": centre.public_id})
    other = Factory(make.app, "qingsong")
    other.enter()
    other.organisation(CENTRE)

    theirs = other.organiser_client()
    page = page_of(theirs, upload(theirs, other.cohort(), ("李四", MISSPELT)))

    assert PICKED.findall(page) == []
    assert "选定过的" not in page
    assert list_spellings() == []


def test_spelling_that_became_a_name_of_its_own_is_that_organisation(make: Factory) -> None:
    cohort = make.cohort()
    centre = make.organisation(CENTRE)
    client = make.organiser_client()
    take(client, upload(client, cohort, ("张三", MISSPELT)), {f"unit-{MISSPELT}": centre.public_id})
    make.organisation(MISSPELT)

    page = page_of(client, upload(client, cohort, ("李四", MISSPELT)))

    assert PICKED.findall(page) == []


def test_remembered_units_stand_even_where_many_others_do() -> None:
    written = [*(f"单位{number}号" for number in range(150)), *(f"单位{number}号" for number in range(150)), "绿苑"]

    units = list_units(written, {}, {"a": (CENTRE, "")}, {"绿苑": "a"})

    assert [(unit.written, unit.chosen) for unit in units if unit.chosen] == [("绿苑", "a")]


def test_page_asks_as_much_for_three_spellings_as_for_one(make: Factory, count_queries: Counting) -> None:
    cohort = make.cohort()
    centre = make.organisation(CENTRE)
    client = make.organiser_client()
    totals = []
    for names in (["绿苑"], ["红苑", "蓝苑"]):
        data = {f"unit-{name}": centre.public_id for name in names}
        take(client, upload(client, cohort, *((f"张{name[0]}", name) for name in names)), data)
        address = upload(client, cohort, *((f"李{name[0]}", name) for name in names))
        db.session.expire_all()
        with count_queries() as counted:
            client.get(address)
            client.get(WORDS)
        totals.append(counted.total)

    assert totals[0] == totals[1]
