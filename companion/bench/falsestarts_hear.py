"""What the device's own ear makes of a stretch of sound, kept on disk: decoding takes far longer than judging.

Kept are transcripts of the bench's own recordings, in the folder that is named and nowhere else. They are found again
by the sound and by what was listened for, not by the program: empty the folder when the ear has changed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from companion.app import make_ear, make_recogniser, make_registry
from companion.messages import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    SAMPLE_RATE_HZ,
    AudioFrame,
    Ending,
    Expectation,
    Samples,
    Transcript,
    Utterance,
    Word,
)
from companion.ports import Ear
from companion.settings import AsrSettings, Settings
from companion.wholefile import replace as write_whole


class Listener:
    """One ear for all of a bench's sounds; a known sound is not heard again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ear: Ear | None = None

    def hear(self, sound: Samples, expectation: Expectation, *, others_talk: bool = True) -> tuple[Utterance, ...]:
        """Every utterance with words in it, in session seconds from the first sample of the sound.

        `others_talk`: the device has noticed already that somebody talks on in the room.
        """
        listened_for = json.dumps([expectation.phrases, others_talk])
        key = hashlib.sha256(sound.tobytes() + listened_for.encode()).hexdigest()[:32]
        kept = self._folder / f"{key}.json"
        if not kept.exists():
            found = [_row(utterance) for utterance in self._listen(sound, expectation, others_talk=others_talk)]
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(kept, json.dumps(found).encode())
        return tuple(_utterance(row, sound) for row in json.loads(kept.read_text(encoding="utf-8")))

    def close(self) -> None:
        """Let the recogniser go."""
        if self._ear is not None:
            self._ear.close()
            self._ear = None

    def _listen(self, sound: Samples, expectation: Expectation, *, others_talk: bool) -> list[Utterance]:
        # A new ear for each sound: what was learned of one voice must not depend on what was kept of another.
        self.close()
        settings = Settings(asr=AsrSettings(own_process=False))
        registry = make_registry(settings)
        self._ear = make_ear(settings, registry, make_recogniser(settings, registry))
        self._ear.others_talk(others_talk)
        self._ear.expect(expectation)
        heard: list[Utterance] = []
        for index in range(len(sound) // FRAME_SAMPLES):
            start = index * FRAME_SAMPLES
            frame = AudioFrame(samples=sound[start : start + FRAME_SAMPLES], start_s=index * FRAME_SECONDS)
            heard += [event for event in self._ear.hear(frame) if isinstance(event, Utterance)]
        heard += [event for event in self._ear.cut() if isinstance(event, Utterance)]
        return [utterance for utterance in heard if utterance.transcript.text]


def _row(utterance: Utterance) -> dict[str, object]:
    return {
        "transcript": asdict(utterance.transcript),
        "started_s": utterance.started_s,
        "ended_s": utterance.ended_s,
        "decided_s": utterance.decided_s,
        "samples": len(utterance.samples),
        "ending": utterance.ending.value,
    }


def _utterance(row: dict[str, object], sound: Samples) -> Utterance:
    match row:
        case {
            "transcript": dict(said),
            "started_s": float(started_s),
            "ended_s": float(ended_s),
            "decided_s": float(decided_s),
            "samples": int(count),
            "ending": str(ending),
        }:
            words = tuple(Word(**word) for word in said.pop("words"))
            said["alternatives"] = tuple(said["alternatives"])
            last = round(decided_s * SAMPLE_RATE_HZ)
            return Utterance(
                transcript=Transcript(words=words, **said),
                started_s=started_s,
                ended_s=ended_s,
                decided_s=decided_s,
                samples=sound[max(0, last - count) : last],
                ending=Ending(ending),
            )
        case _:
            raise ValueError("what was kept of this sound is not whole; empty the folder")
