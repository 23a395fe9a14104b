"""Somebody speaks while the device does: it pauses, and goes on when that was nothing, or a sign of listening.

Only where the device does not hear itself; else its own voice would make it stutter.
"""

from __future__ import annotations

from companion.ports import Clock, Voice

NOTHING_S = 2.0
"""Sound without words for this long was no interruption: a cough, a chair, somebody in the corridor."""
_SOUNDS = frozenset(["ah", "aha", "er", "erm", "hm", "hmm", "huh", "mhm", "mm", "mmm", "oh", "ooh", "uh", "um"])
_AGREEING = frozenset(
    ["alright", "fine", "good", "lovely", "okay", "ok", "really", "right", "sure", "yeah", "yep", "yes"]
)
_AGREEMENTS = frozenset(["all right", "go on", "i know", "i see", "of course", "oh dear", "that's right", "very good"])


class Interruption:
    """Pauses the voice for whoever speaks over it, and lets it go on."""

    def __init__(self, voice: Voice, clock: Clock) -> None:
        self._voice = voice
        self._clock = clock
        self._since_s = 0.0
        self._words = False

    def began(self) -> None:
        """Somebody speaks."""
        self._since_s = self._clock.now_s()
        self._words = False
        self._voice.pause()

    def words(self, text: str) -> None:
        """What they have said so far."""
        self._words = bool(text)

    def was_nothing(self, text: str) -> bool:
        """They have finished: whether the device goes on as if nothing had been said. It does so from here."""
        if not self._voice.paused or not listening_on(text, asked="?" in self._voice.saying):
            return False
        self._voice.resume()
        return True

    def go_on(self) -> None:
        """What they said was not answered with words: the device says the rest of what it was saying."""
        self._voice.resume()

    def pass_time(self) -> None:
        """Go on when no words have followed."""
        if self._voice.paused and not self._words and self._clock.now_s() - self._since_s >= NOTHING_S:
            self._voice.resume()


def listening_on(text: str, *, asked: bool) -> bool:
    """Whether these words (lower case, no punctuation; perhaps none) only say "I am listening".

    Once a question has been `asked`, "yes" answers it.
    """
    words = [word for word in text.replace("-", " ").split() if word not in _SOUNDS]
    if not words:
        return True
    return not asked and (" ".join(words) in _AGREEMENTS or all(word in _AGREEING for word in words))
