"""The queue that speaks: most urgent first, a little ahead of the speaker, the face told with the same clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from companion.messages import NOT_YET, Prompt, ShowCaption, ShowSpeech, SpeechChunk, StopSpeech, Urgency, Who
from companion.ports import Clock, Face, Speaker, Synthesiser
from companion.tts.hours import Hours
from companion.tts.queued import Queued, go_back, silence, softer, unheard
from companion.tts.rest import LOOK_BACK_S, Sounded

AHEAD_S = 0.4
"""Sound kept queued in the speaker: a dozen frames, so that a slow turn does not break a word."""
ALWAYS_THE_SAME = Hours(levels={})
COVERS_AFTER_S = 0.3
"""People answer within this; a longer silence needs a sign that the question was heard."""
DUCKED = 10 ** (-8 / 20)
DUCKS_S = 4.0
"""Longer than that nobody tells what has happened without a pause; then it is as loud as before, whatever is heard."""
GAP_S = 0.25
"""Silence between two prompts that follow one another."""


class Voice:
    """Speaks prompts by urgency; driven by `pump` from the frame loop, without threads.

    An alert or a stop cuts off what is less urgent, which is not said again; a stop also drops what was waiting.
    Nothing cuts off an alert. What is paused goes on from the last pause between words, or is hushed.
    """

    def __init__(
        self,
        synthesiser: Synthesiser,
        speaker: Speaker,
        face: Face,
        clock: Clock,
        *,
        hours: Hours = ALWAYS_THE_SAME,
        filler: str = "",
    ) -> None:
        """`filler`: said when the first sound of a reply is still being made COVERS_AFTER_S after it was due."""
        self._hours = hours
        self._filler = filler
        self._synthesiser = synthesiser
        self._speaker = speaker
        self._face = face
        self._clock = clock
        self._waiting: list[Queued] = []
        self._now: Queued | None = None
        self._paused: list[Queued] = []
        self._run: list[Queued] = []
        self._orders = 0
        self._last_say = 0
        self._first_sound_s: float | None = None
        self._ends_s = 0.0
        self._urgency = Urgency.CHAT
        self._follows_on = False
        self._ducked_until_s = 0.0
        self._mouth_moves = False
        self._texts: list[str] = []

    def say(self, prompts: Sequence[Prompt], *, not_before_s: float = 0.0) -> None:
        """Queue prompts by urgency; none sounds before `not_before_s` (session time). Saying nothing changes nothing.

        A prompt of urgency ALERT or STOP interrupts what is less urgent.
        """
        if not prompts:
            return
        self._interrupt_for(max(prompt.urgency for prompt in prompts))
        self._last_say, self._first_sound_s = self._orders, None
        # What still waits from before is not said twice: a lost speaker must not come back to a queue of old calls.
        self._waiting = [spoken for spoken in self._waiting if spoken.prompt not in prompts]
        for prompt in prompts:
            now_s = self._clock.now_s()
            self._waiting.append(Queued(prompt=prompt, order=self._orders, not_before_s=not_before_s, asked_s=now_s))
            self._orders += 1
        self._waiting.sort(key=lambda spoken: spoken.rank)
        if self._now is not None and not self._now.sounded and self._waiting[0].rank < self._now.rank:
            self._put_back()

    def pump(self) -> None:
        """Hand the speaker what it will need next. Raises SpeakerLost.

        A chunk that a lost speaker did not take is the first one it is given when it is back.
        """
        while not self._paused and self._speaker.busy_until_s() - self._clock.now_s() < AHEAD_S:
            if not self._advance():
                break
        if self._mouth_moves and not self.sounding:
            self._run = []
            self._close_mouth(self._ends_s)

    def tend(self) -> None:
        """Nobody speaks just now: prepare what may be said later. Never waits."""
        if not self.speaking:
            self._synthesiser.tend()

    def hush(self, *, keep_alerts: bool = True) -> None:
        """Be silent now and forget what waits; with `keep_alerts`, alerts sound on and stay queued."""
        keeps = Urgency.ALERT if keep_alerts else Urgency.ALERT + 1
        self._paused = []
        self._silence_below(keeps)
        self._waiting = [spoken for spoken in self._waiting if spoken.prompt.urgency >= keeps]

    def pause(self) -> None:
        """Be silent now and keep what was being said for `resume`; alerts and stops sound on, softer for a while.

        Who speaks over a call for help may be saying what has happened.
        """
        if self._urgency >= Urgency.STOP and self.sounding:
            self._ducked_until_s = self._clock.now_s() + DUCKS_S
        if self._paused or not self.sounding or self._urgency >= Urgency.STOP:
            return
        now_s = self._clock.now_s()
        self._speaker.stop()
        self._close_mouth(now_s)
        if self._now is not None and not self._now.sounded:
            self._put_back()
        self._paused = [spoken for spoken in self._run if spoken is self._now or unheard(spoken, now_s)]
        for spoken in self._paused:
            go_back(spoken, now_s)
        self._now, self._run, self._ends_s = None, [], now_s

    def resume(self) -> None:
        """Go on with what was paused, where there is something; what was only made softer is as loud as before."""
        self._ducked_until_s = 0.0
        self._waiting = sorted([*self._paused, *self._waiting], key=lambda spoken: spoken.rank)
        self._paused = []

    @property
    def paused(self) -> bool:
        """Somebody spoke in between; what was being said waits."""
        return bool(self._paused)

    @property
    def speaking(self) -> bool:
        """Something is sounding, paused or waiting to sound."""
        return self._now is not None or bool(self._waiting) or bool(self._paused) or self.sounding

    @property
    def saying(self) -> str:
        """The text of what has been handed to the speaker since it was last silent."""
        return " ".join(self._texts)

    @property
    def first_sound_s(self) -> float | None:
        """Session time at which the last `say` is first heard; None until its first chunk is handed over."""
        return self._first_sound_s

    @property
    def finished_s(self) -> float:
        """Session time at which the last sample handed over has sounded."""
        return self._ends_s

    @property
    def sounding(self) -> bool:
        """Something is sounding now; unlike `speaking`, what only waits does not count."""
        return self._speaker.busy_until_s() > self._clock.now_s()

    def _advance(self) -> bool:
        """Move one chunk, or one prompt, on; False when there is nothing to do before time passes."""
        if self._now is None:
            if not self._waiting:
                return False
            self._now = self._waiting.pop(0)
            if self._now.chunks is None:
                self._now.chunks = self._spoken(self._now.prompt)
        now = self._now
        if now.next_chunk is None:
            # Made here, before its time: when the time comes, the first sound is already there.
            now.next_chunk = next(now.chunks, None) if now.chunks is not None else None
        if now.next_chunk is NOT_YET:
            now.next_chunk = None
            return self._cover(now)
        if now.next_chunk is None:
            self._finish(now)
            return True
        if not now.sounded and self._clock.now_s() < self._earliest_s(now):
            return False
        self._play(now, now.next_chunk)
        return True

    def _spoken(self, prompt: Prompt) -> Iterator[SpeechChunk]:
        return self._synthesiser.speak(self._hours.at(prompt, self._clock.wall()))

    def _cover(self, late: Queued) -> bool:
        """Fill the wait for a reply that is still being made, once, where that can be done at once."""
        due_s = max(self._earliest_s(late), late.asked_s) + COVERS_AFTER_S
        fits = self._filler and not late.covered and not late.sounded and late.prompt.urgency <= Urgency.REPLY
        if not fits or self.sounding or self._clock.now_s() < due_s:
            return False
        late.covered = True
        chunks = tuple(self._spoken(replace(late.prompt, text=self._filler, marked="")))
        if NOT_YET in chunks:
            return False
        self._waiting.insert(0, late)
        self._now = Queued(
            prompt=replace(late.prompt, text=self._filler, marked=""),
            order=late.order,
            not_before_s=late.not_before_s,
            asked_s=late.asked_s,
            chunks=iter(chunks),
            fills=True,
        )
        return True

    def _earliest_s(self, spoken: Queued) -> float:
        """A less urgent prompt is not queued behind a more urgent one: hushing it would cut the other's last word."""
        if spoken.prompt.urgency < self._urgency:
            return max(spoken.not_before_s, self._ends_s + GAP_S)
        return spoken.not_before_s

    def _play(self, spoken: Queued, chunk: SpeechChunk) -> None:
        if not spoken.sounded and self._follows_on and self.sounding:
            self._speaker.play(silence(GAP_S, chunk.sample_rate_hz))
            self._follows_on = False
        silent_before = not self.sounding
        ducked = self._clock.now_s() < self._ducked_until_s
        at_s = self._speaker.play(softer(chunk, DUCKED) if ducked else chunk)
        spoken.next_chunk = None
        if not spoken.sounded:
            self._begin(spoken, at_s, new_run=silent_before)
        if chunk.cues:
            self._face.show(ShowSpeech(at_s=at_s - spoken.passed_s, cues=chunk.cues))
        self._mouth_moves = True
        self._remember(spoken, Sounded(at_s=at_s, from_s=spoken.passed_s, chunk=chunk))
        length_s = len(chunk.samples) / chunk.sample_rate_hz
        spoken.passed_s += length_s
        self._ends_s = at_s + length_s

    def _remember(self, spoken: Queued, sounded: Sounded) -> None:
        since_s = self._clock.now_s() - LOOK_BACK_S
        self._run = [one for one in self._run if one is not spoken and one.recent[-1].end_s > since_s]
        self._run.append(spoken)
        spoken.recent = [*(one for one in spoken.recent if one.end_s > since_s), sounded]

    def _begin(self, spoken: Queued, at_s: float, *, new_run: bool) -> None:
        spoken.sounded = True
        self._urgency = spoken.prompt.urgency
        self._texts = [*([] if new_run else self._texts), spoken.prompt.text]
        if spoken.order >= self._last_say and self._first_sound_s is None:
            self._first_sound_s = at_s
        self._caption(spoken.prompt, at_s)

    def _finish(self, spoken: Queued) -> None:
        if not spoken.sounded:
            # Nothing in it can be spoken (pictures, say): it is still shown.
            self._caption(spoken.prompt, self._clock.now_s())
        self._follows_on = self._follows_on or spoken.sounded
        self._now = None

    def _caption(self, prompt: Prompt, at_s: float) -> None:
        if prompt.shown:
            self._face.show(ShowCaption(at_s=at_s, who=Who.DEVICE, text=prompt.text, large=prompt.large))

    def _interrupt_for(self, urgency: Urgency) -> None:
        if urgency < Urgency.STOP:
            return
        self._paused = []
        self._silence_below(urgency)
        if urgency is Urgency.STOP:
            self._waiting = [spoken for spoken in self._waiting if spoken.prompt.urgency >= urgency]

    def _silence_below(self, urgency: int) -> None:
        """Cut off what sounds, unless it is as urgent as that; what was only prepared waits again."""
        if self.sounding and self._urgency < urgency:
            self._speaker.stop()
            self._close_mouth(self._clock.now_s())
            self._ends_s = self._clock.now_s()
            self._follows_on, self._run = False, []
        if self._now is not None and not self._now.sounded:
            self._put_back()
        elif self._now is not None and self._now.prompt.urgency < urgency:
            self._now = None

    def _put_back(self) -> None:
        if self._now is not None:
            self._now.chunks = self._now.next_chunk = None
            if not self._now.fills:
                self._waiting.append(self._now)
            self._waiting.sort(key=lambda spoken: spoken.rank)
            self._now = None

    def _close_mouth(self, at_s: float) -> None:
        self._mouth_moves = False
        self._face.show(StopSpeech(at_s=at_s))
