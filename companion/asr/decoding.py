"""What one decoder of the PocketSphinx library makes of the sound so far, in our own terms."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from pocketsphinx import Decoder, Segment

from companion.errors import ModelError
from companion.messages import Word

_FRAME_S = 0.01
_LOG_BASE = math.log(1.0001)


@dataclass(frozen=True, slots=True)
class Heard:
    """What one decoder makes of the sound so far."""

    text: str = ""
    score: float = -1e9
    """Log base 1.0001, summed over frames."""


def make_decoder(**options: object) -> Decoder:
    """A silent decoder with these options of the library. Raises ModelError."""
    try:
        return Decoder(loglevel="FATAL", **options)
    except (RuntimeError, ValueError):
        raise ModelError("The PocketSphinx model cannot be loaded; install the package pocketsphinx again.") from None


def hypothesis(decoder: Decoder) -> Heard:
    """The best text so far, and its score."""
    found = decoder.hyp()
    if found is None or not found.hypstr:
        return Heard()
    return Heard(found.hypstr, math.log(max(found.score, 1e-300)) / _LOG_BASE)


def sounds_of(phones: str) -> list[str]:
    """Phones of the loop without silence and noise."""
    return [phone for phone in phones.split() if phone != "SIL" and not phone.startswith("+")]


def _parts(decoder: Decoder) -> list[Segment]:
    """The words on the best path, without silence and noise."""
    return [part for part in decoder.seg() or () if not part.word.startswith(("<", "[", "(NULL"))]


def spoken_frames(decoder: Decoder) -> int:
    """Frames of 10 ms that the words last."""
    return sum(part.end_frame + 1 - part.start_frame for part in _parts(decoder))


def words_of_path(decoder: Decoder, confidence: Callable[[Segment], float]) -> tuple[Word, ...]:
    """The words with their times; `confidence` judges each part of the path."""
    return tuple(
        Word(
            text=part.word.split("(")[0],
            start_s=part.start_frame * _FRAME_S,
            end_s=(part.end_frame + 1) * _FRAME_S,
            confidence=confidence(part),
        )
        for part in _parts(decoder)
    )
