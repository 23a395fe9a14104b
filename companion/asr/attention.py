"""Was that meant for the device? The television, visitors and the radio talk too.

Asked of every utterance, after the recogniser and before the dialogue; calls for help are not asked here, they go on in
every mode. Four things tell: where the voice is (`nearness`), whether somebody talks on who does not wait for an answer
(`background`), whether the words alone are an answer or a request, and whether anybody may be answering now.
"""

from __future__ import annotations

from enum import StrEnum

from companion.asr.background import THROUGH_S, BackgroundTalk
from companion.asr.calling import Calling
from companion.asr.nearness import FAR_DB, TURNED_AWAY_DB, Nearness, Place
from companion.messages import AnswerKind, Ending, Expectation, Heeds, Outcome, Transcript, Utterance
from companion.settings import AsrSettings

SURE = 0.85
"""An expected phrase of this confidence was the resident's, wherever the voice is."""
CLEAR, CLEAR_NEAR = 0.6, 0.25
"""Open speech of less confidence, with nothing asked, is the television, or nobody's. From as near as the resident is
known to be, less is enough."""
QUIET_S = 120.0
"""How long it stays quiet after misunderstandings, when nothing else ends that."""
TALK_S, STORY_S = 8.0, 25.0
"""Nobody speaks to the device for longer in one breath unless it has asked; from as near as the resident, a story may
take this long. A television goes on."""
PATIENCE = 2
"""After so many utterances in a row that meant nothing the device falls quiet, and waits for what it knows."""
_UNDERSTOOD = frozenset({Outcome.ANSWERED, Outcome.COMMAND, Outcome.RED_FLAG, Outcome.ACKNOWLEDGED, Outcome.STARTED})
_NOT_UNDERSTOOD = frozenset({Outcome.NO_MATCH, Outcome.UNSURE})


class Heed(StrEnum):
    """What an utterance is to the device."""

    ADDRESSED = "addressed"
    NOT_CALLED = "not called"
    """The mode asks for the name, or a touch, and there was neither."""
    FAR = "far"
    """Much softer than the resident, or out of the room's other end."""
    UNCLEAR = "unclear"
    """Nothing was asked, and it was heard badly."""
    ENDLESS = "endless"
    """Talk without a pause that nobody asked for."""
    QUIET = "quiet"
    """The last things heard meant nothing, nobody is there, or everybody sleeps: only what is understood counts now."""
    BACKGROUND = "background"
    """Somebody talks on in the room: only what is understood counts now."""


