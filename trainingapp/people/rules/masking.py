"""How numbers that belong to a person alone are shown on a screen."""

PHONE_SHOWN = (3, 4)
IDENTITY_SHOWN = (4, 2)


def _mask(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    return text[:head] + "*" * hidden + text[-tail:] if hidden > 0 else "*" * len(text)


def mask_phone(phone: str) -> str:
    """Return a phone number with its middle hidden: 199****0001."""
    return _mask(phone, *PHONE_SHOWN)


def mask_identity(number: str) -> str:
    """Return an ID number with all but its first four and last two characters hidden."""
    return _mask(number, *IDENTITY_SHOWN)
