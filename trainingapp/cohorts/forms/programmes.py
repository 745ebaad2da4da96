"""The page of a programme to values."""

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from trainingapp.cohorts.models import Programme
from trainingapp.core.fields import WordsField
from trainingapp.core.forms import ChineseForm


class ProgrammeForm(ChineseForm):
    """A series of classes, and the competencies that it raises."""

    name = StringField("项目名称", [InputRequired("请填项目名称"), Length(max=120)])
    competencies = WordsField("要提升的能力", description="按先后写，例如 为民服务、组织动员、议事协商、群众工作")
    source = StringField("依据", [Length(max=200)])
    purpose = TextAreaField("目的", [Length(max=2000)])

    def show(self, programme: Programme) -> None:
        """Fill the fields."""
        self.name.data, self.source.data, self.purpose.data = programme.name, programme.source, programme.purpose
        self.competencies.data = [one.name for one in programme.competencies]
