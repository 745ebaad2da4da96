"""How a name is printed: two characters are set as wide as three, so that names stand in one column."""

from trainingapp.people.rules.surnames import is_han

SHORT = 2
WIDE_SPACE = "　"


def space_name(name: str) -> str:
    """Return 陶然 as 陶　然; every other name as it is."""
    return WIDE_SPACE.join(name) if len(name) == SHORT and all(map(is_han, name)) else name
