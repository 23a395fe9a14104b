"""Spoken words in one plain form: lower case, no punctuation, contractions written out, corrections cut."""

from __future__ import annotations

import re
from functools import lru_cache

_CONTRACTIONS = (
    (r"\b(?:can't|cant|cannot|can t)\b", "can not"),
    (r"\b(?:won't|wont|won t)\b", "will not"),
    (r"\b(?:shan't|shant)\b", "shall not"),
    (r"\b(?:ain't|aint)\b", "is not"),
    (r"\b(do|does|did|have|has|had|is|are|was|were|would|could|should|must|need)(?:n't|nt| n't)\b", r"\1 not"),
    (r"\b(?:i'm|im|i m)\b", "i am"),
    (r"\b(?:i've|ive)\b", "i have"),
    (r"\b(?:i'd)\b", "i would"),
    (r"\b(?:i'll)\b", "i will"),
    (r"\b(it|that|what|there|he|she|who|where)'s\b", r"\1 is"),
    (r"\b(they|we|you)'re\b", r"\1 are"),
    (r"\b(they|we|you)'ve\b", r"\1 have"),
    (r"\bdunno\b", "do not know"),
    (r"\bgonna\b", "going to"),
    (r"\bhafta\b", "have to"),
)
_FILLERS = re.compile(
    # "Well" opens a sentence, but "well, thank you" and "I slept well" are answers.
    r"^(?:(?:oh|um+|er) )*well(?= (?!thank))|"
    r"\b(?:um+|uh(?! huh)|er+m?|erm|(?<!mm )hmm+|mm+(?! hmm)|ah|oh|ooh|you know|you see|i mean to say|so to speak|"
    r"please|dear|love|darling|my friend|computer|now then|let me see|let me think|just)\b"
)
_CORRECTIONS = re.compile(
    r"\b(?:no wait|wait no|oh wait|no sorry|sorry no|i mean|i meant|or rather|scratch that|correction|make that|"
    r"sorry i mean|no actually|actually no|actually|wait|sorry)\b"
)


@lru_cache(maxsize=256)
def normalise(text: str) -> str:
    """Lower case, contractions written out, no punctuation; ":" and "." stay between digits."""
    plain = text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    for pattern, written_out in _CONTRACTIONS:
        plain = re.sub(pattern, written_out, plain)
    plain = re.sub(r"(?<!\d)[.:]|[.:](?!\d)", " ", plain)
    return " ".join(re.sub(r"[^\w\s:.]|_", " ", plain).split())


def without_fillers(plain: str) -> str:
    """`plain` (already normalised) without "um", "well", "please" and the like."""
    return " ".join(_FILLERS.sub(" ", plain).split())


def readings(text: str) -> tuple[str, ...]:
    """What may have been meant, best first: what follows the last self-correction, then the whole."""
    whole = without_fillers(normalise(text))
    tail = _CORRECTIONS.split(whole)[-1].strip()
    return (tail, whole) if tail and tail != whole else (whole,)


def corrected(plain: str) -> tuple[str, ...]:
    """ "Six no seven": what follows the "no" first, then the whole."""
    _, middle, tail = plain.rpartition(" no ")
    return (tail, plain) if middle else (plain,)


def has(plain: str, phrase: str) -> bool:
    """`phrase` occurs in `plain` as whole words."""
    return f" {phrase} " in f" {plain} "


def has_any(plain: str, phrases: tuple[str, ...]) -> bool:
    """Any of the phrases occurs as whole words."""
    padded = f" {plain} "
    return any(f" {phrase} " in padded for phrase in phrases)
