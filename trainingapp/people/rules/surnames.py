"""Chinese surnames: which have two characters, and which are read otherwise than the same character elsewhere.

Readings follow 现代汉语词典 (entries marked 姓). Where a surname has two living readings the commoner one stands here,
and the person's own `reading` corrects it.
"""

import unicodedata
from functools import lru_cache

DOT = "·"
_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅●.", DOT))
_INVISIBLE = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
_LONGEST_WITH_SURNAME = 4

#: Surnames of one character whose usual reading elsewhere is another one.
SURNAME_READINGS = {
    "柏": "bǎi",
    "薄": "bó",
    "贲": "bēn",
    "秘": "bì",
    "卜": "bǔ",
    "曾": "zēng",
    "查": "zhā",
    "晁": "cháo",
    "谌": "chén",
    "种": "chóng",
    "重": "chóng",
    "仇": "qiú",
    "褚": "chǔ",
    "都": "dū",
    "干": "gān",
    "盖": "gě",
    "葛": "gě",
    "句": "gōu",
    "勾": "gōu",
    "观": "guàn",
    "炅": "guì",
    "过": "guō",
    "哈": "hǎ",
    "黑": "hè",
    "华": "huà",
    "郇": "xún",
    "纪": "jǐ",
    "贾": "jiǎ",
    "缴": "jiǎo",
    "角": "jué",
    "阚": "kàn",
    "适": "kuò",
    "令": "lìng",
    "逯": "lù",
    "缪": "miào",
    "繆": "miào",
    "宓": "mì",
    "牟": "móu",
    "那": "nā",
    "难": "nìng",
    "能": "nài",
    "甯": "nìng",
    "粘": "nián",
    "乜": "niè",
    "区": "ōu",
    "區": "ōu",
    "逄": "páng",
    "朴": "piáo",
    "亓": "qí",
    "郄": "qiè",
    "覃": "qín",
    "瞿": "qú",
    "曲": "qū",
    "麴": "qū",
    "阙": "quē",
    "任": "rén",
    "撒": "sǎ",
    "单": "shàn",
    "單": "shàn",
    "召": "shào",
    "折": "shé",
    "佘": "shé",
    "盛": "shèng",
    "石": "shí",
    "宿": "sù",
    "眭": "suī",
    "庹": "tuǒ",
    "隗": "wěi",
    "尉": "wèi",
    "冼": "xiǎn",
    "洗": "xiǎn",
    "相": "xiàng",
    "解": "xiè",
    "郗": "xī",
    "莘": "shēn",
    "省": "xǐng",
    "燕": "yān",
    "幺": "yāo",
    "么": "yāo",
    "应": "yīng",
    "於": "yū",
    "员": "yùn",
    "贠": "yùn",
    "乐": "yuè",
    "笮": "zé",
    "翟": "zhái",
    "祭": "zhài",
    "仉": "zhǎng",
    "訾": "zī",
}

#: Surnames of two characters, each with its reading.
COMPOUND_SURNAMES = {
    "欧阳": "ōu yáng",
    "歐陽": "ōu yáng",
    "司马": "sī mǎ",
    "上官": "shàng guān",
    "诸葛": "zhū gě",
    "尉迟": "yù chí",
    "万俟": "mò qí",
    "皇甫": "huáng fǔ",
    "令狐": "líng hú",
    "宇文": "yǔ wén",
    "慕容": "mù róng",
    "司徒": "sī tú",
    "司空": "sī kōng",
    "司寇": "sī kòu",
    "东方": "dōng fāng",
    "东郭": "dōng guō",
    "西门": "xī mén",
    "南宫": "nán gōng",
    "端木": "duān mù",
    "公孙": "gōng sūn",
    "公冶": "gōng yě",
    "公羊": "gōng yáng",
    "长孙": "zhǎng sūn",
    "仲孙": "zhòng sūn",
    "颛孙": "zhuān sūn",
    "轩辕": "xuān yuán",
    "澹台": "tán tái",
    "宗政": "zōng zhèng",
    "濮阳": "pú yáng",
    "淳于": "chún yú",
    "单于": "chán yú",
    "鲜于": "xiān yú",
    "太史": "tài shǐ",
    "太叔": "tài shū",
    "申屠": "shēn tú",
    "钟离": "zhōng lí",
    "闾丘": "lǘ qiū",
    "左丘": "zuǒ qiū",
    "梁丘": "liáng qiū",
    "谷梁": "gǔ liáng",
    "亓官": "qí guān",
    "乐正": "yuè zhèng",
    "独孤": "dú gū",
    "闻人": "wén rén",
    "夏侯": "xià hóu",
    "赫连": "hè lián",
    "呼延": "hū yán",
    "拓跋": "tuò bá",
    "完颜": "wán yán",
    "纳兰": "nà lán",
    "叶赫": "yè hè",
    "百里": "bǎi lǐ",
    "第五": "dì wǔ",
    "漆雕": "qī diāo",
    "巫马": "wū mǎ",
    "羊舌": "yáng shé",
    "贺兰": "hè lán",
}


@lru_cache(maxsize=4096)  # a roster asks for the same name a dozen times while it is recognised
def tidy_name(name: str) -> str:
    """Answer the name without spaces (姜　岚 is 姜岚), in plain characters, with one kind of dot between its parts."""
    plain = unicodedata.normalize("NFKC", name).translate(_DOTS)
    visible = "".join(char for char in plain if unicodedata.category(char) not in _INVISIBLE).strip(DOT)
    return unicodedata.normalize("NFC", visible)  # dropping a space may bring a letter and its accent together


def split_surname(name: str) -> tuple[str, str]:
    """Split a name into surname and given name.

    Of a name without a Chinese surname (艾力·买买提, five characters and more, not Chinese) the surname is empty. Two
    characters are never a surname alone: 欧阳 by itself is taken as 欧 with the given name 阳.
    """
    tidy = tidy_name(name)
    if DOT in tidy or len(tidy) > _LONGEST_WITH_SURNAME or not is_han(tidy[:1]):
        return "", tidy
    length = 2 if len(tidy) > len("欧阳") and tidy[:2] in COMPOUND_SURNAMES else 1
    return tidy[:length], tidy[length:]


def is_han(char: str) -> bool:
    """Say whether the character is Chinese, also in blocks newer than Python's own Unicode tables."""
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff" or char == "〇"
