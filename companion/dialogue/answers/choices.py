"""One of several options, by name, synonym, place in the list, or part of the name ("the white one")."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from companion.dialogue.answers.text import has, has_any, normalise, readings
from companion.dialogue.answers.understood import DOUBT, NOT_AN_ANSWER, Understood
from companion.dialogue.answers.yes_no import DOUBTS

Options = Mapping[str, Sequence[str]]
"""Option name -> other words for it."""

_PLACES = (("first", 0), ("second", 1), ("third", 2), ("fourth", 3), ("former", 0), ("latter", -1), ("last", -1))
_REFUSALS = ("neither", "none of them", "none of those", "nothing", "not any of them", "no thank you")
_NOT_WORDS = frozenset({"not", "no", "never", "without", "nor"})
_NO_MEANING = frozenset(
    ("the", "a", "an", "of", "to", "in", "on", "with", "and", "or", "my", "one", "some", "is", "it")
)
_HEDGES = ("maybe", "perhaps", "i think", "i suppose", "probably", "i guess", "possibly")


def choice(text: str, options: Options) -> Understood:
    """The option meant. Two at once is unsure; "neither" is no answer; what is denied is not chosen."""
    for reading in readings(text):
        found = _read(reading, options)
        if found is not NOT_AN_ANSWER:
            return found
    return NOT_AN_ANSWER


def _read(plain: str, options: Options) -> Understood:
    certainty = 0.7 if has_any(plain, _HEDGES) else 0.95
    named = _named(plain, options)
    if len(named) == 1:
        return Understood(value=named[0], certainty=certainty)
    if len(named) > 1:
        return _several(plain, named, options)
    if has_any(plain, DOUBTS):
        return DOUBT
    if has_any(plain, _REFUSALS):
        return NOT_AN_ANSWER
    placed = _placed(plain, list(options))
    if placed is not None:
        return Understood(value=placed, certainty=min(certainty, 0.9))
    part = _by_part(plain, options)
    return Understood(value=part, certainty=min(certainty, 0.75)) if part else NOT_AN_ANSWER


def _several(plain: str, named: list[str], options: Options) -> Understood:
    """ "Tea no coffee" and "tea not coffee" decide; "tea or coffee" does not."""
    last = max(named, key=lambda name: _where(plain, name, options))
    before = plain[: _where(plain, last, options)].split()[-2:]
    if "no" in before:
        return Understood(value=last, certainty=0.8)
    return Understood(certainty=0.7, unsure=True)


def _named(plain: str, options: Options) -> list[str]:
    """Options said and not denied. A longer phrase wins over a shorter one inside it ("not well" over "well")."""
    hits = [(len(words), name, words) for name in options for words in _words_for(name, options) if has(plain, words)]
    kept: list[str] = []
    rest = f" {plain} "
    for _, name, words in sorted(hits, key=lambda hit: -hit[0]):
        if f" {words} " not in rest:
            continue
        if not _denied(rest, words) and name not in kept:
            kept.append(name)
        rest = rest.replace(f" {words} ", f" {'_ ' * len(words.split())}")
    return kept


def _denied(padded: str, words: str) -> bool:
    before = padded[: padded.index(f" {words} ")].split()
    if not before or before[-1] == "no":
        # "tea no coffee" corrects, "no coffee" denies
        return bool(before) and len(before) == 1
    return before[-1] in _NOT_WORDS or (before[-1] in {"the", "a", "too", "very", "so"} and "not" in before[-2:])


def _where(plain: str, name: str, options: Options) -> int:
    padded = f" {plain} "
    return max(padded.rfind(f" {words} ") for words in _words_for(name, options))


def _words_for(name: str, options: Options) -> tuple[str, ...]:
    return (normalise(name.replace("_", " ")), *(normalise(words) for words in options[name]))


def _placed(plain: str, names: list[str]) -> str | None:
    for word, place in _PLACES:
        if has(plain, word) and -1 <= place < len(names):
            return names[place]
    match = re.search(r"\b(?:number|option) (one|two|three|[123])\b", plain)
    place = ["one", "two", "three", "1", "2", "3"].index(match[1]) % 3 if match else len(names)
    return names[place] if place < len(names) else None


def _by_part(plain: str, options: Options) -> str | None:
    """The only option that shares a telling word with what was said."""
    kept = re.sub(r"\b(?:not|no) (?:the |a |my )?\w+(?: ones?)?\b", "", plain)
    said = {_stem(word) for word in kept.split()} - _NO_MEANING
    if said & _NOT_WORDS:
        return None
    sharing = [
        name
        for name in options
        if said & ({_stem(word) for word in normalise(name).replace("_", " ").split()} - _NO_MEANING)
    ]
    return sharing[0] if len(sharing) == 1 else None


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
