"""Doubts a recogniser that finds no words in what people say, and asks it for words that it must know.

A decoder whose adaptation has gone astray, or whose model was damaged in memory, does not fail: it hears nothing, and
the device looks healthy. Coughs and music have no words either, so silence alone proves nothing; known speech does.
"""

from __future__ import annotations

from collections.abc import Callable

from companion.asr.choose import AdaptiveRecogniser
from companion.errors import RecogniserLost
from companion.messages import SAMPLE_RATE_HZ, Expectation, Samples, Transcript

WORDLESS_IN_A_ROW = 3
"""So many utterances without a word make it doubtful."""
LONG_ENOUGH_S = 1.0
"""Shorter ones do not count: a cough is no sentence. The sound kept before and after the speech is in it."""


class CheckedRecogniser:
    """Implements Recogniser around one that may go deaf."""

    def __init__(self, recogniser: AdaptiveRecogniser, known: Callable[[], Samples], says: str) -> None:
        """`known` brings recorded speech, shape (n,), 16 kHz, when it is needed; `says` is what is said in it."""
        self._recogniser = recogniser
        self._known = known
        self._says = says
        self._given = 0
        self._wordless = 0
        self._deaf = False

    def start(self, expectation: Expectation) -> None:
        """Begin an utterance. Raises RecogniserLost, also while it is deaf."""
        if self._deaf:
            self._ask()
        self._given = 0
        self._recogniser.start(expectation)

    def accept(self, samples: Samples) -> Transcript:
        """Take the next samples and return the transcript so far. Raises RecogniserLost."""
        self._given += len(samples)
        return self._recogniser.accept(samples)

    def finish(self) -> Transcript:
        """End the utterance. Raises RecogniserLost, also where it turns out to be deaf."""
        transcript = self._recogniser.finish()
        if transcript.text:
            self._wordless = 0
        elif self._given >= LONG_ENOUGH_S * SAMPLE_RATE_HZ:
            self._wordless += 1
        self._given = 0
        if self._wordless >= WORDLESS_IN_A_ROW:
            self._ask()
        return transcript

    def forget(self) -> None:
        """Forget the voice and the room that were adapted to."""
        self._recogniser.forget()

    def close(self) -> None:
        """Let go of the models; may be called twice."""
        self._recogniser.close()

    def _ask(self) -> None:
        """What it has adapted to may be the trouble: it is asked afresh, and goes on afresh."""
        self._wordless = 0
        self._recogniser.forget()
        self._recogniser.start(Expectation(phrases=(self._says,), no_reply_s=0))
        self._recogniser.accept(self._known())
        self._deaf = not self._recogniser.finish().text
        self._recogniser.forget()
        if self._deaf:
            raise RecogniserLost("The recogniser hears no words, not even in speech that it must know.")
