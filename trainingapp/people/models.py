"""Tables of organisations and persons."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.core.database import Base, BigId, Published, Versioned, stored_enum
from trainingapp.core.encryption import keyring
from trainingapp.core.ids import new_id
from trainingapp.people.terms import Gender, OrganisationKind

ROOT_PATH = "/"


class Organisation(Published, Base):
    """A node of the organisation tree; `path` lists the ids from the root, so that a subtree is one prefix."""

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("office_id", "name"),
        Index(None, "office_id", "path"),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_own_parent"),
    )

    name: Mapped[str] = mapped_column(String(120))
    short_name: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[OrganisationKind] = mapped_column(stored_enum(OrganisationKind, "kind"))
    parent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("organisation.id"))
    path: Mapped[str] = mapped_column(String(255), default=ROOT_PATH)

    parent: Mapped["Organisation | None"] = relationship(remote_side="Organisation.id")

    @property
    def depth(self) -> int:
        """Return 1 for a root, 2 for what stands below it, and so on."""
        return self.path.count("/") - 1

    @property
    def shown_name(self) -> str:
        """Return the short name where there is one."""
        return self.short_name or self.name


class Person(Published, Versioned, Base):
    """Somebody, once: what may change from class to class stands on the enrolment as well."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("office_id", "identity_index"),
        Index(None, "office_id", "phone_index"),
        Index(None, "office_id", "name"),
    )
    __sensitive__ = frozenset({"phone_cipher", "phone_index", "identity_cipher", "identity_index"})

    name: Mapped[str] = mapped_column(String(40))
    gender: Mapped[Gender | None] = mapped_column(stored_enum(Gender, "gender"))
    ethnic: Mapped[str] = mapped_column(String(20), default="")
    #: `1985.03`: the year and month that forms print; a day is never asked for.
    birth_month: Mapped[str] = mapped_column(String(7), default="")
    education: Mapped[str] = mapped_column(String(40), default="")
    politics: Mapped[str] = mapped_column(String(20), default="")
    #: `2010.07`: since when somebody has been in the Party, and in the post.
    party_month: Mapped[str] = mapped_column(String(7), default="")
    post_month: Mapped[str] = mapped_column(String(7), default="")
    organisation_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("organisation.id"))
    post: Mapped[str] = mapped_column(String(80), default="")
    #: Says how the name is read where the table of surnames would be wrong, such as `qiú jùn`.
    reading: Mapped[str] = mapped_column(String(80), default="")
    phone_cipher: Mapped[str | None] = mapped_column(String(200))
    phone_index: Mapped[str | None] = mapped_column(String(40))
    identity_cipher: Mapped[str | None] = mapped_column(String(200))
    identity_index: Mapped[str | None] = mapped_column(String(40))

    organisation: Mapped[Organisation | None] = relationship()

    def _bound_to(self, column: str) -> str:
        return f"person:{column}:{self.id}"

    def _seal(self, column: str, text: str | None) -> tuple[str | None, str | None]:
        if self.id is None:
            self.id = new_id()
        if not text:
            return None, None
        ring = keyring()
        return ring.encrypt(text, bound_to=self._bound_to(column)), ring.index(text)

    @property
    def phone(self) -> str:
        """The phone number, decrypted; show it through `mask_phone`."""
        return keyring().decrypt(self.phone_cipher, bound_to=self._bound_to("phone")) if self.phone_cipher else ""

    @phone.setter
    def phone(self, text: str | None) -> None:
        if (text or "") != self.phone:
            self.phone_cipher, self.phone_index = self._seal("phone", text)

    @property
    def identity_number(self) -> str:
        """The ID number, decrypted; show it through `mask_identity`."""
        bound_to = self._bound_to("identity")
        return keyring().decrypt(self.identity_cipher, bound_to=bound_to) if self.identity_cipher else ""

    @identity_number.setter
    def identity_number(self, text: str | None) -> None:
        if (text or "") != self.identity_number:
            self.identity_cipher, self.identity_index = self._seal("identity", text)
