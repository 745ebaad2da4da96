"""Reads of calls, quotas and nominations; which organisations a contact speaks for is part of the statement."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.terms import Actor, Role
from trainingapp.cohorts import rules
from trainingapp.cohorts.models import Cohort, Enrolment, Nomination, NominationCall, Quota
from trainingapp.cohorts.queries.classes import NO_SUCH_COHORT
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.people.models import Organisation, Person
from trainingapp.people.queries import organisations_below

NO_SUCH_NOMINATION = "没有这条推荐，或者您看不到它"


def _spoken_for(actor: Actor) -> Select[int]:
    """Return the statement over the ids of the organisations that the actor, a branch contact, speaks for."""
    roots = actor.reach(Role.BRANCH_CONTACT, "organisation_id")
    return organisations_below(roots) if roots else select(Organisation.id)


def own_organisations(actor: Actor) -> Sequence[Organisation]:
    """Return the organisations that the actor speaks for, each after its parent."""
    statement = select(Organisation).where(Organisation.id.in_(_spoken_for(actor))).order_by(Organisation.path)
    return db.session.scalars(statement).all()


def _invited(actor: Actor) -> Select[Cohort]:
    """Return the statement over the classes that call on the actor's organisations.

    A class that gave out places calls on those who have some; one that gave out none calls on everybody.
    """
    given = exists().where(Quota.cohort_id == Cohort.id)
    own = exists().where(and_(Quota.cohort_id == Cohort.id, Quota.organisation_id.in_(_spoken_for(actor))))
    return (
        select(Cohort)
        .join(NominationCall, NominationCall.cohort_id == Cohort.id)
        .where(or_(own, ~given))
        .options(joinedload(Cohort.host))
    )


def calls_for(actor: Actor) -> Sequence[tuple[Cohort, NominationCall]]:
    """Return the open calls on the actor's organisations, the next to close first."""
    statement = _invited(actor).add_columns(NominationCall).where(NominationCall.is_open)
    rows = db.session.execute(statement.order_by(NominationCall.closes_on, Cohort.starts_on, Cohort.id)).all()
    return [(row[0], row[1]) for row in rows]


def find_invited(actor: Actor, public_id: str) -> Cohort:
    """Return the class of a URL if it calls on the actor's organisations, open or closed; raise NotFound."""
    cohort = db.session.scalar(_invited(actor).where(Cohort.public_id == public_id))
    if cohort is None:
        raise NotFound(NO_SUCH_COHORT)
    return cohort


#: Phone index and birth month: what somebody of a name is known by.
Marks = tuple[str | None, str]
#: Earlier classes in words, by the nomination's id.
Earlier = Mapping[int, Sequence[str]]


def call_of(cohort: Cohort) -> NominationCall | None:
    """Return the class's call."""
    return db.session.scalar(select(NominationCall).where(NominationCall.cohort_id == cohort.id))


def seats_of(cohort: Cohort) -> dict[int, int]:
    """Return the places of a class by organisation id; empty when none were given out."""
    statement = select(Quota.organisation_id, Quota.seats).where(Quota.cohort_id == cohort.id)
    return dict(db.session.execute(statement).all())


def _of_class(cohort: Cohort) -> Select[Nomination]:
    return (
        select(Nomination)
        .join(Nomination.organisation)
        .where(Nomination.cohort_id == cohort.id)
        .options(joinedload(Nomination.organisation))
        .order_by(Organisation.path, Nomination.position, Nomination.id)
    )


def list_nominations(cohort: Cohort) -> Sequence[Nomination]:
    """Return everybody put forward for a class, by organisation and its own order."""
    return db.session.scalars(_of_class(cohort)).all()


def own_nominations(actor: Actor, cohort: Cohort) -> Sequence[Nomination]:
    """Return those whom the actor's organisations put forward."""
    return db.session.scalars(_of_class(cohort).where(Nomination.organisation_id.in_(_spoken_for(actor)))).all()


def find_own_nomination(actor: Actor, cohort: Cohort, public_id: str) -> Nomination:
    """Return a nomination of the actor's organisations; raise NotFound."""
    statement = _of_class(cohort).where(
        Nomination.organisation_id.in_(_spoken_for(actor)), Nomination.public_id == public_id
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound(NO_SUCH_NOMINATION)
    return found


def next_place(cohort: Cohort, organisation: Organisation) -> int:
    """Return the place after all whom an organisation put forward."""
    own = and_(Nomination.cohort_id == cohort.id, Nomination.organisation_id == organisation.id)
    return (db.session.scalar(select(func.max(Nomination.position)).where(own)) or 0) + 1


def remarks_on(cohort: Cohort, nominations: Sequence[Nomination]) -> Mapping[int, Sequence[str]]:
    """Return what there is to say of each nomination, by id, in three queries; see the rule."""
    call, seats = call_of(cohort), seats_of(cohort)
    taken, perhaps = _taken_before(cohort, nominations)
    return rules.find_remarks(
        [_seen(one) for one in nominations],
        required=call.required if call else (),
        seats=seats or None,
        taken=taken,
        perhaps=perhaps,
    )


def _seen(one: Nomination) -> rules.PutForward:
    blank = frozenset(name for name in rules.REQUIRABLE if name != "phone" and not getattr(one, name))
    return rules.PutForward(
        one.id,
        one.organisation_id,
        one.organisation.shown_name,
        one.position,
        one.name,
        one.state,
        one.birth_month,
        one.phone_index,
        blank if one.phone_index else blank | {"phone"},
    )


def _taken_before(cohort: Cohort, nominations: Sequence[Nomination]) -> tuple[Earlier, Earlier]:
    """Return the earlier classes of the same programme (of all, where the class has none) that each has been in.

    Somebody is known again by name and phone number or, without a number, by name and birth month. The second answer
    are the classes of those who may well be the same; see the rule.
    """
    statement = (
        select(
            Enrolment.name,
            Enrolment.birth_month,
            Person.phone_index,
            Enrolment.organisation_id,
            Cohort.short_name,
            Cohort.starts_on,
        )
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            Enrolment.name.in_({one.name for one in nominations}),
            Enrolment.state == EnrolmentState.ENROLLED,
            Cohort.id != cohort.id,
            Cohort.starts_on <= cohort.starts_on,
        )
        .order_by(Cohort.starts_on)
    )
    if cohort.programme_id:
        statement = statement.where(Cohort.programme_id == cohort.programme_id)
    by_name: dict[str, list[tuple[Marks, int | None, str]]] = defaultdict(list)
    for name, birth_month, phone_index, organisation, short_name, starts_on in db.session.execute(statement):
        marks = (phone_index, birth_month)
        by_name[name].append((marks, organisation, f"{starts_on.year} 年“{short_name}”"))
    taken, perhaps = {}, {}
    for one in nominations:
        own, known = (one.phone_index, one.birth_month), by_name[one.name]
        taken[one.id] = [told for marks, _, told in known if rules.is_same_person(marks, own)]
        perhaps[one.id] = [
            told
            for marks, organisation, told in known
            if not rules.is_same_person(marks, own)
            and rules.may_be_same_person(marks, own, same_unit=organisation == one.organisation_id)
        ]
    return taken, perhaps
