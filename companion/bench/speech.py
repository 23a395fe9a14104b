"""What the voice costs, how even it is, and how much of it is understood: by a recogniser, and by old ears.

    python -m companion.bench.speech [--voice F.onnx] [--prompts 40] [--settings] [--json]

The prompts are the fixed lines of the built-in scripts, every n-th of them. Intelligibility is the word error rate of
PocketSphinx on the synthetic speech, where any of the prompts may have been said (in open speech it is wrong in two
words of three, which would tell more of its American model than of a British voice): clean, in pink noise at 10 and at
5 dB, and through the ears of a man of 85 (`companion.bench.speech_ears`), for whom the index is given as well. With
--settings it is measured for each rate, lift and manner.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from companion.app import make_dictionary
from companion.bench.figures import Figures, environment, percentiles, word_errors, words_of
from companion.bench.speech_ears import ear_noise, intelligibility_index
from companion.device_prompts import fixed_prompts
from companion.errors import CompanionError
from companion.messages import NOT_YET, Manner, Prompt
from companion.settings import Settings, TtsSettings
from companion.tts.choose import make_synthesiser
from companion.tts.loudness import TARGET_LUFS, Sound, loudness_lufs
from companion.tts.speech import Speech
from companion.tts.store import SentenceStore

AGE = 85
QUIET_DB = 30.0
"""Speech so far above the noise is clean; PocketSphinx, taught in rooms, is wrong more often in digital silence."""
LONG = "It is time to take your medicine with a glass of water. " * 20
CONDITIONS: dict[str, float | None] = {"clean": QUIET_DB, "10 dB": 10.0, "5 dB": 5.0, f"ears of {AGE}": None}
"""Name -> how far the speech lies above the noise, dB; None: through old ears."""
VARIANTS: dict[str, tuple[dict[str, Any], Manner]] = {
    "as shipped": ({}, Manner()),
    "no lift": ({"lift_db": 0.0}, Manner()),
    "lift 6 dB": ({"lift_db": 6.0}, Manner()),
    "lift 9 dB": ({"lift_db": 9.0}, Manner()),
    "110 words a minute": ({"words_per_minute": 110}, Manner()),
    "190 words a minute": ({"words_per_minute": 190}, Manner()),
    "asked to be slower": ({}, Manner(pace=0.8)),
    "6 dB louder": ({}, Manner(gain_db=6.0)),
    "night": ({}, Manner(gain_db=-4.0)),
    "whispered": ({}, Manner(whisper=True)),
}
"""Name -> settings and manner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One prompt as it came out."""

    text: str = field(repr=False)
    sound: Sound = field(repr=False)
    rate_hz: int
    first_ms: float
    work_s: float

    @property
    def seconds(self) -> float:
        return len(self.sound) / self.rate_hz


def prompts(settings: Settings, most: int) -> list[str]:
    """Every n-th fixed sentence of three words or more, so that at most this many are left."""
    from companion.dialogue.script import builtin_scripts

    known = make_dictionary()
    lines = [
        one
        for one in dict.fromkeys(fixed_prompts(settings, builtin_scripts()))
        if len(one.split()) >= 3 and all(known.has(word) for word in words_of(one))
    ]
    return lines[:: max(1, -(-len(lines) // most))]


def say(speech: Speech, text: str, manner: Manner) -> Said:
    """Speak it as fast as it goes."""
    began_s = perf_counter()
    chunks, first_ms = [], 0.0
    for chunk in speech.speak(Prompt(text=text, manner=manner)):
        if chunk is NOT_YET:
            continue
        first_ms = first_ms or (perf_counter() - began_s) * 1000
        chunks.append(chunk)
    sound = np.concatenate([chunk.samples for chunk in chunks]).astype(np.float32) / np.float32(32768)
    work_s = perf_counter() - began_s
    return Said(text=text, sound=sound, rate_hz=chunks[0].sample_rate_hz, first_ms=first_ms, work_s=work_s)


def costs(make: Callable[..., Speech], texts: Sequence[str], folder: Path) -> Figures:
    """First sound of a new, a kept and a long prompt, real-time factor, and what all fixed sentences take on disk."""
    new = [say(make(), text, Manner()) for text in texts]
    store = SentenceStore(folder, limit_bytes=10**9)
    from companion.dialogue.script import builtin_scripts

    everything = tuple(fixed_prompts(Settings(), builtin_scripts()))
    keeping = make(keep_sentences="always", store=store)
    keeping.keep(lambda: everything)
    for text in everything:
        if any(letter.isalnum() for letter in text):
            say(keeping, text, Manner())
    kept = [say(keeping, text, Manner()) for text in texts]
    long = [say(make(), LONG, Manner()) for _ in range(5)]
    levels = [loudness_lufs(one.sound, one.rate_hz) for one in new]
    return {
        "first sound, new": percentiles([one.first_ms for one in new]),
        "first sound, kept": percentiles([one.first_ms for one in kept]),
        "first sound, 1100 characters": percentiles([one.first_ms for one in long]),
        "real_time_factor": round(sum(one.work_s for one in new) / sum(one.seconds for one in new), 4),
        "loudness_lufs": {
            "mean": round(float(np.mean(levels)), 1),
            "lowest": round(min(levels), 1),
            "highest": round(max(levels), 1),
        },
        "kept": {"sentences": len(store), "megabytes": round(store.size_bytes / 1e6, 1)},
    }


def understood(speech: Speech, texts: Sequence[str], manner: Manner) -> Figures:
    """Word error rate in each condition, %, and the index for an old and a young ear."""
    said = [say(speech, text, manner) for text in texts]
    rates: Figures = {}
    for condition, above_db in CONDITIONS.items():
        errors = [word_errors(one.text, text) for one, text in zip(said, _recognised(said, above_db), strict=True)]
        rates[condition] = round(100 * sum(wrong for wrong, _ in errors) / sum(words for _, words in errors), 1)
    for age in (20, AGE):
        index = [intelligibility_index(one.sound, one.rate_hz, age=age, target_lufs=TARGET_LUFS) for one in said]
        rates[f"index at {age}"] = round(float(np.mean(index)), 3)
    return rates


def _recognised(said: Sequence[Said], above_db: float | None) -> Iterator[str]:
    import pocketsphinx
    import soxr

    decoder = pocketsphinx.Decoder(loglevel="FATAL", samprate=16_000)
    either = " | ".join(dict.fromkeys(" ".join(words_of(one.text)) for one in said))
    decoder.add_jsgf_string("prompts", f"#JSGF V1.0; grammar prompts; public <prompt> = {either} ;")
    decoder.activate_search("prompts")
    for number, one in enumerate(said):
        padded = np.pad(one.sound, one.rate_hz // 2)
        heard = soxr.resample(padded + _hiding(len(padded), one.rate_hz, above_db, seed=number), one.rate_hz, 16_000)
        # Half as loud, so that nothing clips.
        decoder.start_utt()
        decoder.process_raw(np.clip(heard * 16_384, -32768, 32767).astype(np.int16).tobytes(), full_utt=True)
        decoder.end_utt()
        found = decoder.hyp()
        yield found.hypstr if found else ""


def _hiding(samples: int, rate_hz: int, above_db: float | None, *, seed: int) -> Sound:
    """What is added to the speech."""
    if above_db is None:
        return ear_noise(samples, rate_hz, age=AGE, target_lufs=TARGET_LUFS, seed=seed)
    white = np.fft.rfft(np.random.default_rng(seed).standard_normal(samples))
    at_hz = np.maximum(np.fft.rfftfreq(samples, 1 / rate_hz), 50.0)
    pink = np.fft.irfft(white / np.sqrt(at_hz), samples)
    level = 10 ** ((TARGET_LUFS - above_db) / 20)
    return np.asarray(pink / np.sqrt(np.mean(pink**2)) * level, dtype=np.float32)


def measured(voice: Path | None, most: int, *, every_setting: bool) -> Figures:
    """All figures of one engine."""
    texts = prompts(Settings(), most)
    base = TtsSettings(engine="espeak" if voice is None else "piper")

    def make(store: SentenceStore | None = None, **changes: Any) -> Speech:
        return make_synthesiser(TtsSettings.model_validate({**base.model_dump(), **changes}), voice, store=store)

    with tempfile.TemporaryDirectory() as folder:
        figures = costs(make, texts, Path(folder))
    names = VARIANTS if every_setting else {"as shipped": VARIANTS["as shipped"]}
    for name, (changes, manner) in names.items():
        print(f"{name} ...", file=sys.stderr)
        figures[name] = understood(make(**changes), texts, manner)
    return {"engine": base.engine, "prompts": len(texts), **figures, "environment": environment()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m companion.bench.speech", description=__doc__)
    parser.add_argument("--voice", type=Path, help="a Piper voice's .onnx; without it espeak-ng is measured")
    parser.add_argument("--prompts", type=int, default=40, help="at most so many")
    parser.add_argument("--settings", action="store_true", help="intelligibility for each rate, lift and manner")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    options = parser.parse_args(arguments)
    try:
        figures = measured(options.voice, max(1, options.prompts), every_setting=options.settings)
    except CompanionError as error:
        print(f"companion: {error}", file=sys.stderr)
        return error.exit_code
    print(json.dumps(figures) if options.json else _in_words(figures))
    return 0


def _in_words(figures: Figures) -> str:
    return "\n".join(f"{name:30} {value}" for name, value in figures.items())


if __name__ == "__main__":
    sys.exit(main())
