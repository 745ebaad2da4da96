"""Lines of a list within a form: empty ones are left out.

They need no scripts: spare ones stand below, a button brings more and another moves a line up.
"""

from collections.abc import Callable

from wtforms import Field, FieldList, Form, StringField
from wtforms.validators import Length, StopValidation
from wtforms.widgets import HiddenInput

#: No more lines than these are read, however many are sent.
MOST_LINES = 30
#: Empty lines that a form starts with below what there is, and that the button brings.
SPARE = 2


class Line(Form):  # type: ignore[misc]  # wtforms ships no types
    """One line of a list within a form."""

    class Meta:
        """WTForms' own Chinese catalogue."""

        locales = ("zh",)

    #: The public id of the row that this line shows, if any.
    key = StringField(widget=HiddenInput(), validators=[Length(max=16)])

    @property
    def is_filled(self) -> bool:
        """Tell whether anything was typed into the line."""
        return not all(is_blank(field) for field in self if field.short_name != "key")


def wanted_in_line(message: str) -> Callable[[Line, Field], None]:
    """Return a validator: the field must be filled where anything else of its line is; an empty line is left out."""

    def check(line: Line, field: Field) -> None:
        if is_blank(field):
            field.errors = []  # what a number field says of a blank
            raise StopValidation(message if line.is_filled else None)

    return check


def is_blank(field: Field) -> bool:
    """Tell whether nothing was typed into a field."""
    return not any(str(value).strip() for value in field.raw_data or ())


def add_lines(lines: FieldList, amount: int = SPARE) -> None:
    """Bring empty lines, as far as there is room."""
    for _ in range(min(amount, MOST_LINES - len(lines))):
        lines.append_entry()


def move_up(lines: FieldList, place: str) -> bool:
    """Let the line of this place (from 0) and the one above exchange what was typed; tell whether there is one."""
    if not place.isdecimal() or not 1 <= int(place) < len(lines):
        return False
    for one, other in zip(lines[int(place) - 1].form, lines[int(place)].form, strict=True):
        one.data, other.data = other.data, one.data
        one.raw_data, other.raw_data = other.raw_data, one.raw_data
    return True
