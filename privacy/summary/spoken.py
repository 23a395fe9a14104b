"""The morning hand-over, to be spoken in twenty seconds."""

from __future__ import annotations

import re

from privacy.summary.facts import Summary
from privacy.summary.news import NAME_WORDS, news

MOST_WORDS = 50
"""Twenty seconds at 150 words a minute, the pace of somebody who reads aloud."""

LONGEST_SENTENCE = 16
"""Words of one piece of news; a longer one is cut, for it must be understood at first hearing."""

LONGEST_WORD = 20
"""Signs; longer is no word that anybody speaks."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_NUMBER = re.compile(r"\d+")
_COUNTS_UP_TO = 20
_CLOSING = "Screening by voice, not a diagnosis."


def handover(summary: Summary) -> str:
    """At most MOST_WORDS words of plain speech, the worst first; whole sentences, whatever the records hold."""
    name = " ".join(summary.name.split()[:NAME_WORDS])
    who = f"Hand-over for {name}." if name else "Hand-over."
    said = [_sentence(who)]
    left = MOST_WORDS - spoken_words(said[0]) - spoken_words(_CLOSING)
    for one in news(summary):
        sentence = _sentence(one.spoken)
        cost = spoken_words(sentence)
        if 0 < cost <= left:
            said.append(sentence)
            left -= cost
    return " ".join([*said, _CLOSING])


def spoken_words(text: str) -> int:
    """How many words are heard: a number above twenty takes two, one above a hundred four."""
    return sum(_heard(one) for one in _WORD.findall(text))


def _heard(one: str) -> int:
    if not _NUMBER.fullmatch(one) or int(one) <= _COUNTS_UP_TO:
        return 1
    return 2 if int(one) < 100 else 4


def _sentence(text: str) -> str:
    """The text in words that can be spoken; cut after LONGEST_SENTENCE of them."""
    words: list[str] = []
    heard = 0
    for piece in text.split():
        found = [one for one in _WORD.findall(piece) if len(one) <= LONGEST_WORD and not _unspeakable(one)]
        cost = sum(_heard(one) for one in found)
        if heard + cost > LONGEST_SENTENCE:
            break
        heard += cost
        mark = piece[-1] if piece[-1] in ".,;:" and found else ""
        words += ["-".join(found) + mark] if found else []
    line = " ".join(words).rstrip(".,;: ")
    return f"{line}." if line else ""


def _unspeakable(one: str) -> bool:
    return one.isdigit() and len(one) > 4
