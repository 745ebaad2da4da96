"""Pure decisions of the phone pages: which PIN is fit."""

PIN_LENGTH = 6
_RISING = "01234567890123456789"
#: No year of birth or phone number is asked for, so what is left to guess are the usual ones.
USUAL = frozenset({"112233", "123123", "121212", "123321", "520520", "521521", "147258", "159357", "888666"})


def pin_fault(pin: str, again: str) -> str | None:
    """Return why a PIN cannot be taken, in words; None when it can."""
    if not (pin.isascii() and pin.isdigit() and len(pin) == PIN_LENGTH):
        return f"PIN 是 {PIN_LENGTH} 位数字"
    if len(set(pin)) == 1 or pin in _RISING or pin in _RISING[::-1] or pin in USUAL:
        return "这个 PIN 太容易猜，请换一个"
    if pin != again:
        return "两次输入的 PIN 不一样"
    return None
