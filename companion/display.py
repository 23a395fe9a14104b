"""Decides which state the face shows, and tells the face only what has changed."""

from __future__ import annotations

import numpy as np

from companion.messages import (
    AudioFrame,
    Expression,
    FaceState,
    Heeds,
    Nod,
    Outcome,
    Pause,
    Reply,
    ShowButtons,
    ShowCaption,
    ShowLevel,
    ShowState,
    Who,
)
from companion.ports import Clock, Face

QUIET_DBFS = -60.0
LOUD_DBFS = -15.0
FRAMES_PER_LEVEL = 3
"""The listening ring moves ten times a second; more would only load the socket."""


class Display:
    """One state at a time, what matters most: alert, deaf or mute, speech, not listening, listening, notes not kept.

    Only the alert's state shows the button that acknowledges it, so nothing goes before it (P6). Who speaks must see
    that the device listens, so notes that are not kept wait for the silence after it.
    """

    def __init__(self, face: Face, clock: Clock) -> None:
        self._face = face
        self._clock = clock
        self._shown: tuple[FaceState, Expression, Heeds] | None = None
        self._heeds = Heeds.ANYBODY
        self._expression = Expression.NEUTRAL
        self._alerting = False
        self._asleep = False
        self._pause = Pause.NONE
        self._listening = False
        self._thinking = False
        self._frames = 0
        self._troubles: dict[FaceState, bool] = {}
        self.offered: tuple[str, ...] = ()
        """The answers that stand on buttons now; a press of any other is older than the last reply."""

    def trouble(self, state: FaceState, present: bool) -> None:
        """The device cannot hear, speak or store, or can again."""
        self._troubles[state] = present

    def heeding(self, heeds: Heeds) -> None:
        """To whom the device listens now."""
        self._heeds = heeds

    def listening(self, listening: bool) -> None:
        """The resident has begun or ended to speak."""
        self._listening = listening
        self._thinking = False
        self._asleep = self._asleep and not listening

    def nod(self) -> None:
        """Who speaks has paused: the face nods, and so covers the wait whether they go on or not."""
        self._face.show(Nod(at_s=self._clock.now_s()))

    def thinking(self) -> None:
        """The resident has finished; the answer is on its way. The face reacts at once, the voice takes its time."""
        self._thinking = True

    def replied(self, reply: Reply) -> None:
        """Take over what a reply means for the face."""
        self._thinking = self._thinking and bool(reply.say)
        if reply.say:
            self._expression = reply.expression
        self._alerting = (self._alerting or bool(reply.alerts)) and reply.outcome is not Outcome.ACKNOWLEDGED
        self._asleep = reply.state.endswith("asleep") if reply.state else self._asleep
        self._offer(reply.buttons)

    def paused(self, pause: Pause) -> None:
        """Why nothing is kept now; it has to be seen, by a visitor too."""
        self._pause = pause

    def _offer(self, answers: tuple[str, ...]) -> None:
        if answers != self.offered:
            self.offered = answers
            self._face.show(ShowButtons(at_s=self._clock.now_s(), labels=answers))

    def heard(self, text: str) -> None:
        """Caption what was understood or pressed; seeing it is how people come to trust it."""
        if text:
            self._face.show(ShowCaption(at_s=self._clock.now_s(), who=Who.RESIDENT, text=text))

    def level(self, frame: AudioFrame) -> None:
        """Show how loud the resident is."""
        self._frames += 1
        if self._listening and self._frames % FRAMES_PER_LEVEL == 0:
            self._face.show(ShowLevel(at_s=self._clock.now_s(), level=_level(frame)))

    def show(self, *, speaking: bool, sounding: bool) -> None:
        """Send the state when it has changed; `speaking` counts what waits to sound, too."""
        self._thinking = self._thinking and not sounding
        wanted = (self._state(speaking=speaking), self._expression, self._heeds)
        if wanted != self._shown:
            self._shown = wanted
            state, expression, heeds = wanted
            self._face.show(ShowState(at_s=self._clock.now_s(), state=state, expression=expression, heeds=heeds))

    def _state(self, *, speaking: bool) -> FaceState:
        """The first of these that holds, in the order of what matters most to whoever looks."""
        claims = {
            FaceState.ALERT: self._alerting,
            FaceState.CANNOT_HEAR: self._troubles.get(FaceState.CANNOT_HEAR),
            FaceState.CANNOT_SPEAK: self._troubles.get(FaceState.CANNOT_SPEAK),
            FaceState.SPEAKING: speaking and not self._thinking,
            FaceState.VISITOR: self._pause is Pause.VISITOR,
            FaceState.MUTED: self._pause is Pause.MUTED,
            FaceState.LISTENING: self._listening,
            FaceState.THINKING: self._thinking,
            FaceState.CANNOT_STORE: self._troubles.get(FaceState.CANNOT_STORE),
            FaceState.TOO_LOUD: self._troubles.get(FaceState.TOO_LOUD),
            FaceState.ASLEEP: self._asleep,
        }
        return next((state for state, holds in claims.items() if holds), FaceState.IDLE)


def _level(frame: AudioFrame) -> float:
    rms = float(np.sqrt(np.mean(np.square(frame.samples.astype(np.float32) / 32768.0))))
    dbfs = 20 * np.log10(max(rms, 1e-6))
    return float(np.clip((dbfs - QUIET_DBFS) / (LOUD_DBFS - QUIET_DBFS), 0.0, 1.0))
