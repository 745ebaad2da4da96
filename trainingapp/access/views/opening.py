"""A new account, and one more role for an account that there is: first the role, then what it is given over."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.access import operations, queries
from trainingapp.access.forms import AccountForm, RoleForm
from trainingapp.access.queries import Given, Target
from trainingapp.access.rules import class_login
from trainingapp.access.terms import Slip
from trainingapp.access.views.accounts import ROLES
from trainingapp.access.views.blueprint import blueprint, make_passwords, recorded, show_slips
from trainingapp.accounts import gate
from trainingapp.accounts.models import User
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor, Role
from trainingapp.cohorts.models import Cohort, Enrolment, Group
from trainingapp.core.errors import Refused
from trainingapp.curriculum.models import Lecturer
from trainingapp.people.models import Organisation

SAID = {
    Role.ADMINISTRATOR: "开账号、改角色、发信设置；不看学员的资料",
    Role.ORGANISER: "办班的全部工作；可以管全单位，也可以只管一个组织和它下级办的班",
    Role.CLASS_TEACHER: "管一个班：课表、点名、成绩、表格",
    Role.GROUP_LEADER: "给本组点名、清点上车",
    Role.BRANCH_CONTACT: "给本支部推荐学员，看本单位学员",
    Role.LECTURER: "在手机上看自己的课，记带教谈话",
    Role.TRAINEE: "在手机上看自己的课表、考勤、成绩",
    Role.INSPECTOR: "看全单位的班次和统计，什么都不改",
}
OF_CLASS = {Role.GROUP_LEADER, Role.TRAINEE}
#: Whose name is known: of the trainee, of the lecturer; of a group its leader's, unless another is typed.
NAMED = {Role.TRAINEE, Role.LECTURER, Role.GROUP_LEADER}


@dataclass(frozen=True)
class Choice:
    """What was chosen so far: the role, and for a group's leader or a trainee the class."""

    role: Role
    cohorts: Sequence[Cohort]
    cohort: Cohort | None
    rows: Sequence[Target]

    @property
    def classes(self) -> list[tuple[str, str]]:
        """Return the classes to choose from, where there are several."""
        found = [(one.public_id, one.short_name) for one in self.cohorts]
        return found if len(found) > 1 else []

    @property
    def waits(self) -> bool:
        """Tell whether the class has to be chosen first."""
        return self.cohort is None and len(self.cohorts) > 1

    @property
    def what(self) -> str:
        """Return what the role is given over."""
        return queries.WHATS.get(self.role, "")


def _choice(actor: Actor) -> Choice | None:
    """Return what was chosen; nothing where the page would offer what the actor may not give."""
    role = ROLES.get(request.args.get("role", ""))
    if role is None or (request.method == "GET" and role not in queries.roles_given(actor)):
        return None
    cohorts = queries.classes_offered(actor, role) if role in OF_CLASS else []
    asked = request.args.get("cohort", "")
    cohort = next((one for one in cohorts if one.public_id == asked or len(cohorts) == 1), None)
    rows = queries.offered(actor, role, cohort=cohort) if role in queries.TARGETS else []
    return Choice(role, cohorts, cohort, rows)


def _fit(form: AccountForm | RoleForm, actor: Actor, choice: Choice) -> None:
    """Offer what the role is given over; leave the field out where it is given over nothing."""
    if choice.role not in queries.TARGETS:
        del form.target
        return
    form.target.label.text = choice.what
    if choice.role is Role.ORGANISER and queries.whole_office(actor, choice.role):
        form.target.blank = "（全单位）"
    form.target.offer(choice.rows, _label)
    form.target.validate_choice = False  # `_given` looks it up, and says why it cannot be


def _label(row: Target) -> str:
    match row:
        case Cohort():
            return f"{row.short_name}（{row.code}）"
        case Group():
            return row.name + (f"（{row.theme}）" if row.theme else "")
        case Enrolment():
            return f"{row.number} {row.name}（{row.organisation_name}）"
        case Organisation():
            return "　" * (row.depth - 1) + row.name
        case Lecturer():
            return row.described


