"""Acts on calendar addresses: making one, which replaces the one before, and revoking it."""

import secrets

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.core.changes import apply, created
from trainingapp.core.clock import now
from trainingapp.core.database import db
from trainingapp.timetable.models import FeedAddress
from trainingapp.timetable.queries import feeds

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


def revoke_feed(actor: Actor, subject: feeds.Subject) -> bool:
    """Let a subject's address answer no more; tell whether there was one."""
    feed = feeds.live_feed(subject)
    if feed is None:
        return False
    revoked = apply(feed, revoked_at=now())
    audit.record(actor, "feed.revoked", feed, revoked, cohort_id=feed.cohort_id)
    return True
