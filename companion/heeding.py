"""Which of what is heard is meant for the device, and when it is to be answered.

In this order: its own echo, a sign of listening, help (at once), what was not meant for it, and everything else (when
nobody goes on with it).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from companion.asr.attention import Attention, Heed
from companion.asr.second_thoughts import GOES_ON_S, SecondThoughts, goes_on
from companion.interruption import Interruption
from companion.messages import FRAME_SECONDS, Expectation, Heeds, Outcome, Utterance
from companion.own_words import own_words
from companion.ports import Clock, Dialogue, Voice
from companion.settings import Settings
from companion.supervise import stage

ECHO_TAIL_S = 0.15
"""The room and the microphone's buffer carry the device's last sound on for so long."""
OVER_SPEECH_SURE = 0.8
"""Confidence below which words heard over the device's own speech are taken for its echo."""
ECHO_SURE = 0.5
"""The same for what began when it had just fallen silent: only the room was still sounding, not the device."""
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
        self._into_echo = False
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
    def heeds(self) -> Heeds:
        """To whom the device listens now."""
        return self._attention.heeds(self._clock.now_s())

    @property
    def others_talk(self) -> bool:
        """Somebody talks on in the room, and not to the device."""
        return self._attention.others_talk(self._clock.now_s())

    @property
    def _interrupts(self) -> bool:
        """It began while the device spoke, not just after."""
        return self.spoken_over and not self._into_echo

    def started(self, at_s: float) -> None:
        """Somebody begins to speak."""
        self.attending = True
        self._second_thoughts.speech_started()
        self.spoken_over = at_s < self._echo_until_s
        self._into_echo = at_s >= self._echo_until_s - ECHO_TAIL_S
        # What held when it began holds for the whole of it.
        self._full_duplex = self._is_full_duplex() and not self._interruption.distrusted
        if self._full_duplex:
            self._interruption.began()

    def words(self, text: str) -> None:
        """What they have said so far."""
        self._interruption.words(text)

    def ended(self, utterance: Utterance) -> Utterance | None:
        """They have finished: what to answer now, None where it is nothing to answer, or not yet.

        Help is answered at once; what is less urgent may still be gone on with until the reply would begin.
        """
        part, begun = utterance, self._second_thoughts.kept
        utterance = self._second_thoughts.speech_ended(part)
        self.attending = not self._own_echo(utterance) and not self._interruption.was_nothing(utterance.transcript.text)
        if not self.attending:
            return None
        heed = self._judge(part, of=utterance)
        meant = heed is Heed.ADDRESSED
        with stage("dialogue"):
            urgent = self._dialogue.urgent(utterance, plainly=not meant)
        if begun is not None and not meant and not urgent:
            # Somebody else has spoken right after the resident: what the resident said stands.
            utterance, meant, heed = begun, True, Heed.ADDRESSED
        if not urgent and self._interrupts and self._interruption.unclear(utterance.transcript):
            # It stays silent for a moment: whoever spoke says it again.
            self.attending = False
            return None
        if not urgent and not meant:
            self.answered()
            return None
        utterance = _doubted(utterance) if self._attention.doubts(heed) else self._attention.without_name(utterance)
        floor_s = max(self._floor_s, GOES_ON_S) if goes_on(utterance) else self._floor_s
        if urgent or self.over_speech or floor_s <= PREPARING_S:
            return utterance
        self._second_thoughts.keep(utterance, until_s=utterance.ended_s + floor_s - PREPARING_S)
        return None

    def _judge(self, part: Utterance, *, of: Utterance) -> Heed:
        """What was said just now, each part once: what it goes on with was meant for the device, or it was not kept."""
        if part is not of and not part.transcript.text:
            return Heed.ADDRESSED
        with stage("dialogue"):
            understood = self._dialogue.understands(of)
        return self._attention.judge(part, self.expecting, understood=understood)

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

    def present(self, present: bool) -> None:
        """Somebody is there, or nobody is."""
        self._attention.present(present)

    def asleep(self, asleep: bool) -> None:
        """The resident has gone to sleep, or is up again."""
        self._attention.asleep(asleep)

    def touched(self) -> None:
        """Somebody touched the face: they may speak now, whatever goes on in the room."""
        self._attention.touched(self._clock.now_s())

    def answered_by_touch(self) -> None:
        """An answer was pressed: what was kept is not answered any more."""
        self._second_thoughts.forget()
        self.attending = False
        self.touched()

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

    def _own_echo(self, utterance: Utterance) -> bool:
        heard = utterance.transcript
        if self._into_echo and heard.expected:
            return False
        unsure = heard.confidence < (ECHO_SURE if self._into_echo else OVER_SPEECH_SURE)
        return self.over_speech and (unsure or own_words(heard.text, self._voice.saying))


def _doubted(utterance: Utterance) -> Utterance:
    """A red flag in the midst of talk without end may be the television's: it is asked about first."""
    heard = utterance.transcript
    return replace(utterance, transcript=replace(heard, confidence=min(heard.confidence, DOUBTED)))
