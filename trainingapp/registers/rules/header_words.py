"""What offices write above their columns: the one table of words, extensible by an office.

Words stand without spaces, in plain characters; the first of a field is the best, so that 手机 goes before 电话 where a
list has both. Words in brackets after a heading, stars and colons are taken off before looking here.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum


class RosterField(StrEnum):
    """What a column of a roster can hold."""

    NAME = "name"
    GENDER = "gender"
    ETHNIC = "ethnic"
    BIRTH = "birth"
    ORG = "org"
    POST = "post"
    PHONE = "phone"
    POLITICS = "politics"
    EDU = "edu"
    GROUP = "group"
    IDENTITY = "identity"
    ORG_POST = "org_post"
    NUMBER = "number"
    JOINED = "joined"
    TOOK_OFFICE = "took_office"
    CATEGORY = "category"
    ROLE = "role"
    REMARK = "remark"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Return the word for a person."""
        return FIELD_LABELS[self]


FIELD_LABELS: Mapping[RosterField, str] = {
    RosterField.NAME: "姓名",
    RosterField.GENDER: "性别",
    RosterField.ETHNIC: "民族",
    RosterField.BIRTH: "出生年月",
    RosterField.ORG: "单位",
    RosterField.POST: "职务",
    RosterField.PHONE: "联系电话",
    RosterField.POLITICS: "政治面貌",
    RosterField.EDU: "学历",
    RosterField.GROUP: "组别",
    RosterField.IDENTITY: "身份证号",
    RosterField.ORG_POST: "单位及职务",
    RosterField.NUMBER: "序号",
    RosterField.JOINED: "入党时间",
    RosterField.TOOK_OFFICE: "任职时间",
    RosterField.CATEGORY: "人员类别",
    RosterField.ROLE: "班内职务",
    RosterField.REMARK: "备注",
    RosterField.OTHER: "（不导入）",
}

PERSON_FIELDS = (
    RosterField.NAME, RosterField.GENDER, RosterField.ETHNIC, RosterField.BIRTH, RosterField.ORG,
    RosterField.POST, RosterField.PHONE, RosterField.POLITICS, RosterField.EDU, RosterField.GROUP,
)
"""The fields of a person as an import tells them, in this order."""

EXTRA_FIELDS = (
    RosterField.JOINED, RosterField.TOOK_OFFICE, RosterField.CATEGORY, RosterField.ROLE, RosterField.REMARK,
)
"""Kept beside the person as text."""

