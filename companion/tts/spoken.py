"""What an engine makes of one sentence, before it is cut to chunks."""

from __future__ import annotations

from dataclasses import dataclass, field

from companion.messages import Samples
from companion.tts.visemes import Phone


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spoken:
    """One sentence's sound and the phones in it."""

    samples: Samples = field(repr=False)
    """Shape (n,), int16."""
    sample_rate_hz: int
    phones: tuple[Phone, ...] = field(repr=False)
    """In order, within the sound; seconds from its first sample."""
