"""Forms of accounts: what a role is given over, who gets it, how he signs in."""

from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from trainingapp.access.rules import LONGEST, login_fault
from trainingapp.core.fields import RowField
from trainingapp.core.forms import ChineseForm


class AccountForm(ChineseForm):
    """A new account with one role; the page leaves out what the role does not ask for."""

    target = RowField("管什么")
    name = StringField("姓名", [Length(max=60)])
    login = StringField(
        "登录名",
        [Optional(), Length(max=LONGEST)],
        filters=[lambda text: (text or "").strip()],
    )

    def validate_login(self, field: StringField) -> None:
        """Refuse what could not be typed at the sign-in page."""
        fault = login_fault(field.data) if field.data else None
        if fault:
            raise ValidationError(fault)

    def require_name(self) -> None:
        """Ask for the name, where nothing else tells it."""
        self.name.validators = [InputRequired("请填姓名"), *self.name.validators]
        self.name.flags.required = True


class RoleForm(ChineseForm):
    """One more role for an account that there is."""

    target = RowField("管什么")
