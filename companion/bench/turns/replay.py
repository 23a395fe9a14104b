"""Lets an ear hear a take again and again without decoding it again: what the engines said is kept on disk."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TypeAlias

import numpy as np

from companion.asr.choose import AdaptiveRecogniser
from companion.asr.ear import HYSTERESIS
from companion.asr.frontend import FrontEnd
from companion.asr.vad import SileroDetector
from companion.bench.turns.material import Take
from companion.messages import FRAME_SAMPLES, FRAME_SECONDS, AudioFrame, Expectation, Samples, Transcript
from companion.settings import AsrSettings

THRESHOLD = AsrSettings().speech_probability
LOWER = THRESHOLD - HYSTERESIS
_AHEAD_FRAMES = round(1.0 / FRAME_SECONDS)
_Change: TypeAlias = tuple[int, str, bool, float]
"""From this frame on: text, whether it was expected, confidence."""


class Replay:
    """One take: voice activity of every frame, and the partial transcripts from any frame on."""

    def __init__(self, take: Take, recogniser: AdaptiveRecogniser, detector: SileroDetector, cache: Path) -> None:
        """`cache`: a folder. `recogniser` is asked only for what the cache does not hold."""
        self.frames = frames_of(take.samples)
        self._recogniser = recogniser
        self._detector = detector
        self._expectation = take.spoken.expectation
        digest = hashlib.sha256(take.samples.tobytes())
        digest.update("|".join((*self._expectation.phrases, *sorted(self._expectation.answers))).encode())
        self._file = cache / f"{digest.hexdigest()[:24]}.json"
        self._clean: list[Samples] | None = None
        kept = json.loads(self._file.read_text(encoding="utf-8")) if self._file.exists() else {}
        self.probabilities: list[float] = kept.get("vad") or self._listen()
        self._decoded: dict[str, tuple[int, list[_Change]]] = {
            start: (length, [tuple(each) for each in changes])
            for start, (length, changes) in kept.get("decoded", {}).items()
        }
        self._dirty = "vad" not in kept

    def partial(self, start: int, index: int) -> Transcript:
        """After frame `index`, of an utterance that began with frame `start`."""
        length, changes = self._decoded.get(str(start), (0, []))
        if start + length <= index:
            length, changes = self._decode(start, index + 1 - start + _AHEAD_FRAMES)
        found = (0, "", False, 0.0)
        for change in changes:
            if start + change[0] > index:
                break
            found = change
        return Transcript(text=found[1], confidence=found[3], engine="replay", expected=found[2])

    def save(self) -> None:
        """Keep what was decoded since it was loaded."""
        if self._dirty:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            held = {"vad": [round(each, 4) for each in self.probabilities], "decoded": self._decoded}
            self._file.write_text(json.dumps(held), encoding="utf-8")
            self._dirty = False

    def _decode(self, start: int, length: int) -> tuple[int, list[_Change]]:
        self._recogniser.forget()
        self._recogniser.start(self._expectation)
        changes: list[_Change] = []
        last = ("", False)
        for index, samples in enumerate(self._cleaned()[start : start + length]):
            heard = self._recogniser.accept(samples)
            if (heard.text, heard.expected) != last:
                last = (heard.text, heard.expected)
                changes.append((index, heard.text, heard.expected, round(heard.confidence, 3)))
        self._recogniser.finish()
        self._decoded[str(start)] = (length, changes)
        self._dirty = True
        return length, changes

    def _cleaned(self) -> list[Samples]:
        if self._clean is None:
            self._listen()
        return self._clean or []

    def _listen(self) -> list[float]:
        """Front end and detector, as the ear has them."""
        front_end, voiced = FrontEnd(), False
        self._detector.reset()
        self._clean, probabilities = [], []
        for frame in self.frames:
            clean = front_end.clean(frame)
            probabilities.append(self._detector.probability(clean.samples))
            voiced = probabilities[-1] >= (LOWER if voiced else THRESHOLD)
            front_end.heard(speech=voiced)
            self._clean.append(clean.samples)
        return probabilities


class ReplayDetector:
    """Implements VoiceActivityDetector."""

    def __init__(self, replay: Replay) -> None:
        self._probabilities = iter(replay.probabilities)

    def probability(self, samples: Samples) -> float:  # noqa: ARG002 - the frames come in the order they were in
        """Of the next frame."""
        return next(self._probabilities)

    def reset(self) -> None:
        """Nothing is remembered."""


class ReplayRecogniser:
    """Implements Recogniser: tells by the samples' number where in the take it is."""

    def __init__(self, replay: Replay) -> None:
        self._replay = replay
        self._numbers = {frame.samples.tobytes(): number for number, frame in enumerate(replay.frames)}
        self._start: int | None = None
        self._said = Transcript(text="", confidence=0.0, engine="replay")

    def start(self, expectation: Expectation) -> None:  # noqa: ARG002 - the take's own was decoded
        """A new utterance begins with the next frame."""
        self._start = None

    def accept(self, samples: Samples) -> Transcript:
        """What was heard up to these samples."""
        number = self._numbers[samples.tobytes()]
        if self._start is None:
            self._start = number
        self._said = self._replay.partial(self._start, number)
        return self._said

    def finish(self) -> Transcript:
        """The last partial."""
        return self._said

    def close(self) -> None:
        """Nothing is held."""


def frames_of(samples: Samples) -> list[AudioFrame]:
    """Whole frames from session time 0 on; each differs from all others, by a bit of noise where it must."""
    whole = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES).copy()
    seen: set[bytes] = set()
    for number, frame in enumerate(whole):
        while frame.tobytes() in seen:
            frame[number % FRAME_SAMPLES] ^= 1
            number += 1  # noqa: PLW2901
        seen.add(frame.tobytes())
    return [AudioFrame(samples=np.ascontiguousarray(one), start_s=i * FRAME_SECONDS) for i, one in enumerate(whole)]
