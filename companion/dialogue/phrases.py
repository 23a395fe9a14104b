"""How people answer: the phrases that become the recogniser's grammar for a question of a kind.

PocketSphinx is good with a grammar and poor without one, so these are whole answers of one to eight words, the global
commands and the shapes of a call for help. Plain lower-case words, no digits, as a pronunciation dictionary wants them.
The longer lists are in `spoken/*.txt`, one phrase a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from companion.dialogue.answers.english.dates import WEEKDAYS
from companion.dialogue.answers.english.number_words import in_words
from companion.dialogue.answers.understood import Options
from companion.messages import AnswerKind

MOST_PHRASES = 400
"""A grammar larger than this begins to cost accuracy."""


def _spoken(name: str) -> tuple[str, ...]:
    return tuple((files("companion.dialogue") / "spoken" / f"{name}.txt").read_text(encoding="utf-8").splitlines())


COMMAND_PHRASES = _spoken("commands")
"""Global commands, understood in every state."""

RED_FLAG_PHRASES = _spoken("red_flags")
"""Shapes of a call for help, listened for in every state."""

_LISTED = {kind: _spoken(kind.value) for kind in (AnswerKind.YES_NO, AnswerKind.MEDICINE, AnswerKind.FREE)}

_UNSURE = (
    "i do not know",
    "i am not sure",
    "not sure",
    "i cannot remember",
    "i cannot say",
    "same as yesterday",
    "i would rather not say",
)
_SCALE = ("{n}", "a {n}", "about a {n}", "about {n}", "maybe {n}", "maybe a {n}", "i would say {n}", "it is a {n}")
_OUT_OF_TEN = ("{n} out of ten",)
_SCALE_WORDS = ("no pain", "none", "nothing", "the worst", "in the middle")
_NUMBER = ("{n}", "about {n}", "maybe {n}", "i think {n}", "{n} or so", "i had {n}")
_NUMBER_WORDS = ("none", "nothing", "once", "twice", "a couple", "a few")
_CLOCK = ("{n}", "{n} o'clock", "at {n} o'clock", "half past {n}", "quarter past {n}")
_CLOCK_TOO = (
    "quarter to {n}",
    "{n} thirty",
    "ten past {n}",
    "ten to {n}",
    "twenty past {n}",
    "twenty to {n}",
    "half {n}",
    "{n} fifteen",
    "five past {n}",
    "five to {n}",
)
_CLOCK_WORDS = ("midday", "noon", "midnight", "in the morning", "in the evening")
_DATE_WORDS = ("today", "yesterday", "tomorrow", "the day before yesterday", "the day after tomorrow", "last week")
_AGO = ("{n} days ago", "{n} weeks ago", "in {n} days", "in {n} weeks")
_DAY = ("{n}", "on {n}", "last {n}", "next {n}", "it is {n}")
_CHOICE = ("{n}", "it is {n}", "i would say {n}", "{n} please", "{n} thank you", "quite {n}", "{n} i think", "yes {n}")


def phrases_for(
    kind: AnswerKind, *, options: Options | Sequence[str] = (), low: float | None = None, high: float | None = None
) -> tuple[str, ...]:
    """Answers to a question of this kind, without commands and calls for help. 20 to 200 phrases a kind."""
    if kind is AnswerKind.NONE:
        return ()
    if kind is AnswerKind.CHOICE:
        # Synonyms as they are, the options themselves in all shapes: the grammar stays small.
        names = [name.replace("_", " ") for name in options]
        return unique((*_words(options), *_fill(_CHOICE, names), "neither", "none of them", *_UNSURE))
    return unique((*_answers(kind, _words(options), low, high), *_UNSURE))


def _answers(kind: AnswerKind, words: tuple[str, ...], low: float | None, high: float | None) -> tuple[str, ...]:
    if kind in _LISTED:
        return (*_LISTED[kind], *words)
    if kind is AnswerKind.DATE:
        return (*_DATE_WORDS, *_fill(_DAY, WEEKDAYS), *_numbers(_AGO, 2, 6), "a week ago", "next week")
    if kind is AnswerKind.TIME:
        return (*_numbers((*_CLOCK, *_CLOCK_TOO), 1, 12), *_CLOCK_WORDS)
    if kind is AnswerKind.NUMBER:
        return (*_numbers(_NUMBER, low or 0, 20 if high is None else high), *_NUMBER_WORDS)
    top = 10 if high is None else high
    return (*_numbers((*_SCALE, *(_OUT_OF_TEN if top == 10 else ())), low or 0, top), *_SCALE_WORDS)


@cache
def grammar_word(text: str) -> str:
    """`text` as a grammar may hold it: lower-case letters, apostrophes and single spaces."""
    return " ".join(re.sub(r"[^a-z' ]", " ", text.lower()).split())


def unique(phrases: Iterable[str]) -> tuple[str, ...]:
    """Each phrase once, in order, at most MOST_PHRASES; then how the same are said for short, "don't" for "do not"."""
    listed = dict.fromkeys(tuple(dict.fromkeys(word for word in map(grammar_word, phrases) if word))[:MOST_PHRASES])
    return tuple(listed | dict.fromkeys(map(contracted, listed)))


def answers_among(phrases: Iterable[str], kind: AnswerKind) -> frozenset[str]:
    """Those of a question's phrases around which people put words; none of an open question's, which are sentences."""
    if kind in (AnswerKind.FREE, AnswerKind.NONE):
        return frozenset()
    return frozenset(phrases).difference(unique((*COMMAND_PHRASES, *RED_FLAG_PHRASES)))


@cache
def contracted(phrase: str) -> str:
    """As people say it: "i've taken them", "i don't think so". What has nothing to contract stays as it is."""
    said = _NOT.sub(r"\1n't", phrase.replace("cannot", "can't"))
    return _PRONOUN.sub(lambda found: found[1] + _SHORT[found[2]], said) if said == phrase else said


_NOT = re.compile(r"\b(do|does|did|have|has|had|is|are|was|were|would|could|should) not\b")
_SHORT = {"am": "'m", "is": "'s", "have": "'ve", "will": "'ll", "would": "'d"}
_PRONOUN = re.compile(r"\b(i|it|that|there|what|who|you|we|they) (am|is|have|will|would)\b(?= \w)")


def _words(options: Options | Sequence[str]) -> tuple[str, ...]:
    if not isinstance(options, Mapping):
        return tuple(options)
    return tuple(word for name, synonyms in options.items() for word in (name.replace("_", " "), *synonyms))


def _fill(templates: Sequence[str], words: Iterable[str]) -> tuple[str, ...]:
    """The plain words first, so that a cut at MOST_PHRASES takes the rare shapes."""
    listed = tuple(words)
    return tuple(template.format(n=word) for template in templates for word in listed)


def _numbers(templates: Sequence[str], low: float, high: float) -> tuple[str, ...]:
    return _fill(templates, [in_words(value) for value in range(int(low), min(int(high), 99) + 1)])