HEADER_WORDS: Mapping[RosterField, Sequence[str]] = {
    RosterField.NAME: (
        "姓名", "学员姓名", "人员姓名", "姓名全称", "参训人员", "参训学员", "参训人员姓名", "参加人员", "参会人员",
        "名字", "人员名单", "学员", "本人姓名", "中文姓名", "员工姓名", "党员姓名", "报名人", "报名人姓名",
        "培训对象", "name",
    ),
    RosterField.GENDER: ("性别", "男女", "男/女", "性別", "gender", "sex"),
    RosterField.ETHNIC: ("民族", "族别", "名族"),
    RosterField.BIRTH: (
        "出生年月", "出生日期", "出生年月日", "出生时间", "出生", "生日", "出生月份", "生年月", "出生年份月份",
        "生年月日",
    ),
    RosterField.ORG: (
        "单位", "单位名称", "工作单位", "所在单位", "所属单位", "党组织", "所在党组织", "所属党组织", "党组织名称",
        "组织名称", "所在党支部", "党支部", "支部", "所属支部", "所在支部", "支部名称", "党支部名称", "居民区",
        "所在居民区", "社区", "所在社区", "部门", "所在部门", "所属部门", "工作部门", "选派单位", "推荐单位",
        "报送单位", "任职单位", "现单位", "组织关系所在单位", "组织关系所在党组织", "服务单位", "村居", "村社区",
        "所属居民区", "所属社区", "单位全称", "所属居委", "居委", "居委会",
    ),
    RosterField.POST: (
        "职务", "现任职务", "岗位", "职位", "担任职务", "党内职务", "行政职务", "现职务", "职务岗位", "工作岗位",
        "岗位职务", "职务职级", "职务职称", "职务名称", "现任职位", "任职", "身份", "现任岗位", "时任职务",
        "社会职务",
    ),
    RosterField.PHONE: (
        "手机", "手机号", "手机号码", "移动电话", "联系手机", "手机电话", "本人手机", "联系电话", "联系方式", "电话",
        "电话号码", "联系号码", "联系电话手机", "通讯方式", "办公电话", "座机", "号码", "联络方式", "联络电话", "tel",
        "phone", "mobile",
    ),
    RosterField.POLITICS: ("政治面貌", "政治面目", "面貌", "党派", "党派团体", "政治身份"),
    RosterField.EDU: (
        "学历", "文化程度", "最高学历", "学历学位", "教育程度", "全日制学历", "在职学历", "受教育程度", "文化",
        "学历层次",
    ),
    RosterField.GROUP: ("组别", "小组", "分组", "所在小组", "组", "所在组", "所属小组", "组号", "分组情况", "讨论组"),
    RosterField.IDENTITY: (
        "身份证号", "身份证号码", "身份证", "公民身份号码", "证件号码", "证件号", "居民身份证号", "居民身份证号码",
        "身份号码", "身份证件号码",
    ),
    RosterField.ORG_POST: (
        "单位及职务", "单位职务", "工作单位及职务", "所在单位及职务", "单位和职务", "单位与职务", "时任单位及职务",
        "工作单位职务", "现工作单位及职务", "党组织及职务", "单位、职务", "单位/职务", "现任单位及职务", "单位岗位",
        "单位及岗位", "任职单位及职务", "职务及单位",
    ),
    RosterField.NUMBER: ("序号", "编号", "序", "号", "no", "学号", "学员编号", "次序", "排序", "顺序号"),
    RosterField.JOINED: ("入党时间", "入党年月", "入党日期", "加入党组织时间", "转正时间", "入党"),
    RosterField.TOOK_OFFICE: ("任职时间", "任现职时间", "任职年月", "参加工作时间", "工作时间", "到岗时间"),
    RosterField.CATEGORY: (
        "人员类别", "学员类别", "后备类别", "类别", "培养类别", "类型", "人员类型", "班次类别", "对象类别",
        "培训类别", "党员类型",
    ),
    RosterField.ROLE: ("班内职务", "班委职务", "班级职务", "组内职务", "班委"),
    RosterField.REMARK: ("备注", "说明", "其他", "附注", "备考"),
    RosterField.OTHER: (
        "签名", "签到", "签字", "本人签名", "签到时间", "是否用餐", "用餐", "用餐情况", "是否乘车", "乘车",
        "是否住宿", "住宿", "年龄", "籍贯", "出生地", "照片", "邮箱", "电子邮箱", "微信", "微信号", "qq", "家庭住址",
        "住址", "地址", "通讯地址", "职称", "健康状况", "毕业院校", "专业", "毕业院校及专业", "党龄", "工龄", "特长",
        "车牌号", "是否清真", "清真", "座位", "座位号", "房号", "学位", "推荐理由", "简历", "身高", "尺码",
        "是否自驾", "短号", "虚拟网", "上午", "下午",
    ),
}
"""Also what is met and not imported: it tells a header from a row of people."""

SOMEBODY_ELSE = (
    "联系人", "联络人", "推荐人", "导师", "带教", "家属", "家长", "配偶", "填表人", "负责人", "领队", "带队",
    "介绍人", "审核人", "紧急", "父亲", "母亲", "经办人", "班主任", "主管", "领导",
)
"""A heading with one of these tells of another person than the trainee."""

TAKEN_OFF = (
    "学员", "参训", "本人", "参训人员", "人员", "参会", "您的", "你的", "请填写", "填写", "必填", "现", "目前",
    "请输入",
)
"""Taken off the front of a heading when the whole is no known word."""
