"""Pure decisions on accounts: how they are called."""

import re
import unicodedata
from collections.abc import Container
from itertools import count

from trainingapp.accounts.rules import CARD, is_for_card
from trainingapp.people.rules.order import pinyin

LOGIN = re.compile(r"[A-Za-z0-9._-]+")
LONGEST = 60
#: ü as it is written apart; keyboards and passports write v.
U_UMLAUT = "u\u0308"
#: Left for a number and for what tells two logins apart.
STEM = 48


def class_login(code: str, number: int) -> str:
    """Return how a trainee's account is called: the class's code and the number on its list, qinglan-2026-07."""
    return f"{code[:STEM]}-{number:02}"


def name_login(name: str) -> str:
    """Return how somebody's account is called after the name: 王明 is wangming."""
    letters = unicodedata.normalize("NFD", pinyin(name).lower()).replace(U_UMLAUT, "v")
    return "".join(sign for sign in letters if sign.isascii() and sign.isalnum())[:STEM] or "zhanghao"


def first_free(wanted: str, taken: Container[str]) -> str:
    """Return the wanted login, or with -2, -3 … behind it the first that nobody has."""
    return next(one for number in count(1) if (one := wanted if number == 1 else f"{wanted}-{number}") not in taken)


def login_fault(login: str) -> str | None:
    """Return why a login cannot be taken, in words; None when it can."""
    if not LOGIN.fullmatch(login):
        return "登录名只用字母、数字和 . _ -"
    if is_for_card(login):
        return f"“{CARD}”开头的登录名留给学员卡用，请换一个"
    return f"登录名最多 {LONGEST} 个字符" if len(login) > LONGEST else None
