"""What is said to the device in the bench: answers as old people give them, to questions of every kind.

Written before the recogniser's phrases were looked at; most are not among them. Every other sentence is for tuning.
"""

from __future__ import annotations

from dataclasses import dataclass

from companion.messages import AnswerKind, Expectation

_SAID: dict[AnswerKind, tuple[str, ...]] = {
    AnswerKind.YES_NO: (
        "yes",
        "no",
        "yes please",
        "no thank you",
        "yes i did",
        "no not really",
        "yes i think so",
        "not yet",
        "yes a little",
        "no not at all",
        "i do not think so",
        "yes this morning",
    ),
    AnswerKind.SCALE: (
        "six",
        "about a six",
        "maybe seven",
        "it is a four",
        "three or four",
        "i would say two",
        "five out of ten",
        "no pain",
    ),
    AnswerKind.NUMBER: ("three", "two glasses", "about four", "twice", "none", "one cup of tea"),
    AnswerKind.TIME: ("half past seven", "seven o'clock", "about ten", "quarter to nine", "eight thirty", "at noon"),
    AnswerKind.CHOICE: ("a little", "moderate", "it is severe", "quite moderate", "a little i think", "severe"),
    AnswerKind.NONE: (
        "stop",
        "please repeat that",
        "wait a moment",
        "help",
        "good night",
        "louder please",
        "what time is it",
        "thank you",
    ),
    AnswerKind.FREE: (
        "i slept badly because my leg was aching",
        "my daughter came to see me yesterday and we had tea",
        "i had some toast and a cup of tea",
        "well i was up twice in the night",
        "my knee is a bit sore today",
        "i feel a bit lonely this morning",
        "i watched the birds in the garden",
        "the nurse gave me my tablets after breakfast",
        "i would like to talk about my husband",
        "it started on tuesday and it has not gone away",
        "we used to live by the sea when i was young",
        "i am waiting for a letter from my son",
    ),
}
CHOICES = ("a little", "moderate", "severe")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One answer and the kind of question it answers; NONE: a command, said without any question."""

    kind: AnswerKind
    text: str
    number: int
    """Among all: even ones are for tuning, odd ones for the test."""


def sayings() -> tuple[Saying, ...]:
    """All of them, in a fixed order."""
    every = [(kind, text) for kind, texts in _SAID.items() for text in texts]
    return tuple(Saying(kind=kind, text=text, number=number) for number, (kind, text) in enumerate(every))


def given(expectation: Expectation, before: str, whole: str) -> bool:
    """Whether who has said `before` has answered already: the rest of `whole` changes nothing. "Yes", of "yes please".

    It must be one of the whole answers that are listened for, and come to the same. Open talk is never given: nobody
    can tell that nothing more matters.
    """
    from companion.dialogue.settled import meaning

    kind = expectation.kind
    if kind is AnswerKind.FREE or before not in expectation.phrases:
        return False
    options = _options(kind)
    return bool(said := meaning(before, kind, options=options)) and said == meaning(whole, kind, options=options)


def expectation_for(kind: AnswerKind) -> Expectation:
    """What the device listens for after a question of this kind: as the dialogue makes it."""
    from companion.dialogue.phrases import COMMAND_PHRASES, RED_FLAG_PHRASES, answers_among, phrases_for, unique
    from companion.dialogue.settled import settled

    options = _options(kind)
    phrases = unique((*COMMAND_PHRASES, *RED_FLAG_PHRASES, *phrases_for(kind, options=options)))
    known = settled(phrases, kind, options=options)
    return Expectation(kind=kind, phrases=phrases, answers=answers_among(phrases, kind), settled=known, no_reply_s=0)


def _options(kind: AnswerKind) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(CHOICES, ()) if kind is AnswerKind.CHOICE else {}
