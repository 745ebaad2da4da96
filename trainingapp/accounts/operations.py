"""Acts on accounts, and signing in and out."""

import os
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from werkzeug.security import check_password_hash, generate_password_hash

from trainingapp.accounts import queries, rules
from trainingapp.accounts.models import Grant, Office, SignIn, User
from trainingapp.accounts.terms import Actor, FirstPassword, Granted
from trainingapp.core import changes, events
from trainingapp.core.changes import Changes
from trainingapp.core.clock import now, to_local
from trainingapp.core.database import db
from trainingapp.core.errors import NotPermitted, Refused
from trainingapp.core.progress import Tell
from trainingapp.core.scope import office_scope

WRONG_CREDENTIALS = "登录名或密码不对"
TOKEN_BYTES = 32
#: What a made password is written in: 32 signs that nobody mistakes for one another on paper.
SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"
PARTS, PART = 3, 4
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
    """Return a random password of 60 bits that satisfies the rules and can be copied from paper: no 0 O 1 I l."""
    parts = ("".join(secrets.choice(SIGNS) for _ in range(PART)) for _ in range(PARTS))
    return f"Q{'-'.join(parts)}"


def first_passwords(amount: int, tell: Tell = lambda _done, _total: None) -> list[FirstPassword]:
    """Return so many random passwords with their digests, which are slow on purpose and so worked out side by side.

    Ask for them while no transaction is open: nobody else should wait meanwhile. `tell` hears how many are done.
    """
    texts, found = [random_password() for _ in range(amount)], []
    with ThreadPoolExecutor(os.cpu_count()) as workers:  # each takes 32 MB meanwhile
        for text, digest in zip(texts, workers.map(generate_password_hash, texts), strict=True):
            found.append(FirstPassword(text, digest))
            tell(len(found), amount)
    return found


def _check_password(password: str, login: str) -> None:
    faults = rules.password_faults(password, login=login)
    if faults:
        raise Refused(*faults)


def _digest(password: str | FirstPassword, login: str) -> str:
    """Return what is stored of a password; what a person chose is checked, what was made is good."""
    if isinstance(password, FirstPassword):
        return password.digest
    _check_password(password, login)
    return generate_password_hash(password)


def refuse_taken(login: str) -> None:
    """Refuse a login that somebody has, in whatever office: it alone says who signs in."""
    if queries.find_user(login):
        raise Refused(f"登录名“{login}”已经有人用了（也可能在别的单位），请换一个")


def add_account(
    actor: Actor,
    *,
    login: str,
    name: str,
    password: str | FirstPassword,
    granted: Sequence[Granted],
    must_change: bool = True,
    reach: str = "",
) -> User:
    """Add an account with its roles; refuses a weak password, a taken login, and a role without its reach.

    `reach` says in words what the roles reach.
    """
    digest = _digest(password, login)
    refuse_taken(login)
    faults = [fault for grant in granted for fault in rules.grant_faults(grant)]
    if faults:
        raise Refused(*faults)
    user = User(login=login, name=name, password_hash=digest, must_change_password=must_change)
    user.grants = [_grant_row(grant) for grant in granted]
    db.session.add(user)
    db.session.flush()  # the trail needs its id
    roles = "、".join(grant.role.label for grant in granted) + (f"（{reach}）" if reach else "")
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


def reset_password(actor: Actor, user: User, *, password: str | FirstPassword, login: str = "") -> None:
    """Set a new first password and end every sign-in of the account; its owner must change it.

    With `login` the account is called so from now on: one that was made for a card alone has none that is for people.
    """
    digest = _digest(password, login or user.login)
    if login and login != user.login:
        refuse_taken(login)
    changed = changes.apply(
        user, login=login or user.login, must_change_password=True, failed_sign_ins=0, locked_until=None
    )
    user.password_hash = digest
    end_sign_ins(user)
    _announce(actor, "account.password_reset", user, changed)


def add_role(actor: Actor, user: User, *, granted: Granted, reach: str) -> None:
    """Give an account one more role; `reach` says in words what it reaches.

    Somebody who becomes staff signs in anew: a phone may have been signed in for a season.
    """
    faults = rules.grant_faults(granted)
    if granted in user.actor().granted:
        faults.append(f"这个账号已经是{granted.role.label}（{reach}）")
    if faults:
        raise Refused(*faults)
    before = rules.sign_in_length(user.actor().roles)
    user.grants.append(_grant_row(granted))
    if rules.sign_in_length(user.actor().roles) < before:
        end_sign_ins(user)
    _announce(actor, "account.role_added", user, Changes(after={"角色": f"{granted.role.label}：{reach}"}))


def remove_role(actor: Actor, user: User, grant: Grant, *, reach: str) -> None:
    """Take one role away, at once; the account stays."""
    user.grants.remove(grant)
    _announce(actor, "account.role_removed", user, Changes(before={"角色": f"{grant.role.label}：{reach}"}))


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
