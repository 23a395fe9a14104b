"""Decides when the resident has finished speaking: a pause only asks, what was said so far answers.

Time is counted in audio seconds, so the decision is the same live, in the demo at any speed, and in tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from companion.messages import Expectation
from companion.settings import AsrSettings

_UNFINISHED = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "because",
        "but",
        "for",
        "from",
        "if",
        "in",
        "is",
        "like",
        "my",
        "of",
        "on",
        "or",
        "so",
        "than",
        "that",
        "the",
        "then",
        "to",
        "um",
        "uh",
        "er",
        "erm",
        "was",
        "well",
        "when",
        "where",
        "which",
        "who",
        "with",
    ]
)
"""Nobody ends a sentence with these; who pauses after one of them is looking for a word."""


class Completeness(Enum):
    """How much of an expected answer has been said."""

    COMPLETE = "complete"
    """An expected phrase, and no other expected phrase begins with it."""
    EXTENDABLE = "extendable"
    """An expected phrase that another one continues: "yes" -> "yes please"."""
    OPEN = "open"
    """Not an expected phrase."""
    UNFINISHED = "unfinished"
    """Not an expected phrase, and it breaks off in mid-sentence."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The expected phrases, ready to be compared with a partial transcript."""

    whole: frozenset[str]
    beginnings: frozenset[str]
    """Every phrase's first words, without the phrase itself."""

    @classmethod
    def of(cls, expectation: Expectation) -> Answers:
        """From the phrases of an expectation; none means that the question is open."""
        phrases = [phrase.split() for phrase in expectation.phrases]
        beginnings = {" ".join(words[:count]) for words in phrases for count in range(1, len(words))}
        return cls(frozenset(" ".join(words) for words in phrases if words), frozenset(beginnings))

    def completeness(self, partial: str) -> Completeness:
        """How far `partial` (lower case, no punctuation) has got."""
        words = partial.split()
        said = " ".join(words)
        if said in self.whole:
            return Completeness.EXTENDABLE if said in self.beginnings else Completeness.COMPLETE
        if words and words[-1] in _UNFINISHED:
            return Completeness.UNFINISHED
        return Completeness.OPEN


class EndOfTurn:
    """Counts one utterance's silence against the patience that its words deserve."""

    def __init__(self, settings: AsrSettings, expectation: Expectation) -> None:
        self._answers = Answers.of(expectation)
        self._longest_s = settings.longest_s
        self._hold_s = {
            Completeness.COMPLETE: settings.hold_complete_s,
            Completeness.EXTENDABLE: settings.hold_extendable_s,
            Completeness.OPEN: settings.hold_open_s,
            Completeness.UNFINISHED: settings.hold_open_s + settings.hold_extendable_s,
        }
        self._total_s = 0.0
        self._silent_s = 0.0

    def heard(self, *, speech: bool, partial: str, seconds: float) -> bool:
        """Take the next stretch of sound and the transcript so far; True when the turn is over."""
        self._total_s += seconds
        self._silent_s = 0.0 if speech else self._silent_s + seconds
        if self._total_s >= self._longest_s:
            return True
        # The first stretch is always speech, so a detector that warms up slowly is never taken for silence.
        return self._silent_s > 0 and self._silent_s + _ROUNDING_S >= self.hold_s(partial)

    def hold_s(self, partial: str) -> float:
        """Seconds of silence after which these words are taken as the whole turn."""
        return self._hold_s[self._answers.completeness(partial)]


_ROUNDING_S = 1e-6
"""Frames of 32 ms do not add up exactly in binary."""
