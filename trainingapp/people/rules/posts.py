"""Splitting “单位及职务” into the organisation and the post."""

import re

ORGANISATION_ENDS = (
    "党工委", "党委", "党总支", "总支", "党支部", "支部", "支委会", "居委会", "村委会", "业委会", "委员会", "工作站",
    "服务站", "服务中心", "中心", "居民区", "社区", "小区", "街道", "办事处", "镇", "乡", "村", "公司", "集团",
    "企业", "园区", "楼宇", "办公室", "党建办", "办", "科", "处", "局", "所", "队", "部", "院", "学校", "银行",
    "协会", "商会", "社",
)
POSTS = (
    "党总支第一书记", "党总支副书记", "党总支书记", "党支部副书记", "党支部书记", "支部副书记", "支部书记",
    "党委副书记", "党委书记", "总支副书记", "总支书记", "第一书记", "书记助理", "副书记", "书记", "居委会副主任",
    "居委会主任", "村委会副主任", "村委会主任", "业委会主任", "主任助理", "副主任", "主任", "主任科员", "副主任科员",
    "组织委员", "宣传委员", "纪检委员", "委员", "社区工作者", "党务工作者", "党建指导员", "党建联络员", "联络员",
    "指导员", "后备人选", "后备干部", "副科长", "科长", "副站长", "站长", "副所长", "所长", "副队长", "队长",
    "副局长", "局长", "副处长", "处长", "副总经理", "总经理", "副经理", "经理", "董事长", "监事长", "主管", "专员",
    "干事", "科员", "职员", "文员", "会计", "出纳", "社工", "楼组长", "网格员", "网格长", "志愿者", "副校长", "校长",
    "院长", "副院长", "教师", "工作人员", "负责人", "片长", "助理",
)
_ENDS = "|".join(sorted(ORGANISATION_ENDS, key=len, reverse=True))
_POSTS = "|".join(sorted(POSTS, key=len, reverse=True))
_JOINED = re.compile(rf"(?P<organisation>.+?(?:{_ENDS}))(?P<post>(?:{_POSTS}).*)")
_APART = re.compile(rf"(?P<organisation>.+?)[\s　/、,，]+(?P<post>(?:{_POSTS}).*)", re.DOTALL)


def split_post(text: str) -> tuple[str, str] | None:
    """Return (organisation, post) of a text such as 望景居民区党总支书记, or None when no split is sure."""
    stripped = text.strip()
    found = _APART.fullmatch(stripped) or _JOINED.fullmatch("".join(stripped.split()))
    return (found["organisation"].strip(), found["post"].strip()) if found else None


def looks_like_organisation(text: str) -> bool:
    """Tell whether a text ends as names of organisations do."""
    return text.endswith(ORGANISATION_ENDS)
