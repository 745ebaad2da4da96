"""Forms of evaluation, their arithmetic with the formula, and what must stay hidden.

The items of a lecture's form are those of a municipal Party school's sheet (态度20 内容30 方法20 效果30); an office may
write its own. The mean is that of whole forms, which is what three offices meant by three different words.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from trainingapp.assessment.rules.numbers import read_whole, to_tenth
from trainingapp.assessment.terms import EvaluationKind
from trainingapp.core.errors import Refused
from trainingapp.curriculum.terms import Form

#: Below so many forms nothing is shown: few answers tell who wrote them.
LEAST_SHOWN: Final = 5
MOST_ITEMS: Final = 20
MOST_POINTS: Final = 100
COMMENT_LENGTH: Final = 1000
#: Faults of pasted lines that are told; there may be hundreds.
MOST_TOLD: Final = 20
BLANKED: Final = "×××"
SPACES = re.compile(r"\s+")
#: What stands between the points of a line.
BETWEEN = re.compile(r"[\s,，]+")
#: Telephone, identity and chat numbers; shorter ones are years and counts.
LONG_NUMBER = re.compile(r"\d{7,}")


@dataclass(frozen=True, slots=True)
class Item:
    """One question: scored from 0 to `most`."""

    key: str
    label: str
    most: int


def _items(*pairs: tuple[str, int]) -> tuple[Item, ...]:
    return tuple(Item(f"q{place}", label, most) for place, (label, most) in enumerate(pairs, start=1))


ITEMS: Mapping[EvaluationKind, Sequence[Item]] = {
    EvaluationKind.LECTURE: _items(
        ("态度：备课严谨", 10),
        ("态度：教态端庄", 10),
        ("内容：层次清楚、重点突出", 15),
        ("内容：联系实际", 15),
        ("方法：语言与多媒体", 10),
        ("方法：启发引导", 10),
        ("效果：印象深刻", 15),
        ("效果：对工作有帮助", 15),
    ),
    EvaluationKind.CLASS: _items(("课程设置", 5), ("师资", 5), ("现场教学", 5), ("组织管理", 5), ("后勤保障", 5)),
}
#: Sheets for what is not a lecture: schools use other items for visits and for interactive teaching.
ITEMS_OF_FORM: Mapping[Form, Sequence[Item]] = {
    Form.VISIT: _items(
        ("组织：出行和时间安排", 20),
        ("内容：主题鲜明、有经验可学", 30),
        ("讲解：清楚、回答问题", 25),
        ("效果：对工作有帮助", 25),
    ),
    **dict.fromkeys(
        (Form.DISCUSSION, Form.SEMINAR),
        _items(
            ("选题：来自实际工作", 25),
            ("引导：人人参与、围绕问题", 25),
            ("成果：具体、可操作", 25),
            ("效果：对工作有帮助", 25),
        ),
    ),
}
#: The answers to a question of satisfaction, which has five points.
SATISFACTION: Final[Sequence[tuple[int, str]]] = (
    (5, "非常满意"),
    (4, "满意"),
    (3, "一般"),
    (2, "不太满意"),
    (1, "不满意"),
)
CONTENT: Final = 4


def items_for(kind: EvaluationKind, form: Form | None = None) -> Sequence[Item]:
    """Return the usual items for what is evaluated."""
    return ITEMS_OF_FORM.get(form, ITEMS[kind]) if form else ITEMS[kind]


def is_satisfaction(kind: EvaluationKind, items: Sequence[Item]) -> bool:
    """Tell whether a form asks how content people are with a class, in five steps."""
    return kind is EvaluationKind.CLASS and all(item.most == len(SATISFACTION) for item in items)


def read_items(text: str) -> list[Item]:
    """Return the items of lines such as `备课严谨 10`. Raises Refused naming the line that has no points."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if not 1 <= len(lines) <= MOST_ITEMS:
        raise Refused(f"评估项目要有 1 到 {MOST_ITEMS} 行，每行写“项目 满分”")
    found = []
    for place, words in enumerate(lines, start=1):
        most = read_whole(words[-1], f"第 {place} 行的满分") if len(words) > 1 else 0
        if not 1 <= most <= MOST_POINTS:
            raise Refused(f"第 {place} 行要写“项目 满分”，满分 1 到 {MOST_POINTS}，如 备课严谨 10")
        found.append(Item(f"q{place}", " ".join(words[:-1])[:60], most))
    return found


def points_faults(items: Sequence[Item], points: Mapping[str, int | None]) -> list[str]:
    """Return which items have no points or too many."""
    told = ((item, points.get(item.key)) for item in items)
    return [
        f"“{item.label}”还没有填好" if value is None else f"“{item.label}”要填 0 到 {item.most} 的整数"
        for item, value in told
        if value is None or not 0 <= value <= item.most
    ]


