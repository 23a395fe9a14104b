"""companion say: speak a text, with mouth cues."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from companion.errors import InputError, OutputError

if TYPE_CHECKING:
    from companion.messages import MouthCue, SpeechChunk
    from companion.settings import Settings

HELP = """Speak a text in the device's voice. Plays it, or with --out writes it to a sound file; --cues writes the
mouth shapes that belong to it."""
EXAMPLE = 'companion say "Good morning. Did you sleep well?" --out morning.wav --cues morning.json'


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("text", metavar="TEXT", help="what to say, in quotation marks")
    parser.add_argument("--out", type=Path, metavar="F.wav", help="write the sound to this file instead of playing it")
    parser.add_argument("--cues", type=Path, metavar="F.json", help="write the mouth cues to this file")
    parser.add_argument("--marks", action="store_true", help="TEXT holds marks for the voice, as a script's line may")
    parser.add_argument("--json", action="store_true", help="print the figures and the mouth cues as one JSON object")


def run(options: argparse.Namespace) -> int:
    """Speak. Raises InputError, OutputError, ModelError, DeviceError."""
    from companion.cli import settings_of

    settings = settings_of(options)
    speech = _speech(options.text, settings, marks=options.marks)
    with _cues_file(options.cues, speech):
        if options.out is not None:
            _write_wav(options.out, speech)
    if options.json:
        print(json.dumps(speech.figures()), flush=True)
    if options.out is None:
        _play(speech, settings)
    if not options.json:
        print(_in_words(speech, options.out))
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Speech:
    """What the engine made."""

    chunks: tuple[SpeechChunk, ...] = field(repr=False)
    engine: str
    first_sound_ms: float
    """From asking a warm engine to its first chunk."""

    @property
    def rate_hz(self) -> int:
        return self.chunks[0].sample_rate_hz

    @property
    def audio_seconds(self) -> float:
        return sum(len(chunk.samples) for chunk in self.chunks) / self.rate_hz

    @property
    def cues(self) -> tuple[MouthCue, ...]:
        return tuple(cue for chunk in self.chunks for cue in chunk.cues)

    def figures(self) -> dict[str, object]:
        return {
            "engine": self.engine,
            "audio_seconds": round(self.audio_seconds, 3),
            "first_sound_ms": round(self.first_sound_ms, 2),
            "cues": [{"start_ms": round(cue.start_s * 1000), "shape": cue.shape.value} for cue in self.cues],
        }


def _speech(text: str, settings: Settings, *, marks: bool) -> _Speech:
    from tqdm import tqdm

    from companion.marks import plain
    from companion.messages import Prompt
    from companion.tts.choose import make_synthesiser
    from models.registry import Registry

    wanted = settings.tts.engine != "espeak"
    voice = Registry(settings.models_dir).find("tts", settings.language) if wanted else None
    synthesiser = make_synthesiser(settings.tts, voice)
    if synthesiser.notice:
        print(f"companion: {synthesiser.notice}", file=sys.stderr)
    began = time.perf_counter()
    stream = synthesiser.speak(Prompt(text=plain(text), marked=text) if marks else Prompt(text=text))
    first = next(stream, None)
    first_sound_ms = (time.perf_counter() - began) * 1000
    if first is None:
        raise InputError("There is nothing in this text that can be spoken. Give some words in quotation marks.")
    rest = tqdm(stream, desc="speaking", unit="chunk", delay=1, leave=False, disable=None)
    return _Speech(chunks=(first, *rest), engine=synthesiser.engine, first_sound_ms=first_sound_ms)


def _write_wav(path: Path, speech: _Speech) -> None:
    import numpy as np

    from companion.audiofile import write_wav

    write_wav(path, np.concatenate([chunk.samples for chunk in speech.chunks]), speech.rate_hz)


@contextmanager
def _cues_file(path: Path | None, speech: _Speech) -> Iterator[None]:
    """Write the cues beside their place and put them there when the block has succeeded: both files or neither."""
    if path is None:
        yield
        return
    beside: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", dir=path.parent, prefix=path.name, suffix=".part", delete=False, encoding="utf-8"
        ) as file:
            beside = Path(file.name)
            json.dump(speech.figures(), file)
        yield
        beside.chmod(0o644)
        beside.replace(path)
    except OSError as error:
        raise OutputError(
            f"The mouth cues cannot be written to {path} ({error.strerror}). Choose another place."
        ) from None
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def _play(speech: _Speech, settings: Settings) -> None:
    """Play to the end. Raises DeviceError where there is no speaker."""
    from device import open_device

    with open_device(settings.profile) as device:
        for chunk in speech.chunks:
            device.speaker.play(chunk)
        while (left_s := device.speaker.busy_until_s() - device.clock.now_s()) > 0:
            time.sleep(min(left_s, 0.1))


def _in_words(speech: _Speech, out: Path | None) -> str:
    where = f"to {out}" if out is not None else "aloud"
    return (
        f"{speech.audio_seconds:.1f} s of speech by {speech.engine} {where}; "
        f"the first sound took {speech.first_sound_ms:.1f} ms, {len(speech.cues)} mouth cues"
    )
