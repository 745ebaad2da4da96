"""The catalogue: every hard rule and every wish, by id, with the sentence that a person reads.

The checker, the search and the explanation all speak in these ids, so a rule has one name for all. A hard rule's id is
"kind:subject"; putting it into `Problem.relaxed` switches that one rule off.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from trainingapp.planner.availability import describe
from trainingapp.planner.problem import Cohort, Order, Problem, Session, Shared, Together, When

RELAXABLE = frozenset(
    {
        "cohort_when", "session_when", "lecturer_when", "venue_when", "pin", "order", "opening", "closing", "together",
        "lecturer_clash", "audience_clash", "shared_clash", "venue_clash", "venue_seats", "half_day_limit", "day_limit",
        "lecturer_limit", "vehicles", "travel",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One hard rule about one thing: its id and its sentence."""

    id: str
    sentence: str

    @property
    def kind(self) -> str:
        """Return the id's first half."""
        return self.id.partition(":")[0]

    @property
    def subject(self) -> str:
        """Return the id's second half."""
        return self.id.partition(":")[2]


@dataclass(frozen=True, slots=True)
class WishKind:
    """One kind of wish: what it asks, what one unit of its cost counts, and the weight offered first."""

    kind: str
    label: str
    unit: str
    weight: int


WISHES = {
    wish.kind: wish
    for wish in (
        WishKind("early", "理论课靠前", "一次要靠前的课每晚班期的一成", 1),
        WishKind("half_day", "在合适的时段", "每有一次课不在它合适的时段", 2),
        WishKind("weekdays", "在希望的星期", "每有一次课不在所选的星期", 3),
        WishKind("compact", "集中在少数几天", "每多用一天", 6),
        WishKind("weekly", "每周不过量", "一周里超过目标的每个课时", 1),
        WishKind("long_gap", "间隔不过长", "相邻两个上课日之间每超过一天", 1),
        WishKind("gap", "半天里不空档", "同一批学员两课之间空着的每个课时", 1),
        WishKind("lone", "不单独一节", "同一批学员每有一天孤零零只上一节", 2),
        WishKind("tired", "学员不连上两个半天", "同一批学员同一天每连上一次", 1),
        WishKind("lecturer_rest", "讲师不连讲两个半天", "讲师同一天每连讲一次", 2),
        WishKind("mix", "同一天形式有变化", "同一天同一种形式从第二次起，每一次", 1),
        WishKind("home_venue", "在主会场", "每有一次能在主会场的课不在那里", 1),
        WishKind("one_venue", "同一门课在同一场地", "每多用一处场地", 1),
        WishKind("series_days", "同一门课分散到几天", "每少分散一天", 5),
        WishKind("soon", "有先后的课挨得近", "每隔开一天", 1),
        WishKind("fair_lecturers", "可互换的讲师任务均衡", "比平均多讲的每个课时", 1),
        WishKind("fair_cohorts", "冷门时段各班均摊", "一个班有几次就算几的平方，每一点", 1),
        WishKind("seats", "座位尽量够", "每缺一个座位（有此条时，容量不再是硬性要求）", 1),
        WishKind("stay_time", "少改时间", "与已发布课表相比，每改一次课的时间", 100),
        WishKind("stay_lecturer", "少换讲师", "与已发布课表相比，每换一次课的讲师", 20),
        WishKind("stay_venue", "少换场地", "与已发布课表相比，每换一次课的场地", 10),
    )
}


def wish_weight(problem: Problem, kind: str) -> int:
    """Return the summed weight of a wish that has no class to belong to."""
    return sum(wish.weight for wish in problem.wishes if wish.kind == kind)


def wish_weight_for(problem: Problem, kind: str, cohort: Cohort) -> int:
    """Return the summed weight of a wish for one class."""
    return sum(
        wish.weight for wish in problem.wishes if wish.kind == kind and (not wish.cohorts or cohort.id in wish.cohorts)
    )


def order_rule(order: Order) -> str:
    """Return the id of an order's rule."""
    return f"order:{order.before}>{order.after}"


def together_rule(group: Together) -> str:
    """Return the id of the rule that sessions begin together."""
    return f"together:{'+'.join(group.sessions)}"


def shared_rule(shared: Shared) -> str:
    """Return the id of the rule about people in common."""
    return f"shared_clash:{shared.first}+{shared.second}"


def every_rule(problem: Problem) -> Iterator[Rule]:
    """Yield every hard rule of the problem that can be switched off, in a fixed order."""
    yield from _rules_of_cohorts(problem)
    yield from _rules_of_people(problem)
    yield from _rules_of_venues(problem)
    yield from _rules_of_cards(problem)
    for kind in problem.fleet:
        yield Rule(f"vehicles:{kind.id}", f"{kind.name}共{kind.count}辆，每辆{kind.seats}座")
    if problem.travel:
        yield Rule("travel:all", "同一人在两地之间要留出路上的时间")


