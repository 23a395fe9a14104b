"""How often the television, babble and read speech start a turn, and how often a real answer beside them is missed.

    python -m companion.bench.falsestarts [--part dev|test] [--json]

The ear, the attention and the dialogue are the device's own; the clips are halved into dev and test.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from companion.app import make_dialogue, make_ear, make_registry
from companion.asr.attention import Attention, Heed, level_of
from companion.audiofile import read_audio
from companion.bench.figures import Figures
from companion.bench.hearing_data import Part, rows_of, speech_clips
from companion.errors import CompanionError
from companion.messages import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    SAMPLE_RATE_HZ,
    UNSURE,
    AnswerKind,
    AudioFrame,
    Expectation,
    Heard,
    Samples,
    SessionStarted,
    Transcript,
    Utterance,
)
from companion.settings import AsrSettings, ConsentSettings, Settings

RESIDENT_DB = -26.0
"""How loud the resident is at the microphone; what else sounds is set against it."""
SOFTER_DB = (0.0, 6.0, 12.0, 18.0)
SPEAKS_S = 3.0
"""How long the device is taken to speak when it answers."""
_VOICES = ("tv_speech_music", "babble")
_ROOM_RMS = 6.0


@dataclass(slots=True)
class Counts:
    """What happened in one stretch of sound."""

    seconds: float = 0.0
    heard: int = 0
    """Utterances with words: what would be answered without attention."""
    answered: int = 0
    taken: int = 0
    """Of the answered: taken for an answer to the question."""
    urgent: int = 0
    """Of the answered: because they sounded like a call for help."""
    why: Counter[str] = field(default_factory=Counter)

    def row(self) -> Figures:
        """Per hour."""
        hour = 3600 / max(1.0, self.seconds)
        return {
            "minutes": round(self.seconds / 60, 1),
            "before_per_hour": round(self.heard * hour, 1),
            "after_per_hour": round(self.answered * hour, 1),
            "taken_for_answers": round(self.taken * hour, 1),
            "red_flags": round(self.urgent * hour, 1),
            "passed_over": {why: count for why, count in self.why.items() if count},
        }


class _Bedside:
    """A session without a voice: what is answered moves the dialogue on, and the clock."""

    def __init__(self, mode: str, *, known: bool, asked: Expectation | None) -> None:
        asr = AsrSettings(mode=mode, own_process=False)
        settings = Settings(
            asr=asr, consent=ConsentSettings(diary=True, share=True, mood=True, voice_mood=False, initiative=False)
        )
        self._clock = _Clock()
        self._ear = make_ear(settings, make_registry(settings))
        self._dialogue = make_dialogue(settings, self._clock, None)
        self._attention = Attention(asr)
        start = self._dialogue.handle(SessionStarted(at_s=0.0))
        self._asked = asked
        self._expecting = asked or start.expect or Expectation(no_reply_s=0)
        self._ear.expect(self._expecting)
        if known:
            self._meet()

    def _meet(self) -> None:
        loud = np.resize(np.array([1, -1]) * 32768 * 10 ** (RESIDENT_DB / 20), 20 * FRAME_SAMPLES).astype(np.int16)
        for _ in range(3):
            self._attention.spoke(0.0)
            sure = Transcript(text="yes", confidence=0.95, engine="bench", expected=True)
            met = Utterance(transcript=sure, started_s=0, ended_s=0.5, decided_s=0.6, samples=loud)
            self._attention.judge(met, self._expecting)
        self._clock.seconds = 60.0

    def listen(self, sound: Samples) -> Counts:
        """Everything that comes of this sound."""
        counts = Counts(seconds=len(sound) / SAMPLE_RATE_HZ)
        if self._asked is not None:
            self._attention.spoke(self._clock.seconds)
        for start in range(0, len(sound) - FRAME_SAMPLES, FRAME_SAMPLES):
            frame = AudioFrame(samples=sound[start : start + FRAME_SAMPLES], start_s=self._clock.seconds)
            self._clock.seconds += FRAME_SECONDS
            for event in self._ear.hear(frame):
                if isinstance(event, Utterance) and event.transcript.text:
                    self._ended(event, counts)
        return counts

    def _ended(self, utterance: Utterance, counts: Counts) -> None:
        counts.heard += 1
        heed = self._attention.judge(utterance, self._expecting)
        urgent = self._dialogue.urgent(utterance, plainly=heed is not Heed.ADDRESSED)
        counts.why[heed.value] += heed is not Heed.ADDRESSED
        if heed is not Heed.ADDRESSED and not urgent:
            return
        counts.answered += 1
        counts.urgent += urgent
        counts.taken += self._asked is not None and _answers(utterance, self._asked)
        if self._asked is None:
            reply = self._dialogue.handle(Heard(utterance=utterance, feeling=UNSURE))
            self._attention.became(reply.outcome)
            if reply.say:
                self._attention.spoke(self._clock.seconds + SPEAKS_S)
            self._expecting = reply.expect or self._expecting
            self._ear.expect(self._expecting)

    def close(self) -> None:
        """Let the recogniser go."""
        self._ear.close()


def _answers(utterance: Utterance, asked: Expectation) -> bool:
    from companion.dialogue.understand import understand

    return understand(utterance.transcript.text, asked.kind).value is not None


class _Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def now_s(self) -> float:
        """Audio so far."""
        return self.seconds

    def wall(self) -> datetime:
        """An afternoon."""
        return datetime(2026, 3, 2, 15, 0, tzinfo=UTC) + timedelta(seconds=self.seconds)


def sounds(data: Path, part: Part) -> Iterator[tuple[str, Samples]]:
    """Stretches of sound that nobody means for the device."""
    rows = rows_of(data / "noise" / "noise.tsv")
    wanted = 0 if part is Part.DEV else 1
    for category in (*_VOICES, "street_music"):
        clips = [data / row["path"] for row in rows if row["category"] == category]
        mine = clips[wanted::2]
        if mine:
            yield category, np.concatenate([read_audio(clip) for clip in mine])
    readers = [clip for clip in speech_clips(data) if clip.set == "librispeech_test_other" and clip.part is part]
    room = read_audio(next((data / "noise" / "rir").glob("*.flac"), data / readers[0].path)).astype(np.float64)
    said = np.concatenate([read_audio(clip.path) for clip in readers]).astype(np.float64)
    heard = np.convolve(said, room[: SAMPLE_RATE_HZ // 2] / max(1.0, np.abs(room).max()), mode="same")
    yield "radio", (heard / np.abs(heard).max() * 20000).astype(np.int16)


def _softer(sound: Samples, softer_db: float) -> Samples:
    factor = 10 ** ((RESIDENT_DB - softer_db - level_of(sound)) / 20)
    hiss = np.random.default_rng(7).normal(0, _ROOM_RMS, len(sound))
    made: Samples = np.clip(sound * factor + hiss, -32768, 32767).astype(np.int16)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a program; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m companion.bench.falsestarts", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--part", choices=[part.value for part in Part], default=Part.DEV.value)
    parser.add_argument("--softer", type=float, action="append", help="dB below the resident's voice")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("COMPANION_DATA", "../shared/data")))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    from companion.bench.turns.sayings import expectation_for

    try:
        for name, sound in sounds(options.data, Part(options.part)):
            for softer_db in options.softer or SOFTER_DB:
                for asked in (None, expectation_for(AnswerKind.YES_NO)):
                    bedside = _Bedside("open", known=True, asked=asked)
                    row = {
                        "sound": name,
                        "softer_db": softer_db,
                        "asked": "yes_no" if asked else "nothing",
                        **bedside.listen(_softer(sound, softer_db)).row(),
                    }
                    bedside.close()
                    text = (
                        json.dumps(row) if options.json else "  ".join(f"{key} {value}" for key, value in row.items())
                    )
                    print(text, flush=True)
    except CompanionError as error:
        print(f"falsestarts: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
