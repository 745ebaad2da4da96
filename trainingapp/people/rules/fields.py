"""Reading the short fields of a form that say what a person is: gender, ethnic group, politics, education; and text."""

import re
import unicodedata

from trainingapp.people.rules.readings import BLANK, Doubt, Reading, refuse, warn

GENDERS = {"男": "男", "女": "女", "男性": "男", "女性": "女", "男士": "男", "女士": "女"}

ETHNIC_GROUPS = frozenset(
    (
        "汉族",
        "蒙古族",
        "回族",
        "藏族",
        "维吾尔族",
        "苗族",
        "彝族",
        "壮族",
        "布依族",
        "朝鲜族",
        "满族",
        "侗族",
        "瑶族",
        "白族",
        "土家族",
        "哈尼族",
        "哈萨克族",
        "傣族",
        "黎族",
        "傈僳族",
        "佤族",
        "畲族",
        "高山族",
        "拉祜族",
        "水族",
        "东乡族",
        "纳西族",
        "景颇族",
        "柯尔克孜族",
        "土族",
        "达斡尔族",
        "仫佬族",
        "羌族",
        "布朗族",
        "撒拉族",
        "毛南族",
        "仡佬族",
        "锡伯族",
        "阿昌族",
        "普米族",
        "塔吉克族",
        "怒族",
        "乌孜别克族",
        "俄罗斯族",
        "鄂温克族",
        "德昂族",
        "保安族",
        "裕固族",
        "京族",
        "塔塔尔族",
        "独龙族",
        "鄂伦春族",
        "赫哲族",
        "门巴族",
        "珞巴族",
        "基诺族",
    )
)
"""The 56 ethnic groups of GB/T 3304."""

ETHNIC_SHORT = {
    "蒙": "蒙古族",
    "蒙族": "蒙古族",
    "维": "维吾尔族",
    "维族": "维吾尔族",
    "哈族": "哈萨克族",
    "朝": "朝鲜族",
    "鲜族": "朝鲜族",
}

POLITICS = {
    "中共党员": "中共党员 党员 中共正式党员 正式党员 中国共产党党员 共产党员 中共",
    "中共预备党员": "中共预备党员 预备党员 中共党员(预备) 党员(预备) 中国共产党预备党员",
    "共青团员": "共青团员 团员 中国共产主义青年团团员",
    "群众": "群众 普通群众 一般群众",
    "无党派人士": "无党派人士 无党派",
    "民革党员": "民革党员 民革 民革会员",
    "民盟盟员": "民盟盟员 民盟 民盟会员",
    "民建会员": "民建会员 民建",
    "民进会员": "民进会员 民进",
    "农工党党员": "农工党党员 农工党 农工民主党党员 农工",
    "致公党党员": "致公党党员 致公党 致公",
    "九三学社社员": "九三学社社员 九三学社 九三 九三社员",
    "台盟盟员": "台盟盟员 台盟",
    "民主党派": "民主党派 民主党派成员",
    "入党积极分子": "入党积极分子 积极分子",
}
"""GB/T 4762 words as forms print them, each with what is written for it."""

EDUCATION = {
    "博士研究生": "博士研究生 博士",
    "硕士研究生": "硕士研究生 硕士",
    "研究生": "研究生",
    "大学本科": "大学本科 本科 大本 学士",
    "大学": "大学",
    "大专": "大专 专科 大学专科 大学专科毕业 高职",
    "中专": "中专 中等专科 中等专业学校",
    "高中": "高中 普通高中",
    "职高": "职高 职业高中",
    "技校": "技校 技工学校",
    "初中": "初中 初级中学",
    "小学": "小学",
}
STUDY_MODES = ("全日制", "在职")
"""Said before the level and kept: 在职大学 is not 大学."""

EDUCATION_LIMIT, POLITICS_LIMIT, ETHNIC_LIMIT = 40, 20, 20

POLITICS_WORDS = {written: word for word, forms in POLITICS.items() for written in forms.split()}
EDUCATION_WORDS = {written: word for word, forms in EDUCATION.items() for written in forms.split()}
_NOTHING = frozenset({"", "/", "\\", "-", "--", "—", "——", "无", "暂无", "*", "空", "N/A", "n/a"})


def clean_text(value: object) -> str:
    """Return a value as one line of text: plain characters, single spaces, nothing that cannot be printed."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    if text.isprintable() and " " not in text and unicodedata.is_normalized("NFC", text):
        return text
    visible = "".join(" " if char.isspace() else char for char in text if char.isspace() or _prints(char))
    close = re.sub(r" +(?=[^\x00-\x7f])|(?<=[^\x00-\x7f]) +", "", " ".join(visible.split()))
    return unicodedata.normalize("NFC", close)


def _prints(char: str) -> bool:
    return unicodedata.category(char)[0] != "C"


def _compact(value: object) -> str:
    """Return a text without any space, in plain characters, for looking up."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", clean_text(value)))


def is_nothing(value: object) -> bool:
    """Tell whether a cell holds only a stroke or a word that stands for nothing."""
    return value is None or (isinstance(value, str) and _compact(value) in _NOTHING)


def _too_long(what: str, text: str, limit: int) -> Reading:
    return refuse(Doubt.TOO_LONG, f"{what}有 {len(text)} 个字，最多 {limit} 个；请核对是否填错了列")


def read_text(value: object, *, what: str, limit: int) -> Reading:
    """Return any other text of a form, cleaned; refused when longer than `limit` characters."""
    if is_nothing(value):
        return BLANK
    text = clean_text(value)
    return Reading(text) if len(text) <= limit else _too_long(what, text, limit)


def read_gender(value: object) -> Reading:
    """Return 男 or 女."""
    text = _compact(value)
    if is_nothing(value):
        return BLANK
    gender = GENDERS.get(text)
    return Reading(gender) if gender else refuse(Doubt.GENDER, f"性别“{text[:10]}”不对，只能填“男”或“女”；请改正或留空")


def read_ethnic(value: object) -> Reading:
    """Return an ethnic group in full: 汉 is 汉族."""
    text = _compact(value)
    if is_nothing(value):
        return BLANK
    full = ETHNIC_SHORT.get(text) or (text if text.endswith("族") else f"{text}族")
    if full in ETHNIC_GROUPS:
        return Reading(full)
    if len(text) > ETHNIC_LIMIT:
        return _too_long("民族", text, ETHNIC_LIMIT)
    return warn(text, Doubt.UNUSUAL, f"民族“{text}”不在 56 个民族之列，照原样读入，请核对")


def read_politics(value: object) -> Reading:
    """Return a political status in the words of forms: 党员 is 中共党员."""
    text = _compact(value).replace("（", "(").replace("）", ")")
    word = POLITICS_WORDS.get(text)
    if word:
        return Reading(word)
    if is_nothing(value):
        return BLANK
    if len(text) > POLITICS_LIMIT:
        return _too_long("政治面貌", text, POLITICS_LIMIT)
    return warn(text, Doubt.UNUSUAL, f"政治面貌“{text}”不常见，照原样读入，请核对")


def read_education(value: object) -> Reading:
    """Return a level of education in the words of forms; 全日制 or 在职 before it is kept."""
    if is_nothing(value):
        return BLANK
    text = _compact(value)
    if len(text) > EDUCATION_LIMIT:
        return _too_long("学历", text, EDUCATION_LIMIT)
    mode = next((mode for mode in STUDY_MODES if text.startswith(mode)), "")
    level = text.removeprefix(mode)
    return Reading(mode + EDUCATION_WORDS.get(level, level))
