"""Guesses how a word that no dictionary knows is said: names and medicines in the expected answers."""

from __future__ import annotations

import re

_SOUNDS: dict[str, str] = {
    "tion": "SH AH N", "sion": "ZH AH N", "ough": "OW", "augh": "AO", "eigh": "EY", "igh": "AY",
    "tch": "CH", "sch": "SH", "dge": "JH", "ear": "IH R", "air": "EH R", "our": "AW ER", "ine": "IY N",
    "ch": "CH", "sh": "SH", "th": "TH", "ph": "F", "wh": "W", "qu": "K W", "ck": "K", "ng": "NG", "kn": "N",
    "wr": "R", "gh": "G", "rh": "R", "ps": "P S", "ee": "IY", "ea": "IY", "oo": "UW", "ou": "AW", "ow": "OW",
    "oi": "OY", "oy": "OY", "ai": "EY", "ay": "EY", "au": "AO", "aw": "AO", "ie": "IY", "ei": "EY", "ey": "IY",
    "oa": "OW", "ue": "UW", "ew": "Y UW", "ar": "AA R", "er": "ER", "ir": "ER", "or": "AO R", "ur": "ER",
    "ce": "S EH", "ci": "S IH", "cy": "S IY", "ge": "JH EH", "gi": "JH IH", "xi": "Z IY",
    "a": "AE", "b": "B", "c": "K", "d": "D", "e": "EH", "f": "F", "g": "G", "h": "HH", "i": "IH", "j": "JH",
    "k": "K", "l": "L", "m": "M", "n": "N", "o": "AA", "p": "P", "q": "K", "r": "R", "s": "S", "t": "T",
    "u": "AH", "v": "V", "w": "W", "x": "K S", "y": "IY", "z": "Z",
}  # fmt: skip
"""Spelling -> ARPABET phones; the longest spelling that fits is taken."""
_LONGEST = max(map(len, _SOUNDS))
_FINAL = {"ce": "S", "ge": "JH", "e": "", "a": "AH", "o": "OW", "y": "IY"}
"""What the end of a word says differently."""


def guess_phones(word: str) -> str:
    """ARPABET phones of `word`, parted by spaces; empty when it has no letters of the Latin alphabet."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    # A doubled consonant is said once; a doubled g is hard before e and i too ("maggie").
    letters = letters.replace("gg", "gh")
    letters = re.sub(r"([bdfgklmnprstz])\1", r"\1", letters)
    phones: list[str] = []
    at = 0
    while at < len(letters):
        spelling = _longest_spelling(letters, at)
        at += len(spelling)
        last = at == len(letters) and len(letters) > len(spelling) + 1
        sounds = _FINAL if last and spelling in _FINAL else _SOUNDS
        phones += sounds[spelling].split()
    return " ".join(phones)


def _longest_spelling(letters: str, at: int) -> str:
    for length in range(min(_LONGEST, len(letters) - at), 1, -1):
        if letters[at : at + length] in _SOUNDS:
            return letters[at : at + length]
    return letters[at]
