"""Waits a moment before an utterance is answered: who goes on within it was not finished.

An expected answer is recognised as complete within a few frames, long before a polite reply begins. That time is not
idle: "No, ... I cannot get up" is one answer, and taking its first word alone would put the second half to the next
question.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from companion.messages import SAMPLE_RATE_HZ, Ending, Transcript, Utterance, Word

GOES_ON_S = 2.0
"""Who talks on beyond what is listened to at once is heard out, unless they are silent for so long."""
MOST_S = 120.0
"""But not for longer than this: a television talks on all evening."""
READINGS = 6
"""Other readings kept of the two parts together; all pairs would be two dozen, and triage reads every one."""
SOUND_S = 60
"""Of a very long utterance only the last minute of sound is kept."""


def goes_on(utterance: Utterance) -> bool:
    """Whether it was cut while its speaker talked on, and is worth being heard out."""
    return utterance.ending is Ending.STILL_TALKING and utterance.ended_s - utterance.started_s < MOST_S


class SecondThoughts:
    """Keeps at most one utterance until it is due or has been continued."""

    def __init__(self) -> None:
        self._kept: Utterance | None = None
        self._due_s = 0.0
        self._speaking = False

    def keep(self, utterance: Utterance, *, until_s: float) -> None:
        """Answer this at `until_s` (session time), unless the resident goes on before."""
        self._kept, self._due_s = utterance, until_s

    @property
    def kept(self) -> Utterance | None:
        """What waits to be answered, if anything."""
        return self._kept

    def speech_started(self) -> None:
        """The resident goes on: what is kept waits for the rest."""
        self._speaking = True

    def speech_ended(self, utterance: Utterance) -> Utterance:
        """What was said in all: the kept part, if any, and this one."""
        kept, self._kept, self._speaking = self._kept, None, False
        return utterance if kept is None else joined(kept, utterance)

    def forget(self) -> None:
        """What is kept is not answered any more: the answer was given in another way."""
        self._kept = None

    def due(self, now_s: float) -> Utterance | None:
        """The utterance whose time has come; it is not kept any longer."""
        if self._kept is None or self._speaking or now_s < self._due_s:
            return None
        kept, self._kept = self._kept, None
        return kept


def joined(first: Utterance, second: Utterance) -> Utterance:
    """Two parts as one utterance; a second part without words (a cough, a chair) adds nothing but its time."""
    transcript = _joined(first.transcript, second.transcript, shift_s=second.started_s - first.started_s)
    return Utterance(
        transcript=transcript,
        started_s=first.started_s,
        ended_s=second.ended_s if second.transcript.text else first.ended_s,
        decided_s=second.decided_s,
        samples=np.concatenate([first.samples, second.samples])[-SOUND_S * SAMPLE_RATE_HZ :],
        ending=second.ending,
    )


def _joined(first: Transcript, second: Transcript, *, shift_s: float) -> Transcript:
    if not second.text or not first.text:
        return second if second.text else first
    readings = [
        f"{begun} {ended}"
        for begun in (first.text, *first.alternatives)
        for ended in (second.text, *second.alternatives)
    ]
    return Transcript(
        text=readings[0],
        confidence=min(first.confidence, second.confidence),
        engine=second.engine,
        words=(*first.words, *(_later(word, shift_s) for word in second.words)),
        alternatives=tuple(readings[1 : READINGS + 1]),
    )


def _later(word: Word, shift_s: float) -> Word:
    return replace(word, start_s=word.start_s + shift_s, end_s=word.end_s + shift_s)
