"""companion hear: transcribe audio files with the ear of the live device."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from companion.errors import InputError

if TYPE_CHECKING:
    from tqdm import tqdm

    from companion.asr.cues import Cues
    from companion.messages import AudioFrame, Expectation, Samples, Transcript
    from companion.ports import Recogniser
    from companion.settings import AsrSettings

HELP = """Transcribe audio files (wav, flac, ogg, mp3; any rate) with the configured recogniser. With --expect the
phrases become its grammar, as when the device has asked a question."""
EXAMPLE = "companion hear answer.wav --expect yes,no,'not really' --json"

MANY_FILES = 3
"""From here on a progress bar is worth its line."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="an audio file")
    parser.add_argument("--json", action="store_true", help="print one JSON object a file")
    parser.add_argument("--expect", default="", metavar="PHRASE,PHRASE", help="expected answers, parted by commas")


def run(options: argparse.Namespace) -> int:
    """Transcribe every file in order; one that cannot be read gets its sentence, and the others are still done."""
    from companion.app import make_cues, make_dictionary, make_recogniser, make_registry
    from companion.cli import settings_of
    from companion.device_words import household_words
    from companion.messages import Expectation

    settings = settings_of(options)
    expectation = Expectation(phrases=_phrases(options.expect), no_reply_s=0)
    code = 0
    registry = make_registry(settings)
    with closing(make_recogniser(settings, registry)) as recogniser, _progress(options.files) as files:
        recogniser.learn(household_words(settings, {}, (), make_dictionary()))
        listener = _Listener(recogniser, settings.asr, expectation, make_cues(registry))
        for path in files:
            try:
                heard = listener.listen(path)
            except InputError as error:
                files.write(f"companion: {error}", file=sys.stderr)
                code = error.exit_code
                continue
            files.write(heard.as_json() if options.json else heard.text, file=sys.stdout)
            sys.stdout.flush()
    return code


def _phrases(commas: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.lower().split()) for phrase in commas.split(",") if phrase.strip())


def _progress(files: list[Path]) -> tqdm[Path]:
    from tqdm import tqdm

    # On a terminal only: where the output goes to a file or another program a bar is noise.
    hidden = len(files) < MANY_FILES or not sys.stderr.isatty()
    return tqdm(files, unit="file", disable=hidden, leave=False, file=sys.stderr)


@dataclass(frozen=True, slots=True, kw_only=True)
class _FileHeard:
    """What was heard in one file."""

    file: str
    transcripts: tuple[Transcript, ...] = field(repr=False)
    engine: str
    audio_seconds: float
    decode_seconds: float

    @property
    def text(self) -> str:
        """All utterances, one after another."""
        return " ".join(each.text for each in self.transcripts if each.text)

    @property
    def confidence(self) -> float:
        """Mean over the words; 0 when there are none."""
        counts = [len(each.text.split()) for each in self.transcripts]
        weighed = sum(each.confidence * count for each, count in zip(self.transcripts, counts, strict=True))
        return weighed / sum(counts) if sum(counts) else 0.0

    def as_json(self) -> str:
        """One line of the CLI contract."""
        return json.dumps(
            {
                "file": self.file,
                "text": self.text,
                "confidence": round(self.confidence, 4),
                "audio_seconds": round(self.audio_seconds, 3),
                "decode_seconds": round(self.decode_seconds, 3),
                "engine": self.engine,
            }
        )


class _Listener:
    """Plays files to the ear as the device has it, each as if it came from a new room."""

    def __init__(self, recogniser: Recogniser, settings: AsrSettings, expectation: Expectation, cues: Cues) -> None:
        from companion.asr.vad import SileroDetector

        self._recogniser = recogniser
        self._detector = SileroDetector()
        self._settings = settings
        self._expectation = expectation
        self._cues = cues
        self._recogniser.start(expectation)
        self._engine = recogniser.finish().engine

    def listen(self, path: Path) -> _FileHeard:
        """Transcribe one file. Raises InputError."""
        from companion.audiofile import read_audio
        from companion.messages import SAMPLE_RATE_HZ

        samples = read_audio(path)
        started = time.perf_counter()
        transcripts = tuple(self._utterances(samples))
        return _FileHeard(
            file=str(path),
            transcripts=transcripts,
            engine=self._engine,
            audio_seconds=len(samples) / SAMPLE_RATE_HZ,
            decode_seconds=time.perf_counter() - started,
        )

    def _utterances(self, samples: Samples) -> Iterator[Transcript]:
        from companion.asr.choose import AdaptiveRecogniser
        from companion.asr.ear import TurnEar
        from companion.asr.frontend import FrontEnd
        from companion.messages import Utterance

        self._detector.reset()
        if isinstance(self._recogniser, AdaptiveRecogniser):
            # Otherwise a file's text would depend on the files before it.
            self._recogniser.forget()
        ear = TurnEar(self._detector, self._recogniser, self._settings, front_end=FrontEnd(), cues=self._cues)
        ear.expect(self._expectation)
        for frame in _frames(samples):
            for event in ear.hear(frame):
                if isinstance(event, Utterance):
                    yield event.transcript


def _frames(samples: Samples) -> Iterator[AudioFrame]:
    """The file in frames, with enough silence after it for the last turn to end."""
    import numpy as np

    from companion.asr.endpoint import MOST_S
    from companion.messages import FRAME_SAMPLES, SAMPLE_RATE_HZ, AudioFrame

    quiet_s = MOST_S + 1.0
    padded = np.concatenate([samples, np.zeros(round(quiet_s * SAMPLE_RATE_HZ) + FRAME_SAMPLES, dtype=np.int16)])
    for start in range(0, len(padded) - FRAME_SAMPLES, FRAME_SAMPLES):
        yield AudioFrame(samples=padded[start : start + FRAME_SAMPLES], start_s=start / SAMPLE_RATE_HZ)
