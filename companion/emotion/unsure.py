"""The emotion stage that never guesses: what stands in the path where the resident has switched mood off."""

from __future__ import annotations

from companion.messages import UNSURE, Feeling, Utterance


class UnsureEmotion:
    """Implements `ports.Emotion`; reads nothing of the utterance."""

    def feel(self, utterance: Utterance) -> Feeling:  # noqa: ARG002 - not looking is the point
        """Unsure, whatever was said."""
        return UNSURE
