"""Tables of the phone pages: whether an office offers them at all."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from trainingapp.core.database import Base, OfficeScoped, Versioned


class PhonePages(OfficeScoped, Versioned, Base):
    """Whether trainees of an office have pages on the phone; an office without a row has them."""

    __tablename__ = "phone_pages"
    __table_args__ = (UniqueConstraint("office_id"),)

    offered: Mapped[bool] = mapped_column(default=True)
