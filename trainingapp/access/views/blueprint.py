"""The blueprint of accounts, and what its pages share."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.access import operations
from trainingapp.access.terms import Slip
from trainingapp.accounts import operations as accounts
from trainingapp.accounts.terms import Actor, FirstPassword
from trainingapp.core import progress, web
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound, NotPermitted
from trainingapp.core.squares import is_own_name, square

blueprint = Blueprint("access", __name__)


@contextmanager
def recorded(actor: Actor, **wanted: str) -> Iterator[None]:
    """Leave in the trail what is refused in the block because it lies beyond the actor's reach."""
    try:
        yield
    except (NotFound, NotPermitted) as refused:
        web.after_reading(partial(operations.record_refusal, actor, wanted=wanted, reason=str(refused)))
        raise


def make_passwords(amount: int) -> list[FirstPassword]:
    """Return so many first passwords, worked out while nobody waits: what was read so far is let go of.

    Nothing may have been written yet.
    """
    db.session.rollback()
    with progress.told(request.form.get("progress", "")) as tell:
        return accounts.first_passwords(amount, tell)


def show_slips(slips: Sequence[Slip], *, title: str, back_url: str, note: str = "") -> ResponseReturnValue:
    """Answer with the passwords themselves: a redirect would have to keep them in the browser's cookie."""
    address = url_for("accounts.sign_in", _external=True)
    return render_template(
        "access/slips.html",
        slips=slips,
        heading=title,
        back_url=back_url,
        note=note,
        address=address,
        square=square(address),
        own_name=is_own_name(),
    )
