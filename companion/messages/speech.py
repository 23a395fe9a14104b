"""The device's voice: chunks of sound and mouth cues."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from companion.messages.hearing import Samples


class MouthShape(StrEnum):
    """The nine mouth shapes of Preston Blair's set, lettered as Rhubarb Lip Sync letters them."""

    A = "A"
    """Closed: m, b, p."""
    B = "B"
    """Slightly open, teeth together: most consonants, ee."""
    C = "C"
    """Open: e, ae."""
    D = "D"
    """Wide open: aa."""
    E = "E"
    """Rounded: aw, er."""
    F = "F"
    """Puckered: oo, w."""
    G = "G"
    """Teeth on lip: f, v."""
    H = "H"
    """Tongue up: l."""
    X = "X"
    """Rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MouthCue:
    """The mouth takes this shape from here until the next cue."""

    start_s: float
    """Seconds from the first sample of the prompt."""
    shape: MouthShape
    opening: float = 1.0
    """How far it opens, against the shape as it is drawn: less where the voice is softer. 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SpeechChunk:
    """A piece of a prompt's sound, in order, with the mouth cues that fall into it."""

    samples: Samples = field(repr=False)
    sample_rate_hz: int
    cues: tuple[MouthCue, ...] = ()


NOT_YET = SpeechChunk(samples=np.zeros(0, dtype=np.int16), sample_rate_hz=0)
"""In place of a chunk: the next one is still being made; ask again."""
