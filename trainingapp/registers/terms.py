"""Words about papers and about rosters on their way in."""

from trainingapp.core.terms import LabelledEnum


class PaperKind(LabelledEnum):
    """A paper that an office prints of a class; the value is what commands call it."""

    ROSTER = "roster", "学员花名册"
    TIMETABLE = "timetable", "课程安排表"
    SIGNIN = "signin", "签到表"
    ATTENDANCE = "attendance", "考勤登记表"
    ASSESSMENT = "assessment", "考核成绩登记表"
    CONTACTS = "contacts", "通讯录"
    REPLY = "reply", "报名回执表"
    QUOTAS = "quotas", "名额分配表"
    SIGNIN_GRID = "signin-grid", "全班半日签到总表"
    LEAVE = "leave", "请假审批表"
    GROUPS = "groups", "分组名单"
    RIDES = "rides", "乘车安排"
    SEATING = "seating", "座次表"
    APPRAISALS = "appraisals", "学员鉴定表"
    EVALUATIONS = "evaluations", "教学质量评估汇总"
    FEES = "fees", "讲课费签收单"
    NOTICE = "notice", "开班通知"
    HANDBOOK = "handbook", "学员手册"
    BRIEFING = "briefing", "培训简报"
    CERTIFICATES = "certificates", "结业证书"

    @property
    def is_document(self) -> bool:
        """Tell whether it is a Word document; every other paper is a workbook."""
        return self in {PaperKind.NOTICE, PaperKind.HANDBOOK, PaperKind.BRIEFING, PaperKind.CERTIFICATES}


class Part(LabelledEnum):
    """The part of a class where something that a paper still wants is filled in."""

    ROSTER = "roster", "导入花名册"
    TIMETABLE = "timetable", "去排课"
    ATTENDANCE = "attendance", "去点名"
    ASSESSMENT = "assessment", "去考核"


class UploadKind(LabelledEnum):
    """What a file on its way in is taken for."""

    ROSTER = "roster", "花名册"
    MARKS = "marks", "打卡记录"
    SCORES = "scores", "成绩单"
