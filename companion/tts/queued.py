"""One prompt on its way to the speaker, and what is left of it when it is stopped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

import numpy as np

from companion.messages import Prompt, SpeechChunk
from companion.tts.rest import Sounded, rest_of


@dataclass(slots=True, kw_only=True, eq=False)
class Queued:
    """One prompt on its way: waiting, prepared, or sounding."""

    prompt: Prompt = field(repr=False)
    order: int
    not_before_s: float
    asked_s: float
    chunks: Iterator[SpeechChunk] | None = None
    next_chunk: SpeechChunk | None = None
    """Made, not yet taken by the speaker; kept when the speaker is lost."""
    passed_s: float = 0.0
    """Seconds of the prompt that the speaker has taken."""
    sounded: bool = False
    covered: bool = False
    """The wait for it was filled."""
    fills: bool = False
    """It fills the wait for the next."""
    recent: list[Sounded] = field(default_factory=list)
    """What of it may still have to be said again, should somebody speak in between."""

    @property
    def rank(self) -> tuple[int, int]:
        """Smallest goes first: the most urgent, then the oldest."""
        return -self.prompt.urgency, self.order


def softer(chunk: SpeechChunk, factor: float) -> SpeechChunk:
    """The same, at a factor below 1."""
    return replace(chunk, samples=(chunk.samples * factor).astype(np.int16))


def unheard(spoken: Queued, now_s: float) -> bool:
    """Some of what the speaker took has not sounded."""
    return bool(spoken.recent) and spoken.recent[-1].end_s > now_s


def go_back(spoken: Queued, now_s: float) -> None:
    """To where it has been heard, or a little before."""
    made = () if spoken.next_chunk is None else (spoken.next_chunk,)
    again: tuple[SpeechChunk, ...] = ()
    if unheard(spoken, now_s):
        spoken.passed_s, rest = rest_of(spoken.recent, now_s)
        again = (rest,)
    spoken.chunks = chain(again, made, spoken.chunks or ())
    spoken.next_chunk, spoken.recent = None, []


def silence(seconds: float, rate_hz: int) -> SpeechChunk:
    """So much of it."""
    return SpeechChunk(samples=np.zeros(round(seconds * rate_hz), dtype=np.int16), sample_rate_hz=rate_hz)
