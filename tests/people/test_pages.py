"""Pages of persons and organisations: what they show, whom they hide, what they refuse at its field."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.core.database import db
from trainingapp.people.models import Organisation, Person

Counting = Callable[[], AbstractContextManager[CountedQueries]]
PHONE = "19900000001"


def test_list_masks_phones_and_escapes_names(make: Factory) -> None:
    make.person("<script>陈</script>", phone=PHONE)
    client = make.organiser_client()

    text = client.get("/people").get_data(as_text=True)

    assert ("199****0001" in text, "&lt;script&gt;陈" in text) == (True, True)
    assert (PHONE in text, "<script>陈" in text) == (False, False)


def test_search_finds_by_name_organisation_and_whole_phone(make: Factory) -> None:
    make.person("陈青禾", phone=PHONE)
    make.person("林晓岚", organisation=make.organisation("河滨居民区党总支"))
    make.person("何云_百分%")
    client = make.organiser_client()
    names = ("陈青禾", "林晓岚", "何云_百分%")

    def found(text: str) -> list[bool]:
        page = client.get("/people", query_string={"q": text}).get_data(as_text=True)
        return [name in page for name in names]

    assert [found(text) for text in ("青禾", "河滨", PHONE, "%", "没有")] == [
        [True, False, False],
        [False, True, False],
        [True, False, False],
        [False, False, True],
        [False, False, False],
    ]


def test_list_asks_as_much_for_three_as_for_one(make: Factory, count_queries: Counting) -> None:
    client = make.organiser_client()
    totals = []
    for amount in (1, 2):
        for _ in range(amount):
            make.person(organisation=make.organisation(), phone=PHONE)
        db.session.commit()
        with count_queries() as counted:
            client.get("/people")
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_street_organiser_finds_the_own_subtree_alone(make: Factory) -> None:
    own = make.organisation("甲街道")
    mine = make.person("陈本街", organisation=make.organisation("甲一居民区", parent=own))
    other = make.person("王别街", organisation=make.organisation("乙街道"))
    client = make.client(make.user(Role.ORGANISER, organisation_id=own.id))

    text = client.get("/people").get_data(as_text=True)
    statuses = [client.get(f"/people/{person.public_id}").status_code for person in (mine, other)]

    assert ("陈本街" in text, "王别街" in text, statuses) == (True, False, [200, 404])


def test_person_of_another_office_is_not_found(make: Factory) -> None:
    foreign = Factory(make.app, "other").person("王外人")
    make.enter()
    client = make.organiser_client()

    answer = client.get(f"/people/{foreign.public_id}")

    assert (answer.status_code, "王外人" in answer.get_data(as_text=True)) == (404, False)


def test_wrong_phone_is_refused_at_its_field_and_nothing_is_written(make: Factory) -> None:
    client = make.organiser_client()

    answer = client.post("/people/new", data={"name": "陈青禾", "phone": "1990000"})

    text = answer.get_data(as_text=True)
    assert (answer.status_code, 'id="phone-error"' in text, "有 7 位" in text) == (200, True, True)
    assert db.session.scalars(select(Person)).all() == []


def test_person_is_added_and_changed_from_the_page(make: Factory) -> None:
    client = make.organiser_client()
    client.post("/people/new", data={"name": "陈 青禾", "gender": "female", "birth_month": "1985年3月", "phone": PHONE})
    person = db.session.scalars(select(Person)).one()
    db.session.commit()

    client.post(f"/people/{person.public_id}", data={"name": "陈青禾", "gender": "female", "post": "书记"})

    db.session.refresh(person)
    assert (person.name, person.birth_month, person.post, person.phone) == ("陈青禾", "", "书记", PHONE)


def test_whole_numbers_are_shown_on_request_and_recorded(make: Factory) -> None:
    person = make.person("陈青禾", phone=PHONE)
    client = make.organiser_client()

    text = client.post(f"/people/{person.public_id}/numbers").get_data(as_text=True)

    assert PHONE in text


def test_organisation_is_added_below_its_parent(make: Factory) -> None:
    client = make.organiser_client()

    client.post(
        "/organisations/new",
        data={"name": "河滨居民区党总支", "kind": "residential", "parent": make.street.public_id},
    )

    added = db.session.scalars(select(Organisation).where(Organisation.name == "河滨居民区党总支")).one()
    text = client.get("/organisations").get_data(as_text=True)
    assert added.path == f"/{make.street.id}/{added.id}/"
    assert "　<a" in text


def test_part_of_an_office_sees_and_moves_only_its_own_tree(make: Factory) -> None:
    district, foreign = make.organisation("丙区委员会"), make.organisation("丁街道")
    own = make.organisation("丙一街道", parent=district)
    client = make.client(make.user(Role.ORGANISER, organisation_id=district.id))
    taken = {"name": foreign.name, "kind": "street", "parent": district.public_id}
    away = {"name": own.name, "kind": "street", "parent": ""}

    listed = client.get("/organisations").get_data(as_text=True)
    offered = client.get(f"/organisations/{own.public_id}").get_data(as_text=True)
    answers = [
        client.get(f"/organisations/{foreign.public_id}").status_code,
        client.post(f"/organisations/{foreign.public_id}", data=taken).status_code,
        client.post(f"/organisations/{own.public_id}", data=away).status_code,
        client.post("/organisations/new", data={"name": "新区委员会", "kind": "district", "parent": ""}).status_code,
    ]

    db.session.refresh(foreign)
    assert answers == [404, 404, 422, 422]
    assert foreign.parent_id is None
    assert ("丙一街道" in listed, "丁街道" in listed, "丙区委员会" in offered, "丁街道" in offered) == (
        True,
        False,
        True,
        False,
    )


def test_part_of_an_office_keeps_its_own_place_and_adds_below_it(make: Factory) -> None:
    city = make.organisation("市委")
    district = make.organisation("丙区委员会", parent=city)
    client = make.client(make.user(Role.ORGANISER, organisation_id=district.id))
    renamed = {"name": "丙区党委", "kind": "district", "parent": city.public_id}
    below = {"name": "丙二街道", "kind": "street", "parent": district.public_id}

    answers = [
        client.post(f"/organisations/{district.public_id}", data=renamed).status_code,
        client.post("/organisations/new", data=below).status_code,
    ]

    db.session.refresh(district)
    assert answers == [302, 302]
    assert (district.name, district.parent_id) == ("丙区党委", city.id)