def _rules_of_cohorts(problem: Problem) -> Iterator[Rule]:
    for cohort in problem.cohorts:
        if _limits(cohort.when):
            open_in = describe(cohort.when, problem.calendar, only="只在{}办班", never="{}不上课")
            yield Rule(f"cohort_when:{cohort.id}", f"{cohort.name}{open_in}")
        yield Rule(f"audience_clash:{cohort.id}", f"{cohort.name}的同一批学员同一时间只能上一个课次")
        if cohort.half_day_limit:
            yield Rule(f"half_day_limit:{cohort.id}", f"{cohort.name}半天不超过{cohort.half_day_limit}课时")
        if cohort.day_limit:
            yield Rule(f"day_limit:{cohort.id}", f"{cohort.name}一天不超过{cohort.day_limit}课时")
    names = problem.names()
    for shared in problem.shared:
        sentence = f"{names[shared.first]}与{names[shared.second]}有{shared.people}名共同学员，不能同时上课"
        yield Rule(shared_rule(shared), sentence)


def _rules_of_people(problem: Problem) -> Iterator[Rule]:
    for lecturer in problem.lecturers:
        if _limits(lecturer.when):
            free = describe(lecturer.when, problem.calendar, only="只有{}有空", never="{}没空")
            yield Rule(f"lecturer_when:{lecturer.id}", f"{lecturer.name}{free}")
        yield Rule(f"lecturer_clash:{lecturer.id}", f"{lecturer.name}同一时间只能在一处")
        if lecturer.day_limit:
            yield Rule(f"lecturer_limit:{lecturer.id}", f"{lecturer.name}一天不超过{lecturer.day_limit}课时")


def _rules_of_venues(problem: Problem) -> Iterator[Rule]:
    for venue in problem.venues:
        if _limits(venue.when):
            open_in = describe(venue.when, problem.calendar, only="只在{}开放", never="{}不能用")
            yield Rule(f"venue_when:{venue.id}", f"{venue.name}{open_in}")
        limit = "只能有一个课次" if venue.parallel == 1 else f"最多并行{venue.parallel}个课次"
        yield Rule(f"venue_clash:{venue.id}", f"{venue.name}同一时间{limit}")
        yield Rule(f"venue_seats:{venue.id}", f"{venue.name}同一时间最多容纳{venue.capacity}人")


def _rules_of_cards(problem: Problem) -> Iterator[Rule]:
    titles = {session.id: session.title for session in problem.sessions}
    for pin in problem.pins:
        yield Rule(f"pin:{pin.session}", f"《{titles[pin.session]}》已固定")
    for session in problem.sessions:
        if _limits(session.when):
            open_in = describe(session.when, problem.calendar, only="只能排在{}", never="{}不能排")
            yield Rule(f"session_when:{session.id}", f"《{session.title}》{open_in}")
        if session.place == "opening":
            yield Rule(f"opening:{session.id}", f"《{session.title}》是开班，排在本班最前")
        if session.place == "closing":
            yield Rule(f"closing:{session.id}", f"《{session.title}》是结业，排在本班最后")
    for order in problem.orders:
        yield Rule(
            order_rule(order),
            f"《{titles[order.after]}》在《{titles[order.before]}》之后{_distance(order.half_days, order.days)}",
        )
    for group in problem.together:
        names = "、".join(f"《{titles[name]}》" for name in group.sessions)
        yield Rule(together_rule(group), f"{names}同时开始")


def _distance(half_days: int, days: int) -> str:
    least = f"，至少隔{half_days}个半天" if half_days else ""
    most = f"，最多隔{days}天" if days else ""
    return least + most


def _limits(when: When) -> bool:
    return bool(when.only or when.never)


def opening_orders(problem: Problem) -> Iterator[tuple[Session, Session, str]]:
    """Yield (earlier, later, rule id) for opening first and closing last, against every other session of the class."""
    cohort_of = problem.cohort_of()
    by_cohort: dict[str, list[Session]] = {}
    for session in problem.sessions:
        for name in sorted({cohort_of[audience].id for audience in session.audience}):
            by_cohort.setdefault(name, []).append(session)
    for members in by_cohort.values():
        for edge in [session for session in members if session.place]:
            for other in members:
                if other.place == edge.place:
                    continue
                if edge.place == "opening":
                    yield edge, other, f"opening:{edge.id}"
                elif other.place != "opening":
                    yield other, edge, f"closing:{edge.id}"
