"""Amounts as finance writes them."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
MOST_CENTS = 10**18
THOUSAND = 1_000

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_SECTIONS = ("", "万", "亿", "万亿")


def amount_in_words(amount: Decimal) -> str:
    """Return yuan as finance writes them: 12800.50 is 壹万贰仟捌佰元伍角整.

    Raises ValueError for what is below 0 or has more than sixteen digits.
    """
    cents = int((amount / CENT).quantize(Decimal(1), ROUND_HALF_UP))
    if not 0 <= cents < MOST_CENTS:
        raise ValueError(f"金额 {amount} 不在能写成大写的范围内")
    yuan, small = divmod(cents, 100)
    jiao, fen = divmod(small, 10)
    whole = f"{_write_whole(yuan)}元" if yuan or not small else ""
    if not small:
        return f"{whole}整"
    tail = f"{_DIGITS[jiao]}角" if jiao else ("零" if yuan else "")
    return whole + tail + (f"{_DIGITS[fen]}分" if fen else "整")


def _write_whole(number: int) -> str:
    """Write a whole number in formal characters; zeros between digits are read once, at the end not at all."""
    if number == 0:
        return _DIGITS[0]
    sections = []
    while number:
        number, section = divmod(number, 10_000)
        sections.append(section)
    words, before = "", THOUSAND
    for place in range(len(sections) - 1, -1, -1):
        section = sections[place]
        if section:
            gap = words and (section < THOUSAND or before == 0)
            words += (_DIGITS[0] if gap else "") + _write_section(section) + _SECTIONS[place]
        before = section
    return words


def _write_section(section: int) -> str:
    words = ""
    for place, digit in zip(range(3, -1, -1), map(int, f"{section:04}"), strict=True):
        if digit:
            words += _DIGITS[digit] + _PLACES[place]
        elif words and not words.endswith(_DIGITS[0]):
            words += _DIGITS[0]
    return words.rstrip(_DIGITS[0])
