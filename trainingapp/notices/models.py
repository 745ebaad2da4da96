"""Tables of notices: what went out, who has read it, what each reader was last told, and the office's mail server."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core.clock import now, to_local
from trainingapp.core.database import Base, BigId, OfficeScoped, Published, Versioned, stored_enum
from trainingapp.core.encryption import keyring
from trainingapp.core.ids import new_id
from trainingapp.core.mail import Security
from trainingapp.notices.terms import Channel, MailState, NoticeKind


class Notice(Published, Base):
    """A notice that went out: its words as they were sent, by whom, how, and to whom."""

    __tablename__ = "notice"
    __table_args__ = (Index(None, "office_id", "cohort_id"),)
    __sensitive__ = frozenset({"addresses_cipher"})

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind] = mapped_column(stored_enum(NoticeKind, "kind"))
    occasion: Mapped[str] = mapped_column(String(200))
    whom: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    channel: Mapped[Channel] = mapped_column(stored_enum(Channel, "channel"))
    sent_at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="SET NULL"))
    sent_by: Mapped[str] = mapped_column(String(60))
    mail_state: Mapped[MailState | None] = mapped_column(stored_enum(MailState, "mail_state"))
    mail_fault: Mapped[str] = mapped_column(String(300), default="")
    addresses_cipher: Mapped[str] = mapped_column(Text, default="")

    cohort: Mapped[Cohort] = relationship()
    readers: Mapped[list["NoticeReader"]] = relationship(
        cascade="all, delete-orphan", order_by="NoticeReader.id", back_populates="notice"
    )

    @property
    def addresses(self) -> list[str]:
        """The mail addresses that it goes to, decrypted."""
        bound_to = f"notice:addresses:{self.id}"
        return keyring().decrypt(self.addresses_cipher, bound_to=bound_to).split() if self.addresses_cipher else []

    @addresses.setter
    def addresses(self, found: list[str]) -> None:
        if self.id is None:
            self.id = new_id()
        text = "\n".join(found)
        self.addresses_cipher = keyring().encrypt(text, bound_to=f"notice:addresses:{self.id}") if text else ""

    @property
    def when(self) -> str:
        """Return when it went out, in the office's time: 5月10日 14:05."""
        sent = to_local(self.sent_at)
        return f"{sent.month}月{sent.day}日 {sent:%H:%M}"

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.occasion}：{self.whom}"


class NoticeReader(OfficeScoped, Base):
    """A trainee whom a notice concerns, and whether it was read and confirmed on the phone."""

    __tablename__ = "notice_reader"
    __table_args__ = (
        UniqueConstraint("office_id", "notice_id", "enrolment_id"),
        Index(None, "office_id", "enrolment_id"),
    )

    notice_id: Mapped[int] = mapped_column(BigId, ForeignKey("notice.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"))
    read_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]

    notice: Mapped[Notice] = relationship(back_populates="readers")
    enrolment: Mapped[Enrolment] = relationship()


class Told(OfficeScoped, Base):
    """What the readers of one kind of notice were last told; what is now is compared with it."""

    __tablename__ = "notice_told"
    __table_args__ = (UniqueConstraint("office_id", "cohort_id", "kind", "key"),)

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind] = mapped_column(stored_enum(NoticeKind, "kind"))
    #: The public id of a visit's session, or who reads of the timetable: 学员, 王讲师（老师）.
    key: Mapped[str] = mapped_column(String(200))
    state: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class MailSettings(OfficeScoped, Versioned, Base):
    """The mail server through which an office sends; an office without a row sends no mail."""

    __tablename__ = "mail_settings"
    __table_args__ = (
        UniqueConstraint("office_id"),
        CheckConstraint("port BETWEEN 1 AND 65535", name="port_possible"),
    )
    __sensitive__ = frozenset({"password_cipher"})

    host: Mapped[str] = mapped_column(String(120))
    port: Mapped[int] = mapped_column(Integer)
    security: Mapped[Security] = mapped_column(stored_enum(Security, "security"))
    login: Mapped[str] = mapped_column(String(120), default="")
    password_cipher: Mapped[str] = mapped_column(String(400), default="")
    sender: Mapped[str] = mapped_column(String(120))
    sender_name: Mapped[str] = mapped_column(String(60), default="")

    label = "发信设置"

    @property
    def password(self) -> str:
        """The password, decrypted."""
        bound_to = f"mail_settings:password:{self.id}"
        return keyring().decrypt(self.password_cipher, bound_to=bound_to) if self.password_cipher else ""

    @password.setter
    def password(self, text: str) -> None:
        if self.id is None:
            self.id = new_id()
        bound_to = f"mail_settings:password:{self.id}"
        self.password_cipher = keyring().encrypt(text, bound_to=bound_to) if text else ""
