"""Tables of offices, users, grants and sign-ins."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.accounts.terms import Actor, Granted, Role
from trainingapp.core.database import Base, BigId, Identified, Published, stored_enum


class Office(Identified, Base):
    """A Party-building office: the tenant to which every other row belongs."""

    __tablename__ = "office"

    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    short_name: Mapped[str] = mapped_column(String(60))


class User(Published, Base):
    """An account: one person, one account, nobody shares."""

    __tablename__ = "user_account"
    __table_args__ = (UniqueConstraint("login"),)
    __sensitive__ = frozenset({"password_hash"})

    login: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(60))
    password_hash: Mapped[str] = mapped_column(String(255))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    disabled: Mapped[bool] = mapped_column(default=False)
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]

    grants: Mapped[list["Grant"]] = relationship(back_populates="user", cascade="all, delete-orphan")

    def actor(self) -> Actor:
        """Return this account as the acting person."""
        return Actor(self.id, self.name, self.office_id, tuple(grant.value() for grant in self.grants))


class Grant(Published, Base):
    """A role given to an account, with what it reaches."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END + CASE WHEN cohort_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN group_id IS NULL THEN 0 ELSE 1 END + CASE WHEN person_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN lecturer_id IS NULL THEN 0 ELSE 1 END) <= 1",
            name="one_reach",
        ),
    )

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(stored_enum(Role, "role"))
    organisation_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("organisation.id", ondelete="CASCADE"))
    cohort_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    group_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cohort_group.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id", ondelete="CASCADE"))
    lecturer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("lecturer.id", ondelete="CASCADE"))

    user: Mapped[User] = relationship(back_populates="grants")

    def value(self) -> Granted:
        """Return the plain value of this grant."""
        return Granted(self.role, self.organisation_id, self.cohort_id, self.group_id, self.person_id, self.lecturer_id)


class SignIn(Published, Base):
    """A server-side session: the cookie holds a random token, the row only its digest, so that it can be revoked."""

    __tablename__ = "sign_in"
    __sensitive__ = frozenset({"token_digest"})

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(200), default="")

    user: Mapped[User] = relationship()
