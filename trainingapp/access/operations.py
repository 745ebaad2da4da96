"""Acts that give people accounts, and take them away; each account's act is a row of the trail of its own."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, select

from trainingapp.access import queries, rules
from trainingapp.access.queries import Given, Place
from trainingapp.access.terms import Slip
from trainingapp.accounts import operations as accounts
from trainingapp.accounts.models import Grant, Office, User
from trainingapp.accounts.rules import is_for_card
from trainingapp.accounts.terms import Actor, FirstPassword, Granted, Role
from trainingapp.attendance.queries import is_phone_only
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Enrolment, Group
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.cohorts.terms import EnrolmentState, GroupRole
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound, Refused

OWN = "不能改自己账号的角色、不能停用自己；请另一位有权限的人来改"
#: Roles that name one person: a second account for the same one is a mistake.
OF_ONE = {Role.TRAINEE: "person_id", Role.LECTURER: "lecturer_id"}


def take_turn(actor: Actor) -> None:
    """Let one request of an office make accounts at a time: what it reads next stays true until it is done.

    SQLite lets one write at a time anyway; PostgreSQL would let the same form, sent twice, see nobody's account yet.
    """
    turn = select(Office.id).where(Office.id == actor.office_id).with_for_update(key_share=True)
    db.session.execute(turn)


def open_account(actor: Actor, given: Given, *, name: str, login: str, password: FirstPassword) -> User:
    """Add somebody's account; without a login it is called after the class and number, or after the name.

    Refuses a second account for the same trainee or lecturer, and for a name that holds the very same role already
    unless a login was chosen: whoever sends a form twice gets one account.
    """
    take_turn(actor)
    refuse_over(given)
    granted = [given.granted, *_also(given, name)]
    for one in granted:
        _refuse_second(one)
    if not login:
        _refuse_same(given.granted, name)
    fault = rules.login_fault(login) if login else None
    if fault:
        raise Refused(fault)
    return accounts.add_account(
        actor,
        login=login or propose_login(given, name),
        name=name,
        password=password,
        granted=granted,
        reach=reach_in_words(given),
    )


def propose_login(given: Given, name: str) -> str:
    """Return a free login for somebody: of a trainee by class and number, else by the name."""
    trainee = given.target if isinstance(given.target, Enrolment) else None
    wanted = rules.class_login(trainee.cohort.code, trainee.number) if trainee else rules.name_login(name)
    return rules.first_free(wanted, queries.logins_like([wanted]))


def _also(given: Given, name: str) -> list[Granted]:
    """Return what a group's leader is besides: the trainee who leads it, where the name is his."""
    if not isinstance(given.target, Group):
        return []
    people = [one.person_id for one in queries.leaders_of(given.target) if one.name == name]
    return [Granted(Role.TRAINEE, person_id=person) for person in people[:1]]


def refuse_over(given: Given) -> None:
    """Refuse what no account is given over any more: a closed class, a trainee who left."""
    target = given.target
    if isinstance(target, Cohort | Group | Enrolment):
        refuse_closed(target if isinstance(target, Cohort) else target.cohort, "账号")
    if isinstance(target, Enrolment) and target.state is not EnrolmentState.ENROLLED:
        raise Refused(f"{target.name}已经退出本班；要开账号，请先在学员页恢复在班")


def _refuse_second(granted: Granted, *, beside: User | None = None) -> None:
    column = OF_ONE.get(granted.role)
    held = queries.account_holding(granted.role, column, getattr(granted, column)) if column else None
    if held is not None and held is not beside:
        raise Refused(
            f"{held.name}已经有账号（{held.login}），一人一个账号。密码没拿到，就重置；要加角色，请在“账号”里打开它"
        )


def _refuse_same(granted: Granted, name: str) -> None:
    same = (Grant.role == granted.role, *(_equal(granted, column) for column in set(queries.COLUMNS.values())))
    login = db.session.scalar(select(User.login).join(Grant).where(User.name == name, *same))
    if login:
        raise Refused(
            f"{name}已经有一样的账号（{login}），也许刚才点了两次：首次密码没抄下来，请在“账号”里重置；"
            "确是同名的另一个人，请自己填一个登录名"
        )


def _equal(granted: Granted, column: str) -> ColumnElement[bool]:
    kept: ColumnElement[int | None] = getattr(Grant, column)
    return kept.is_not_distinct_from(getattr(granted, column))


def open_class_accounts(
    actor: Actor, cohort: Cohort, trainees: Iterable[Enrolment], *, passwords: Sequence[FirstPassword], leading: bool
) -> list[Slip]:
    """Add accounts for trainees of one class who have none, called by its code and their numbers; return their slips.

    With `leading` those who lead a group may take its roll call.
    """
    refuse_closed(cohort, "学员账号")
    taken = set(queries.logins_like([rules.class_login(cohort.code, 0)[:-2]]))
    slips = []
    for one, password in zip(trainees, passwords, strict=False):
        login = rules.first_free(rules.class_login(cohort.code, one.number), taken)
        taken.add(login)
        granted = [Granted(Role.TRAINEE, person_id=one.person_id)]
        if leading and one.group_id and one.group_role is GroupRole.LEADER:
            granted.append(Granted(Role.GROUP_LEADER, group_id=one.group_id))
        slip = class_slip(cohort, one, login, password)
        accounts.add_account(
            actor, login=login, name=one.name, password=password, granted=granted, reach=f"{slip.where} {slip.name}"
        )
        slips.append(slip)
    return slips


