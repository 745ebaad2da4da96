"""Codes of trainees' cards: ten signs that can be typed from paper, and what people and scanners make of them."""

#: Crockford's signs: no I, L, O and U, so that nothing is read for something else.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
_HALF = LENGTH // 2
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def shown(code: str) -> str:
    """Return a code as the card prints it: two halves."""
    return f"{code[:_HALF]}-{code[_HALF:]}"


def read_code(text: str) -> str | None:
    """Return the code in what was typed or scanned, be it the whole address on the card; None when there is none."""
    last = text.strip().rstrip("/").rsplit("/", 1)[-1]
    code = "".join(last.upper().translate(_MISREAD).replace("-", "").split())
    return code if len(code) == LENGTH and set(code) <= set(SIGNS) else None
