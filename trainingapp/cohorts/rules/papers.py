"""Pure decisions on what a class's papers look like: titles, signs, lines to sign on, fonts."""

import re
from collections.abc import Mapping, Sequence

from trainingapp.cohorts.terms import MOST_SIGN_LETTERS, MOST_WORD_LETTERS, Face, Presets, Sign

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDERS = ("主办单位", "承办单位", "年度", "班次名称", "班次简称", "期次", "表名")
FONT = re.compile(r"[\w][\w +.-]{0,30}")
MOST_SIGNERS, LONGEST_SIGNER = 6, 12


def title_faults(pattern: str) -> list[str]:
    """Return what is wrong with a title pattern: a name in braces that there is not."""
    unknown = [name for name in PLACEHOLDER.findall(pattern) if name not in PLACEHOLDERS]
    return [f"没有“{{{name}}}”这一项；可以用 " + " ".join(f"{{{known}}}" for known in PLACEHOLDERS) for name in unknown]


def sign_faults(own: Mapping[str, str]) -> dict[Sign, str]:
    """Return why a class's own signs, by status, would make its register unreadable; the others keep the usual sign."""
    drawn = {sign: own.get(sign.value) or sign.drawn for sign in Sign}
    faults = {}
    for sign, text in drawn.items():
        same = next((other for other in Sign if other is not sign and drawn[other] == text), None)
        if len(text) > MOST_SIGN_LETTERS:
            faults[sign] = f"符号最多 {MOST_SIGN_LETTERS} 个字"
        elif same and sign.value in own:
            faults[sign] = f"与“{same.label}”的符号相同，登记表上分不清"
    return faults


def word_faults(own: Mapping[str, str], signs: Mapping[str, str]) -> dict[Sign, str]:
    """Return why a class's own words for statuses, beside its own signs, would be taken for another status.

    The usual word of another status is refused too: people know it, and files that are read in may say it.
    """
    faults = {}
    for sign in Sign:
        word = own.get(sign.value, "")
        others = [other for other in Sign if other is not sign]
        same = next((other for other in others if word and word in _called(other, own, signs)), None)
        if len(word) > MOST_WORD_LETTERS:
            faults[sign] = f"叫法最多 {MOST_WORD_LETTERS} 个字"
        elif same:
            faults[sign] = f"“{word}”是“{same.label}”的叫法或符号，会弄混"
    return faults


def _called(sign: Sign, words: Mapping[str, str], signs: Mapping[str, str]) -> set[str]:
    return {sign.label, words.get(sign.value) or sign.label, signs.get(sign.value) or sign.drawn}


def fill_title(pattern: str, values: dict[str, str]) -> str:
    """Return a paper's title: each name in braces replaced by its value; nothing is evaluated."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), pattern)


def signer_faults(signers: Sequence[str]) -> list[str]:
    """Return why lines to sign on would not fit below a paper."""
    faults = [f"“{one}”太长，每项最多 {LONGEST_SIGNER} 个字" for one in signers if len(one) > LONGEST_SIGNER]
    faults += [f"“{one}”写了不止一次" for one in dict.fromkeys(signers) if signers.count(one) > 1]
    return faults + ([f"最多 {MOST_SIGNERS} 项"] if len(signers) > MOST_SIGNERS else [])


def font_faults(fonts: Mapping[str, str]) -> dict[Face, str]:
    """Return why names of fonts, by face, could not be the names of any."""
    return {
        Face(face): "字体名只用汉字、字母、数字、空格和短横，最多 31 个字"
        for face, name in fonts.items()
        if not FONT.fullmatch(name)
    }


def presets_faults(presets: Presets) -> list[str]:
    """Return all that is wrong with presets, each in a sentence."""
    signs = {sign.label: fault for sign, fault in sign_faults(presets.symbols).items()}
    fonts = {face.label: fault for face, fault in font_faults(presets.fonts).items()}
    words = {f"{sign.label}的叫法": fault for sign, fault in word_faults(presets.words, presets.symbols).items()}
    told = [f"{label}：{fault}" for label, fault in (signs | words | fonts).items()]
    return title_faults(presets.title_pattern) + signer_faults(presets.signers) + told