class Attention:
    """One device's, for one bedside. Holds levels and times, no words."""

    def __init__(self, settings: AsrSettings) -> None:
        self._mode = settings.mode
        self._window_s = settings.window_s
        self._calling = Calling(settings.name)
        self._nearness = Nearness()
        self._background = BackgroundTalk()
        self._open_until_s = float("-inf")
        self._spoke_until_s = float("-inf")
        self._misunderstood = 0
        self._quiet_until_s = 0.0
        self._by_words = False
        self._others_talk = False
        self._waited = True
        self._away = False
        self._asleep = False

    @property
    def phrases(self) -> tuple[str, ...]:
        """What to listen for besides the expected answers: the name, which calls in every mode."""
        return self._calling.phrases

    @property
    def quiet(self) -> bool:
        """It has been misunderstanding so often that it waits for what it knows."""
        return self._misunderstood >= PATIENCE

    def others_talk(self, at_s: float) -> bool:
        """Whether somebody talks on in the room who does not talk to the device."""
        return self._background.going_on(at_s)

    def heeds(self, at_s: float) -> Heeds:
        """To whom the device listens, for all to see."""
        if self._mode != "open" and at_s <= self._open_until_s:
            return Heeds.ANSWER
        if self._mode == "touch":
            return Heeds.TOUCH
        waits = self._mode != "open" or self.others_talk(at_s) or (self.quiet and at_s <= self._quiet_until_s)
        return Heeds.NAME if waits else Heeds.ANYBODY

    def spoke(self, until_s: float) -> None:
        """The device has spoken: it may be answered for a while after `until_s`."""
        self._spoke_until_s = max(self._spoke_until_s, until_s)
        self._open_until_s = max(self._open_until_s, until_s + self._window_s)

    def asked(self) -> None:
        """A new question: whatever was misunderstood before does not count."""
        self._misunderstood = 0

    def touched(self, at_s: float) -> None:
        """Somebody is there, and may speak now."""
        self._background.forget()
        self._misunderstood = 0
        self._open_until_s = max(self._open_until_s, at_s + self._window_s)

    def present(self, present: bool) -> None:
        """Whether anybody is known to be there: who is not there does not talk."""
        self._away = not present

    def asleep(self, asleep: bool) -> None:
        """The resident has said good night: only who is as near as the resident may just begin to talk."""
        self._asleep = asleep

    def became(self, outcome: Outcome, at_s: float = 0.0) -> None:
        """What the dialogue made, then, of an utterance that was addressed to it.

        Small talk is an answer to anything at all: it counts as understood only where the words were, and as
        misunderstood where whoever spoke had not waited for the device to finish.
        """
        if outcome in _UNDERSTOOD or (outcome is Outcome.SMALL_TALK and self._by_words):
            self._misunderstood = 0
        elif outcome in _NOT_UNDERSTOOD or (outcome is Outcome.SMALL_TALK and not self._waited):
            self._misunderstood += 1
            self._quiet_until_s = at_s + QUIET_S

    def judge(self, utterance: Utterance, expectation: Expectation, *, understood: bool = False) -> Heed:
        """What this utterance, an answer to that expectation if any, is to the device. Learns the resident's voice.

        `understood`: its words alone are a request, or an answer to what was asked.
        """
        heard = utterance.transcript
        called = self._mode != "touch" and self.called(heard)
        sure = heard.expected and heard.confidence >= SURE
        if called or utterance.started_s > self._quiet_until_s:
            self._misunderstood = 0
        open_now = utterance.started_s <= self._open_until_s or called
        self._others_talk = self._background.going_on(utterance.started_s)
        self._waited = not 0 <= utterance.started_s - self._spoke_until_s < THROUGH_S
        # Beside a television a word that was heard badly is one of the television's.
        self._by_words = called or sure or (understood and (heard.confidence >= CLEAR or not self._others_talk))
        if called or (sure and (self._mode == "open" or open_now)):
            # Only these keep the window open: a television would, and never let it close.
            self._open_until_s = max(self._open_until_s, utterance.decided_s + self._window_s)
            self._nearness.learn(
                utterance.samples, answered=utterance.started_s <= self._spoke_until_s + self._window_s
            )
            return self._noted(utterance, Heed.ADDRESSED, ours=True)
        place = self._nearness.place(utterance.samples, others_talk=self._others_talk)
        heed = self._heed(utterance, expectation, place, open_now=open_now)
        ours = heed is Heed.ADDRESSED and (self._by_words or (place is Place.NEAR and self._waited))
        return self._noted(utterance, heed, ours=ours)

    def doubts(self, heed: Heed) -> bool:
        """Whether a call for help, judged so just now, may have been the television's: it is asked about first."""
        return heed is Heed.ENDLESS or (heed is Heed.FAR and self._others_talk)

    def called(self, heard: Transcript) -> bool:
        """Whether the device was called by its name, at the beginning or the end."""
        return self._calling.called(heard)

    def without_name(self, utterance: Utterance) -> Utterance:
        """The same without the name it began with: "companion what time is it" is a question for the time."""
        return self._calling.without_name(utterance)

    def _noted(self, utterance: Utterance, heed: Heed, *, ours: bool) -> Heed:
        if not ours:
            self._nearness.heard_others(utterance.samples)
        spoke_s = self._spoke_until_s
        self._background.heard(utterance.started_s, utterance.ended_s, ours=ours, spoke_until_s=spoke_s)
        return heed

    def _heed(self, utterance: Utterance, expectation: Expectation, place: Place, *, open_now: bool) -> Heed:
        heard = utterance.transcript
        near = place is Place.NEAR
        others_talk = self._others_talk
        known = self._by_words or (heard.expected and (open_now or not others_talk))
        if self._mode != "open" and not open_now:
            return Heed.NOT_CALLED
        asked_openly = open_now and expectation.kind is AnswerKind.FREE and not others_talk
        if utterance.ended_s - utterance.started_s > (STORY_S if near else TALK_S) and not asked_openly:
            return Heed.ENDLESS
        if place is Place.FAR and (others_talk or not self._may_be_far(utterance, open_now=open_now)):
            return Heed.FAR
        # What was cut short was behind: somebody nearer began to speak.
        if others_talk and not known and (utterance.ending is Ending.CUT or not near):
            return Heed.BACKGROUND
        resting = self._away or (self._asleep and not near)
        if (self.quiet or (resting and not open_now)) and not known:
            return Heed.QUIET
        clear = heard.confidence >= (CLEAR_NEAR if near else CLEAR)
        return Heed.ADDRESSED if open_now or known or clear else Heed.UNCLEAR

    def _may_be_far(self, utterance: Utterance, *, open_now: bool) -> bool:
        """Who was asked may be turned away, or call from the door; who was not must be understood."""
        below_db = self._nearness.below_db(utterance.samples)
        return below_db <= FAR_DB + TURNED_AWAY_DB if open_now else self._by_words and below_db <= FAR_DB
