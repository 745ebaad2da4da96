"""Acts on persons and organisations: who is recognised, what is filled in, what is refused, what the trail keeps."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import func, select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.audit.models import AuditEvent
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.people import operations
from trainingapp.people.models import Organisation, Person
from trainingapp.people.queries import match_organisations
from trainingapp.people.terms import Gender, OrganisationKind, PersonEntry

Counting = Callable[[], AbstractContextManager[CountedQueries]]
PHONE = "19900000001"
#: Made up; its check digit is right.
IDENTITY = "11010119900307803X"


def count_people() -> int:
    """Return how many persons the office has."""
    return db.session.scalar(select(func.count(Person.id))) or 0


def last_act() -> AuditEvent:
    """Return the newest row of the trail."""
    return db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()


def test_entries_of_new_people_add_them(make: Factory) -> None:
    found = operations.find_or_add_persons(
        make.actor, [PersonEntry("陈青禾", Gender.FEMALE, phone=PHONE), PersonEntry("林晓岚")]
    )

    assert [(one.person.name, one.added) for one in found] == [("陈青禾", True), ("林晓岚", True)]
    assert found[0].person.phone == PHONE


def test_same_entries_again_add_nobody(make: Factory) -> None:
    entries = [
        PersonEntry("陈青禾", phone=PHONE),
        PersonEntry("林晓岚", organisation_id=make.street.id),
        PersonEntry("何云", identity_number=IDENTITY),
    ]
    first = operations.find_or_add_persons(make.actor, entries)

    again = operations.find_or_add_persons(make.actor, entries)

    assert [(one.person.id, one.added) for one in again] == [(one.person.id, False) for one in first]
    assert count_people() == 3


def test_two_people_of_one_name_stay_two(make: Factory) -> None:
    here, there = make.organisation(), make.organisation()
    known = make.person("张伟", organisation_id=here.id, birth_month="1980.01")

    found = operations.find_or_add_persons(
        make.actor,
        [
            PersonEntry("张伟", organisation_id=here.id),
            PersonEntry("张伟", organisation_id=there.id),
            PersonEntry("张伟", organisation_id=here.id, birth_month="1990.05"),
        ],
    )

    assert [one.person.id == known.id for one in found] == [True, False, False]


def test_what_a_person_lacks_is_filled_and_what_he_has_stays(make: Factory) -> None:
    known = make.person("陈青禾", phone=PHONE, post="社区工作者")

    operations.find_or_add_persons(make.actor, [PersonEntry("陈青禾", phone=PHONE, post="书记", birth_month="1985.03")])

    assert (known.post, known.birth_month) == ("社区工作者", "1985.03")


def test_many_entries_cost_few_queries(make: Factory, count_queries: Counting) -> None:
    entries = [PersonEntry(f"陈学员{number}", phone=f"199{number:08d}") for number in range(400)]
    operations.find_or_add_persons(make.actor, entries)
    db.session.commit()

    with count_queries() as counted:
        found = operations.find_or_add_persons(make.actor, entries)

    assert [one.added for one in found] == [False] * 400
    assert counted.total <= 2


def test_trail_of_a_changed_phone_hides_its_middle(make: Factory) -> None:
    person = make.person("陈青禾", phone=PHONE)

    operations.change_person(make.actor, person, phone="19900000002")

    act = last_act()
    assert (act.verb, act.before, act.after) == (
        "person.changed",
        {"phone": "199****0001"},
        {"phone": "199****0002"},
    )


def test_second_person_of_one_identity_number_is_refused(make: Factory) -> None:
    make.person("陈青禾", identity_number=IDENTITY)

    with pytest.raises(Refused, match="已经登记在“陈青禾”名下"):
        operations.add_person(make.actor, name="陈清河", identity_number=IDENTITY)


def test_moving_an_organisation_moves_all_below(make: Factory) -> None:
    old, new = make.organisation("甲片区"), make.organisation("乙片区")
    child = make.organisation("甲一居民区", parent=old)
    grandchild = make.organisation("甲一第一支部", parent=child)

    operations.change_organisation(make.actor, child, name=child.name, kind=child.kind, short_name="", parent=new)

    assert (child.path, grandchild.path) == (f"/{new.id}/{child.id}/", f"/{new.id}/{child.id}/{grandchild.id}/")


def test_organisation_below_itself_is_refused(make: Factory) -> None:
    top = make.organisation("甲片区")
    below = make.organisation("甲一居民区", parent=top)

    with pytest.raises(Refused, match="不能反过来做它的上级"):
        operations.change_organisation(make.actor, top, name=top.name, kind=top.kind, short_name="", parent=below)


def test_taken_name_is_refused(make: Factory) -> None:
    make.organisation("甲片区")

    with pytest.raises(Refused, match="已经有名为“甲片区”的组织"):
        operations.add_organisation(make.actor, name="甲片区", kind=OrganisationKind.STREET)


def test_organisations_are_matched_by_either_name(make: Factory) -> None:
    row: Organisation = make.organisation("中共云杉街道河滨居民区总支部委员会", short_name="河滨居民区党总支")

    found = match_organisations(["河滨 居民区党总支", "云杉街道河滨居民区总支部委员会", "别处"])

    assert found == {"河滨 居民区党总支": row, "云杉街道河滨居民区总支部委员会": row}


def test_what_an_entry_adds_to_a_person_counts_for_the_next_entry(make: Factory) -> None:
    known = make.person("张伟", organisation_id=make.street.id)

    found = operations.find_or_add_persons(
        make.actor,
        [
            PersonEntry("张伟", organisation_id=make.street.id, phone=PHONE, identity_number=IDENTITY),
            PersonEntry("张伟", organisation_id=make.street.id, phone="19900000002"),
            PersonEntry("张 玮", identity_number=IDENTITY),
        ],
    )

    assert [one.person.id == known.id for one in found] == [True, False, True]
    assert count_people() == 2
