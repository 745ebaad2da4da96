"""Words about classes and those who are in them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Self

from trainingapp.core.terms import LabelledEnum
from trainingapp.people.terms import Gender


class Stage(LabelledEnum):
    """A class's life, in order."""

    PREPARING = "preparing", "筹备"
    ENROLLING = "enrolling", "报名"
    OPENED = "opened", "开班"
    RUNNING = "running", "进行"
    ASSESSING = "assessing", "考核"
    COMPLETED = "completed", "结业"
    CLOSED = "closed", "结班归档"


class EnrolmentState(LabelledEnum):
    """Whether a trainee is in the class; leaving is a state, never a deletion."""

    ENROLLED = "enrolled", "在班"
    WITHDRAWN = "withdrawn", "退出"


class ClassRole(LabelledEnum):
    """An office on the class committee."""

    MEMBER = "member", "学员"
    MONITOR = "monitor", "班长"
    DEPUTY_MONITOR = "deputy_monitor", "副班长"
    STUDY = "study", "学习委员"
    LIFE = "life", "生活委员"
    DISCIPLINE = "discipline", "纪律委员"
    PUBLICITY = "publicity", "宣传委员"


class GroupRole(LabelledEnum):
    """What a trainee is in the group; a leader takes the group's roll call."""

    MEMBER = "member", "组员"
    LEADER = "leader", "组长"
    DEPUTY = "deputy", "副组长"


class BranchRole(LabelledEnum):
    """An office in the class's temporary Party branch (临时党支部)."""

    NONE = "none", "无"
    SECRETARY = "secretary", "书记"
    DEPUTY = "deputy", "副书记"
    ORGANISATION = "organisation", "组织委员"
    PUBLICITY = "publicity", "宣传委员"
    DISCIPLINE = "discipline", "纪检委员"


class Spread(LabelledEnum):
    """What automatic grouping spreads evenly over the groups."""

    ORGANISATION = "organisation", "单位"
    POST = "post", "职务"
    GENDER = "gender", "性别"
    AGE = "age", "年龄"


class NominationState(LabelledEnum):
    """How far somebody who was put forward has come."""

    SENT = "sent", "待审核"
    ACCEPTED = "accepted", "拟录取"
    WAITING = "waiting", "候补"
    DECLINED = "declined", "未录取"
    WITHDRAWN = "withdrawn", "已撤回"
    ENROLLED = "enrolled", "已编入"


class CopyPart(LabelledEnum):
    """What a copy of a class takes over besides the class itself; the last belong to subjects above, which listen."""

    PAPERS = "papers", "表格设置和考勤符号"
    TRACKS = "tracks", "班型"
    GROUPS = "groups", "小组（不含组员）"
    QUOTAS = "quotas", "推荐通知和名额"
    TIMETABLE = "timetable", "课表、课程计划和研讨（连同班型、小组）"
    ATTENDANCE = "attendance", "考勤规则"
    SCHEME = "scheme", "考核办法"


#: What this subject copies itself.
OWN_PARTS = frozenset({CopyPart.PAPERS, CopyPart.TRACKS, CopyPart.GROUPS, CopyPart.QUOTAS})


class SortRule(LabelledEnum):
    """In which order a list prints."""

    NUMBER = "number", "编号"
    STROKES = "strokes", "姓氏笔画"
    NAME_STROKES = "name-strokes", "姓名笔画"
    PINYIN = "pinyin", "拼音"
    ORGANISATION = "organisation", "单位职务"
    ARRIVAL = "arrival", "报到先后"


DEFAULT_TITLE_PATTERN = "{主办单位}{年度}年{班次名称}{期次}{表名}"


