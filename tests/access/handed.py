"""What the tests of accounts look at: the slips of a page, an account by its login, quick first passwords."""

import re

from sqlalchemy import select
from werkzeug.security import generate_password_hash

from tests.factories.factory import PASSWORD_HASH
from trainingapp.accounts.models import User
from trainingapp.accounts.terms import FirstPassword
from trainingapp.audit.models import AuditEvent
from trainingapp.core.database import db

SLIP = re.compile(r"<dt>登录名</dt><dd><code>([^<]+)</code></dd><dt>密码</dt><dd><code>([^<]+)</code>")


def digest_quickly(text: str) -> str:
    """Return a digest that any sign-in takes, worked out in no time."""
    return generate_password_hash(text, method="pbkdf2:sha256:1")


def slips(text: str) -> dict[str, str]:
    """Return the passwords that a page hands out, by login."""
    return dict(SLIP.findall(text))


def account(login: str) -> User:
    """Return the account with this login."""
    return db.session.scalars(select(User).where(User.login == login)).one()


def logins() -> set[str]:
    """Return every login of the office."""
    return set(db.session.scalars(select(User.login)))


def acts(verb: str) -> list[AuditEvent]:
    """Return the rows of the trail with this verb."""
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.verb == verb).order_by(AuditEvent.id)))


def quick(amount: int) -> list[FirstPassword]:
    """Return first passwords whose digest was worked out before: scrypt is slow on purpose."""
    return [FirstPassword(f"Q{number:04}-abcd-efgh", PASSWORD_HASH) for number in range(amount)]
