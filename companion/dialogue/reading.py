"""Reads an answer with the state's question in mind, from the best hypothesis and then the others."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from companion.dialogue.answers.numbers import in_words
from companion.dialogue.answers.understood import NOT_AN_ANSWER, Understood
from companion.dialogue.layer import Said
from companion.dialogue.script import Notice, State
from companion.dialogue.understand import understand
from companion.messages import AnswerKind

DOUBTED_BELOW = 0.15
"""A transcript less certain than this is not taken as an answer to a question."""

_NO_FIRST = re.compile(r"^\W*(?:(?:oh|well|um|er)\W+)*(?:no|nope|nah)\b\W*", re.IGNORECASE)

_BARE_NO = re.compile(
    r"\W*(?:(?:oh|well|um|er)\W+)*(?:no|nope|nah)(?:\W+(?:no|nope|thank you|thanks|dear))*\W*", re.IGNORECASE
)
_DIGITS = re.compile(r"\d{1,2}")

PLAIN = 0.75
"""From this certainty on a yes or no was said in so many words; below, it was read out of other words."""

PHRASE = 3
"""So many words that a script lists for yes or no are no chance likeness."""

OTHER_HYPOTHESIS = 0.7
"""Certainty of an answer found only in another hypothesis of the recogniser, relative to the best."""


def read_answer(state: State, said: Said, *, today: date, question: str) -> Understood:
    """What was said as an answer to this state's question; NOT_AN_ANSWER when it is none."""
    if said.confidence < DOUBTED_BELOW and state.expect.kind is not AnswerKind.FREE:
        return NOT_AN_ANSWER
    for count, text in enumerate((said.text, *said.others)):
        found = _read(state, text, today=today, question=question)
        if found is not NOT_AN_ANSWER:
            return found if count == 0 else replace(found, certainty=found.certainty * OTHER_HYPOTHESIS)
    return NOT_AN_ANSWER


def read_correction(state: State, said: Said, *, today: date, question: str) -> Understood:
    """What is said instead of an answer that was read back: "no, nearly every day".

    A no that only denies what was read back is no answer, although the question might take it for one: "not at all" and
    nought are said with a no, too.
    """
    rest = _NO_FIRST.sub("", said.text)
    found = _read(state, rest, today=today, question=question) if rest else NOT_AN_ANSWER
    only_denies = _understood(state, "no", today=today, question=question).value
    if found.value is not None and found.value == only_denies and str(found.value) not in rest.lower():
        return NOT_AN_ANSWER
    return found


def read_notice(notice: Notice, said: Said) -> Understood:
    """What was told beside the question."""
    return understand(said.text, AnswerKind.CHOICE, options=notice.synonyms)


def _understood(state: State, text: str, *, today: date, question: str) -> Understood:
    expect = state.expect
    return understand(
        text, expect.kind, options=expect.synonyms, low=expect.low, high=expect.high, today=today, about=question
    )


def _read(state: State, text: str, *, today: date, question: str) -> Understood:
    expect = state.expect
    found = _understood(state, text, today=today, question=question)
    if found.value is not None and _BARE_NO.fullmatch(text) and _no_to_none(state, found, question):
        return NOT_AN_ANSWER
    if found is NOT_AN_ANSWER and expect.kind is AnswerKind.CHOICE and _DIGITS.search(text):
        return _in_digits(state, text, question)
    if not expect.options or expect.kind not in {AnswerKind.YES_NO, AnswerKind.MEDICINE}:
        return found
    named = understand(text, AnswerKind.CHOICE, options=expect.synonyms)
    own = replace(named, value=named.value == "yes") if named.value in {"yes", "no"} else named
    if found is NOT_AN_ANSWER:
        return own
    listed = expect.kind is AnswerKind.YES_NO and _listed(expect.synonyms.get(str(named.value), ()), text, found)
    return own if listed else found


def _no_to_none(state: State, found: Understood, question: str) -> bool:
    """A bare no to a question that names other answers, or asks for a number, says none of them.

    "No" to "Is it a little, or severe?" is not "no pain" and no nought. Where the script lists it, it is an answer.
    """
    expect = state.expect
    if expect.kind is AnswerKind.SCALE:
        return True
    if expect.kind is not AnswerKind.CHOICE or "no" in {str(found.value), *expect.synonyms[str(found.value)]}:
        return False
    asked = f" {' '.join(re.findall(r'[a-z]+', question.lower()))} "
    named = {name for name, known in expect.synonyms.items() if any(f" {one} " in asked for one in (name, *known))}
    return bool(named) and found.value not in named


def _in_digits(state: State, text: str, question: str) -> Understood:
    """The same with its digits as words: "6" is "six"; alone it may stand for "a two" as well."""
    expect = state.expect
    worded = _DIGITS.sub(lambda digits: in_words(int(digits[0])), text)
    forms = (worded, f"a {worded}") if _DIGITS.fullmatch(text.strip(" .")) else (worded,)
    found = (understand(one, expect.kind, options=expect.synonyms, about=question) for one in forms)
    return next((one for one in found if one is not NOT_AN_ANSWER), NOT_AN_ANSWER)


def _listed(words: tuple[str, ...], text: str, found: Understood) -> bool:
    """Whether what the script lists itself goes before the yes or no that was found.

    Any word before what is only likely ("only my pride" denies an injury), a phrase before a plain one, too ("never had
    it before" says that a pain is new).
    """
    said = f" {' '.join(re.findall(r'[a-z]+', text.lower()))} "
    least = 1 if found.certainty < PLAIN else PHRASE
    return found.value is not None and any(len(one.split()) >= least and f" {one} " in said for one in words)
