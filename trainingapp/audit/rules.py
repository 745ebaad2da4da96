"""Pure reading of the trail: what an act changed, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

EMPTY = "（空）"

#: Fields kept for the machine; a person is not told of them.
UNSHOWN = frozenset(
    {
        "path",
        "stroke_key",
        "name_stroke_key",
        "pinyin_key",
        "phone_index",
        "identity_index",
        "token_digest",
        "office_id",
        "session_id",
        "visit_id",
    }
)

#: The word for each field that acts change; a field that is not listed shows as it is stored.
FIELDS: Mapping[str, str] = {
    "accepted_reason": "保留的理由",
    "activity": "活动",
    "added": "新增",
    "address": "地址",
    "approval_number": "文号",
    "approved_by": "审批人",
    "approved_on": "审批日期",
    "arrive_at": "到达",
    "arrived_at": "报到时间",
    "audience": "对象",
    "band": "等次",
    "batch": "期次",
    "birth_month": "出生年月",
    "branch_role": "临时党支部职务",
    "capacity": "容纳人数",
    "category": "类别",
    "certificate_number": "证书编号",
    "check_note": "核查说明",
    "checked_by": "核查人",
    "class_role": "班委",
    "closed_weekdays": "不开放的日子",
    "closes_at": "开放到",
    "closes_on": "截止日期",
    "code": "代码",
    "cohort_id": "班次",
    "competencies": "对应能力",
    "completion": "结业",
    "confirmed_at": "确认时间",
    "confirmed_by": "确认人",
    "contact": "联系人",
    "contact_phone": "联系电话",
    "content": "内容",
    "course_id": "课程",
    "cycle": "年度（届次）",
    "decision_note": "审核理由",
    "device": "设备",
    "disabled": "停用",
    "discipline": "纪律要求",
    "done_on": "传达日期",
    "due_on": "期限",
    "earned_on": "日期",
    "education": "学历",
    "end_note": "结束说明",
    "ends_at": "结束",
    "ends_on": "结束日期",
    "escort": "带队负责人",
    "escort_phone": "带队电话",
    "ethnic": "民族",
    "evidence": "依据材料",
    "expected_size": "计划人数",
    "failed_sign_ins": "连续输错次数",
    "features": "设备和条件",
    "form": "形式",
    "formal_name": "全称",
    "gather_at": "集合时间",
    "gather_place": "集合地点",
    "gender": "性别",
    "given_on": "授予日期",
    "giver": "授予单位",
    "goals": "带教目标",
    "group": "小组",
    "group_id": "小组",
    "group_role": "组内职务",
    "half_day": "时段",
    "headcount": "人数",
    "held_on": "日期",
    "holder": "获得者",
    "host": "主持人",
    "host_id": "主办单位",
    "hours": "学时",
    "hours_per_half_day": "每半天学时",
    "identity_cipher": "身份证号",
    "identity_number": "身份证号",
    "illustrative": "示例内容",
    "is_open": "接受推荐",
    "item_id": "积分事项",
    "joined_on": "入班日期",
    "kind": "类型",
    "leave_at": "离开",
    "left_on": "退出日期",
    "level": "级别",
    "locked_until": "锁定到",
    "login": "登录名",
    "mentor": "带教人",
    "mentor_post": "带教人单位职务",
    "month": "计划月份",
    "must_change_password": "须改密码",
    "name": "名称",
    "note": "备注",
    "number": "编号",
    "observers": "列席",
    "opens_at": "开放从",
    "organisation_id": "所在组织",
    "organisation_name": "单位",
    "organiser": "承办",
    "outline": "内容提要",
    "parallel": "可同时安排几场",
    "parent_id": "上级组织",
    "party_month": "入党时间",
    "people": "计划人数",
    "person_id": "人员",
    "phone": "电话",
    "phone_cipher": "手机号",
    "place": "地点",
    "points": "分值",
    "politics": "政治面貌",
    "position": "排序",
    "post": "职务",
    "post_month": "任职时间",
    "presets": "表格设置",
    "programme_id": "项目",
    "purpose": "目的",
    "reading": "姓名读音",
    "reason": "原因",
    "recorded_by": "登记人",
    "remark": "备注",
    "required": "必填的栏",
    "requirements": "要求",
    "reserve_category": "后备类别",
    "return_at": "返回时间",
    "role": "角色",
    "roles": "角色",
    "safety_plan": "安全预案",
    "sent_at": "推荐时间",
    "sent_by": "推荐人",
    "short_name": "简称",
    "since": "从哪天起",
    "source": "来源",
    "word": "表头词",
    "written": "文件里的写法",
    "field": "当作",
    "source_text": "依据",
    "speaker_note": "授课人说明",
    "speakers": "授课人",
    "stage": "阶段",
    "starts_at": "开始",
    "starts_on": "开始日期",
    "state": "状态",
    "stops": "停靠点",
    "stored_presets": "表格设置",
    "summary": "小结",
    "takes_attendance": "要点名",
    "target": "培训对象",
    "tasks": "布置的任务",
    "theme": "研讨主题",
    "title": "名称",
    "topic": "主题",
    "track_id": "班型",
    "unit": "单位",
    "unplanned": "临时增加",
    "valid": "在用",
    "vehicles": "车辆",
    "venue_id": "场地",
    "waiting": "候补顺序",
    "year": "年度",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field of an act, in words; `before` or `after` is EMPTY where there was or is nothing."""

    label: str
    before: str
    after: str

    @property
    def text(self) -> str:
        """Return the line as one sentence."""
        return f"{self.label}：{self.after}" if self.before == EMPTY else f"{self.label}：{self.before} → {self.after}"


Words = Mapping[str, Mapping[object, str]]
"""The words for a field's stored values, by field: an enum's labels, the names of the rows that ids stand for."""


def difference(before: Mapping[str, object], after: Mapping[str, object], words: Words) -> Sequence[Line]:
    """Return what an act changed, field by field, in the order in which it was recorded."""
    names = [name for name in {**before, **after} if name not in UNSHOWN]
    lines = [_line(name, before.get(name), after.get(name), words.get(name, {})) for name in names]
    return [line for line in lines if line.before != line.after]


def _line(name: str, before: object, after: object, words: Mapping[object, str]) -> Line:
    return Line(FIELDS.get(name, name), say(before, words), say(after, words))


def say(value: object, words: Mapping[object, str]) -> str:
    """Return a recorded value as a person reads it."""
    match value:
        case None | "" | []:
            return EMPTY
        case bool():
            return "是" if value else "否"
        case list():
            return "、".join(say(item, words) for item in value)
        case dict():
            return (
                "；".join(f"{FIELDS.get(str(key), key)} {say(item, words)}" for key, item in value.items() if item)
                or EMPTY
            )
        case _:
            return words.get(value, str(value))
