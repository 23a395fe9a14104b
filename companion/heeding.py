"""Which of what is heard is meant for the device, and when it is to be answered.

In this order: its own echo, a sign of listening, help (at once), what was not meant for it, and everything else (when
nobody goes on with it).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from companion.asr.attention import Attention, Heed
from companion.asr.echo import own_words
from companion.asr.second_thoughts import GOES_ON_S, SecondThoughts, goes_on
from companion.interruption import Interruption
from companion.messages import FRAME_SECONDS, Expectation, Outcome, Utterance
from companion.ports import Clock, Dialogue, Voice
from companion.settings import Settings
from companion.supervise import stage

ECHO_TAIL_S = 0.15
"""The room and the microphone's buffer carry the device's last sound on for so long."""
OVER_SPEECH_SURE = 0.8
"""Confidence below which words heard over the device's own speech are taken for its echo."""
OWN_WORDS = 2
"""One word of the device's own may be anybody's."""
DOUBTED = 0.5
"""Confidence given to what may have been the television: below that of what is heard well."""
PREPARING_S = 2 * FRAME_SECONDS
"""Feeling, deciding and the first sound take less than this: begun so long before the reply floor, it is in time."""


class Heeding:
    """Stands between the ear and the dialogue: told of every event of an utterance, it gives out what to answer."""

    def __init__(
        self, voice: Voice, dialogue: Dialogue, clock: Clock, settings: Settings, *, full_duplex: Callable[[], bool]
    ) -> None:
        """`full_duplex`: whether the device does not hear itself, now: it may lose that, and gain it, while it runs."""
        self._voice = voice
        self._dialogue = dialogue
        self._clock = clock
        self._is_full_duplex = full_duplex
        self._full_duplex = False
        self._floor_s = settings.tts.reply_floor_s
        self._attention = Attention(settings.asr)
        self._second_thoughts = SecondThoughts()
        self._interruption = Interruption(voice, clock)
        self._echo_until_s = 0.0
        self.attending = False
        """Somebody speaks, or has spoken and may go on or be answered."""
        self.spoken_over = False
        """The last utterance began while the device spoke."""
        self.expecting = Expectation(no_reply_s=0)
        """What the dialogue listens for now."""

    @property
    def over_speech(self) -> bool:
        """It began while the device spoke, and the device may have heard itself."""
        return self.spoken_over and not self._full_duplex

    @property
    def echoing(self) -> bool:
        """The device's own last sound may still be in the room."""
        return self._clock.now_s() < self._echo_until_s

    def started(self, at_s: float) -> None:
        """Somebody begins to speak."""
        self.attending = True
        self._second_thoughts.speech_started()
        self.spoken_over = at_s < self._echo_until_s
        # What held when it began holds for the whole of it.
        self._full_duplex = self._is_full_duplex()
        if self._full_duplex:
            self._interruption.began()

    def words(self, text: str) -> None:
        """What they have said so far."""
        self._interruption.words(text)

    def ended(self, utterance: Utterance) -> Utterance | None:
        """They have finished: what to answer now, None where it is nothing to answer, or not yet.

        Help is answered at once; what is less urgent may still be gone on with until the reply would begin.
        """
        utterance = self._second_thoughts.speech_ended(utterance)
        self.attending = not self._own_echo(utterance) and not self._interruption.was_nothing(utterance.transcript.text)
        if not self.attending:
            return None
        heed = self._attention.judge(utterance, self.expecting)
        meant = heed is Heed.ADDRESSED
        with stage("dialogue"):
            urgent = self._dialogue.urgent(utterance, plainly=not meant)
        if not urgent and (not meant or self._left_of_echo(utterance)):
            self.answered()
            return None
        utterance = _doubted(utterance) if heed is Heed.ENDLESS else self._attention.without_name(utterance)
        floor_s = max(self._floor_s, GOES_ON_S) if goes_on(utterance) else self._floor_s
        if urgent or self.over_speech or floor_s <= PREPARING_S:
            return utterance
        self._second_thoughts.keep(utterance, until_s=utterance.ended_s + floor_s - PREPARING_S)
        return None

    def due(self) -> Utterance | None:
        """What was kept, once nobody has gone on with it."""
        return self._second_thoughts.due(self._clock.now_s())

    def answered(self) -> None:
        """It has had its turn; where that said nothing, the device says the rest of what it was saying."""
        self.attending = False
        self._interruption.go_on()

    def became(self, outcome: Outcome) -> None:
        """What the dialogue made of it."""
        self._attention.became(outcome, self._clock.now_s())

    def touched(self) -> None:
        """Somebody touched the screen: what was kept is not answered any more, and they may speak now."""
        self._second_thoughts.forget()
        self.attending = False
        self._attention.asked(self._clock.now_s())

    def asked_for(self, expectation: Expectation) -> Expectation:
        """What to listen for: what the dialogue expects, and where it has to be called, its name."""
        if expectation.phrases != self.expecting.phrases:
            self._attention.asked()
        self.expecting = expectation
        return replace(expectation, phrases=(*expectation.phrases, *self._attention.phrases))

    def pass_time(self) -> None:
        """Called once a frame."""
        self._interruption.pass_time()
        if self._voice.sounding:
            self._echo_until_s = self._clock.now_s() + ECHO_TAIL_S
            self._attention.spoke(self._clock.now_s())

    def _left_of_echo(self, utterance: Utterance) -> bool:
        """What cancellation has left of the device's own words; an answer that was offered may repeat some of them."""
        heard = utterance.transcript
        repeats = len(heard.text.split()) >= OWN_WORDS and own_words(heard.text, self._voice.saying)
        return self.spoken_over and not heard.expected and repeats

    def _own_echo(self, utterance: Utterance) -> bool:
        heard = utterance.transcript
        unsure = heard.confidence < OVER_SPEECH_SURE
        return self.over_speech and (unsure or own_words(heard.text, self._voice.saying))


def _doubted(utterance: Utterance) -> Utterance:
    """A red flag in the midst of talk without end may be the television's: it is asked about first."""
    heard = utterance.transcript
    return replace(utterance, transcript=replace(heard, confidence=min(heard.confidence, DOUBTED)))
