"""The accounts of a class: which trainee has one, since when it is used, who leads a group without being let in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from trainingapp.access.queries.accounts import last_sign_ins
from trainingapp.access.queries.reach import users_managed
from trainingapp.accounts.models import Grant, User
from trainingapp.accounts.rules import is_for_card
from trainingapp.accounts.terms import Actor, Role
from trainingapp.cohorts.models import Cohort, Enrolment, Group
from trainingapp.cohorts.queries import list_roster
from trainingapp.cohorts.terms import EnrolmentState, GroupRole
from trainingapp.core.database import db


@dataclass(frozen=True, slots=True)
class Place:
    """A trainee of a class and the account, if there is one."""

    trainee: Enrolment
    user: User | None
    last: datetime | None
    mine: bool

    @property
    def by_card(self) -> bool:
        """Tell whether the account was made for the trainee's card: its login is not for people."""
        return self.user is not None and is_for_card(self.user.login)

    @property
    def lacks_group(self) -> bool:
        """Tell whether a group's leader has an account that does not reach the group."""
        led = self.trainee.group_id if self.trainee.group_role is GroupRole.LEADER else None
        held = self.user.actor().reach(Role.GROUP_LEADER, "group_id") if self.user else frozenset()
        return self.user is not None and led is not None and led not in held


def accounts_of(actor: Actor, cohort: Cohort) -> list[Place]:
    """Return who is in the class, in the order of its papers, with their accounts."""
    trainees = list_roster(cohort.id, sort=cohort.presets.sort_rule)
    users = _users([one.person_id for one in trainees])
    ids = [user.id for user in users.values()]
    lasts = last_sign_ins(ids)
    mine = set(db.session.scalars(users_managed(actor).with_only_columns(User.id).where(User.id.in_(ids))))
    return [
        Place(one, user, lasts.get(user.id) if user else None, mine=user is None or user.id in mine)
        for one in trainees
        for user in [users.get(one.person_id)]
    ]


def _users(person_ids: Sequence[int]) -> Mapping[int, User]:
    """Return the account of each person, the oldest where there are several."""
    statement = (
        select(Grant.person_id, User)
        .join(User, User.id == Grant.user_id)
        .where(Grant.role == Role.TRAINEE, Grant.person_id.in_(person_ids))
        .options(selectinload(User.grants))
        .order_by(User.id.desc())
    )
    return {person: user for person, user in db.session.execute(statement) if person is not None}


def leaders_of(group: Group) -> Sequence[Enrolment]:
    """Return who leads a group."""
    leads = select(Enrolment).where(
        Enrolment.group_id == group.id,
        Enrolment.group_role == GroupRole.LEADER,
        Enrolment.state == EnrolmentState.ENROLLED,
    )
    return db.session.scalars(leads.order_by(Enrolment.number)).all()
