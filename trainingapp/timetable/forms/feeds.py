"""The form behind the buttons that make and revoke calendar addresses."""

from wtforms import HiddenField
from wtforms.validators import InputRequired

from trainingapp.core.errors import Refused
from trainingapp.core.forms import ChineseForm


class FeedForm(ChineseForm):
    """A pressed button: an address is made and revoked on purpose, never by a request that says nothing."""

    sure = HiddenField("确认", [InputRequired("页面已过期，请刷新后再点")])


def refuse_unsure() -> None:
    """Refuse a request that does not come from the button."""
    form = FeedForm()
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
