"""Ways of deciding that somebody has finished: the device's own, and fixed silences as others use them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from companion.app import make_cues
from companion.asr.ear import ONSET_FRAMES, ONSET_WINDOW_FRAMES, TurnEar
from companion.bench.turns.replay import LOWER, THRESHOLD, Replay, ReplayDetector, ReplayRecogniser
from companion.messages import FRAME_SECONDS, Expectation, SpeechStarted, Utterance
from companion.settings import AsrSettings
from models.registry import Registry


@dataclass(frozen=True, slots=True)
class Event:
    """Speech began, or a turn was taken to be over."""

    at_s: float
    """When it was known: audio seconds."""
    ended: bool
    last_speech_s: float = 0.0
    """Of an end: the last sound of speech before it."""


class Policy(Protocol):
    """One way."""

    @property
    def name(self) -> str:
        """For tables."""
        ...

    def events(self, replay: Replay, expectation: Expectation) -> list[Event]:
        """Everything that happens in a take."""
        ...


PATIENCE = (1.5, 2.0, 2.5)
"""What a caregiver may set, or the device learn (companion.asr.patience)."""


class Ours:
    """The device's own ear."""

    def __init__(self, settings: AsrSettings, name: str = "companion") -> None:
        self.name = name
        self._settings = settings
        self._cues = make_cues(Registry(Path("models")))

    def events(self, replay: Replay, expectation: Expectation) -> list[Event]:
        """What the ear says, frame by frame."""
        ear = TurnEar(ReplayDetector(replay), ReplayRecogniser(replay), self._settings, cues=self._cues)
        ear.expect(expectation)
        found = []
        for frame in replay.frames:
            for event in ear.hear(frame):
                if isinstance(event, SpeechStarted):
                    found.append(Event(frame.end_s, ended=False))
                elif isinstance(event, Utterance):
                    found.append(Event(event.decided_s, ended=True, last_speech_s=event.ended_s))
        return found


class Silence:
    """So much silence, on the same voice activity detector."""

    def __init__(self, seconds: float) -> None:
        self.name = f"silence {seconds:g} s"
        self._frames = round(seconds / FRAME_SECONDS)

    def events(self, replay: Replay, expectation: Expectation) -> list[Event]:  # noqa: ARG002 - what is said is not asked
        """Begins like the device's ear, ends after so many frames without speech."""
        found: list[Event] = []
        onset: deque[bool] = deque(maxlen=ONSET_WINDOW_FRAMES)
        talking, voiced, quiet, last_s = False, False, 0, 0.0
        for frame, probability in zip(replay.frames, replay.probabilities, strict=True):
            voiced = probability >= (LOWER if voiced else THRESHOLD)
            onset.append(voiced)
            quiet = 0 if voiced else quiet + 1
            last_s = frame.end_s if voiced else last_s
            if not talking and sum(onset) >= ONSET_FRAMES:
                talking = True
                found.append(Event(frame.end_s, ended=False))
            elif talking and quiet >= self._frames:
                talking = False
                onset.clear()
                found.append(Event(frame.end_s, ended=True, last_speech_s=last_s))
        return found


def policies() -> tuple[Policy, ...]:
    """The device, also set to more patience, and fixed silences: Home Assistant's three, OVOS's, pipecat's alone."""
    patient = (Ours(AsrSettings(patience=times), f"companion, patience {times:g}") for times in PATIENCE)
    return (Ours(AsrSettings()), *patient, *(Silence(seconds) for seconds in (0.2, 0.25, 0.5, 0.7, 1.25)))
