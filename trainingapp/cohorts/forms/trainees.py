"""Forms of trainees."""

from wtforms import DateField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from trainingapp.cohorts.forms.classes import MOST_PEOPLE
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import ClassRole, GroupRole
from trainingapp.core.fields import EnumField, ReadField, RowField
from trainingapp.core.forms import ChineseForm
from trainingapp.people.forms import TEXTS, PersonForm
from trainingapp.people.rules.phones import read_phone
from trainingapp.people.terms import PersonEntry


class TraineeForm(PersonForm):
    """A trainee's snapshot in a class, with his place in it."""

    number = IntegerField("编号", [Optional(), NumberRange(1, MOST_PEOPLE, "编号从 1 开始")], description="空着接着编")
    reserve_category = StringField("后备类别", [Length(max=40)])
    track = RowField("班型", blank="（不分）")
    group = RowField("组别", blank="（未分组）")
    group_role = EnumField("组内", GroupRole)
    class_role = EnumField("班委", ClassRole)
    note = StringField("备注", [Length(max=200)])

    def offer(self, cohort: Cohort) -> None:
        """Offer the class's tracks and groups."""
        self.track.offer(cohort.tracks, lambda track: track.name)
        self.group.offer(cohort.groups, lambda group: group.name)

    def entry(self) -> PersonEntry:
        """Return what the form says of the person."""
        values = self.values()
        return PersonEntry(
            name=str(values["name"]),
            gender=self.gender.member,
            ethnic=str(values["ethnic"]),
            birth_month=str(values["birth_month"]),
            education=str(values["education"]),
            politics=str(values["politics"]),
            organisation_id=self.organisation.row.id if self.organisation.row else None,
            post=str(values["post"]),
            phone=self.phone.data or "",
            identity_number=self.identity_number.data or "",
            party_month=str(values["party_month"]),
            post_month=str(values["post_month"]),
        )

    def place(self) -> dict[str, object]:
        """Return the columns of the enrolment alone."""
        return {
            "reserve_category": (self.reserve_category.data or "").strip(),
            "track_id": self.track.row.id if self.track.row else None,
            "group_id": self.group.row.id if self.group.row else None,
            "group_role": self.group_role.member if self.group.row else GroupRole.MEMBER,
            "class_role": self.class_role.member,
            "note": (self.note.data or "").strip(),
        }

    def show_trainee(self, trainee: Enrolment) -> None:
        """Fill the fields with what a trainee has."""
        for name in (*TEXTS, "number", "reserve_category", "note", "group_role", "class_role"):
            self[name].data = getattr(trainee, name)
        self.gender.data = trainee.gender or ""
        for name in ("organisation", "track", "group"):
            row = getattr(trainee, name)
            self[name].data = row.public_id if row else ""
        self.reading.data = trainee.person.reading


class PhoneForm(ChineseForm):
    """A trainee's phone number alone: it may be corrected after the class is closed."""

    new_phone = ReadField("新的电话", read_phone, validators=[InputRequired("请填新的电话")])


class WithdrawForm(ChineseForm):
    """When and why a trainee leaves."""

    left_on = DateField("退出日期", [InputRequired("请填退出日期")])
    reason = StringField("原因", [InputRequired("请写明原因"), Length(max=200)])
