"""Works that outlast a request: what they read, what they write, who finds them and how they end."""

import time

import pytest
from sqlalchemy import select

from tests.factories import Factory
from trainingapp.core import works
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound, Refused
from trainingapp.core.progress import Progress, Tell
from trainingapp.core.works import Made, Owner, Work
from trainingapp.people.models import Person


def ended(work: Work) -> Work:
    """Return a work once it has ended."""
    until = time.monotonic() + 30
    while work.running:
        assert time.monotonic() < until
        time.sleep(0.01)
    return work


def owner_of(make: Factory, subject: str = "file") -> Owner:
    """Return the organiser as an owner; what was made so far is committed, for the thread to see."""
    db.session.commit()
    return Owner(make.actor.office_id, make.actor.user_id, subject)


def names() -> list[str]:
    """Return the names of all persons of the office that a session is in."""
    return sorted(db.session.scalars(select(Person.name)))


def test_work_reads_its_own_office_then_writes_once(make: Factory) -> None:
    make.person("陈甲")
    owner = owner_of(make)

    def read(tell: Tell) -> Made:
        tell(1, 2)
        return Made("名单.txt", "、".join(names()).encode())

    work = ended(works.start(owner, read, lambda: db.session.add(Person(name="李乙"))))

    db.session.rollback()
    assert (work.progress, work.file_name, work.content().decode()) == (Progress(1, 2), "名单.txt", "陈甲")
    assert (names(), works.find(owner, work.name) is work, works.latest(owner) is work) == (
        ["李乙", "陈甲"],
        True,
        True,
    )


def test_others_write_while_a_work_reads(make: Factory) -> None:
    owner = owner_of(make)

    def read(_tell: Tell) -> Made:
        known = names()
        writer.append(known)
        until = time.monotonic() + 30
        while len(writer) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        return Made("x", b"")

    writer: list[object] = []
    work = works.start(owner, read, lambda: None)
    while not writer:
        time.sleep(0.01)
    make.person("陈甲")
    db.session.commit()
    writer.append("written")

    assert (ended(work).reasons, names()) == ((), ["陈甲"])


@pytest.mark.parametrize(("fault", "told"), [(Refused("没有这个班"), "没有这个班"), (KeyError("x"), works.FAILED)])
def test_what_keeps_a_work_from_ending_is_told_and_nothing_is_written(
    make: Factory, fault: Exception, told: str
) -> None:
    owner = owner_of(make)

    def fail() -> None:
        db.session.add(Person(name="李乙"))
        db.session.flush()
        raise fault

    work = ended(works.start(owner, lambda _tell: Made("x", b"1"), fail))

    db.session.rollback()
    assert (list(work.reasons), names()) == ([told], [])
    with pytest.raises(NotFound):
        work.content()


def test_forgotten_work_is_gone_with_its_file(make: Factory) -> None:
    owner = owner_of(make)
    work = ended(works.start(owner, lambda _tell: Made("x", b"1"), lambda: None))

    works.forget(work)

    assert works.latest(owner) is None
    for ask in (lambda: works.find(owner, work.name), work.content):
        with pytest.raises(NotFound):
            ask()
