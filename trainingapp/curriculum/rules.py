"""Pure decisions about entries of the libraries."""

#: What people write between the parts of a number plate: 沪A·12345, 沪A-12345, 沪A 12345.
PLATE_MARKS = " \u3000·•・.-—"


def tidy_plate(text: str) -> str:
    """Return a number plate in the one way in which it is kept and compared: 沪A12345."""
    return "".join(sign for sign in text if sign not in PLATE_MARKS).upper()
