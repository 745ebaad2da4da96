"""What a class's papers are called, by the pattern among the class's presets."""

from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.rules import fill_title


def title_of(cohort: Cohort, paper: str) -> str:
    """Return the title of a paper, such as 天目西路街道2025年…培训班学员花名册."""
    values = {
        "主办单位": cohort.host.shown_name,
        "承办单位": cohort.organiser,
        "年度": str(cohort.starts_on.year),
        "班次名称": cohort.formal_name,
        "班次简称": cohort.short_name,
        "期次": cohort.batch,
        "表名": paper,
    }
    return fill_title(cohort.presets.title_pattern, values)
