"""The joints between stages: small Protocols of one to three methods. Only `app.py` knows who stands behind them.

Whoever implements a port MUST raise only errors of `companion.errors`, MUST be closable twice, and MUST NOT log a
resident's words. Fakes are reached by explicit request only and pass the same contract suite as the real thing
(`tests/contracts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from companion.messages import (
    Alert,
    AudioFrame,
    Button,
    DialogueEvent,
    Erasure,
    Expectation,
    FaceMessage,
    FamilyMessage,
    Feeling,
    HearingEvent,
    Kept,
    Pause,
    Press,
    Prompt,
    Purpose,
    Receipt,
    Record,
    Reply,
    Samples,
    SpeechChunk,
    Transcript,
    TurnReport,
    Utterance,
)


class Clock(Protocol):
    """Time, passed in. Demo, tests and live differ in nothing else."""

    def now_s(self) -> float:
        """Session time, seconds; never goes back."""
        ...

    def wall(self) -> datetime:
        """The time of day, with its zone."""
        ...


class Microphone(Protocol):
    """Where the sound comes from."""

    def read(self) -> AudioFrame | None:
        """The next frame, waiting for it at most a second; None when a recording has ended.

        Raises MicrophoneLost when no frame came in that second. Reading on after that is allowed: a microphone that
        is plugged in again gives frames again.
        """
        ...

    def close(self) -> None:
        """Let go of the hardware."""
        ...


class Speaker(Protocol):
    """Where the sound goes. Plays what it was given in order, without gaps."""

    def play(self, chunk: SpeechChunk) -> float:
        """Queue a chunk; return the session time at which its first sample reaches the air. Raises SpeakerLost."""
        ...

    def stop(self) -> None:
        """Be silent now and forget what was queued."""
        ...

    def busy_until_s(self) -> float:
        """Session time at which the last queued sample has sounded; not after now when silent."""
        ...

    def close(self) -> None:
        """Let go of the hardware."""
        ...


class NurseCall(Protocol):
    """What calls a human: relay, light, sound in the room."""

    def call(self, alert: Alert) -> None:
        """Raise the alert; calling again repeats it."""
        ...

    def clear(self) -> None:
        """A human has acknowledged."""
        ...


class Buttons(Protocol):
    """What people press, on the screen or on the box."""

    def presses(self) -> tuple[Button | Press, ...]:
        """Everything pressed since the last call, in order; never waits."""
        ...


class VoiceActivityDetector(Protocol):
    """Is somebody speaking in this frame?"""

    def probability(self, samples: Samples) -> float:
        """0 to 1 for one frame of FRAME_SAMPLES samples; frames must come in order."""
        ...

    def reset(self) -> None:
        """Forget what was heard."""
        ...


class Recogniser(Protocol):
    """Speech to text, streaming, one utterance at a time.

    Every method but `close` raises RecogniserLost where it runs in a process of its own that ends again and again.
    """

    def start(self, expectation: Expectation) -> None:
        """Begin an utterance; the expectation's phrases become the grammar."""
        ...

    def accept(self, samples: Samples) -> Transcript:
        """Take the next samples (any length) and return the transcript so far, without alternatives.

        It may be one piece behind; given no samples, it catches up.
        """
        ...

    def finish(self) -> Transcript:
        """End the utterance. Word times are seconds from the first sample given."""
        ...

    def close(self) -> None:
        """Let go of the models; may be called twice."""
        ...


class Ear(Protocol):
    """Voice activity, recogniser and end of turn together."""

    def expect(self, expectation: Expectation) -> None:
        """From now on listen for this; also restarts the waiting time for NoReply."""
        ...

    def hear(self, frame: AudioFrame) -> tuple[HearingEvent, ...]:
        """Take one frame and say what happened in it, in order.

        Raises RecogniserLost; what was being said is lost with it, and the next frame is heard like the first.
        """
        ...

    @property
    def too_loud(self) -> bool:
        """The microphone is set so loud that speech is spoiled in it: somebody should turn it down."""
        ...

    def others_talk(self, talking: bool) -> None:
        """Whether somebody talks on in the room who does not talk to the device: then a voice in front stands out."""
        ...

    def wake(self) -> None:
        """See that the recogniser is there, also after it was lost. Raises RecogniserLost."""
        ...

    def cut(self) -> tuple[HearingEvent, ...]:
        """End an utterance under way now, as if it were over; what comes next is a new one."""
        ...

    def close(self) -> None:
        """Let go of the recogniser."""
        ...


class Emotion(Protocol):
    """The resident's mood, with its certainty."""

    def feel(self, utterance: Utterance) -> Feeling:
        """Never raises for words or sounds it does not understand: it says unsure."""
        ...


class Dialogue(Protocol):
    """Decides what is said. Free of input and output: everything it wants done is in the Reply."""

    def prepare(self, text: str) -> None:
        """These words may soon have to be answered: what takes time and changes nothing is done now."""
        ...

    def handle(self, event: DialogueEvent) -> Reply:
        """Take one event, change state, and say what should happen."""
        ...

    def allows(self, purpose: Purpose) -> bool:
        """Whether the resident has agreed to this, and nothing is paused: else whoever does it is not called."""
        ...

    @property
    def pause(self) -> Pause:
        """Why nothing is kept or inferred now, if so."""
        ...

    @property
    def shares_with(self) -> frozenset[str] | None:
        """Names of those the resident shares answers with; None: it is not known who reads, so nobody is left out."""
        ...

    def understands(self, utterance: Utterance) -> bool:
        """Whether the words alone tell that they are meant: a request, or an answer to what is asked. Changes nothing.

        Open talk, to which anything is an answer, understands only requests.
        """
        ...

    def urgent(self, utterance: Utterance, *, plainly: bool = False) -> bool:
        """Whether this must be answered at once: a red flag, help, stop, wait, repeat. Changes nothing.

        `plainly`: only a red flag, and only one told in so many words.
        """
        ...


