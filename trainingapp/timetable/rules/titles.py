"""How the title of a course is written in a sentence, and what a group's part of a seminar is called."""

from collections.abc import Collection

LONGEST = 200


def titled(title: str) -> str:
    """Return a title in 《》, which hold quotation marks of its own better than others do; its own 《》 are enough."""
    return title if title.startswith("《") and title.endswith("》") else f"《{title}》"


def group_title(seminar: str, theme: str, group: str, others: Collection[str]) -> str:
    """Return the title of a group's session: the seminar and the theme, and the group where others have that theme."""
    tail = f"（{group}）" if group and theme in others else ""
    return f"{seminar}：{theme}"[: LONGEST - len(tail)] + tail
