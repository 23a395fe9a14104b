"""Was that meant for the device? The television, visitors and the radio talk too.

Asked of every utterance, after the recogniser and before the dialogue; calls for help are not asked here, they go on in
every mode. It knows how loud the resident speaks from what surely was the resident's, whether anybody may be answering
now, and whether the last things it took for talk turned out to be none.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from enum import StrEnum
from statistics import median

import numpy as np

from companion.messages import AnswerKind, Expectation, Outcome, Samples, Transcript, Utterance
from companion.settings import AsrSettings

SURE = 0.85
"""An expected phrase of this confidence was the resident's, wherever the voice is."""
CLEAR, CLEAR_NEAR = 0.6, 0.25
"""Open speech of less confidence, with nothing asked, is the television, or nobody's. From as near as the resident is
known to be, less is enough."""
FAR_DB = 10.0
"""So much softer than the resident's own voice is somebody farther away."""
TURNED_AWAY_DB = 6.0
"""Who was asked may answer from so much farther still."""
QUIET_S = 120.0
"""How long it stays quiet after misunderstandings, when nothing else ends that."""
NEAR_DB = 4.0
"""Not so much softer than the resident's own voice is the resident, or somebody as near."""
TALK_S, STORY_S = 8.0, 25.0
"""Nobody speaks to the device for longer in one breath unless it has asked; from as near as the resident, a story may
take this long. A television goes on."""
KNOWN = 3
"""Utterances that were surely the resident's, from which on the level of the voice is known."""
REMEMBERED = 12
PATIENCE = 2
"""After so many utterances in a row that meant nothing the device falls quiet, and waits for what it knows."""
_BLOCK = 512
_WITHIN_DB = 20.0
_UNDERSTOOD = frozenset(
    {Outcome.ANSWERED, Outcome.COMMAND, Outcome.SMALL_TALK, Outcome.RED_FLAG, Outcome.ACKNOWLEDGED, Outcome.STARTED}
)
_NOT_UNDERSTOOD = frozenset({Outcome.NO_MATCH, Outcome.UNSURE})


class Heed(StrEnum):
    """What an utterance is to the device."""

    ADDRESSED = "addressed"
    NOT_CALLED = "not called"
    """The mode asks for the name, or a touch, and there was neither."""
    FAR = "far"
    """Much softer than the resident."""
    UNCLEAR = "unclear"
    """Nothing was asked, and it was heard badly."""
    ENDLESS = "endless"
    """Talk without a pause that nobody asked for."""
    QUIET = "quiet"
    """The last things heard meant nothing: only what is expected counts now."""


class Attention:
    """One device's, for one bedside. Holds levels and times, no words."""

    def __init__(self, settings: AsrSettings) -> None:
        self._mode = settings.mode
        self._window_s = settings.window_s
        self._name = tuple(settings.name.lower().split())
        self._levels: deque[float] = deque(maxlen=REMEMBERED)
        self._open_until_s = 0.0
        self._misunderstood = 0
        self._quiet_until_s = 0.0

    @property
    def phrases(self) -> tuple[str, ...]:
        """What to listen for besides the expected answers: the name, in the ways it is called."""
        if not (self._mode == "name" or self.quiet) or not self._name:
            return ()
        name = " ".join(self._name)
        return (name, f"hello {name}", f"hey {name}", f"{name} please")

    @property
    def quiet(self) -> bool:
        """It has been misunderstanding so often that it waits for what it knows."""
        return self._misunderstood >= PATIENCE

    def spoke(self, until_s: float) -> None:
        """The device has spoken, or somebody has touched it: they may answer for a while after `until_s`."""
        self._open_until_s = max(self._open_until_s, until_s + self._window_s)

    def asked(self, until_s: float = 0.0) -> None:
        """A new question, or a touch: whatever was misunderstood before does not count."""
        self._misunderstood = 0
        self.spoke(until_s)

    def became(self, outcome: Outcome, at_s: float = 0.0) -> None:
        """What the dialogue made, then, of an utterance that was addressed to it."""
        if outcome in _UNDERSTOOD:
            self._misunderstood = 0
        elif outcome in _NOT_UNDERSTOOD:
            self._misunderstood += 1
            self._quiet_until_s = at_s + QUIET_S

    def judge(self, utterance: Utterance, expectation: Expectation) -> Heed:
        """What this utterance, an answer to that expectation if any, is to the device. Learns the resident's level."""
        heard = utterance.transcript
        level_db = level_of(utterance.samples)
        sure = heard.expected and heard.confidence >= SURE
        called = self.called(heard)
        if called or utterance.started_s > self._quiet_until_s:
            self._misunderstood = 0
        open_now = utterance.started_s <= self._open_until_s or called
        below_db = median(self._levels) - level_db if len(self._levels) >= KNOWN else None
        if called or (sure and (self._mode == "open" or open_now)):
            # Only these keep the window open: a television would, and never let it close.
            self._open_until_s = max(self._open_until_s, utterance.decided_s + self._window_s)
            if below_db is None or below_db < FAR_DB:
                self._levels.append(level_db)
            return Heed.ADDRESSED
        return self._heed(utterance, expectation, open_now=open_now, below_db=below_db)

    def called(self, heard: Transcript) -> bool:
        """Whether the device was called by its name, at the beginning or the end."""
        words = tuple(heard.text.split())
        count = len(self._name)
        return bool(count) and (words[:count] == self._name or words[-count:] == self._name or self._after_hey(words))

    def without_name(self, utterance: Utterance) -> Utterance:
        """The same without the name it began with: "companion what time is it" is a question for the time."""
        words = utterance.transcript.text.split()
        count = len(self._name)
        if not count or tuple(words[:count]) != self._name or len(words) == count:
            return utterance
        return replace(utterance, transcript=replace(utterance.transcript, text=" ".join(words[count:])))

    def _after_hey(self, words: tuple[str, ...]) -> bool:
        return words[:1] in {("hey",), ("hello",)} and words[1 : 1 + len(self._name)] == self._name

    def _heed(self, utterance: Utterance, expectation: Expectation, *, open_now: bool, below_db: float | None) -> Heed:
        heard = utterance.transcript
        near = below_db is not None and below_db < NEAR_DB
        if self._mode != "open" and not open_now:
            return Heed.NOT_CALLED
        asked_openly = open_now and expectation.kind is AnswerKind.FREE
        if utterance.ended_s - utterance.started_s > (STORY_S if near else TALK_S) and not asked_openly:
            return Heed.ENDLESS
        if below_db is not None and below_db > FAR_DB + (TURNED_AWAY_DB if open_now else 0.0):
            return Heed.FAR
        if self.quiet and not heard.expected:
            return Heed.QUIET
        clear = heard.confidence >= (CLEAR_NEAR if near else CLEAR)
        return Heed.ADDRESSED if open_now or heard.expected or clear else Heed.UNCLEAR


def level_of(samples: Samples) -> float:
    """How loud the speech in it is: mean power of its loud parts, dB below full scale; -120 for nothing."""
    whole = len(samples) // _BLOCK * _BLOCK
    if not whole:
        return -120.0
    power = np.mean(np.square(samples[:whole].reshape(-1, _BLOCK).astype(np.float64) / 32768.0), axis=1)
    loud = power[power >= power.max() / 10 ** (_WITHIN_DB / 10)]
    return float(10 * np.log10(max(1e-12, float(loud.mean()))))
