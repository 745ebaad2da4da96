"""Rosters made at random in the ways that offices lay them out, for the tests of how they are read back.

Each draws people, an order of columns, words for headings, and rows above and below.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

from trainingapp.core.excel.grid import CellValue, Grid, Merge, Source, Workbook
from trainingapp.registers.rules.findings import RosterPerson
from trainingapp.registers.rules.roster import read_roster

WORDS: dict[str, Sequence[str]] = {
    "name": ("姓名", "姓 名", "学员姓名", "姓名*", "姓名（必填）", "参训人员姓名"),
    "gender": ("性别", "性\u3000别", "性别*"),
    "ethnic": ("民族", "民 族"),
    "birth": ("出生年月", "出生日期", "出生\n年月", "出生年月（如1985.03）", "出生时间"),
    "org": ("单位", "工作单位", "所在党组织", "单位（党组织）", "所属支部", "所在单位全称", "党组织名称"),
    "post": ("职务", "现任职务", "岗位", "党内职务", "职务/岗位"),
    "phone": ("手机", "手机号码", "联系电话", "联系方式（手机）", "电话", "本人手机号"),
    "politics": ("政治面貌", "政治面目"),
    "edu": ("学历", "文化程度", "最高学历"),
}
OTHERS = ("备注", "签名", "是否用餐", "是否乘车", "籍贯", "年龄", "入党时间", "邮箱", "照片")
ABOVE = (
    ("云杉街道2026年“青蓝接力”计划培训班学员花名册",),
    ("附件1",),
    ("填报单位：云杉街道党建办", None, None, "填表日期：2026年5月6日"),
    ("注：按姓氏笔画为序",),
    (),
    ("（请各单位于5月6日前报送）",),
)
BELOW = (
    ("合计", "若干人"),
    ("制表人：", None, "审核人：", None, "填表日期："),
    ("备注：手机号务必准确",),
    (),
    ("填报人（签字）：张一鸣", None, "联系电话：60000001"),
    ("单位（盖章）",),
)
SURNAMES = ("赵", "钱", "孙", "李", "周", "欧阳", "司马", "单", "仇")
GIVEN = "一二三四五六鸣梅石方岳"
PLACES = ("云杉一村", "望景", "河滨", "绿苑", "北站", "铁路新村")
KINDS = ("居民区党总支", "居民区党支部", "社区党委")
POSTS = ("书记", "副书记", "书记助理", "委员", "社区工作者", "后备人选")
BIRTH_STYLES: Sequence[Callable[[int, int], str]] = (
    lambda year, month: f"{year}.{month:02d}",
    lambda year, month: f"{year}-{month:02d}",
    lambda year, month: f"{year}年{month}月",
    lambda year, month: f"{year}/{month}",
    lambda year, month: f"{year}{month:02d}",
)


Around = tuple[list[list[CellValue]], list[list[CellValue]]]


@dataclass
class Page:
    """A grid in the making."""

    rows: list[list[CellValue]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    hidden: frozenset[int] = frozenset()

    def book(self) -> Workbook:
        """Return the grid as the only sheet of a workbook."""
        return Workbook(Source.WORKBOOK, [Grid("Sheet1", self.rows, merges=self.merges, hidden_columns=self.hidden)])


@st.composite
def rosters(draw: st.DrawFn) -> list[RosterPerson]:
    count = draw(st.integers(3, 9))
    people = []
    for number in range(count):
        given_name = draw(st.sampled_from(GIVEN)) + draw(st.sampled_from(["", *GIVEN]))
        people.append(
            RosterPerson(
                name=draw(st.sampled_from(SURNAMES)) + given_name,
                gender=draw(st.sampled_from("男女")),
                ethnic=draw(st.sampled_from(("汉族", "回族", "满族"))),
                birth=f"{draw(st.integers(1960, 2003))}.{draw(st.integers(1, 12)):02d}",
                org=draw(st.sampled_from(PLACES)) + draw(st.sampled_from(KINDS)),
                post=draw(st.sampled_from(POSTS)),
                phone=f"1990000{number:04d}",
                politics=draw(st.sampled_from(("中共党员", "群众", "共青团员"))),
                edu=draw(st.sampled_from(("大学", "大专", "在职大学", "硕士研究生"))),
            )
        )
    return people


@dataclass
class Plan:
    """Which columns a roster has, and how they are headed and written."""

    columns: list[str]
    headings: list[str]
    birth: Callable[[int, int], str]
    spaced_names: bool

    def cells(self, person: RosterPerson, number: int) -> list[CellValue]:
        """Return a person's row."""
        return [self.cell(person, column, number) for column in self.columns]

    def cell(self, person: RosterPerson, column: str, number: int) -> CellValue:
        """Return what a person's row holds in a column."""
        value = getattr(person, column, None)
        match column:
            case "number":
                return number
            case "birth":
                year, month = person.birth.split(".") if person.birth else ("", "")
                return self.birth(int(year), int(month))
            case "name" if self.spaced_names and len(person.name) == 2:
                return "\u3000".join(person.name)
        return value if isinstance(value, str) else None

    def kept(self, person: RosterPerson) -> dict[str, str | None]:
        """Return what must be read back of a person."""
        return {column: getattr(person, column) for column in self.columns if column in WORDS}


@st.composite
def plans(draw: st.DrawFn, *, least: Sequence[str] = ("name", "org", "phone")) -> Plan:
    more = draw(st.lists(st.sampled_from([name for name in WORDS if name not in least]), unique=True))
    others = draw(st.lists(st.sampled_from(OTHERS), unique=True, max_size=3))
    columns = draw(st.permutations([*least, *more, *others]))
    if draw(st.booleans()):
        columns = ["number", *columns]
    headings = [draw(st.sampled_from(WORDS[name])) if name in WORDS else name for name in columns]
    headings = [draw(st.sampled_from(("序号", "编号"))) if name == "number" else name for name in headings]
    return Plan(list(columns), headings, draw(st.sampled_from(BIRTH_STYLES)), draw(st.booleans()))


@st.composite
def surroundings(draw: st.DrawFn) -> Around:
    above = draw(st.lists(st.sampled_from(ABOVE), max_size=4))
    below = draw(st.lists(st.sampled_from(BELOW), max_size=3))
    return [list(row) for row in above], [list(row) for row in below]


def told(page: Page, plan: Plan) -> list[dict[str, str | None]]:
    reading = read_roster(page.book())
    assert [error.sentence() for error in reading.errors] == []
    return [plan.kept(row.person) for row in reading.rows]
