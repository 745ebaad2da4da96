"""What a column holds by its values, where its heading is missing or unknown. Always a guess, and told as one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from trainingapp.core.excel.grid import CellValue
from trainingapp.people.rules.births import read_birth
from trainingapp.people.rules.fields import (
    EDUCATION_WORDS,
    ETHNIC_GROUPS,
    POLITICS_WORDS,
    clean_text,
    is_nothing,
    read_education,
    read_gender,
)
from trainingapp.people.rules.identities import read_identity
from trainingapp.people.rules.phones import is_mobile, read_phone
from trainingapp.people.rules.posts import POSTS, looks_like_organisation, split_post
from trainingapp.people.rules.surnames import COMPOUND_SURNAMES, is_han
from trainingapp.registers.rules.header_words import RosterField
from trainingapp.registers.rules.headers import Header, ListColumns, Mapped
from trainingapp.registers.rules.headings import Vocabulary
from trainingapp.registers.rules.merged import MergedGrid
from trainingapp.registers.rules.row_kinds import is_below_the_list

CONFIDENCE = 0.5
ROWS_LOOKED_AT = 60
LEAST_VALUES = 2
SHARE = 0.7
"""Of a column's values, so many must look like the field."""
BORN = ("1930", "2012")

#: Surnames of about nine people in ten (public census counts); only to tell a column of names from other short words.
COMMON_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方"
    "白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左"
    "柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚"
    "娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁"
    "胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦"
    "戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由",
)


def _is_name(value: CellValue) -> bool:
    text = clean_text(value)
    if not 2 <= len(text) <= 4 or not all(map(is_han, text)):  # noqa: PLR2004 - Chinese names
        return False
    return (text[0] in COMMON_SURNAMES or text[:2] in COMPOUND_SURNAMES) and not text.endswith(POSTS)


def _is_birth(value: CellValue) -> bool:
    read = read_birth(value).value
    return read is not None and BORN[0] <= read <= BORN[1]


def _is_mobile(value: CellValue) -> bool:
    read = read_phone(value).value
    return read is not None and is_mobile(read)


def _is_ethnic(value: CellValue) -> bool:
    text = clean_text(value)
    return text in ETHNIC_GROUPS or f"{text}族" in ETHNIC_GROUPS


TESTS: Mapping[RosterField, Callable[[CellValue], bool]] = {
    RosterField.IDENTITY: lambda value: read_identity(value).value is not None,
    RosterField.PHONE: _is_mobile,
    RosterField.GENDER: lambda value: read_gender(value).value is not None,
    RosterField.ETHNIC: _is_ethnic,
    RosterField.POLITICS: lambda value: clean_text(value) in POLITICS_WORDS,
    RosterField.EDU: lambda value: (read_education(value).value or "").removeprefix("在职") in EDUCATION_WORDS,
    RosterField.BIRTH: _is_birth,
    RosterField.NAME: _is_name,
    RosterField.ORG: lambda value: looks_like_organisation(clean_text(value)),
    RosterField.POST: lambda value: clean_text(value).startswith(POSTS) or clean_text(value).endswith(POSTS),
    RosterField.ORG_POST: lambda value: split_post(clean_text(value)) is not None,
}
"""In this order: a stricter test goes before a looser one."""


def add_guesses(sheet: MergedGrid, header: Header, vocabulary: Vocabulary) -> Header:
    """Return the header with fields added that only the values tell, in columns whose heading says nothing surely."""
    guesses = {column: vocabulary.guess(heading) for column, heading in header.headings.items()}
    known = frozenset(column for column, guess in guesses.items() if guess and guess.confidence > CONFIDENCE)
    return replace(header, lists=[_guess_list(sheet, header, block, known) for block in header.lists])


def first_person_row(sheet: MergedGrid, block: ListColumns) -> int:
    """Return the first row in which most guessed columns hold what they were guessed to; 1 when none does."""
    tested = [(TESTS[field], mapped.column) for field, mapped in block.fields.items()]
    for row in range(1, sheet.grid.height + 1):
        values = [(test, sheet.grid.value(row, column)) for test, column in tested]
        if sum(not is_nothing(value) and test(value) for test, value in values) > len(tested) / 2:
            return row
    return 1


def _guess_list(sheet: MergedGrid, header: Header, block: ListColumns, known: frozenset[int]) -> ListColumns:
    fields = dict(block.fields)
    taken = known | {mapped.column for mapped in fields.values()}
    for column in range(block.first, block.last + 1):
        if column not in taken:
            field = _guess_column(_values(sheet, column, header.last_row), fields)
            if field:
                fields[field] = Mapped(column, header.headings.get(column, ""), CONFIDENCE)
    return replace(block, fields=fields)


def _values(sheet: MergedGrid, column: int, after: int) -> list[CellValue]:
    rows = range(after + 1, min(sheet.grid.height, after + ROWS_LOOKED_AT) + 1)
    values = (sheet.grid.value(row, column) for row in rows if not is_below_the_list(sheet, row))
    return [value for value in values if not is_nothing(value)]


def _guess_column(values: Sequence[CellValue], mapped: Mapping[RosterField, Mapped]) -> RosterField | None:
    if len(values) < LEAST_VALUES:
        return None
    for field, test in TESTS.items():
        if field not in mapped and not _is_covered(field, mapped) and sum(map(test, values)) >= SHARE * len(values):
            return field
    return None


def _is_covered(field: RosterField, mapped: Mapping[RosterField, Mapped]) -> bool:
    """Tell whether other columns already say what this field would."""
    if field is RosterField.ORG_POST:
        return RosterField.ORG in mapped or RosterField.POST in mapped
    return field in (RosterField.ORG, RosterField.POST) and RosterField.ORG_POST in mapped