class Synthesiser(Protocol):
    """Text to speech."""

    def speak(self, prompt: Prompt) -> Iterator[SpeechChunk]:
        """The prompt's sound in chunks, as soon as each is ready; cue times count from the first sample.

        NOT_YET among them: what comes next is still being made, and was asked for too soon. Dropping the iterator
        gives up what is left.
        """
        ...

    def tend(self) -> None:
        """Nobody speaks just now: make something ahead, if there is anything; never waits."""
        ...


class Voice(Protocol):
    """The queue that speaks; driven by `pump` from the frame loop."""

    def say(self, prompts: Sequence[Prompt], *, not_before_s: float = 0.0) -> None:
        """Queue prompts by urgency; an alert interrupts what is less urgent."""
        ...

    def pump(self) -> None:
        """Hand the speaker what it will need next. Raises SpeakerLost."""
        ...

    def tend(self) -> None:
        """Nobody speaks just now: prepare what may be said later. Never waits."""
        ...

    def hush(self) -> None:
        """Be silent now; alerts still waiting stay queued."""
        ...

    def pause(self) -> None:
        """Be silent now and keep what was being said for `resume`; alerts and stops sound on."""
        ...

    def resume(self) -> None:
        """Go on with what was paused, where there is something."""
        ...

    @property
    def paused(self) -> bool:
        """What was being said waits for `resume` or `hush`."""
        ...

    @property
    def speaking(self) -> bool:
        """Something is sounding, paused or waiting to sound."""
        ...

    @property
    def sounding(self) -> bool:
        """Something is sounding now; what only waits does not count."""
        ...

    @property
    def saying(self) -> str:
        """The text that is sounding now, or the last that did."""
        ...

    @property
    def first_sound_s(self) -> float | None:
        """Session time at which the last `say` was first heard; None until then."""
        ...


class Face(Protocol):
    """What the resident sees."""

    def show(self, message: FaceMessage) -> None:
        """Never waits and never raises: a dead face does not stop the conversation."""
        ...

    def close(self) -> None:
        """Let the face go."""
        ...


class SealedLog(Protocol):
    """Append-only, sealed, crash-safe."""

    def append(self, record: Record, at: datetime) -> int:
        """Keep the record; returns at once with what to forget it by, 0 where nobody may read it.

        Raises LogError when it is not kept. Kept is not yet on disk: that is what `flush` tells.
        """
        ...

    def erase(self, erasure: Erasure, at: datetime) -> Receipt | None:
        """Make what was appended before unreadable; on disk when this returns. None when there was nothing to erase.

        Raises LogError when it cannot be done now; it is done, unasked, as soon as it can be.
        """
        ...

    def share_with(self, names: frozenset[str]) -> None:
        """From now on seal the summary to people of these names and the resident only, whoever else is registered."""
        ...

    @property
    def readers(self) -> tuple[str, ...] | None:
        """Names of the people, the resident apart, whose keys could open the summary; None: nobody knows who they are.

        They come and go while the log is open.
        """
        ...

    def tend(self, at: datetime) -> None:
        """Called once a second, also when nobody speaks: at midnight the day keys are wiped (P4). Raises LogError."""
        ...

    def flush(self) -> None:
        """Return when everything appended is on disk. Raises LogError when it is not."""
        ...

    def close(self) -> None:
        """Flush, wipe the day keys and let the file go."""
        ...


class Memory(Protocol):
    """What the dialogue must know after a restart. It is no sealed log: it holds no words and no answers."""

    def recall(self) -> Kept:
        """What was kept last, or an empty Kept where there is nothing. Raises OutputError where it cannot be read."""
        ...

    def keep(self, kept: Kept) -> None:
        """Replace what was kept: on disk when this returns, whole or not at all. Raises OutputError."""
        ...


class Habits(Protocol):
    """What is learned of a person's way to speak, and outlives a restart. Figures, no words."""

    def tend(self) -> None:
        """Called once a second: keep what is new, now and then; never waits and never raises."""
        ...

    def forget(self) -> None:
        """The person wants to be forgotten: begin anew."""
        ...

    def settle(self) -> None:
        """Before the end: keep what is new."""
        ...


class Inbox(Protocol):
    """Messages from the family that wait to be read out."""

    def arrived(self) -> tuple[FamilyMessage, ...]:
        """Those that came since the last call, oldest first; never waits long and never raises."""
        ...

    def delivered(self, identifier: str) -> None:
        """This one has been read out; it is gone."""
        ...


class TurnObserver(Protocol):
    """Who wants to know how a turn went: figures, never words."""

    def turn(self, report: TurnReport) -> None:
        """One turn is over, or has just begun to sound."""
        ...


class Heartbeat(Protocol):
    """Who must know that the device is alive and hears."""

    def beat(self) -> None:
        """Called at least every few seconds while audio flows, and never otherwise (P9)."""
        ...
