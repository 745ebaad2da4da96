"""The list of accounts: what each reaches in words, when it signed in last, whether it points to anything live."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from trainingapp.access.queries.reach import MANAGE, grants_reached, reached, users_managed, users_seen
from trainingapp.access.terms import Known, Reach, State
from trainingapp.accounts.models import Grant, SignIn, User
from trainingapp.accounts.permissions import reaches_office
from trainingapp.accounts.terms import Actor, Role
from trainingapp.cohorts.models import Cohort, Enrolment, Group
from trainingapp.cohorts.terms import EnrolmentState, Stage
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound, NotPermitted
from trainingapp.core.scope import ALL_OFFICES
from trainingapp.curriculum.models import Lecturer
from trainingapp.people.models import Organisation, Person

PAGE = 50
WHOLE = "全单位"
ELSEWHERE = "不归您管的范围"
#: A trainee's account stays for years; so many of the newest classes are named.
CLASSES_NAMED = 2
Words = Mapping[tuple[str, int], str]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of accounts, and how many there are in all."""

    accounts: Sequence[Known]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """Return the number of pages, at least 1."""
        return max(1, -(-self.total // PAGE))


def list_accounts(
    actor: Actor, *, text: str = "", role: Role | None = None, state: State | None = None, page: int = 1
) -> Found:
    """Return a page of the accounts that the actor sees, by login; always as many statements."""
    statement = users_seen(actor)
    if text:
        statement = statement.where(_says(text))
    if role:
        statement = statement.where(User.id.in_(select(Grant.user_id).where(Grant.role == role)))
    if state:
        statement = statement.where(_is(state))
    total = db.session.scalar(select(func.count()).select_from(statement.with_only_columns(User.id).subquery())) or 0
    page = min(max(page, 1), max(1, -(-total // PAGE)))
    shown = statement.options(selectinload(User.grants)).order_by(User.login).offset((page - 1) * PAGE).limit(PAGE)
    return Found(describe(actor, db.session.scalars(shown).all()), total, page)


def _says(text: str) -> ColumnElement[bool]:
    """Return whether an account's login or name, or the name of what it reaches, holds the text."""
    cohorts = select(Cohort.id).where(_named(text, Cohort.code, Cohort.short_name, Cohort.formal_name))
    people = select(Enrolment.person_id).where(Enrolment.cohort_id.in_(cohorts))
    groups = select(Group.id).where(or_(Group.cohort_id.in_(cohorts), _named(text, Group.name)))
    places = select(Organisation.id).where(_named(text, Organisation.name, Organisation.short_name))
    reaching = select(Grant.user_id).where(
        or_(
            Grant.cohort_id.in_(cohorts),
            Grant.person_id.in_(people),
            Grant.group_id.in_(groups),
            Grant.organisation_id.in_(places),
        )
    )
    return or_(_named(text, User.login, User.name), User.id.in_(reaching))


def _named(text: str, *columns: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return or_(*(column.contains(text, autoescape=True) for column in columns))


def _is(state: State) -> ColumnElement[bool]:
    match state:
        case State.LIVE:
            return User.disabled.is_(False)
        case State.DISABLED:
            return User.disabled.is_(True)
        case State.NEVER:
            return User.id.not_in(select(SignIn.user_id))
        case _:
            return User.disabled.is_(False) & User.id.not_in(_live())


def _live() -> Select[int]:
    """Return the accounts that still have something to do: of roles in classes, those of one that is not closed."""
    running = select(Cohort.id).where(Cohort.stage != Stage.CLOSED)
    inside = select(Enrolment.person_id).where(
        Enrolment.state == EnrolmentState.ENROLLED, Enrolment.cohort_id.in_(running)
    )
    return select(Grant.user_id).where(
        or_(
            Grant.role.not_in([Role.CLASS_TEACHER, Role.GROUP_LEADER, Role.TRAINEE]),
            Grant.cohort_id.in_(running),
            Grant.group_id.in_(select(Group.id).where(Group.cohort_id.in_(running))),
            Grant.person_id.in_(inside),
        )
    )


def describe(actor: Actor, users: Sequence[User]) -> list[Known]:
    """Return the accounts in words: the same statements for one and for fifty."""
    ids = [user.id for user in users]
    grants = [grant for user in users for grant in user.grants]
    words = _words(grants)
    lasts = last_sign_ins(ids)
    within = _ids(grants_reached(actor).where(Grant.user_id.in_(ids)))
    mine = _ids(users_managed(actor).with_only_columns(User.id).where(User.id.in_(ids)))
    live = _ids(_live().where(Grant.user_id.in_(ids)))
    return [
        Known(
            key=user.public_id,
            login=user.login,
            name=user.name,
            reaches=tuple(
                _reach(grant, words, mine=user.id in mine, within=grant.id in within) for grant in user.grants
            ),
            last=lasts.get(user.id),
            disabled=user.disabled,
            must_change=user.must_change_password,
            idle=not user.disabled and user.id not in live,
            mine=user.id in mine and (bool(user.grants) or reaches_office(actor, MANAGE)),
        )
        for user in users
    ]


def _ids(statement: Select[int]) -> Collection[int]:
    return set(db.session.scalars(statement))


def last_sign_ins(user_ids: Iterable[int]) -> Mapping[int, datetime]:
    """Return when each of these accounts signed in last; those that never did are left out."""
    statement = select(SignIn.user_id, func.max(SignIn.started_at)).where(SignIn.user_id.in_(list(user_ids)))
    return dict(db.session.execute(statement.group_by(SignIn.user_id)).all())


def _reach(grant: Grant, words: Words, *, mine: bool, within: bool) -> Reach:
    if not within and _keys(grant):
        return Reach(grant.role.label, ELSEWHERE)
    over = next((words.get(key, "") for key in _keys(grant)), WHOLE)
    return Reach(grant.role.label, over, grant.public_id if mine else "")


def _keys(grant: Grant) -> list[tuple[str, int]]:
    names = ("cohort_id", "group_id", "organisation_id", "lecturer_id", "person_id")
    return [(name, key) for name in names if (key := getattr(grant, name)) is not None]


def words_of(grant: Grant) -> str:
    """Return what one grant reaches, in words."""
    words = _words([grant])
    return next((words.get(key, "") for key in _keys(grant)), WHOLE)


def _words(grants: Iterable[Grant]) -> Words:
    """Return the names of what grants reach, by column and id; one statement for each kind, whatever occurs."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for grant in grants:
        for column, key in _keys(grant):
            wanted[column].add(key)
    statements: dict[str, Any] = {
        "cohort_id": select(Cohort.id, Cohort.short_name).where(Cohort.id.in_(wanted["cohort_id"])),
        "group_id": select(Group.id, Cohort.short_name, Group.name)
        .join(Cohort)
        .where(Group.id.in_(wanted["group_id"])),
        "organisation_id": select(Organisation.id, Organisation.name).where(
            Organisation.id.in_(wanted["organisation_id"])
        ),
        "lecturer_id": select(Lecturer.id, Lecturer.unit, Lecturer.name).where(Lecturer.id.in_(wanted["lecturer_id"])),
    }
    named = {
        (column, key): " ".join(filter(None, parts))
        for column, statement in statements.items()
        for key, *parts in db.session.execute(statement)
    }
    return {**named, **_classes(wanted["person_id"])}


def _classes(person_ids: Collection[int]) -> Words:
    """Return the newest classes of persons, with the numbers there."""
    statement = (
        select(Person.id, Person.name, Cohort.short_name, Enrolment.number, Enrolment.state)
        .outerjoin(Enrolment, Enrolment.person_id == Person.id)
        .outerjoin(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Person.id.in_(person_ids))
        .order_by(Cohort.starts_on.desc(), Enrolment.id.desc())
    )
    names: dict[int, str] = {}
    classes: dict[int, list[str]] = defaultdict(list)
    for key, name, cohort, number, state in db.session.execute(statement):
        names[key] = name
        if cohort:
            left = "，已退出" if state is EnrolmentState.WITHDRAWN else ""
            classes[key].append(f"{cohort} {number} 号{left}")
    return {("person_id", key): _person(name, classes[key]) for key, name in names.items()}


def _person(name: str, classes: Sequence[str]) -> str:
    more = f"等 {len(classes)} 个班" if len(classes) > CLASSES_NAMED else ""
    return f"{name}（{'、'.join(classes[:CLASSES_NAMED])}{more}）" if classes else name


def find_account(actor: Actor, public_id: str) -> User:
    """Return an account that the actor sees; raise NotFound otherwise."""
    statement = users_seen(actor).where(User.public_id == public_id).options(selectinload(User.grants))
    user = db.session.scalar(statement)
    if user is None:
        raise NotFound("没有这个账号，或者不归您管")
    return user


def find_managed(actor: Actor, public_id: str) -> User:
    """Return an account that the actor may change; raise NotFound or NotPermitted otherwise."""
    user = find_account(actor, public_id)
    if not managed(actor, [public_id]):
        raise NotPermitted(f"{user.login} 还有不归您管的角色，请系统管理员来改")
    return user


def managed(actor: Actor, public_ids: Collection[str]) -> Sequence[User]:
    """Return those of these accounts that the actor may change, by login."""
    statement = users_managed(actor).where(User.public_id.in_(public_ids)).options(selectinload(User.grants))
    return db.session.scalars(statement.order_by(User.login)).all()


def logins_like(stems: Collection[str]) -> Collection[str]:
    """Return the logins that begin with one of these, in every office: a login is given once in the installation."""
    begun = or_(*(User.login.startswith(stem, autoescape=True) for stem in stems))
    return set(db.session.scalars(select(User.login).where(begun), execution_options={ALL_OFFICES: True}))


def account_holding(role: Role, column: str, key: int) -> User | None:
    """Return the oldest account that has this role over this."""
    held = select(Grant.user_id).where(Grant.role == role, getattr(Grant, column) == key)
    return db.session.scalars(select(User).where(User.id.in_(held)).order_by(User.id)).first()


def contacts_held(actor: Actor) -> Mapping[int, Sequence[str]]:
    """Return the names of the contacts that there are, by organisation within the actor's reach."""
    ids = reached(actor, Role.BRANCH_CONTACT).with_only_columns(Organisation.id)
    statement = (
        select(Grant.organisation_id, User.name)
        .join(User, User.id == Grant.user_id)
        .where(Grant.role == Role.BRANCH_CONTACT, Grant.organisation_id.in_(ids), User.disabled.is_(False))
        .order_by(User.login)
    )
    held: dict[int, list[str]] = defaultdict(list)
    for organisation, name in db.session.execute(statement):
        if organisation is not None:
            held[organisation].append(name)
    return held