class Sign(LabelledEnum):
    """A sign on the attendance register: its value is that of the status it draws, `drawn` the usual sign."""

    drawn: str

    PRESENT = "present", "到", "√"
    LATE = "late", "迟到", "◇"
    LEFT_EARLY = "left_early", "早退", "▽"
    OFFICIAL = "official", "公假", "☆"
    SICK = "sick", "病假", "○"
    PERSONAL = "personal", "事假", "△"
    ABSENT = "absent", "旷课", "×"
    EXEMPT = "exempt", "免修", "免"

    def __new__(cls, value: str, label: str = "", drawn: str = "") -> Self:
        """Make a member; looking one up needs the value alone."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, member.drawn = label, drawn
        return member


#: A register's half-day column has room for so many.
MOST_SIGN_LETTERS = 2
#: A button of the roll call and a heading of the register have room for so many.
MOST_WORD_LETTERS = 4


class Face(LabelledEnum):
    """A part of a printed sheet that has a type of its own."""

    TITLE = "title", "标题字体"
    HEADING = "heading", "表头字体"
    BODY = "body", "正文字体"


#: The lines below a table; the first two are filled with the names among the presets, the last with the day.
PREPARED, CHECKED, FILLED_ON = "制表人", "审核人", "填表日期"
SIGNERS = (PREPARED, CHECKED, FILLED_ON)


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What a class wants of one column of a paper: whether it is printed, and how wide; 0 is as wide as usual."""

    key: str
    shown: bool = True
    width: float = 0


@dataclass(frozen=True)
class Presets:
    """What a class's papers look like; stored as JSON, read and written only through this value.

    `symbols` maps an attendance status's value to the sign on the register, `words` to what the class calls it; a
    status that is absent keeps the usual one. What a status counts as stays the same.
    `seating` is the order in which people sit, None where groups sit together.
    `layouts` has the columns in their order by the value of the paper's kind; a paper that is absent has all its own.
    `fonts` are names by the value of their face, `texts` what Word papers say by the value of the text.
    """

    title_pattern: str = DEFAULT_TITLE_PATTERN
    sort_rule: SortRule = SortRule.NUMBER
    symbols: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    seating: SortRule | None = None
    observer_lines: int = 4
    prepared_by: str = ""
    checked_by: str = ""
    signers: tuple[str, ...] = SIGNERS
    fonts: dict[str, str] = field(default_factory=dict)
    layouts: dict[str, tuple[ColumnChoice, ...]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Return the presets that are stored; what is absent is as usual."""
        values = dict(stored)
        if "sort_rule" in values:
            values["sort_rule"] = SortRule(values["sort_rule"])
        if values.get("seating"):
            values["seating"] = SortRule(values["seating"])
        if "signers" in values:
            values["signers"] = tuple(values["signers"])
        layouts = values.get("layouts", {})
        values["layouts"] = {kind: tuple(ColumnChoice(**one) for one in found) for kind, found in layouts.items()}
        return cls(**values)

    def stored(self) -> dict[str, Any]:
        """Return them as they are stored."""
        return asdict(self)

    def word(self, status: str) -> str:
        """Return what the class calls a status, by its value: its own word, or the usual one."""
        return self.words.get(status) or Sign(status).label

    def reword(self, text: str) -> str:
        """Return a text in the class's own words for the statuses.

        A word of one sign, 到, is left alone: it is part of others, 按时到课.
        """
        for usual, own in self.renamed.items():
            text = text.replace(usual, own) if len(usual) > 1 else text
        return text

    @property
    def renamed(self) -> dict[str, str]:
        """Return the class's own words by the usual ones."""
        return {sign.label: self.words[sign.value] for sign in Sign if self.words.get(sign.value)}


DEFAULT_HOURS_PER_HALF_DAY = Decimal(4)


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """What one row of a roster file says of a trainee, already read by the rules; a blank says nothing.

    `row` is the row of the file, counted from 1 as Excel does.
    """

    row: int
    name: str
    gender: Gender | None = None
    ethnic: str = ""
    birth_month: str = ""
    organisation_name: str = ""
    post: str = ""
    phone: str = ""
    identity_number: str = ""
    politics: str = ""
    education: str = ""
    group_name: str = ""
    track_name: str = ""
    reserve_category: str = ""
    party_month: str = ""
    post_month: str = ""
    note: str = ""
    number: int | None = None
    #: True for who leads the group that the row names.
    leads: bool = False


@dataclass(frozen=True, slots=True)
class TraineeChange:
    """What a row of a roster would change of a trainee: who, by which row, what stands and would stand, by field."""

    label: str
    row: int
    before: Mapping[str, object]
    after: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RosterForecast:
    """What taking a roster would do: as a RosterResult, told before; `faults` are why it would be refused whole."""

    added: int = 0
    changed: tuple[TraineeChange, ...] = ()
    unchanged: int = 0
    withdrawn: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    #: Who is added although somebody of that name is here: same names are normal, and never one on the name alone.
    namesakes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterResult:
    """What taking a roster did: how many were added, changed, left as they were, and who had left the class before."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: tuple[str, ...] = ()
