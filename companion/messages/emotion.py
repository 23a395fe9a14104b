"""A guess at the resident's mood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeling:
    """A guess at the resident's mood, with its certainty (P10)."""

    label: str
    """One of the 28 GoEmotions names, or for audio one of the eight RAVDESS names."""
    certainty: float
    """0 to 1, calibrated: of guesses given 0.7, seven in ten are right."""
    unsure: bool
    labels: tuple[str, ...] = ()
    """All labels above their thresholds."""
    ekman: str = "neutral"
    """anger, disgust, fear, joy, sadness, surprise or neutral."""
    valence: float = 0.0
    """-1 (unpleasant) to 1 (pleasant)."""
    scores: Mapping[str, float] = field(default_factory=dict, repr=False)


UNSURE = Feeling(label="neutral", certainty=0.0, unsure=True)
"""What the emotion stage says when it does not know."""
