"""Forms of persons and organisations: every rule speaks at its field."""

from functools import partial

from wtforms import StringField
from wtforms.validators import InputRequired, Length, ValidationError

from trainingapp.core.fields import EnumField, ReadField, RowField
from trainingapp.core.forms import ChineseForm
from trainingapp.people.models import Organisation, Person
from trainingapp.people.rules.births import read_birth, read_month
from trainingapp.people.rules.fields import read_education, read_ethnic, read_politics, read_text
from trainingapp.people.rules.identities import read_identity
from trainingapp.people.rules.names import clean_name, name_problem
from trainingapp.people.rules.order import reading_problem
from trainingapp.people.rules.phones import read_phone
from trainingapp.people.terms import Gender, OrganisationKind

TEXTS = ("name", "birth_month", "ethnic", "education", "politics", "party_month", "post", "post_month")
NUMBER_HINT = "留空不改；现在是 {}"


class NameField(StringField):  # type: ignore[misc]  # wtforms ships no types
    """A person's name, cleaned."""

    data: str | None

    def pre_validate(self, form: object) -> None:
        """Clean the name; refuse what is none."""
        del form
        self.data = clean_name(self.data or "").name
        problem = name_problem(self.data)
        if problem and problem.refuses:
            raise ValidationError(problem.message)


class PersonForm(ChineseForm):
    """A person; phone and ID are never shown back, an empty field leaves them as they are."""

    name = NameField("姓名", [InputRequired("请填姓名")])
    gender = EnumField("性别", Gender, blank="未填")
    birth_month = ReadField("出生年月", read_birth, description="如 1985.03")
    ethnic = ReadField("民族", read_ethnic)
    education = ReadField("学历", read_education)
    politics = ReadField("政治面貌", read_politics)
    party_month = ReadField("入党时间", partial(read_month, what="入党时间"), description="如 2010.07")
    organisation = RowField("单位", blank="（未定）")
    post_month = ReadField("任职时间", partial(read_month, what="任职时间"), description="任现职的年月")
    post = ReadField("职务", partial(read_text, what="职务", limit=80))
    reading = StringField("姓名读音", [Length(max=80)], description="多音姓氏才要填，如 qiú jùn")
    phone = ReadField("联系电话", read_phone)
    identity_number = ReadField("身份证号", read_identity, description="可以不填；加密存放，页面上只显示头尾")

    def validate_reading(self, field: StringField) -> None:
        """Refuse a reading that does not fit the name."""
        problem = reading_problem(self.name.data or "", field.data) if field.data else None
        if problem:
            raise ValidationError(problem)

    def values(self) -> dict[str, object]:
        """Return the columns that the form sets, but for the two numbers."""
        values: dict[str, object] = {name: self[name].data or "" for name in TEXTS}
        values["gender"] = self.gender.member
        values["reading"] = (self.reading.data or "").strip()
        values["organisation_id"] = self.organisation.row.id if self.organisation.row else None
        return values

    def show(self, person: Person) -> None:
        """Fill the fields with what a person has, but for the two numbers."""
        for name in (*TEXTS, "reading"):
            self[name].data = getattr(person, name)
        self.gender.data = person.gender or ""
        self.organisation.data = person.organisation.public_id if person.organisation else ""


class OrganisationForm(ChineseForm):
    """An organisation of the tree."""

    name = StringField("全称", [InputRequired("请填全称"), Length(max=120)])
    short_name = StringField("简称", [Length(max=60)], description="表格里用的名字，如 慧华苑居民区党总支")
    kind = EnumField("类别", OrganisationKind)
    parent = RowField("上级", blank="（没有上级）")

    def show(self, organisation: Organisation) -> None:
        """Fill the fields with what an organisation has."""
        self.name.data, self.short_name.data = organisation.name, organisation.short_name
        self.kind.data = organisation.kind
        self.parent.data = organisation.parent.public_id if organisation.parent else ""