def _given(actor: Actor, role: Role) -> Given:
    """Return the role over what was sent; what lies beyond the actor's reach is refused and leaves its row."""
    key, model = request.form.get("target", ""), queries.TARGETS.get(role)
    with recorded(actor, 角色=role.label):
        given = queries.grant_over(actor, role, *([model.public_id == key] if model and key else []))
    operations.refuse_over(given)
    return given


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@gate.permit(Permission.ACCOUNT_MANAGE)
def add() -> ResponseReturnValue:
    """Open an account for one person, and show its first password once."""
    actor = gate.signed_in_actor()
    choice = _choice(actor)
    roles = [(role.value, role.label, SAID[role]) for role in queries.roles_given(actor)]
    if choice is None:
        return render_template("access/roles.html", roles=roles, user=None)
    form = AccountForm()
    _fit(form, actor, choice)
    _fit_name(form, choice)
    status = 200
    if form.is_submitted():
        _given(actor, choice.role)
        if form.validate():
            try:
                return _open(actor, choice.role, form)
            except Refused as refused:
                status = form.tell(refused)
    return render_template("access/new.html", form=form, choice=choice, user=None), status


def _fit_name(form: AccountForm, choice: Choice) -> None:
    role, code = choice.role, choice.cohort.code if choice.cohort else ""
    called = f"取班次代码加编号，如 {class_login(code, 1)}" if role is Role.TRAINEE else "取姓名的全拼，如 wangming"
    form.login.description = f"可以不填，{called}；要自己取，用字母、数字和 . _ -"
    if role not in NAMED:
        form.require_name()
    elif role is Role.GROUP_LEADER:
        form.name.description = "可以不填，取本组组长的姓名"
    else:
        del form.name


def _open(actor: Actor, role: Role, form: AccountForm) -> ResponseReturnValue:
    password = make_passwords(1)[0]
    given = _given(actor, role)
    name = _name(form, given)
    user = operations.open_account(actor, given, name=name, login=form.login.data, password=password)
    slip = Slip(user.name, f"{role.label}（{operations.reach_in_words(given)}）", user.login, password.text)
    return show_slips([slip], title=f"{user.name}的首次密码", back_url=url_for("access.list_accounts"))


def _name(form: AccountForm, given: Given) -> str:
    """Return the name of who gets the account: what was typed, else of the one whom the role names."""
    typed = (form.name.data or "").strip() if "name" in form else ""
    if typed:
        return typed
    if isinstance(given.target, Group):
        return _leader(given.target)
    return str(getattr(given.target, "name", ""))


def _leader(group: Group) -> str:
    leaders = [one.name for one in queries.leaders_of(group)]
    if not leaders:
        raise Refused(f"{group.name}还没有定组长：请填姓名，或者先在“分组”里定组长")
    return leaders[0]


@blueprint.route("/accounts/<public_id>/roles/new", methods=["GET", "POST"])
@gate.permit(Permission.ACCOUNT_MANAGE)
def add_role(public_id: str) -> ResponseReturnValue:
    """Give an account one more role."""
    actor = gate.signed_in_actor()
    user = queries.find_managed(actor, public_id)
    choice = _choice(actor)
    if choice is None:
        roles = [(role.value, role.label, SAID[role]) for role in queries.roles_given(actor)]
        return render_template("access/roles.html", roles=roles, user=user)
    form = RoleForm()
    _fit(form, actor, choice)
    status = 200
    if form.is_submitted():
        _given(actor, choice.role)
        if form.validate():
            try:
                return _give(actor, user, choice.role)
            except Refused as refused:
                status = form.tell(refused)
    upgraded = operations.becomes_staff(user, choice.role)
    return render_template("access/new.html", form=form, choice=choice, user=user, upgraded=upgraded), status


def _give(actor: Actor, user: User, role: Role) -> ResponseReturnValue:
    """Add the role; who becomes staff by it gets a proper password, worked out before anything is written."""
    key = user.public_id
    passwords = make_passwords(1) if operations.becomes_staff(user, role) else []
    found, given = queries.find_managed(actor, key), _given(actor, role)
    slip = operations.add_role(actor, found, given, password=passwords[0] if passwords else None)
    back_url = url_for("access.show", public_id=key)
    if slip:
        return show_slips([slip], title=f"{slip.name}的首次密码", back_url=back_url)
    flash(f"已给{found.name}加上“{role.label}：{operations.reach_in_words(given)}”")
    return redirect(back_url)
