"""Puts the expected answer in place of words that only sound like it: "for" is "four" where a number is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from companion.asr.repair_sounds import alike
from companion.messages import AnswerKind, Expectation, Transcript, Word

NEAR = 0.85
"""An answer that sounds less like the transcript than this is not meant by it."""

AHEAD = 0.08
"""By so much the nearest answer must lead over everything else that could be meant."""

MOST_WORDS = 8
"""Expected answers are short; what is longer is talk."""

_OPEN = frozenset({AnswerKind.FREE, AnswerKind.NONE})

GUARDED = frozenset(
    "not nor nope nah never none nothing nobody neither cannot can't don't didn't isn't wasn't haven't won't without "
    "no help stop wait quiet nurse doctor ambulance emergency call fall fell fallen falling floor hurt hurts pain "
    "chest breath breathe breathing choking blood bleeding dizzy faint stroke heart die dead dying kill suicide".split()
)
"""Words that are neither put in nor taken out: denials, calls for help and what danger is told with."""

_COUNTS = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand half quarter".split()
)
"""A number that was heard is never made into another that sounds alike: "fifty" is not "fifteen"."""


@dataclass(frozen=True, slots=True)
class _Known:
    """The phrases of one expectation and those that are kept, and how they are said."""

    phrases: tuple[str, ...]
    said: tuple[tuple[str, tuple[str, ...]], ...]
    words: frozenset[str]


class Repair:
    """Homophone and near-miss repair against what the question expects.

    `says` gives the ARPABET phones of a text (`repair_sounds.Pronunciations`). `kept` are phrases that mean something
    in every state, such as commands and calls for help: they are never the result, and what sounds like one of them is
    left as it is.
    """

    def __init__(self, says: Callable[[str], Sequence[str]], kept: Collection[str] = ()) -> None:
        self._says = says
        self._kept = frozenset(kept)
        self._known = _Known(phrases=(), said=(), words=frozenset())

    def repaired(self, transcript: Transcript, expectation: Expectation) -> Transcript:
        """`transcript` with the expected answer as its text, or unchanged.

        The words as they were heard become the first alternative, and the confidence falls with the distance.
        """
        if not _may_be_meant(transcript, expectation):
            return transcript
        self._learn(expectation.phrases)
        found = self._nearest(transcript.text)
        if found is None:
            return transcript
        phrase, likeness = found
        return replace(
            transcript,
            text=phrase,
            confidence=transcript.confidence * likeness,
            words=_renamed(transcript.words, phrase),
            alternatives=(transcript.text, *(other for other in transcript.alternatives if other != phrase)),
        )

    def _learn(self, phrases: tuple[str, ...]) -> None:
        if phrases == self._known.phrases:
            return
        meant = dict.fromkeys((*phrases, *sorted(self._kept)))
        said = tuple((phrase, tuple(self._says(phrase))) for phrase in meant)
        words = frozenset(word for phrase in phrases for word in phrase.split())
        self._known = _Known(phrases=phrases, said=said, words=words)

    def _nearest(self, text: str) -> tuple[str, float] | None:
        """The one phrase that is meant, and how alike it sounds; None where there is none or more than one."""
        heard = tuple(self._says(text))
        ranked = sorted(
            ((alike(heard, phones, least=NEAR - AHEAD), phrase) for phrase, phones in self._known.said),
            key=lambda one: -one[0],
        )
        likeness, phrase = ranked[0]
        if likeness < NEAR or phrase in self._kept or not GUARDED.isdisjoint(phrase.split()):
            return None
        if likeness < 1.0 and not (self._keeps_what_was_heard(text, phrase) and self._differs_little(text, phrase)):
            return None
        second = ranked[1][0] if len(ranked) > 1 else 0.0
        return None if likeness - second < AHEAD else (phrase, likeness)

    def _keeps_what_was_heard(self, text: str, phrase: str) -> bool:
        """Whether every word that fits the question already, and every number, is still there."""
        fitting = Counter(word for word in text.split() if word in self._known.words or word in _COUNTS)
        return not fitting - Counter(phrase.split())

    def _differs_little(self, text: str, phrase: str) -> bool:
        """Whether the words that differ sound alike themselves, however much is the same around them."""
        heard, meant = text.split(), phrase.split()
        while heard and meant and heard[0] == meant[0]:
            heard, meant = heard[1:], meant[1:]
        while heard and meant and heard[-1] == meant[-1]:
            heard, meant = heard[:-1], meant[:-1]
        return alike(self._says(" ".join(heard)), self._says(" ".join(meant))) >= NEAR


def _may_be_meant(transcript: Transcript, expectation: Expectation) -> bool:
    words = transcript.text.split()
    return (
        not transcript.expected
        and expectation.kind not in _OPEN
        and 0 < len(words) <= MOST_WORDS
        and transcript.text not in expectation.phrases
        and GUARDED.isdisjoint(words)
        and bool(expectation.phrases)
    )


def _renamed(words: tuple[Word, ...], phrase: str) -> tuple[Word, ...]:
    """The words with their new names where each has one; none otherwise, for then nobody knows their times."""
    names = phrase.split()
    if len(names) != len(words):
        return ()
    return tuple(replace(word, text=name) for word, name in zip(words, names, strict=True))
