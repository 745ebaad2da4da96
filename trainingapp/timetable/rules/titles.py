"""How the title of a course is written in a sentence."""


def titled(title: str) -> str:
    """Return a title in 《》, which hold quotation marks of its own better than others do; its own 《》 are enough."""
    return title if title.startswith("《") and title.endswith("》") else f"《{title}》"
