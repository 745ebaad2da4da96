"""The one list of columns of persons."""

from collections.abc import Sequence

from trainingapp.core.columns import Align, Column, Kind
from trainingapp.people.models import Person
from trainingapp.people.rules.masking import mask_phone

PEOPLE: Sequence[Column[Person]] = (
    Column("name", "姓名", lambda person: person.name, width=10),
    Column("gender", "性别", lambda person: person.gender, width=6),
    Column("birth_month", "出生年月", lambda person: person.birth_month, width=10, kind=Kind.MONTH),
    Column("politics", "政治面貌", lambda person: person.politics, width=12),
    Column(
        "organisation",
        "单位",
        lambda person: person.organisation.shown_name if person.organisation else "",
        width=24,
        align=Align.LEFT,
    ),
    Column("post", "职务", lambda person: person.post, width=18, align=Align.LEFT),
    Column("phone", "联系电话", lambda person: mask_phone(person.phone), width=14, kind=Kind.PHONE),
)
