"""Forms of accounts."""

from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from trainingapp.core.forms import ChineseForm


class SignInForm(ChineseForm):
    """Login and password."""

    login = StringField("登录名", [InputRequired("请填登录名"), Length(max=60)])
    password = PasswordField("密码", [InputRequired("请填密码"), Length(max=200)])


class OwnPasswordForm(ChineseForm):
    """Changing one's own password."""

    current = PasswordField("现在的密码", [InputRequired("请填现在的密码"), Length(max=200)])
    new = PasswordField("新密码", [InputRequired("请填新密码"), Length(max=200)])
    again = PasswordField("再输一遍新密码", [InputRequired("请再填一遍"), EqualTo("new", "两次输入的新密码不一样")])
