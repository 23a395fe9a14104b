"""What the resident may agree to, and when nothing is kept whatever was agreed to."""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    """What the resident may agree to."""

    DIARY = "diary"
    """Keep what is said, for the resident alone."""
    SHARE = "share"
    """Pass answers on to the caregivers' summary."""
    SHARE_WITH = "share_with"
    """Pass them on to one more person, whom the device names."""
    MOOD = "mood"
    """Note the mood in the words."""
    VOICE_MOOD = "voice_mood"
    """Guess the mood from the sound of the voice."""
    INITIATIVE = "initiative"
    """Speak first, at the times of a schedule."""


class Pause(StrEnum):
    """Why nothing is kept and nothing is inferred now; calls for help always are."""

    NONE = "none"
    MUTED = "muted"
    """Asked not to listen."""
    VISITOR = "visitor"
    """Somebody is there whose words are nobody else's business."""
