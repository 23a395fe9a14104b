"""Reads an answer with the state's question in mind, from the best hypothesis and then the others."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from companion.dialogue.answers.understood import NOT_AN_ANSWER, Understood
from companion.dialogue.layer import Said
from companion.dialogue.script import Notice, State
from companion.dialogue.understand import understand
from companion.messages import AnswerKind

DOUBTED_BELOW = 0.15
"""A transcript less certain than this is not taken as an answer to a question."""

_NO_FIRST = re.compile(r"^\W*(?:(?:oh|well|um|er)\W+)*(?:no|nope|nah)\b\W*", re.IGNORECASE)

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
    only_denies = _read(state, "no", today=today, question=question).value
    if found.value is not None and found.value == only_denies and str(found.value) not in rest.lower():
        return NOT_AN_ANSWER
    return found


def read_notice(notice: Notice, said: Said) -> Understood:
    """What was told beside the question."""
    return understand(said.text, AnswerKind.CHOICE, options=notice.synonyms)


def _read(state: State, text: str, *, today: date, question: str) -> Understood:
    expect = state.expect
    found = understand(
        text, expect.kind, options=expect.synonyms, low=expect.low, high=expect.high, today=today, about=question
    )
    if not expect.options or expect.kind not in {AnswerKind.YES_NO, AnswerKind.MEDICINE}:
        return found
    named = understand(text, AnswerKind.CHOICE, options=expect.synonyms)
    own = replace(named, value=named.value == "yes") if named.value in {"yes", "no"} else named
    if found is NOT_AN_ANSWER:
        return own
    listed = expect.kind is AnswerKind.YES_NO and _listed(expect.synonyms.get(str(named.value), ()), text, found)
    return own if listed else found


def _listed(words: tuple[str, ...], text: str, found: Understood) -> bool:
    """Whether what the script lists itself goes before the yes or no that was found.

    Any word before what is only likely ("only my pride" denies an injury), a phrase before a plain one, too ("never had
    it before" says that a pain is new).
    """
    said = f" {' '.join(re.findall(r'[a-z]+', text.lower()))} "
    least = 1 if found.certainty < PLAIN else PHRASE
    return found.value is not None and any(len(one.split()) >= least and f" {one} " in said for one in words)
