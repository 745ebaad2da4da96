"""Forms of accounts."""

from collections.abc import Sequence

from wtforms import PasswordField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired, Length, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from trainingapp.accounts.rules import REACH
from trainingapp.accounts.terms import Granted, Role
from trainingapp.core.forms import ChineseForm

#: Roles that reach the whole office; the others name a class, a group or a person, which lie above accounts.
OFFICE_ROLES: Sequence[Role] = [role for role in Role if role not in REACH]
LOGIN_SIGNS = r"^[A-Za-z0-9._-]+$"


class SignInForm(ChineseForm):
    """Login and password."""

    login = StringField("登录名", [InputRequired("请填登录名"), Length(max=60)])
    password = PasswordField("密码", [InputRequired("请填密码"), Length(max=200)])


class OwnPasswordForm(ChineseForm):
    """Changing one's own password."""

    current = PasswordField("现在的密码", [InputRequired("请填现在的密码"), Length(max=200)])
    new = PasswordField("新密码", [InputRequired("请填新密码"), Length(max=200)])
    again = PasswordField("再输一遍新密码", [InputRequired("请再填一遍"), EqualTo("new", "两次输入的新密码不一样")])


class AccountForm(ChineseForm):
    """A new account with roles that reach the whole office."""

    login = StringField(
        "登录名",
        [
            InputRequired("请填登录名"),
            Length(max=60),
            Regexp(LOGIN_SIGNS, message="登录名只用字母、数字和 . _ -"),
        ],
        description="字母、数字和 . _ - ，例如姓名的全拼",
    )
    name = StringField("姓名", [InputRequired("请填姓名"), Length(max=60)])
    roles = SelectMultipleField(
        "角色",
        [InputRequired("至少选一个角色")],
        choices=[SelectChoice(role.value, role.label) for role in OFFICE_ROLES],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def granted(self) -> list[Granted]:
        """Return the chosen roles, each over the whole office."""
        return [Granted(Role(value)) for value in self.roles.data or ()]
