"""Reads of what follows a class."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, extract, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor, Role
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.curriculum.models import Lecturer
from trainingapp.followup import rules
from trainingapp.followup.models import (
    Cascade,
    CascadePaper,
    CascadeTask,
    Destination,
    Honour,
    Mentorship,
    PointsEntry,
    PointsItem,
)
from trainingapp.followup.terms import PointsState
from trainingapp.people.models import Organisation, Person
from trainingapp.people.queries import organisations_below, visible_people, within_reach
from trainingapp.visits.models import Site

#: What the political status of full and probationary members begins with.
PARTY = "中共"
NOTHING = "没有这一条，或者您看不到它"
Row = TypeVar("Row")


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFound(NOTHING)
    return row


def list_cascades(cohort: Cohort) -> Sequence[Cascade]:
    """Return a class's relay duties with their tasks, newest first."""
    statement = select(Cascade).where(Cascade.cohort_id == cohort.id).options(selectinload(Cascade.tasks))
    return db.session.scalars(statement.order_by(Cascade.id.desc())).all()


def find_cascade(cohort: Cohort, public_id: str) -> Cascade:
    """Return a relay duty of a class with its tasks, trainees, branches and papers; raise NotFound."""
    tasks = selectinload(Cascade.tasks)
    statement = (
        select(Cascade)
        .where(Cascade.cohort_id == cohort.id, Cascade.public_id == public_id)
        .options(
            tasks.joinedload(CascadeTask.enrolment),
            tasks.joinedload(CascadeTask.organisation),
            tasks.selectinload(CascadeTask.papers),
        )
    )
    return _found(db.session.scalar(statement))


def find_task(cohort: Cohort, public_id: str) -> CascadeTask:
    """Return one branch's task of a class; raise NotFound."""
    statement = (
        select(CascadeTask)
        .join(CascadeTask.cascade)
        .where(Cascade.cohort_id == cohort.id, CascadeTask.public_id == public_id)
        .options(joinedload(CascadeTask.organisation), joinedload(CascadeTask.enrolment))
    )
    return _found(db.session.scalar(statement))


def find_paper(cohort: Cohort, public_id: str) -> CascadePaper:
    """Return a file that proves a relay of a class; raise NotFound."""
    statement = select(CascadePaper).join(CascadePaper.task).join(CascadeTask.cascade)
    return _found(
        db.session.scalar(statement.where(Cascade.cohort_id == cohort.id, CascadePaper.public_id == public_id))
    )


def branches_of(organisation_ids: Sequence[int]) -> Mapping[int, Sequence[Organisation]]:
    """Return the organisations right below each of these; one without any below it is its own branch."""
    statement = select(Organisation).where(
        or_(Organisation.parent_id.in_(organisation_ids), Organisation.id.in_(organisation_ids))
    )
    rows = db.session.scalars(statement.order_by(Organisation.path)).all()
    below: dict[int, list[Organisation]] = {}
    for row in rows:
        if row.parent_id in organisation_ids:
            below.setdefault(row.parent_id or 0, []).append(row)
    return {row.id: below.get(row.id, [row]) for row in rows if row.id in organisation_ids}


def list_mentorships(cohort: Cohort) -> Sequence[Mentorship]:
    """Return a class's pairs with their talks, by the trainee's number."""
    statement = (
        select(Mentorship)
        .join(Mentorship.enrolment)
        .where(Mentorship.cohort_id == cohort.id)
        .options(joinedload(Mentorship.enrolment), selectinload(Mentorship.talks))
        .order_by(Enrolment.number, Mentorship.id)
    )
    return db.session.scalars(statement).all()


def find_mentorship(cohort: Cohort, public_id: str) -> Mentorship:
    """Return a pair of a class with its talks; raise NotFound."""
    statement = (
        select(Mentorship)
        .where(Mentorship.cohort_id == cohort.id, Mentorship.public_id == public_id)
        .options(joinedload(Mentorship.enrolment), selectinload(Mentorship.talks))
    )
    return _found(db.session.scalar(statement))


def other_pairs(pair: Mentorship) -> Sequence[Mentorship]:
    """Return the trainee's pairs besides this one, the newest first."""
    others = Mentorship.enrolment_id == pair.enrolment_id, Mentorship.id != pair.id
    return db.session.scalars(select(Mentorship).where(*others).order_by(Mentorship.starts_on.desc())).all()


def own_mentees(actor: Actor) -> Sequence[Mentorship]:
    """Return the pairs whose mentor the actor is as a lecturer, those that still run first."""
    statement = (
        select(Mentorship)
        .where(Mentorship.lecturer_id.in_(actor.reach(Role.LECTURER, "lecturer_id")))
        .options(joinedload(Mentorship.enrolment).joinedload(Enrolment.cohort), selectinload(Mentorship.talks))
        .order_by(Mentorship.ends_on.is_not(None), Mentorship.starts_on.desc(), Mentorship.id.desc())
    )
    return db.session.scalars(statement).all()


