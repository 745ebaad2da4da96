"""Reads of accounts."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.accounts.models import Grant, Office, SignIn, User
from trainingapp.accounts.terms import Role
from trainingapp.core.database import db
from trainingapp.core.scope import ALL_OFFICES


def token_digest(token: str) -> str:
    """Return the digest under which a session token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_user(login: str) -> User | None:
    """Return the account with this login in any office; logins are unique over the installation."""
    statement = select(User).where(User.login == login.strip()).options(selectinload(User.grants))
    return db.session.scalar(statement, execution_options={ALL_OFFICES: True})


def find_sign_in(token: str) -> SignIn | None:
    """Return the session that a cookie's token stands for, with its user and grants."""
    statement = (
        select(SignIn)
        .where(SignIn.token_digest == token_digest(token))
        .options(joinedload(SignIn.user).selectinload(User.grants))
    )
    return db.session.scalar(statement, execution_options={ALL_OFFICES: True})


def list_users() -> Sequence[User]:
    """Return the office's accounts by login."""
    return db.session.scalars(select(User).options(selectinload(User.grants)).order_by(User.login)).all()


def class_teachers(cohort_id: int) -> Sequence[str]:
    """Return the names of those who lead a class as 班主任, by login."""
    held = select(Grant.user_id).where(Grant.role == Role.CLASS_TEACHER, Grant.cohort_id == cohort_id)
    named = select(User.name).where(User.id.in_(held), User.disabled.is_(False))
    return db.session.scalars(named.order_by(User.login)).all()


def list_offices() -> Sequence[Office]:
    """Return every office of the installation, oldest first."""
    return db.session.scalars(select(Office).order_by(Office.id)).all()


def has_accounts() -> bool:
    """Tell whether anybody at all could sign in to this installation."""
    statement = select(exists().where(User.disabled.is_(False)))
    return bool(db.session.scalar(statement, execution_options={ALL_OFFICES: True}))


def find_office(code: str) -> Office | None:
    """Return the office with this code."""
    return db.session.scalar(select(Office).where(Office.code == code))


def open_sign_ins(user: User) -> Sequence[SignIn]:
    """Return the account's sign-ins that have not been ended."""
    statement = select(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None))
    return db.session.scalars(statement).all()


def get_user(public_id: str) -> User | None:
    """Return an account of this office."""
    return db.session.scalar(select(User).where(User.public_id == public_id).options(selectinload(User.grants)))
