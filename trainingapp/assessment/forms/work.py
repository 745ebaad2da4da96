"""The page of tasks to values."""

from collections.abc import Iterable

from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from trainingapp.assessment.models import Component, Task
from trainingapp.assessment.operations import Asked
from trainingapp.assessment.terms import OF_WORK, TaskKind
from trainingapp.core.fields import EnumField, RowField
from trainingapp.core.forms import ChineseForm
from trainingapp.curriculum.models import Competency

MOST_QUESTIONS, QUESTION_LENGTH = 12, 200


class AskedForm(ChineseForm):
    """What a task says."""

    title = StringField("题目", [InputRequired("请填题目"), Length(max=200)])
    due_on = DateField("截止日期", [InputRequired("请填截止日期")])
    component = RowField("成绩转入", blank="不转入", description="登分的转入均分，按篇数的转入篇数")
    competency = RowField("对应能力", blank="（不对应）")
    questions = TextAreaField(
        "研讨问题", [Length(max=2600)], description="小组研讨成果才填，每行一个；每个组对每个问题交一份"
    )
    instructions = TextAreaField("要求", [Length(max=4000)])

    def offer(self, components: Iterable[Component], competencies: Iterable[Competency]) -> None:
        """Offer where marks may go, and the competencies of the class."""
        self.component.offer([one for one in components if one.source in OF_WORK], lambda one: str(one.name))
        self.competency.offer(competencies, lambda one: str(one.name))

    def validate_questions(self, field: TextAreaField) -> None:
        """Want a few short questions, each once."""
        lines = self.lines
        if len(lines) > MOST_QUESTIONS or any(len(line) > QUESTION_LENGTH for line in lines):
            raise ValidationError(f"最多 {MOST_QUESTIONS} 个问题，每个不超过 {QUESTION_LENGTH} 字")
        if len(set(lines)) < len(lines):
            raise ValidationError("有两行问题相同")
        if lines and self.of_trainees():
            raise ValidationError("只有小组研讨成果才分问题；请改选类型，或清空这一栏")
        del field

    def of_trainees(self) -> bool:
        """Tell whether each trainee answers, not a group."""
        return False

    @property
    def lines(self) -> list[str]:
        """Return the questions."""
        return [text for line in (self.questions.data or "").splitlines() if (text := line.strip())]

    @property
    def asked(self) -> Asked:
        """Return the values."""
        return Asked(
            title=self.title.data or "",
            due_on=self.due_on.data,
            instructions=self.instructions.data or "",
            questions=self.lines,
            component=self.component.row,
            competency=self.competency.row,
        )

    def show(self, task: Task) -> None:
        """Fill the fields."""
        self.title.data, self.due_on.data, self.instructions.data = task.title, task.due_on, task.instructions
        self.questions.data = "\n".join(task.questions)
        self.component.data = task.component.public_id if task.component else ""
        self.competency.data = task.competency.public_id if task.competency else ""


class TaskForm(AskedForm):
    """Work that a class is asked for."""

    kind = EnumField("类型", TaskKind)

    def of_trainees(self) -> bool:
        """Tell whether each trainee answers, not a group."""
        return self.kind.member is not TaskKind.GROUP