def find_own_mentee(actor: Actor, public_id: str) -> Mentorship:
    """Return a pair whose mentor the actor is; raise NotFound."""
    return _found(next((one for one in own_mentees(actor) if one.public_id == public_id), None))


def destinations_of(cohort: Cohort) -> Mapping[int, Destination]:
    """Return the newest destination of each trainee of a class, by enrolment id."""
    statement = (
        select(Destination)
        .join(Destination.enrolment)
        .where(Enrolment.cohort_id == cohort.id)
        .order_by(Destination.since, Destination.id)
    )
    return {row.enrolment_id: row for row in db.session.scalars(statement)}


def list_items(*, valid_only: bool = False) -> Sequence[PointsItem]:
    """Return the lines of the points rules, the valid ones first, by name."""
    statement = select(PointsItem).order_by(PointsItem.valid.desc(), PointsItem.name, PointsItem.id)
    return db.session.scalars(statement.where(PointsItem.valid) if valid_only else statement).all()


def find_item(public_id: str) -> PointsItem:
    """Return a line of the points rules; raise NotFound."""
    return _found(db.session.scalar(select(PointsItem).where(PointsItem.public_id == public_id)))


def members_of(actor: Actor, organisation: Organisation) -> Sequence[Person]:
    """Return the Party members of an organisation and of those below it whom the actor sees, by name: never by points.

    Who has points, or of whom nobody wrote down whether he is a member, is among them.
    """
    below = organisations_below(frozenset({organisation.id}))
    return _members(visible_people(actor, Permission.PEOPLE_VIEW).where(Person.organisation_id.in_(below)))


def members_of_branch(actor: Actor) -> Sequence[Person]:
    """Return the Party members of the organisations that a branch contact speaks for, as `members_of` does."""
    return _members(visible_people(actor, Permission.OWN_BRANCH))


def _members(people: Select[Person]) -> Sequence[Person]:
    member = or_(Person.politics == "", Person.politics.startswith(PARTY), Person.id.in_(select(PointsEntry.person_id)))
    statement = people.where(member).options(joinedload(Person.organisation))
    return db.session.scalars(statement.order_by(Person.name, Person.id)).all()


def entries_of(people: Sequence[Person], year: int) -> Sequence[PointsEntry]:
    """Return the points entries of these persons in a year, newest first."""
    statement = (
        select(PointsEntry)
        .where(PointsEntry.person_id.in_([one.id for one in people]), extract("year", PointsEntry.earned_on) == year)
        .options(joinedload(PointsEntry.item), joinedload(PointsEntry.person))
        .order_by(PointsEntry.earned_on.desc(), PointsEntry.id.desc())
    )
    return db.session.scalars(statement).all()


def year_of_points(people: Sequence[Person], now: int) -> int:
    """Return this year, or the last one before it in which these persons have points where this year has none."""
    keys = [one.id for one in people]
    newest = select(func.max(PointsEntry.earned_on)).where(PointsEntry.person_id.in_(keys))
    day = db.session.scalar(newest)
    return min(day.year, now) if day else now


@dataclass(frozen=True)
class Member:
    """A member with the year's checked points."""

    person: Person
    points: int

    @property
    def organisation(self) -> str:
        """Return the organisation's name, blank where there is none."""
        return self.person.organisation.shown_name if self.person.organisation else ""


def members_with_points(people: Sequence[Person], entries: Sequence[PointsEntry]) -> list[Member]:
    """Return the members in the order they come in, by name: never a ranking."""
    told: dict[int, list[tuple[PointsState, int]]] = {}
    for entry in entries:
        told.setdefault(entry.person_id, []).append((entry.state, entry.points))
    return [Member(one, rules.points_total(told.get(one.id, ()))) for one in people]


def own_entries(actor: Actor) -> Sequence[PointsEntry]:
    """Return the actor's own points entries, newest first."""
    statement = (
        select(PointsEntry)
        .where(PointsEntry.person_id.in_(actor.reach(Role.TRAINEE, "person_id")))
        .options(joinedload(PointsEntry.item), joinedload(PointsEntry.person))
        .order_by(PointsEntry.earned_on.desc(), PointsEntry.id.desc())
    )
    return db.session.scalars(statement).all()


def find_own_entry(actor: Actor, public_id: str) -> PointsEntry:
    """Return a points entry of the actor's own; raise NotFound."""
    return _found(next((one for one in own_entries(actor) if one.public_id == public_id), None))


