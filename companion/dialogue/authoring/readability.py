"""How hard a text is to follow: sentences, words and syllables, and the US school grade they come to.

Grade after Flesch and Kincaid (Kincaid, Fishburne, Rogers and Chissom 1975, Naval Technical Training Command RBR 8-75):
0.39 * words / sentences + 11.8 * syllables / words - 15.59.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from companion.dialogue.answers.numbers import in_words

_WORD = re.compile(r"\d+|[A-Za-z]+(?:['’][A-Za-z]+)*")
_ABBREVIATION = re.compile(r"\b(Dr|Mr|Mrs|Ms|St|a\.m|p\.m|e\.g|i\.e)\.", re.IGNORECASE)

_KNOWN = {
    "breakfast": 2, "business": 2, "colour": 2, "create": 2, "evening": 2, "evenings": 2, "every": 2, "family": 3,
    "favourite": 3, "friday": 2, "hour": 1, "hours": 1, "idea": 3, "ideas": 3, "lion": 2, "medicine": 3, "naked": 2,
    "poem": 2, "poems": 2, "quiet": 2, "quietly": 3, "recipe": 3, "sacred": 2, "science": 2, "society": 4,
    "temperature": 4, "the": 1, "usual": 3, "usually": 4, "vegetable": 4, "wednesday": 2, "wicked": 2, "area": 3,
    "being": 2, "doing": 2, "going": 2, "seeing": 2, "diary": 3, "diet": 2, "people": 2, "real": 2, "really": 3,
    "quite": 1, "rhythm": 2, "several": 3, "something": 2, "sometimes": 2, "someone": 2, "somebody": 3, "everyone": 3,
    "everybody": 4, "everything": 3, "tired": 2, "fire": 1, "our": 1, "ours": 1, "piano": 3, "radio": 3, "video": 3,
    "memory": 3, "emergency": 4, "useful": 2, "worried": 2, "married": 2, "ii": 1, "eye": 1, "eyes": 1, "nineteen": 2,
    "ninety": 2, "cereal": 3, "cereals": 3, "eyed": 1, "used": 1, "media": 3, "theatre": 2,
    "dr": 2, "mr": 2, "mrs": 2,
}  # fmt: skip
"""Words that the rules below count wrongly, or that people say shorter than they are written."""

_COMPOUNDS = ("some", "home", "fore", "there", "where", "here", "side", "game", "time", "life", "care", "safe", "wheel")
"""First parts whose last e is silent inside a longer word, like homework."""
_SUFFIXES = ("ly", "liness", "ful", "fully", "less", "ment", "ments", "ness", "where", "thing", "time", "body")
_HIATUS = re.compile(
    r"ia(?!n$|l$|ls$|lly$)|(?<![tscgxnl])io|(?<![tc])ien[ct]|iet|eo(?!u)|(?<![gq])ua|uou|eum$|creat"
    r"|[aeiou]ing|ying|[aeo]y[aeiou]|sms?$|thms?$"
)
"""Vowels that stand side by side and are heard apart, and the swallowed one in rhythm."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text is made of."""

    sentences: int
    words: int
    syllables: int

    @property
    def grade(self) -> float:
        """US school grade; below 0 counts as 0, and so does no text."""
        if not self.words:
            return 0.0
        raw = 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59
        return max(raw, 0.0)


def measure(texts: Iterable[str]) -> Reading:
    """All of the texts together; each ends a sentence of its own."""
    total = [0, 0, 0]
    for text in texts:
        spoken = words(text)
        if spoken:
            total[0] += len(sentences(text))
            total[1] += len(spoken)
            total[2] += sum(syllables(word) for word in spoken)
    return Reading(*total)


def sentences(text: str) -> list[str]:
    """The sentences of a text that hold at least one word."""
    safe = _ABBREVIATION.sub(lambda match: match[1].replace(".", ""), text)
    return [part.strip() for part in re.split(r"(?<=[.!?…])[\"'”’)]*\s+", safe) if _WORD.search(part)]


def words(text: str) -> list[str]:
    """The words as they are spoken: numbers written out, it's one word, half-past two."""
    found: list[str] = []
    for match in _WORD.finditer(text):
        word = match[0]
        found += _number(int(word)) if word.isdigit() and len(word) < 7 else [word]
    return found


def _number(value: int) -> list[str]:
    """A number as it is said, up to 999,999."""
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if value >= size:
            rest = _number(value % size) if value % size else []
            return [*_number(value // size), name, *rest]
    return re.split(r"[\s-]+", in_words(value))


def syllables(word: str) -> int:
    """How many syllables an English word has, at least 1: exceptions first, then rules of spelling."""
    stem, mark, ending = word.lower().replace("’", "'").partition("'")
    if ending == "t" and stem.endswith("n"):
        stem, ending = stem[:-1], "nt"
    return _count(stem) + (1 if mark and _heard(stem, ending) else 0)


def _heard(stem: str, ending: str) -> bool:
    """The shortened word is a syllable of its own: nurse's, didn't, that'll; not he's, don't, you'll."""
    match ending:
        case "s":
            return bool(re.search(r"(?:[sxz]|ch|sh|[sc]e|ge)$", stem))
        case "nt":
            return stem[-1:] not in "aeiour"
        case "ve" | "ll" | "d":
            return stem[-1:] not in "aeiouyw"
    return False


def _count(word: str) -> int:
    if word in _KNOWN:
        return _KNOWN[word]
    parted = _parted(word)
    if parted is not None:
        return _count(parted[0]) + _count(parted[1])
    heard = _without_silent(word)
    return max(len(re.findall(r"[aeiouy]+", heard)) + len(_HIATUS.findall(heard)), 1)


def _parted(word: str) -> tuple[str, str] | None:
    """Two parts to be counted apart, where an e between them is silent."""
    for suffix in _SUFFIXES:
        stem = word[: -len(suffix)]
        if word.endswith(suffix) and stem.endswith("e") and len(stem) > 2:
            return stem, suffix
    for first in _COMPOUNDS:
        rest = word[len(first) :]
        if word.startswith(first) and len(rest) > 2 and rest[0] not in "aeiouy":
            return first, rest
    return None


def _without_silent(word: str) -> str:
    """Without the e at the end that is not heard: moved, houses, table, centre."""
    if re.search(r"[^aeiouy]le[sd]?$", word):
        return re.sub(r"le[sd]?$", "el", word)
    if re.search(r"[^aeiouy]res?$", word):
        return re.sub(r"res?$", "er", word)
    if re.search(r"(?:[sxzcg]|ch|sh)es$|[td]ed$", word):
        return word
    shorter = re.sub(r"(?<=[^aeiou])(?:e|es|ed)$", "", word)
    return shorter if re.search(r"[aeiouy]", shorter) else word
