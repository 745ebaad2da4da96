"""Acts on calendar addresses: making one, which replaces the one before, revoking it, and counting who asks."""

import secrets

from sqlalchemy import case, or_, update

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.core.changes import apply, created
from trainingapp.core.clock import now
from trainingapp.core.database import db
from trainingapp.core.scope import office_scope
from trainingapp.timetable.models import FeedAddress
from trainingapp.timetable.queries import feeds
from trainingapp.timetable.rules.feeds import COUNTED_WITHIN

SECRET_BYTES = 24
"""192 bits: nobody guesses an address."""


def make_feed(actor: Actor, subject: feeds.Subject) -> tuple[FeedAddress, str]:
    """Make a secret address for the sessions of a trainee, a lecturer, a class or a venue.

    Return it with its secret, which is kept nowhere and cannot be shown again. An address made before stops working.
    """
    revoke_feed(actor, subject)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    column = feeds.COLUMNS[feeds.kind_of(subject)].key
    feed = FeedAddress(**{column: subject.id}, secret_digest=feeds.digest_of(secret), made_by=actor.name, made_at=now())
    db.session.add(feed)
    db.session.flush()
    audit.record(actor, "feed.made", feed, created(feed), cohort_id=feed.cohort_id)
    return feed, secret


def count_asking(office_id: int, feed_id: int) -> None:
    """Count that a calendar asked an address: in the database, so that all workers count together.

    One statement, for two that ask at once; nothing is read before it.
    """
    moment = now()
    anew = or_(FeedAddress.counted_from.is_(None), FeedAddress.counted_from <= moment - COUNTED_WITHIN)
    counted = {
        FeedAddress.asked: case((anew, 1), else_=FeedAddress.asked + 1),
        FeedAddress.counted_from: case((anew, moment), else_=FeedAddress.counted_from),
    }
    with office_scope(office_id):
        db.session.execute(update(FeedAddress).where(FeedAddress.id == feed_id).values(counted))


def revoke_feed(actor: Actor, subject: feeds.Subject) -> bool:
    """Let a subject's address answer no more; tell whether there was one."""
    feed = feeds.live_feed(subject)
    if feed is None:
        return False
    revoked = apply(feed, revoked_at=now())
    audit.record(actor, "feed.revoked", feed, revoked, cohort_id=feed.cohort_id)
    return True
