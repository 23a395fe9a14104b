"""Somebody speaks while the device does: it pauses, and goes on when that was nothing, or a sign of listening.

Only where the device does not hear itself; else its own voice would make it stutter. Should it do so all the same, it
stops trusting its echo cancellation for a while.
"""

from __future__ import annotations

import logging
from collections import deque

from companion.messages import Transcript
from companion.own_words import own_words
from companion.ports import Clock, Voice

log = logging.getLogger(__name__)
NOTHING_S = 2.0
"""Sound without words for this long was no interruption: a cough, a chair, somebody in the corridor."""
WORDS, SURE = 2, 0.5
"""Words that are no answer, no command and no call for help interrupt when they are so many, heard so well."""
STUTTERS, WITHIN_S = 3, 180.0
"""So many pauses for nothing within this time: the device has heard itself."""
DISTRUSTS_S = 600.0
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
        self._in_vain: deque[float] = deque(maxlen=STUTTERS)
        self._distrusts_until_s = 0.0

    @property
    def distrusted(self) -> bool:
        """The device has paused for nothing again and again: until later, what is heard over it may be itself."""
        return self._clock.now_s() < self._distrusts_until_s

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
        if not text:
            self._paused_in_vain()
        self._voice.resume()
        return True

    def unclear(self, heard: Transcript) -> bool:
        """Whether these words, no command and no call for help, are too little to be taken for a turn.

        Then the device waits a little: whoever spoke says it again, into silence. An answer that was offered may
        repeat some of its words.
        """
        if heard.expected:
            return False
        count = len(heard.text.split())
        its_own = count >= WORDS and own_words(heard.text, self._voice.saying)
        if not its_own and count >= WORDS and heard.confidence >= SURE:
            return False
        if its_own and self._voice.paused:
            self._paused_in_vain()
        self._since_s, self._words = self._clock.now_s(), False
        return True

    def go_on(self) -> None:
        """What they said was not answered with words: the device says the rest of what it was saying."""
        self._voice.resume()

    def pass_time(self) -> None:
        """Go on when no words have followed."""
        if self._voice.paused and not self._words and self._clock.now_s() - self._since_s >= NOTHING_S:
            self._voice.resume()

    def _paused_in_vain(self) -> None:
        now_s = self._clock.now_s()
        self._in_vain.append(now_s)
        if len(self._in_vain) == STUTTERS and now_s - self._in_vain[0] < WITHIN_S:
            self._distrusts_until_s = now_s + DISTRUSTS_S
            self._in_vain.clear()
            log.warning("The device has interrupted itself: for ten minutes it does not listen while it speaks.")


def listening_on(text: str, *, asked: bool) -> bool:
    """Whether these words (lower case, no punctuation; perhaps none) only say "I am listening".

    Once a question has been `asked`, "yes" answers it.
    """
    words = [word for word in text.replace("-", " ").split() if word not in _SOUNDS]
    if not words:
        return True
    return not asked and (" ".join(words) in _AGREEMENTS or all(word in _AGREEING for word in words))
