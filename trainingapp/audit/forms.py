"""What somebody looks for in the trail, from the address of the page."""

from collections.abc import Sequence

from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from trainingapp.accounts.models import User
from trainingapp.audit.queries import Wanted
from trainingapp.audit.terms import VERBS
from trainingapp.core.fields import RowField
from trainingapp.core.forms import ChineseForm


class TrailForm(ChineseForm):
    """Which acts to show; it changes nothing and so carries no token."""

    class Meta(ChineseForm.Meta):
        """A form that stands in an address."""

        csrf = False

    who = RowField("谁", blank="谁：全部")
    verb = SelectField(
        "做了什么",
        [Optional()],
        choices=[SelectChoice("", "做了什么：全部"), *(SelectChoice(verb, label) for verb, label in VERBS.items())],
    )
    day = DateField("哪一天", [Optional()])
    q = StringField("搜索", [Length(max=60)])

    def offer(self, users: Sequence[User]) -> None:
        """Offer the accounts whose acts may be looked for."""
        self.who.offer(users, lambda user: f"{user.name}（{user.login}）")

    def wanted(self) -> Wanted:
        """Return what is looked for; a part that is wrong does not limit, its error stands on the page."""
        faults = self.errors
        return Wanted(
            verb=(self.verb.data or "") if "verb" not in faults else "",
            user_id=self.who.row.id if self.who.row else None,
            day=self.day.data if "day" not in faults else None,
            text=(self.q.data or "").strip() if "q" not in faults else "",
        )
