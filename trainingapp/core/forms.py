"""The base of every form: Chinese messages, and one way to turn a failed form into what the page shows."""

from collections.abc import Callable, Mapping

from flask_wtf import FlaskForm
from wtforms import StringField

from trainingapp.core.database import db
from trainingapp.core.errors import Refused


class ChineseForm(FlaskForm):  # type: ignore[misc]  # flask-wtf ships no types
    """A form whose built-in messages are Chinese."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # flask-wtf ships no types
        """WTForms' own Chinese catalogue."""

        locales = ("zh",)

    def refuse_unfit(self) -> None:
        """Raise Refused with every fault of what was sent; nothing happens where it is fit."""
        if not self.validate_on_submit():
            raise Refused(*self.reasons())

    def tell(self, refused: Refused) -> int:
        """Take back what a refused act wrote and say its reasons above what was filled in; return the status."""
        db.session.rollback()
        self.form_errors.extend(refused.reasons)
        return refused.status

    def prefill(self, values: Mapping[str, str]) -> None:
        """Fill texts of these names, for a page that nothing was sent from yet: another page's link brings them."""
        for name in set(values) & set(self.data):
            if isinstance(self[name], StringField):
                self[name].data = values[name]

    def reword(self, say: Callable[[str], str]) -> None:
        """Put the labels of the fields in other words."""
        for field in self:
            field.label.text = say(field.label.text)

    def reasons(self) -> list[str]:
        """Return each fault as `label: message`, for answers without a page."""
        return [f"{self[name].label.text}：{message}" for name, errors in self.errors.items() for message in errors]
