"""How something is said."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How something is said, against the settings."""

    pace: float = 1.0
    """Times the usual words a minute; below 1 is slower."""
    gain_db: float = 0.0
    """Louder (above 0) or softer than usual, in decibels."""
    lift_db: float = 0.0
    """How much more than usual the high part of speech (2 to 4 kHz) is raised: for ears that have lost it."""
    whisper: bool = False
    """Without voice, as at a sleeper's bedside."""


AS_USUAL = Manner()
