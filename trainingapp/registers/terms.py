"""Words about papers and about rosters on their way in."""

from typing import Self

from trainingapp.core.terms import LabelledEnum


class PaperKind(LabelledEnum):
    """A paper that an office prints of a class; the value is what commands call it."""

    ROSTER = "roster", "学员花名册"
    TIMETABLE = "timetable", "课程安排表"
    FINAL = "final", "最终课程表"
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
    QUOTAS = "quotas", "去分名额"
    GROUPS = "groups", "去分组"
    VISITS = "visits", "去安排"
    EVALUATIONS = "evaluations", "去评课"
    CERTIFICATES = "certificates", "去发证"
    CLOSING = "closing", "去上传"
    TEXTS = "texts", "去写"


class UploadKind(LabelledEnum):
    """What a file on its way in is taken for."""

    ROSTER = "roster", "花名册"
    MARKS = "marks", "打卡记录"
    SCORES = "scores", "成绩单"


USUAL_REQUIREMENTS = """参训学员要按时报到、全程参加；因故不能参加的，须提前书面请假，经批准后方可离开。
遵守课堂纪律，手机静音，着装整洁，自带笔记本。
各单位按名额认真选派，按时报送回执；现场教学统一乘车。"""
#: 中组部《关于在干部教育培训中进一步加强学员管理的规定》: no copying, no banquets or gifts, no alumni clubs.
USUAL_CONDUCT = """按时到课，每半天签到一次，不迟到、不早退、不旷课，不找人代签。
因故不能到课的，须提前书面请假，经批准后方可离开，回来后及时销假；未经批准缺课的按旷课处理。
上课时手机静音，认真听讲、做好笔记，积极参加研讨。
独立完成作业，不代写、不抄袭。
现场教学服从统一安排，乘指定车辆，注意安全，不单独离队。
厉行节约，不相互宴请，不收送礼品；培训期间和结束后不搞同学会、联谊会。"""


class PaperText(LabelledEnum):
    """What a class's Word papers say that no record holds; `usual` stands where an organiser writes nothing."""

    usual: str

    DOCUMENT_NUMBER = "document_number", "发文字号", ""
    ADDRESSEES = "addressees", "主送单位", "各居民区党组织"
    PURPOSE = "purpose", "培训目的", ""
    AUDIENCE = "audience", "培训对象", ""
    CONTENT = "content", "培训内容", ""
    CONTACT = "contact", "联系人", ""
    CONTACT_PHONE = "contact_phone", "联系电话", ""
    BRIEFING_NUMBER = "briefing_number", "简报期号", "1"
    REQUIREMENTS = "requirements", "通知要求", USUAL_REQUIREMENTS
    CONDUCT = "conduct", "学员须知", USUAL_CONDUCT

    def __new__(cls, value: str, label: str = "", usual: str = "") -> Self:
        """Make a member; looking one up needs the value alone."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, member.usual = label, usual
        return member

    @property
    def has_lines(self) -> bool:
        """Tell whether it is a list, one item a line."""
        return self in {PaperText.REQUIREMENTS, PaperText.CONDUCT}