@dataclass(frozen=True, slots=True)
class ItemMean:
    """What an item came to: the mean, the least and most points given, and how many gave which."""

    item: Item
    mean: Fraction
    lowest: int
    highest: int
    counts: Mapping[int, int]

    @property
    def content(self) -> Fraction:
        """Return the share of those who are content: (非常满意 + 满意) ÷ 份数."""
        content = sum(amount for points, amount in self.counts.items() if points >= CONTENT)
        return Fraction(content, sum(self.counts.values()))


@dataclass(frozen=True, slots=True)
class Summary:
    """What the forms of a questionnaire come to."""

    forms: int
    total: int
    most: int
    mean: Fraction
    items: Sequence[ItemMean]

    @property
    def shown(self) -> Decimal:
        """Return the mean to one decimal, halves up."""
        return to_tenth(self.mean)

    @property
    def percent(self) -> Decimal:
        """Return the mean in per cent of the most points."""
        return to_tenth(self.mean * 100 / self.most) if self.most else Decimal(0)

    @property
    def formula(self) -> str:
        """Return how the mean comes about: 均分 = 各份总分之和 475 ÷ 份数 5 = 95（满分 100）."""
        return f"均分 = 各份总分之和 {self.total} ÷ 份数 {self.forms} = {self.shown}（满分 {self.most}）"


def summarise(items: Sequence[Item], forms: Sequence[Mapping[str, int]]) -> Summary | None:
    """Return what the forms come to; None below LEAST_SHOWN, whoever asks."""
    if len(forms) < LEAST_SHOWN:
        return None
    total = sum(form.get(item.key, 0) for form in forms for item in items)
    means = []
    for item in items:
        values = [form.get(item.key, 0) for form in forms]
        means.append(ItemMean(item, Fraction(sum(values), len(values)), min(values), max(values), Counter(values)))
    return Summary(len(forms), total, sum(item.most for item in items), Fraction(total, len(forms)), means)


def names_in(comment: str, names: Iterable[str]) -> list[str]:
    """Return the names that stand in a comment, whatever spaces are put into them."""
    pattern = _any_of(tuple(names))
    return sorted({SPACES.sub("", found) for found in pattern.findall(comment)}) if pattern else []


def blank_names(comment: str, names: Iterable[str]) -> str:
    """Return the comment with every name blanked out, also one written with spaces, and every number to call."""
    pattern = _any_of(tuple(names))
    return LONG_NUMBER.sub(BLANKED, pattern.sub(BLANKED, comment) if pattern else comment)


@lru_cache(maxsize=16)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return what finds any of these names, the longest first; a class's comments are all read by one pattern."""
    plain = {SPACES.sub("", name) for name in names}
    written = [
        r"\s*".join(map(re.escape, name)) for name in sorted(plain, key=lambda name: (-len(name), name)) if name[1:]
    ]
    return re.compile("|".join(written)) if written else None


def forms_fault(asked: int, received: int, more: int) -> str | None:
    """Return why so many forms more cannot be taken, or None: never more forms than people were asked."""
    if received + more <= asked:
        return None
    return f"请了 {asked} 人评估，已收 {received} 份，再录 {more} 份就超过人数了，请核对"


def comment_fault(comment: str) -> str | None:
    """Return why a comment cannot be taken, or None: endless, or numbers alone, which are points of another form."""
    if len(comment) > COMMENT_LENGTH:
        return f"意见太长，最多 {COMMENT_LENGTH} 个字"
    words = BETWEEN.split(comment.strip())
    return "意见里只有数字，是不是得分比项目多？请核对" if words[0] and all(map(str.isdecimal, words)) else None


def read_paper_forms(items: Sequence[Item], text: str) -> list[tuple[dict[str, int], str]]:
    """Return the forms of lines such as `10 9 15 14 10 9 15 15 讲得好`, one paper form a line.

    Raises Refused naming every line that has too few points or a number out of range; nothing is taken then.
    """
    forms, faults = [], []
    for place, line in enumerate(text.splitlines(), start=1):
        words = BETWEEN.split(line.strip(), maxsplit=len(items))
        if not line.strip():
            continue
        values = [int(word) if word.isdecimal() and len(word) <= len(str(MOST_POINTS)) else None for word in words]
        points = dict(zip((item.key for item in items), values, strict=False))
        comment = words[len(items)] if len(words) > len(items) else ""
        wrong = points_faults(items, points)
        odd = comment_fault(comment)
        wrong += [odd] if odd else []
        faults += [f"第 {place} 行：{fault}" for fault in wrong]
        if not wrong:
            known = {key: value for key, value in points.items() if value is not None}
            forms.append((known, comment))
    if faults:
        more = [f"还有 {len(faults) - MOST_TOLD} 处不对"] if len(faults) > MOST_TOLD else []
        raise Refused(*faults[:MOST_TOLD], *more)
    return forms
