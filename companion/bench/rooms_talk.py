"""Who talks in the simulated rooms: the device with its own built-in prompts, and residents who talk over it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from companion.audiofile import read_audio
from companion.errors import InputError
from companion.messages import SAMPLE_RATE_HZ, Prompt, Samples, Urgency
from companion.settings import TtsSettings

VOICES = {"dev": ("rms", "slt"), "test": ("awb", "kal16")}
LEAST_LETTERS = 20
_LEFT_OUT = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Something the device says, as its voice speaks it."""

    text: str
    samples: Samples = field(repr=False)
    rate_hz: int

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return len(self.samples) / self.rate_hz


class Kind(StrEnum):
    """What somebody says over the device."""

    URGENT = "stop and help"
    ANSWER = "answers"
    OPEN = "open talk"


PHRASES = {
    Kind.URGENT: ("stop", "please stop", "help", "help i have fallen", "please help me", "wait a minute"),
    Kind.ANSWER: ("yes", "no", "yes please", "no thank you"),
    Kind.OPEN: ("i would like a cup of tea", "my daughter comes on sunday", "what time is dinner"),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Remark:
    """Something a resident says."""

    voice: str
    text: str
    kind: Kind
    samples: Samples = field(repr=False)
    """At 16 kHz."""

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return len(self.samples) / SAMPLE_RATE_HZ


def built_in_texts() -> tuple[str, ...]:
    """Everything the built-in scripts say that is longer than a word or two, without what is filled in."""
    import yaml

    from companion.dialogue import library

    advice = Path(library.__file__).parent / "advice"
    found = [
        text
        for file in sorted(advice.glob("*.yaml"))
        for text in _said(yaml.safe_load(file.read_text(encoding="utf-8")))
    ]
    plain = [" ".join(_LEFT_OUT.sub("", text).split()) for text in found]
    return tuple(dict.fromkeys(text for text in plain if len(text) >= LEAST_LETTERS))


def sentences(texts: Sequence[str]) -> Iterator[Sentence]:
    """The texts in the built-in voice, one after the other."""
    from companion.tts.choose import make_synthesiser

    voice = make_synthesiser(TtsSettings(engine="espeak"))
    for text in texts:
        chunks = list(voice.speak(Prompt(text=text, urgency=Urgency.REPLY)))
        if chunks:
            samples = np.concatenate([chunk.samples for chunk in chunks])
            yield Sentence(text=text, samples=samples, rate_hz=chunks[0].sample_rate_hz)


def shuffled(texts: Sequence[str]) -> list[str]:
    """In another order, always the same."""
    return [texts[at] for at in np.random.default_rng(0).permutation(len(texts))]


def enough(said: Iterator[Sentence], seconds: float) -> Iterator[Sentence]:
    """The first of them that take so long together."""
    for one in said:
        if seconds <= 0:
            return
        seconds -= one.seconds
        yield one


def remarks(part: str = "dev") -> tuple[Remark, ...]:
    """Every phrase in every voice of that part. Raises InputError where flite is missing."""
    found = []
    with TemporaryDirectory() as folder:
        file = Path(folder) / "said.wav"
        for voice in VOICES[part]:
            for kind, texts in PHRASES.items():
                for text in texts:
                    _flite(voice, text, file)
                    found.append(Remark(voice=voice, text=text, kind=kind, samples=read_audio(file)))
    return tuple(found)


def _flite(voice: str, text: str, file: Path) -> None:
    flite = shutil.which("flite")
    if flite is None:
        raise InputError("The residents speak with flite, which is not here: sudo apt install flite.")
    subprocess.run([flite, "-voice", voice, "-t", text, "-o", str(file)], check=True)


def _said(node: object, *, saying: bool = False) -> Iterator[str]:
    if isinstance(node, str) and saying:
        yield node
    elif isinstance(node, list):
        for part in node:
            yield from _said(part, saying=saying)
    elif isinstance(node, dict):
        for key, part in node.items():
            yield from _said(part, saying=saying or key == "say")
