"""Form fields that several subjects use: a text read by a rule, a choice of a row, a choice of an enum."""

import re
from collections.abc import Callable, Container, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from wtforms import DecimalField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from trainingapp.core.terms import LabelledEnum


class Read(Protocol):
    """What a rule makes of a text: the value that is kept, and what there is to say."""

    @property
    def value(self) -> str | None:
        """The value as it is kept."""

    @property
    def note(self) -> Any:  # noqa: ANN401 - a note of any subject: `message` and `refuses`
        """What a person should be told."""


class ReadField(StringField):  # type: ignore[misc]  # wtforms ships no types
    """A text that one of a subject's rules reads: what the rule refuses is the field's error, in the rule's words."""

    data: Any  # what came in, then what is kept

    def __init__(self, label: str, read: Callable[[object], Read], **options: Any) -> None:  # noqa: ANN401 - wtforms'
        """Keep the rule."""
        super().__init__(label, **options)
        self.read = read

    def pre_validate(self, form: object) -> None:
        """Read the text; a refusal is the field's error."""
        del form
        reading = self.read(self.data or "")
        if reading.note is not None and reading.note.refuses:
            raise ValidationError(reading.note.message)
        self.data = reading.value or ""


class ShareField(StringField):  # type: ignore[misc]  # wtforms ships no types
    """An exact fraction between 0 (excluded) and 1, kept as a text such as `1/7`; blank is allowed."""

    data: Any

    def pre_validate(self, form: object) -> None:
        """Read the fraction; what is none is the field's error."""
        del form
        text = (self.data or "").strip().replace("／", "/")
        try:
            fits = not text or 0 < Fraction(text) <= 1
        except (ValueError, ZeroDivisionError):
            fits = False
        if not fits:
            raise ValidationError("写成分数，例如 1/7；没有就空着")
        self.data = text


class EnumField(SelectField):  # type: ignore[misc]  # wtforms ships no types
    """A choice among an enum's members; `blank` is the text of "none of them"."""

    def __init__(
        self,
        label: str,
        kind: type[LabelledEnum],
        *,
        blank: str | None = None,
        without: Container[str] = (),
        **options: Any,  # noqa: ANN401 - wtforms'
    ) -> None:
        """Offer the members by their labels, `without` those that are not for people to choose."""
        self.kind = kind
        choices = [SelectChoice(value, text) for value, text in kind.choices() if value not in without]
        self.blank = blank
        offered = choices if blank is None else [SelectChoice("", blank), *choices]
        super().__init__(label, choices=offered, coerce=self._member, **options)

    def pre_validate(self, form: object) -> None:
        """Take a field that was not sent for the blank, where there is one."""
        if self.data or self.blank is None:
            super().pre_validate(form)

    def _member(self, value: str | None) -> LabelledEnum | str:
        return self.kind(value) if value else ""

    @property
    def member(self) -> Any:  # noqa: ANN401 - a member of the field's own enum, or None
        """The chosen member, or None."""
        return self.data or None


class RowField(SelectField):  # type: ignore[misc]  # wtforms ships no types
    """A choice of one row by its public id; the view gives the rows with `offer`."""

    rows: dict[str, Any]

    def __init__(self, label: str, *, blank: str | None = None, **options: Any) -> None:  # noqa: ANN401 - wtforms'
        """Start without rows."""
        super().__init__(label, choices=[], **options)
        self.blank = blank
        self.rows = {}

    def offer(self, rows: Iterable[Any], label: Callable[[Any], str]) -> None:
        """Offer these rows."""
        self.rows = {row.public_id: row for row in rows}
        blank = [] if self.blank is None else [SelectChoice("", self.blank)]
        self.choices = blank + [SelectChoice(key, label(row)) for key, row in self.rows.items()]

    def pre_validate(self, form: object) -> None:
        """Take a field that was not sent for the blank, where there is one."""
        if self.data or self.blank is None:
            super().pre_validate(form)

    @property
    def row(self) -> Any:  # noqa: ANN401 - one of the rows that were offered, or None
        """The chosen row, or None."""
        return self.rows.get(self.data or "")


class RowsField(SelectMultipleField):  # type: ignore[misc]  # wtforms ships no types
    """A choice of any number of rows, as tick boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
    rows: dict[str, Any]

    def __init__(self, label: str, **options: Any) -> None:  # noqa: ANN401 - wtforms'
        """Start without rows."""
        super().__init__(label, choices=[], **options)
        self.rows = {}

    def offer(self, rows: Iterable[Any], label: Callable[[Any], str]) -> None:
        """Offer these rows."""
        self.rows = {row.public_id: row for row in rows}
        self.choices = [SelectChoice(key, label(row)) for key, row in self.rows.items()]

    @property
    def chosen(self) -> list[Any]:
        """The chosen rows in the order they were offered."""
        return [row for key, row in self.rows.items() if key in (self.data or [])]


class WordsField(StringField):  # type: ignore[misc]  # wtforms ships no types
    """Short words in one line, such as 投影、可移动桌椅: kept as a list, each once, in the order they were written."""

    data: Any  # the words
    LONGEST, MOST = 20, 12

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the words between commas of any kind."""
        parts = re.split(r"[、，,；;\s]+", valuelist[0]) if valuelist else []
        self.data = list(dict.fromkeys(part for part in parts if part))

    def _value(self) -> str:
        return "、".join(self.data or [])

    def pre_validate(self, form: object) -> None:
        """Refuse long texts and long lists."""
        del form
        long = [word for word in self.data or [] if len(word) > self.LONGEST]
        if long:
            raise ValidationError(f"“{long[0]}”太长，每个词不超过 {self.LONGEST} 个字，词之间用顿号隔开")
        if len(self.data or []) > self.MOST:
            raise ValidationError(f"最多 {self.MOST} 个词")


class HoursField(DecimalField):  # type: ignore[misc]  # wtforms ships no types
    """Study hours in steps of 0.5."""

    def __init__(self, label: str, *, most: int = 100, **options: Any) -> None:  # noqa: ANN401 - wtforms'
        """Limit the value."""
        self.most = most
        validators = [*options.pop("validators", ()), NumberRange(0, most, f"学时要在 0 到 {most} 之间")]
        super().__init__(label, validators=validators, places=1, render_kw={"step": "0.5", "min": "0"}, **options)

    def pre_validate(self, form: object) -> None:
        """Refuse what is no number, and no multiple of 0.5; what is too large the limits refuse."""
        del form
        if self.data is None:
            return
        if not Decimal(self.data).is_finite():
            raise StopValidation("学时要是数字，例如 3 或 3.5")
        if 0 <= self.data <= self.most and (Decimal(self.data) * 2) % 1:
            raise ValidationError("学时以 0.5 为单位，例如 3 或 3.5")
