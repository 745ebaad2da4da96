"""A made-up class, for the examples beside the fields of templates and for trying a template out."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from trainingapp.core.columns import Shown
from trainingapp.registers.office_templates.fields import ClassFacts

CLASS = ClassFacts(
    class_name="居民区后备队伍“青蓝接力”计划培训班",
    short_name="青蓝班",
    host="天目西路街道党建办",
    number="1",
    begins=date(2025, 5, 9),
    ends=date(2025, 6, 20),
    dates="2025年5月9日至6月20日",
    days=Decimal("5.5"),
    people=29,
    sessions=11,
    hours=Decimal("42.5"),
    place="街道党群服务中心",
    audience="居民区后备干部",
    head_teacher="陈青禾",
    contact="陈青禾",
    contact_phone="19900000001",
    prepared_by="陈青禾",
    checked_by="郭璐",
    filled_on=date(2025, 6, 20),
)
TRAINEE: Mapping[str, Shown] = {
    "编号": 1,
    "姓名": "陈青禾",
    "性别": "女",
    "民族": "汉族",
    "出生年月": "1990.10",
    "学历": "大学",
    "政治面貌": "中共党员",
    "入党时间": "2010.07",
    "单位": "望景居民区党总支",
    "职务": "书记助理",
    "任职时间": "2023.09",
    "后备类别": "后备书记",
    "班型": "书记助理班",
    "组别": "第一组",
    "班组职务": "班长",
    "联系电话": "199****0001",
    "备注": "自带电脑",
}
"""One of its trainees by the roster's headings."""
STANDING: Mapping[str, Shown] = {
    "序号": 1,
    "姓名": "陈青禾",
    "单位": "望景居民区党总支",
    "单位及职务": "望景居民区党总支书记助理",
    "到": 10,
    "迟到": 1,
    "早退": 0,
    "公假": 0,
    "病假": 0,
    "事假": 0,
    "旷课": 0,
    "免修": 0,
    "未登记": 0,
    "出勤学时": Decimal("42.5"),
    "到课率": "100.0%",
    "到课+准假率": "100.0%",
    "总分": Decimal("91.5"),
    "等次": "优秀",
    "是否结业": "结业",
    "证书号": "QL2025-01-001",
    "备注": "发言积极",
}
"""How the trainee stands, by the registers' headings."""
MARKED, SCORED = "√", Decimal(90)
ASKED_LEAVE: Mapping[str, Shown] = {
    "姓名": "陈青禾",
    "请假类别": "事假",
    "班级": CLASS.class_name,
    "单位及职务": "望景居民区党总支书记助理",
    "起止时间": "5月16日上午、下午",
    "涉及课程": "5月16日上午 居民区议事协商的组织与引导",
    "请假学时": "4 学时",
    "累计请假学时": "8 学时",
    "事由": "（由学员填写）",
    "附件": "（由学员填写）",
    "销假时间": "已销假",
}
"""A leave by the headings of its form."""
APPRAISED: Mapping[str, Shown] = {
    **{name: TRAINEE[name] for name in ("姓名", "性别", "民族", "出生年月", "政治面貌", "学历")},
    "单位及职务": "望景居民区党总支书记助理",
    "参加班次": CLASS.class_name,
    "组别": "第一组",
    "学习情况": "出勤 42.5 学时，到课率 100.0%，交作业 2 份",
    "考核成绩": "91.5",
    "等次": "优秀",
    "自我鉴定": "（由学员填写）",
    "小组意见": "（由小组填写）",
    "班委（临时党支部）意见": "（由班委填写）",
    "主办单位意见": "评定：优秀，结业",
}
"""An appraisal by the headings of its form."""
LESSON: Mapping[str, Shown] = {
    "日期": "2025年5月9日（星期五）",
    "时段": "上午",
    "时间": "9:00—11:30",
    "教学内容": "居民区议事协商的组织与引导",
    "形式": "集中授课",
    "授课人": "上海交通大学马克思主义学院教授　张雪梅",
    "主持人": "郭璐",
    "地点": "报告厅",
    "学时": Decimal("2.5"),
    "备注": "请带笔记本",
}
GROUP: Mapping[str, Shown] = {
    "组别": "第一组",
    "组长": "陈青禾",
    "副组长（联络员）": "郭璐",
    "成员": "陶然（云杉一村居民区党总支）",
    "人数": 10,
    "研讨主题": "垃圾分类",
    "讨论地点": "二楼会议室",
    "指导老师": "张雪梅",
}
VEHICLE: Mapping[str, Shown] = {
    "车号": "1号车",
    "车牌": "沪A·10001",
    "司机及电话": "王师傅 19900000009",
    "带队（车长）": "郭璐",
    "乘客": "陈青禾、陶然",
    "座数": 45,
    "乘坐人数": 29,
}
APPLICANT: Mapping[str, Shown] = {
    "序号": 1,
    "单位（党组织）": "望景居民区党总支",
    "姓名": "（由单位填写）",
    "性别": "（由单位填写）",
    "民族": "（由单位填写）",
    "出生年月": "（由单位填写）",
    "政治面貌": "（由单位填写）",
    "职务": "（由单位填写）",
    "手机": "（由单位填写）",
    "是否用餐（清真注明）": "（由单位填写）",
    "是否住宿": "（由单位填写）",
    "是否乘车": "（由单位填写）",
    "备注": "（由单位填写）",
}
EVALUATED: Mapping[str, Shown] = {
    "序号": 1,
    "日期": date(2025, 5, 9),
    "课程": "居民区议事协商的组织与引导",
    "授课人": "张雪梅",
    "应评": 29,
    "收回": 27,
    **{f"分项{number}": Decimal("9.5") for number in range(1, 11)},
    "总分": Decimal("95.5"),
}
CONTENT: Mapping[str, Shown] = {
    "项目": "课程设置",
    "非常满意": 20,
    "满意": 6,
    "一般": 1,
    "不太满意": 0,
    "不满意": 0,
    "满意率": "96.3%",
}
COMMENT: Mapping[str, Shown] = {"序号": 1, "课程或方面": "课程设置", "意见和建议": "多安排现场教学"}
ALLOTTED: Mapping[str, Shown] = {
    "序号": 1,
    "单位（党组织）": "望景居民区党总支",
    "名额": 2,
    "已报名": 1,
    "备注": "含后备干部1名",
}
PAYMENT: Mapping[str, Shown] = {
    "序号": 1,
    "日期": date(2025, 5, 9),
    "时段": "上午",
    "课程": "居民区议事协商的组织与引导",
    "授课人": "张雪梅",
    "职称": "教授",
    "学时": Decimal("2.5"),
    "标准（元/学时）": 1000,
    "应发（税后，元）": 2500,
    "身份证号": "（由授课人填写）",
    "开户行及卡号": "（由授课人填写）",
    "签收": "（由授课人签名）",
    "备注": "授课 5 学时，每半天最多按 4 学时",
}
