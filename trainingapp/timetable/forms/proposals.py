"""Forms of planning: what the planner is asked for, and what has happened to a lecturer."""

from wtforms import BooleanField, DateField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from trainingapp.core.fields import EnumField, RowField, RowsField
from trainingapp.core.forms import ChineseForm
from trainingapp.curriculum.terms import DayPart
from trainingapp.timetable.operations.searches import Wish
from trainingapp.timetable.queries.plan_cards import Scope
from trainingapp.timetable.terms import ProposalKind

MOST_SECONDS = 300
MOST_SEED = 2**31


class DraftForm(ChineseForm):
    """What the planner is asked for."""

    others = RowsField("同时编排的班", description="几个班一起排，讲师、场地、共同的学员互相让开；不选就只排本班")
    alternatives = BooleanField("给三个不同的方案挑选")
    keep = BooleanField("课表上已排的都不动", description="只排还没有时间的课；不勾就全部重排，固定的课次除外")
    from_day = DateField("这一天以前的课不动", [Optional()])
    seconds = IntegerField(
        "最多几秒", [Optional(), NumberRange(1, MOST_SECONDS, "1 到 300 秒")], description="空着由系统按课次多少决定"
    )
    seed = IntegerField(
        "种子", [InputRequired("请填数字"), NumberRange(0, MOST_SEED, "0 以上的整数")], default=0,
        description="同样的种子排出同样的课表；想换一种排法就换一个数",
    )  # fmt: skip

    def wish(self) -> Wish:
        """Return what is asked for."""
        kind = ProposalKind.ALTERNATIVE if self.alternatives.data else ProposalKind.DRAFT
        scope = Scope(keep=self.keep.data, from_day=self.from_day.data)
        return Wish(kind=kind, scope=scope, seconds=self.seconds.data, seed=self.seed.data)


class RepairForm(ChineseForm):
    """Who cannot come, and when: the timetable is then mended with the fewest moves."""

    lecturer = RowField("讲师", blank="（没有新的变化）", description="不选讲师，就只处理课表上现有的冲突")
    first_on = DateField("从哪天", [Optional()])
    last_on = DateField("到哪天", [Optional()], description="空着就是这一天")
    part = EnumField("哪个时段", DayPart)
    reason = StringField("原因", [Length(max=200)])
    from_day = DateField("这一天以前的课不动", [Optional()])

    def validate_first_on(self, field: DateField) -> None:
        """Want a day for a lecturer who cannot come."""
        if self.lecturer.row and not field.data:
            raise ValidationError("请填讲师哪天不能来")

    def validate_last_on(self, field: DateField) -> None:
        """Want the last day not before the first."""
        if field.data and self.first_on.data and field.data < self.first_on.data:
            raise ValidationError("结束日期不能早于开始日期")
