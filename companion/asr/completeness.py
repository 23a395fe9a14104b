"""How much of an answer has been said: by the question's phrases, and where it is none of them by how it sounds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from companion.asr.completeness_wrapping import alternatives, is_opener, unwrapped
from companion.messages import AnswerKind, Expectation


class Completeness(Enum):
    """How far an answer has got."""

    COMPLETE = "complete"
    """An expected phrase, and no other expected phrase begins with it."""
    SETTLED = "settled"
    """An expected phrase that others begin with, but nothing that they add changes it: "yes" -> "yes please"."""
    EXTENDABLE = "extendable"
    """An expected phrase that may become another answer: "seven" -> "seven thirty", "i do" -> "i do not"."""
    BEGUN = "begun"
    """The beginning of an expected phrase, and nothing by itself: "half past"."""
    SAID = "said"
    """An expected phrase of open talk: it may be all, and may go on."""
    OPEN = "open"
    """None of these: how finished it sounds has to tell."""
    NOTHING = "nothing"
    """Sound, and no words yet."""


class EndingsModel(Protocol):
    """Does it sound finished?"""

    def finished(self, text: str) -> float:
        """0 to 1 that nothing more follows `text`."""
        ...


@dataclass(frozen=True, slots=True)
class Answers:
    """The expected phrases, ready to be compared with a partial transcript."""

    whole: frozenset[str]
    beginnings: frozenset[str]
    """Every phrase's first words, without the phrase itself."""
    settled: frozenset[str]
    open_question: bool

    @classmethod
    def of(cls, expectation: Expectation) -> Answers:
        """From the phrases of an expectation; none means that the question is open."""
        phrases = [phrase.split() for phrase in expectation.phrases]
        whole = frozenset(" ".join(words) for words in phrases if words)
        beginnings = frozenset(" ".join(words[:count]) for words in phrases for count in range(1, len(words)))
        settled = whole - beginnings if expectation.settled is None else expectation.settled
        return cls(whole, beginnings, settled, expectation.kind is AnswerKind.FREE and expectation.settled is not None)

    def completeness(self, text: str) -> Completeness:
        """How far `text` (lower case, no punctuation) has got."""
        said = " ".join(text.split())
        if not said:
            return Completeness.NOTHING
        bare = self._bare(said)
        if self.open_question or bare not in (Completeness.BEGUN, Completeness.OPEN):
            return bare
        return self._wrapped(said, bare)

    def _bare(self, said: str) -> Completeness:
        if said in self.whole:
            return self._of_whole(said)
        # What merely begins like a phrase is the rule in open talk, and says nothing there.
        return Completeness.BEGUN if said in self.beginnings and not self.open_question else Completeness.OPEN

    def _wrapped(self, said: str, bare: Completeness) -> Completeness:
        """Of a phrase with politeness and hedges around it, and of two of them: "it is three or four, I think"."""
        inner = unwrapped(said)
        parts = [self._bare(part) for part in alternatives(inner.core) if part]
        if is_opener(said) or (inner.core and not alternatives(inner.core)[-1]):
            return Completeness.BEGUN
        if not parts or Completeness.OPEN in parts:
            return bare
        if parts[-1] is Completeness.BEGUN or (parts[-1] is Completeness.EXTENDABLE and not inner.closed):
            return parts[-1]
        # "yes i think" is a yes and a hedge, and the beginning of "yes i think so": what a phrase goes on from, waits.
        return bare if bare is Completeness.BEGUN else Completeness.SETTLED

    def _of_whole(self, said: str) -> Completeness:
        if said in self.settled:
            return Completeness.SETTLED if said in self.beginnings else Completeness.COMPLETE
        if self.open_question:
            return Completeness.OPEN if said in self.beginnings else Completeness.SAID
        return Completeness.EXTENDABLE if said in self.beginnings else Completeness.COMPLETE
