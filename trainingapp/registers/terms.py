"""Words about papers and about rosters on their way in."""

from trainingapp.core.terms import LabelledEnum


class PaperKind(LabelledEnum):
    """A paper that an office prints of a class; the value is what commands call it."""

    ROSTER = "roster", "学员花名册"
    TIMETABLE = "timetable", "课程安排表"
    SIGNIN = "signin", "签到表"
    ATTENDANCE = "attendance", "考勤登记表"
    ASSESSMENT = "assessment", "考核成绩登记表"


class Part(LabelledEnum):
    """The part of a class where something that a paper still wants is filled in."""

    ROSTER = "roster", "导入花名册"
    TIMETABLE = "timetable", "去排课"
    ATTENDANCE = "attendance", "去点名"
    ASSESSMENT = "assessment", "去考核"