def open_contacts(
    actor: Actor, given: Iterable[tuple[Given, str]], *, passwords: Sequence[FirstPassword]
) -> list[Slip]:
    """Add accounts for the contacts of several branches, all or none; return their slips."""
    slips = []
    for (one, name), password in zip(given, passwords, strict=True):
        user = open_account(actor, one, name=name, login="", password=password)
        slips.append(Slip(name, reach_in_words(one), user.login, password.text))
    return slips


def class_slip(cohort: Cohort, one: Enrolment, login: str, password: FirstPassword) -> Slip:
    """Return what a trainee of a class is handed."""
    group = f" {one.group.name}" if one.group else ""
    return Slip(f"{one.number} {one.name}", f"{cohort.short_name}{group}", login, password.text)


def reset_class_accounts(
    actor: Actor, cohort: Cohort, places: Iterable[Place], *, passwords: Sequence[FirstPassword]
) -> list[Slip]:
    """Give trainees of a class new first passwords; who had an account for the card alone gets a login as well."""
    slips = []
    for place, password in zip(places, passwords, strict=False):
        if place.user is not None:
            wanted = rules.class_login(cohort.code, place.trainee.number)
            login = reset_account(actor, place.user, password=password, wanted=wanted)
            slips.append(class_slip(cohort, place.trainee, login, password))
    return slips


def reset_account(actor: Actor, user: User, *, password: FirstPassword, wanted: str = "") -> str:
    """Give an account a new first password, and a login where it was made for a card alone; return the login."""
    login = user.login
    if is_for_card(login):
        wanted = wanted or rules.name_login(user.name)
        login = rules.first_free(wanted, queries.logins_like([wanted]))
    accounts.reset_password(actor, user, password=password, login=login)
    return login


def becomes_staff(user: User, role: Role) -> bool:
    """Tell whether this role makes staff of an account for phone pages alone, whose password may be a PIN."""
    return is_phone_only(user) and role is not Role.TRAINEE


def add_role(actor: Actor, user: User, given: Given, *, password: FirstPassword | None) -> Slip | None:
    """Give an account one more role; return its slip where it becomes staff's and so gets a proper password."""
    _refuse_own(actor, user)
    take_turn(actor)
    refuse_over(given)
    _refuse_second(given.granted, beside=user)
    upgraded = becomes_staff(user, given.granted.role)
    accounts.add_role(actor, user, granted=given.granted, reach=reach_in_words(given))
    db.session.flush()  # the new row may be described, and taken away, from now on
    if not upgraded or password is None:
        return None
    login = reset_account(actor, user, password=password)
    return Slip(user.name, given.granted.role.label, login, password.text)


def reach_in_words(given: Given) -> str:
    """Return what a role reaches, as the trail tells it."""
    target = given.target
    match target:
        case None:
            return "全单位"
        case Cohort():
            return target.short_name
        case Group():
            return f"{target.cohort.short_name} {target.name}"
        case Enrolment():
            return f"{target.cohort.short_name} {target.number} {target.name}"
        case _:
            return target.name


def remove_role(actor: Actor, user: User, key: str) -> str:
    """Take one role away from an account, and return which."""
    _refuse_own(actor, user)
    grant = next((one for one in user.grants if one.public_id == key), None)
    if grant is None:
        raise NotFound("这个角色已经去掉了，请刷新页面")
    reach = queries.words_of(grant)
    accounts.remove_role(actor, user, grant, reach=reach)
    return f"{grant.role.label}：{reach}"


def set_disabled(actor: Actor, users: Iterable[User], *, disabled: bool) -> int:
    """Disable or enable accounts, all or none; return how many were changed."""
    changed = 0
    for user in users:
        if disabled:
            _refuse_own(actor, user)
        changed += user.disabled is not disabled
        accounts.set_disabled(actor, user, disabled=disabled)
    return changed


def _refuse_own(actor: Actor, user: User) -> None:
    if user.id == actor.user_id:
        raise Refused(OWN)


def let_leaders_in(actor: Actor, places: Iterable[Place], *, passwords: Sequence[FirstPassword]) -> list[Slip]:
    """Let leaders of groups who have accounts take their group's roll call; return the slips of new passwords."""
    slips = []
    leaders = [(place.user, place.trainee.group) for place in places if place.lacks_group]
    for (user, group), password in zip(leaders, passwords, strict=False):
        if user is None or group is None:
            continue
        given = Given(Granted(Role.GROUP_LEADER, group_id=group.id), group)
        slips.append(add_role(actor, user, given, password=password))
    return [slip for slip in slips if slip]


def record_refusal(actor: Actor, *, wanted: Mapping[str, str], reason: str) -> None:
    """Leave in the trail that somebody wanted more than lies within his own reach; the act itself left nothing."""
    own = db.session.scalar(select(User).where(User.id == actor.user_id))
    if own is not None:
        audit.record(actor, "account.refused", own, Changes(after=dict(wanted)), reason=reason)