def _relays_of(actor: Actor) -> Select[CascadeTask]:
    mine = (Enrolment.person_id.in_(actor.reach(Role.TRAINEE, "person_id")), Enrolment.state == EnrolmentState.ENROLLED)
    return select(CascadeTask).join(CascadeTask.enrolment).where(*mine)


def _by_deadline(relays: Select[CascadeTask]) -> list[CascadeTask]:
    """Return the branches to be reached, those not reached yet first, by deadline."""
    tasks = db.session.scalars(
        relays.join(CascadeTask.cascade)
        .join(CascadeTask.organisation)
        .options(
            joinedload(CascadeTask.cascade).joinedload(Cascade.cohort),
            joinedload(CascadeTask.organisation),
            selectinload(CascadeTask.papers),
        )
        .order_by(CascadeTask.cascade_id.desc(), Organisation.path)
    ).all()
    return sorted(tasks, key=lambda one: (one.done_on is not None, one.cascade.due_on or date.max))


def own_relays(actor: Actor) -> Sequence[CascadeTask]:
    """Return the branches that the actor is to relay to."""
    return _by_deadline(_relays_of(actor))


def _relays_heard(actor: Actor) -> Select[CascadeTask]:
    return select(CascadeTask).where(within_reach(actor, Permission.OWN_BRANCH, CascadeTask.organisation_id))


def relays_heard(actor: Actor) -> Sequence[CascadeTask]:
    """Return what was to be relayed to the organisations that a branch contact speaks for."""
    return _by_deadline(_relays_heard(actor).options(joinedload(CascadeTask.enrolment)))


def find_relay_heard(actor: Actor, public_id: str) -> CascadeTask:
    """Return a relay to an organisation that a branch contact speaks for; raise NotFound."""
    return _found(db.session.scalar(_relays_heard(actor).where(CascadeTask.public_id == public_id)))


def find_paper_heard(actor: Actor, public_id: str) -> CascadePaper:
    """Return a file that proves a relay to an organisation that a branch contact speaks for; raise NotFound."""
    tasks = _relays_heard(actor).with_only_columns(CascadeTask.id)
    wanted = CascadePaper.public_id == public_id, CascadePaper.task_id.in_(tasks)
    return _found(db.session.scalar(select(CascadePaper).where(*wanted)))


def count_open_relays(actor: Actor) -> int:
    """Return how many branches the actor has still to relay to."""
    statement = _relays_of(actor).where(CascadeTask.done_on.is_(None))
    return db.session.scalar(statement.with_only_columns(func.count(CascadeTask.id))) or 0


def find_own_relay(actor: Actor, public_id: str) -> CascadeTask:
    """Return a branch that the actor is to relay to; raise NotFound."""
    return _found(next((one for one in own_relays(actor) if one.public_id == public_id), None))


def find_entry(actor: Actor, public_id: str) -> PointsEntry:
    """Return a points entry of somebody whom the actor sees; raise NotFound."""
    seen = visible_people(actor, Permission.PEOPLE_EDIT).with_only_columns(Person.id)
    statement = select(PointsEntry).where(PointsEntry.public_id == public_id, PointsEntry.person_id.in_(seen))
    return _found(db.session.scalar(statement.options(joinedload(PointsEntry.person))))


def list_honours(text: str = "") -> Sequence[Honour]:
    """Return the honours whose name, round, holder or giver holds the text, newest first."""
    columns = (Honour.name, Honour.cycle, Honour.holder, Honour.giver, Organisation.name, Organisation.short_name)
    said = or_(*(column.contains(text, autoescape=True) for column in columns))
    statement = select(Honour).outerjoin(Honour.organisation).options(joinedload(Honour.organisation))
    statement = statement.where(said) if text else statement
    rows = db.session.scalars(statement.order_by(Honour.id.desc())).all()
    return sorted(rows, key=lambda row: row.given_on or date.min, reverse=True)


def find_honour(public_id: str) -> Honour:
    """Return an honour; raise NotFound."""
    return _found(db.session.scalar(select(Honour).where(Honour.public_id == public_id)))


def sites_of(honours: Iterable[Honour]) -> Mapping[str, Site]:
    """Return the teaching sites that are called as an organisation with an honour, by the organisation's short name."""
    names = {row.organisation.shown_name for row in honours if row.organisation}
    return {one.name: one for one in db.session.scalars(select(Site).where(Site.name.in_(names)))}


def lecturers_named(names: Iterable[str]) -> Mapping[str, Lecturer]:
    """Return the lecturers of the library who have one of these names: who holds an honour may teach or mentor."""
    statement = select(Lecturer).where(Lecturer.name.in_({name for name in names if name})).order_by(Lecturer.id)
    return {one.name: one for one in db.session.scalars(statement)}
