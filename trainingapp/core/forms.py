"""The base of every form: Chinese messages, and one way to turn a failed form into what the page shows."""

from flask_wtf import FlaskForm

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

    def reasons(self) -> list[str]:
        """Return each fault as `label: message`, for answers without a page."""
        return [f"{self[name].label.text}：{message}" for name, errors in self.errors.items() for message in errors]
