"""How often a natural answer is understood: flite speaks it, the recogniser hears it, the dialogue reads it.

    python -m companion.bench.answers [--part dev|test] [--noise DB] [--json]

Right: read as what was said is read. Asked again: not read as an answer. With --noise, household noise of the data
folder lies so far below.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np

from companion.asr.pocketsphinx import PocketSphinxRecogniser
from companion.audiofile import read_audio
from companion.bench.answers_sayings import OPTIONS, VOICES, answers
from companion.bench.figures import Figures, environment
from companion.bench.hearing_data import Noises, Part, mixed
from companion.errors import CompanionError, InputError
from companion.messages import FRAME_SAMPLES, SAMPLE_RATE_HZ, AnswerKind, Expectation, Samples, Transcript

_ROOM_S = 0.2
_ROOM_RMS = 15.0
_HEARD = 0.3
"""What is heard with less confidence is asked again, as the dialogue does."""


@dataclass(slots=True)
class Count:
    """What became of the answers to one kind of question."""

    right: int = 0
    wrong: int = 0
    asked_again: int = 0
    expected: int = 0
    """Heard as one of the phrases that are listened for."""

    def add(self, heard: Transcript, said: str, kind: AnswerKind) -> None:
        """One more answer."""
        read, meant = _read(heard.text, kind) if heard.confidence >= _HEARD else "", _read(said, kind)
        self.right += read == meant
        self.asked_again += not read
        self.wrong += bool(read) and read != meant
        self.expected += heard.expected


def run(part: Part, noise_db: float | None, data: Path) -> Iterator[Figures]:
    """A row for each kind of question, then how long it took. Raises InputError."""
    recogniser, noises = PocketSphinxRecogniser(), Noises(data) if noise_db is not None else None
    seconds, began = 0.0, time.process_time()
    for kind, texts in answers(part).items():
        count, expectation = Count(), _expectation(kind)
        for voice in VOICES[part]:
            for text in texts:
                sound = _in_a_room(_said(voice, text), noises, noise_db, f"{voice} {text}")
                seconds += len(sound) / SAMPLE_RATE_HZ
                count.add(_heard(recogniser, sound, expectation), text, kind)
        yield {
            "kind": kind.value,
            "right": count.right,
            "wrong": count.wrong,
            "asked_again": count.asked_again,
            "expected": count.expected,
        }
    yield {"real_time_factor": round((time.process_time() - began) / seconds, 3)}


def _expectation(kind: AnswerKind) -> Expectation:
    from companion.dialogue.phrases import COMMAND_PHRASES, RED_FLAG_PHRASES, answers_among, phrases_for, unique

    usual = phrases_for(kind, options=OPTIONS if kind is AnswerKind.CHOICE else {})
    phrases = unique((*COMMAND_PHRASES, *RED_FLAG_PHRASES, *usual))
    return Expectation(kind=kind, phrases=phrases, answers=answers_among(phrases, kind), no_reply_s=0)


def _read(text: str, kind: AnswerKind) -> str:
    from companion.dialogue.understand import understand

    value = understand(text, kind, options=OPTIONS if kind is AnswerKind.CHOICE else {}).value
    return "" if value is None else str(value)


def _said(voice: str, text: str) -> Samples:
    flite = shutil.which("flite")
    if flite is None:
        raise InputError("flite, which speaks the answers, is not installed; run: sudo apt install flite")
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "said.wav"
        subprocess.run([flite, "-voice", voice, "-t", text, "-o", str(wave)], check=True, capture_output=True)
        return read_audio(wave)


def _in_a_room(samples: Samples, noises: Noises | None, noise_db: float | None, key: str) -> Samples:
    chance = np.random.default_rng(crc32(key.encode()))
    quiet = [chance.normal(0, _ROOM_RMS, round(_ROOM_S * SAMPLE_RATE_HZ)).astype(np.int16) for _ in range(2)]
    sound = np.concatenate([quiet[0], samples, quiet[1]])
    if noises is None or noise_db is None:
        return sound
    number = crc32(key.encode())
    noise = noises.plain(number)
    return mixed(sound, np.roll(noise, number % len(noise)), snr_db=noise_db)


def _heard(recogniser: PocketSphinxRecogniser, sound: Samples, expectation: Expectation) -> Transcript:
    recogniser.forget()
    recogniser.start(expectation)
    for start in range(0, len(sound), FRAME_SAMPLES):
        recogniser.accept(sound[start : start + FRAME_SAMPLES])
    return recogniser.finish()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a program; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m companion.bench.answers", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--part", choices=[part.value for part in Part], default=Part.DEV.value)
    parser.add_argument("--noise", type=float, metavar="DB")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("COMPANION_DATA", "../shared/data")))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    try:
        rows = list(run(Part(options.part), options.noise, options.data))
    except CompanionError as error:
        print(f"answers: {error}", file=sys.stderr)
        return error.exit_code
    if options.json:
        print(json.dumps({"environment": environment(), "part": options.part, "rows": rows}))
    else:
        print("\n".join(", ".join(f"{name} {value}" for name, value in row.items()) for row in rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
