"""Forms of classes, trainees and groups."""

from collections.abc import Mapping, Sequence

from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from trainingapp.cohorts import rules
from trainingapp.cohorts.models import Cohort, Enrolment, Group
from trainingapp.cohorts.terms import ClassRole, GroupRole, Presets, SortRule, Stage
from trainingapp.core.errors import Refused
from trainingapp.core.fields import EnumField, HoursField, RowField
from trainingapp.core.forms import ChineseForm
from trainingapp.people.forms import PersonForm
from trainingapp.people.terms import PersonEntry

MOST_PEOPLE = 100_000
PLACEHOLDERS = "可以用 " + " ".join(f"{{{name}}}" for name in rules.PLACEHOLDERS)
TEXTS = ("code", "formal_name", "short_name", "batch", "organiser", "place", "end_note", "note")


class CohortForm(ChineseForm):
    """A class and the presets of its papers."""

    code = StringField(
        "代码", [InputRequired("请填代码")], description="小写字母、数字和短横，如 qinglan-2026；命令行和文件名用它"
    )
    formal_name = StringField("全称", [InputRequired("请填全称"), Length(max=120)], description="打印在表上的名称")
    short_name = StringField("简称", [InputRequired("请填简称"), Length(max=60)])
    batch = StringField("期次", [Length(max=20)], description="如 第一期")
    programme = RowField("所属项目", blank="（无）")
    host = RowField("主办单位")
    organiser = StringField("承办单位", [Length(max=120)])
    place = StringField("地点", [Length(max=120)])
    starts_on = DateField("开班日期", [InputRequired("请填开班日期")])
    ends_on = DateField("结业日期", [Optional()], description="没定可以空着")
    end_note = StringField("结束说明", [Length(max=60)], description="结业日期空着时印这句，如 持续至6月")
    expected_size = IntegerField("计划人数", [Optional(), NumberRange(1, MOST_PEOPLE, "人数至少为 1")])
    hours_per_half_day = HoursField("每半天学时", most=12, validators=[InputRequired("请填每半天学时")])
    note = TextAreaField("备注", [Length(max=2000)])
    title_pattern = StringField("表格标题", [InputRequired("请填标题"), Length(max=200)], description=PLACEHOLDERS)
    sort_rule = EnumField("名单顺序", SortRule)
    observer_lines = IntegerField("签到表列席空行", [InputRequired("请填行数"), NumberRange(0, 40, "0 到 40 行")])
    prepared_by = StringField("制表人", [Length(max=40)])
    checked_by = StringField("审核人", [Length(max=40)])

    def validate_code(self, field: StringField) -> None:
        """Refuse a code that commands and file names could not use."""
        fault = rules.code_fault(field.data or "")
        if fault:
            raise ValidationError(fault)

    def validate_ends_on(self, field: DateField) -> None:
        """Refuse an end before the start."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError("结业日期早于开班日期")

    def validate_title_pattern(self, field: StringField) -> None:
        """Refuse names in braces that there are not."""
        faults = rules.title_faults(field.data or "")
        if faults:
            raise ValidationError("；".join(faults))

    def validate_hours_per_half_day(self, field: HoursField) -> None:
        """Refuse none."""
        if not field.data:
            raise ValidationError("每半天学时要大于 0")

    def values(self) -> dict[str, object]:
        """Return the columns that the form sets, but for code and presets."""
        values: dict[str, object] = {name: (self[name].data or "").strip() for name in TEXTS if name != "code"}
        for name in ("starts_on", "ends_on", "expected_size", "hours_per_half_day"):
            values[name] = self[name].data
        values["host_id"] = self.host.row.id
        values["programme_id"] = self.programme.row.id if self.programme.row else None
        return values

    def presets(self, before: Presets) -> Presets:
        """Return the presets; the signs of attendance are set on their own page."""
        return Presets(
            title_pattern=self.title_pattern.data.strip(),
            sort_rule=self.sort_rule.member,
            symbols=before.symbols,
            observer_lines=self.observer_lines.data,
            prepared_by=(self.prepared_by.data or "").strip(),
            checked_by=(self.checked_by.data or "").strip(),
        )

    def show(self, cohort: Cohort) -> None:
        """Fill the fields with what a class has."""
        for name in (*TEXTS, "starts_on", "ends_on", "expected_size", "hours_per_half_day"):
            self[name].data = getattr(cohort, name)
        self.host.data = cohort.host.public_id
        self.programme.data = cohort.programme.public_id if cohort.programme else ""
        self.show_presets(cohort.presets)

    def show_presets(self, presets: Presets) -> None:
        """Fill the fields of the presets."""
        for name in ("title_pattern", "sort_rule", "observer_lines", "prepared_by", "checked_by"):
            self[name].data = getattr(presets, name)


class StageForm(ChineseForm):
    """The next stage of a class's life."""

    stage = EnumField("阶段", Stage)
    reason = StringField("理由", [Length(max=200)], description="退回前面的阶段才要写")


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
        names = ("name", "birth_month", "ethnic", "education", "politics", "post", "number", "reserve_category", "note")
        for name in (*names, "group_role", "class_role"):
            self[name].data = getattr(trainee, name)
        self.gender.data = trainee.gender or ""
        for name in ("organisation", "track", "group"):
            row = getattr(trainee, name)
            self[name].data = row.public_id if row else ""
        self.reading.data = trainee.person.reading


class WithdrawForm(ChineseForm):
    """When and why a trainee leaves."""

    left_on = DateField("退出日期", [InputRequired("请填退出日期")])
    reason = StringField("原因", [InputRequired("请写明原因"), Length(max=200)])


class NameForm(ChineseForm):
    """The name of a group or a track; a group may have a theme."""

    name = StringField("名称", [InputRequired("请填名称"), Length(max=40)])
    theme = StringField("研讨主题", [Length(max=120)])


def read_places(
    form: Mapping[str, str], members: Sequence[Enrolment], groups: Sequence[Group]
) -> dict[int, tuple[Group | None, GroupRole]]:
    """Return where the page puts each trainee, for those whose place it changes. Raises Refused for what it cannot."""
    by_key = {group.public_id: group for group in groups}
    places: dict[int, tuple[Group | None, GroupRole]] = {}
    for one in members:
        key = form.get(f"group-{one.public_id}")
        role = form.get(f"role-{one.public_id}", GroupRole.MEMBER.value)
        if key is None:
            continue
        if (key and key not in by_key) or role not in set(GroupRole):
            raise Refused("页面已过期，没有保存。请刷新后再分组")
        place = (by_key.get(key), GroupRole(role) if key else GroupRole.MEMBER)
        if place != (one.group, one.group_role):
            places[one.id] = place
    return places
