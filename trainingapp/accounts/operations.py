"""Acts on accounts, and signing in and out."""

import secrets
from collections.abc import Sequence

from werkzeug.security import check_password_hash, generate_password_hash

from trainingapp.accounts import queries, rules
from trainingapp.accounts.models import Grant, Office, SignIn, User
from trainingapp.accounts.terms import Actor, Granted
from trainingapp.core import changes, events
from trainingapp.core.changes import Changes
from trainingapp.core.clock import now, to_local
from trainingapp.core.database import db
from trainingapp.core.errors import NotPermitted, Refused
from trainingapp.core.scope import office_scope

WRONG_CREDENTIALS = "登录名或密码不对"
TOKEN_BYTES = 32
DEVICE_LENGTH = 200
#: Verified against when nobody has this login, so that the answer takes as long.
UNKNOWN_USER_HASH = generate_password_hash(secrets.token_hex(16))


def _announce(actor: Actor, verb: str, user: User, changed: Changes) -> None:
    events.account_acted.send(user, actor=actor, verb=verb, changes=changed)


def add_office(*, code: str, name: str, short_name: str) -> Office:
    """Add an office (a tenant); its rows are apart from every other's."""
    office = Office(code=code, name=name, short_name=short_name)
    db.session.add(office)
    db.session.flush()  # its id scopes everything that follows
    return office


def random_password() -> str:
    """Return a random password of 16 characters that satisfies the rules."""
    return f"Q{secrets.token_urlsafe(10)}-7a"


def _check_password(password: str, login: str) -> None:
    faults = rules.password_faults(password, login=login)
    if faults:
        raise Refused(*faults)


def add_account(
    actor: Actor, *, login: str, name: str, password: str, granted: Sequence[Granted], must_change: bool = True
) -> User:
    """Add an account with its roles; refuses a weak password, a taken login, and a role without its reach."""
    _check_password(password, login)
    if queries.find_user(login):
        raise Refused(f"登录名“{login}”已经有人用了，请换一个")
    faults = [fault for grant in granted for fault in rules.grant_faults(grant)]
    if faults:
        raise Refused(*faults)
    user = User(
        login=login, name=name, password_hash=generate_password_hash(password), must_change_password=must_change
    )
    user.grants = [_grant_row(grant) for grant in granted]
    db.session.add(user)
    db.session.flush()  # the trail needs its id
    roles = "、".join(grant.role.label for grant in granted)
    _announce(actor, "account.added", user, Changes(after={"login": login, "name": name, "roles": roles}))
    return user


def _grant_row(grant: Granted) -> Grant:
    return Grant(
        role=grant.role,
        organisation_id=grant.organisation_id,
        cohort_id=grant.cohort_id,
        group_id=grant.group_id,
        person_id=grant.person_id,
        lecturer_id=grant.lecturer_id,
    )


def reset_password(actor: Actor, user: User, *, password: str) -> None:
    """Set a new first password and end every sign-in of the account; its owner must change it."""
    _check_password(password, user.login)
    changed = changes.apply(user, must_change_password=True, failed_sign_ins=0, locked_until=None)
    user.password_hash = generate_password_hash(password)
    end_sign_ins(user)
    _announce(actor, "account.password_reset", user, changed)


def change_own_password(actor: Actor, user: User, *, current: str, new: str) -> None:
    """Change one's own password; other devices are signed out."""
    if not check_password_hash(user.password_hash, current):
        raise Refused("现在的密码不对")
    _check_password(new, user.login)
    user.password_hash = generate_password_hash(new)
    changed = changes.apply(user, must_change_password=False)
    end_sign_ins(user)
    _announce(actor, "account.password_changed", user, changed)


def set_pin(user: User, *, pin: str) -> None:
    """Let an account sign in with a PIN that its holder has chosen; whether it is fit is the caller's rule.

    For accounts that reach nothing but their holder's own rows.
    """
    user.password_hash = generate_password_hash(pin)
    changes.apply(user, must_change_password=False)


def set_disabled(actor: Actor, user: User, *, disabled: bool) -> None:
    """Disable or enable an account; disabling takes effect on the next request of every device."""
    changed = changes.apply(user, disabled=disabled)
    if disabled:
        end_sign_ins(user)
    if changed:
        _announce(actor, "account.disabled" if disabled else "account.enabled", user, changed)


def end_sign_ins(user: User) -> None:
    """End every open sign-in of an account."""
    for sign_in in queries.open_sign_ins(user):
        sign_in.ended_at = now()


def sign_in(*, login: str, password: str, device: str = "") -> tuple[SignIn, str] | Refused:
    """Check the password and open a session; return it with its token, or the refusal.

    The refusal is returned, not raised, because counting the failure must be committed. Unknown logins get the same
    answer in the same time. Five failures in a row lock that account alone for 15 minutes, never an address:
    a whole office shares one.
    """
    user = queries.find_user(login)
    matches = check_password_hash(user.password_hash if user else UNKNOWN_USER_HASH, password)
    if user is None:
        return NotPermitted(WRONG_CREDENTIALS)
    with office_scope(user.office_id):
        refusal = _refusal(user, matches=matches)
        if refusal:
            _announce(user.actor(), "account.sign_in_refused", user, Changes(after={"reason": str(refusal)}))
        else:
            changes.apply(user, failed_sign_ins=0, locked_until=None)
        answer = refusal or _open_sign_in(user, device)
        db.session.flush()  # the rows belong to the office of the block
        return answer


def _refusal(user: User, *, matches: bool) -> Refused | None:
    moment = now()
    if user.locked_until and user.locked_until > moment:
        until = to_local(user.locked_until)
        return NotPermitted(f"连续输错密码，账号已锁定，{until:%H:%M} 以后再试，或请系统管理员重置密码")
    if not matches:
        failures = user.failed_sign_ins + 1
        locked = rules.lock_until(failures, moment)
        changes.apply(user, failed_sign_ins=0 if locked else failures, locked_until=locked)
        return NotPermitted(WRONG_CREDENTIALS)
    if user.disabled:
        return NotPermitted("账号已停用，请联系系统管理员")
    return None


def _open_sign_in(user: User, device: str) -> tuple[SignIn, str]:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    started = now()
    row = SignIn(
        user=user,
        token_digest=queries.token_digest(token),
        started_at=started,
        expires_at=started + rules.sign_in_length(user.actor().roles),
        device=device[:DEVICE_LENGTH],
    )
    db.session.add(row)
    db.session.flush()  # so that the trail's row follows the session it tells of
    _announce(user.actor(), "account.signed_in", user, Changes(after={"device": row.device}))
    return row, token


def sign_out(sign_in: SignIn) -> None:
    """End one sign-in: its cookie is worth nothing from now on."""
    sign_in.ended_at = now()
    _announce(sign_in.user.actor(), "account.signed_out", sign_in.user, Changes())
