"""The speech of the bench: spoken by flite and by people, with pauses put between two words of it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from zlib import crc32

import numpy as np

from companion.audiofile import read_audio
from companion.bench.hearing_data import Clip, Part, acted_clips, some, speech_clips
from companion.bench.turns.align import Aligned, Aligner, room_rms
from companion.bench.turns.sayings import expectation_for, given, sayings
from companion.errors import InputError
from companion.messages import SAMPLE_RATE_HZ, AnswerKind, Expectation, Samples

PAUSES_S = (0.0, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 2.5)
LEAD_S, TAIL_S = 0.8, 6.0
VOICES = {Part.DEV: ("slt", "awb"), Part.TEST: ("rms", "kal16")}
_OPEN_SETS = ("librispeech_test_other", "vctk", "common_voice", "mfa_sick_voice")
_LONGEST_S = 14.0
_FADE = round(0.005 * SAMPLE_RATE_HZ)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One utterance, without pauses."""

    name: str
    group: str
    """flite or people."""
    text: str = field(repr=False)
    expectation: Expectation = field(repr=False)
    samples: Samples = field(repr=False)
    aligned: Aligned

    @property
    def kind(self) -> str:
        """expected: its text is one of the phrases listened for; answer: it answers a question otherwise; open."""
        if self.text in self.expectation.phrases:
            return "expected"
        return "open" if self.expectation.kind is AnswerKind.FREE else "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One utterance as the microphone hears it, with a pause in it or none."""

    spoken: Spoken
    pause_s: float
    samples: Samples = field(repr=False)
    resumes_s: float
    """When it goes on after the pause; with none, when it begins."""
    ends_s: float
    given: bool = False
    """What is said before the pause is the whole answer: what follows changes nothing, as in "yes, please"."""


def flite_spoken(part: Part) -> Iterator[Spoken]:
    """The sayings of a part, spoken by its voices. Raises InputError where flite is not installed."""
    flite = shutil.which("flite")
    if flite is None:
        raise InputError("flite, which speaks the sentences, is not installed; run: sudo apt install flite")
    aligner = Aligner()
    wanted = 0 if part is Part.DEV else 1
    for saying in sayings():
        for voice in VOICES[part]:
            if saying.number % 2 == wanted:
                samples = _said(flite, voice, saying.text)
                if (aligned := aligner.align(samples, saying.text)) is not None:
                    yield Spoken(
                        name=f"{voice} {saying.number}",
                        group="flite",
                        text=saying.text,
                        expectation=expectation_for(saying.kind),
                        samples=samples,
                        aligned=aligned,
                    )


def people_spoken(data: Path, part: Part, most: int) -> Iterator[Spoken]:
    """At most so many recordings of each set: read ones as open speech, acted ones as expected. Raises InputError."""
    aligner = Aligner()
    acted = acted_clips(data)
    sentences = tuple(dict.fromkeys(clip.text for clip in acted))
    free = expectation_for(AnswerKind.FREE)
    asked = _asked(free, sentences)
    # Of the two acted sentences one is for tuning and one for the test.
    mine = sentences[0 if part is Part.DEV else 1 :: 2]
    told = [clip for clip in speech_clips(data) if clip.set in _OPEN_SETS]
    for clip in (*_of(told, part, most), *_of([one for one in acted if one.text in mine], part, 2 * most)):
        samples = read_audio(clip.path)
        if (aligned := aligner.align(samples, clip.text)) is not None:
            expectation = asked if clip.text in sentences else free
            name = f"{clip.set} {clip.path.stem}"
            yield Spoken(
                name=name,
                group="people",
                text=clip.text,
                expectation=expectation,
                samples=samples,
                aligned=aligned,
            )


def _asked(free: Expectation, sentences: tuple[str, ...]) -> Expectation:
    """A question to which the acted sentences are answers among others, as the dialogue would ask it."""
    from companion.dialogue.settled import settled

    phrases = (*free.phrases, *sentences)
    known = settled(phrases, AnswerKind.CHOICE)
    return replace(free, kind=AnswerKind.CHOICE, phrases=phrases, answers=frozenset(sentences), settled=known)


def _of(clips: Sequence[Clip], part: Part, most: int) -> tuple[Clip, ...]:
    return some([one for one in clips if one.part is part and one.text and one.seconds < _LONGEST_S], most)


def takes(spoken: Spoken) -> Iterator[Take]:
    """The utterance without a pause, then with each pause at the same place; a single word has no place for one."""
    noise = np.random.default_rng(crc32(spoken.name.encode()))
    after = _place(spoken)
    for pause_s in PAUSES_S:
        if pause_s == 0 or after:
            yield _take(spoken, pause_s, after, noise)


def _place(spoken: Spoken) -> int:
    """After how many words the pause comes: anywhere between two; 0 where there is but one."""
    places = spoken.aligned.boundaries_s
    return crc32(f"{spoken.name} pause".encode()) % len(places) + 1 if places else 0


def _take(spoken: Spoken, pause_s: float, after: int, noise: np.random.Generator) -> Take:
    rms = room_rms(spoken.samples)

    def room(seconds: float) -> Samples:
        made: Samples = np.clip(noise.normal(0, rms, round(seconds * SAMPLE_RATE_HZ)), -32768, 32767).astype(np.int16)
        return made

    place_s = spoken.aligned.boundaries_s[after - 1] if after else 0.0
    cut = round(place_s * SAMPLE_RATE_HZ)
    first, second = spoken.samples[:cut], spoken.samples[cut:]
    if pause_s:
        first, second = _faded(first, out=True), _faded(second, out=False)
    samples = np.concatenate([room(LEAD_S), first, room(pause_s), second, room(TAIL_S)])
    begins_s = LEAD_S + spoken.aligned.begins_s
    return Take(
        spoken=spoken,
        pause_s=pause_s,
        samples=samples,
        resumes_s=LEAD_S + place_s + pause_s if pause_s else begins_s,
        ends_s=LEAD_S + spoken.aligned.ends_s + pause_s,
        given=bool(pause_s) and given(spoken.expectation, " ".join(spoken.text.split()[:after]), spoken.text),
    )


def _faded(samples: Samples, *, out: bool) -> Samples:
    """A cut through sound clicks, and a click is speech to nobody but a detector."""
    faded = samples.astype(np.float64)
    ramp = np.linspace(0, 1, min(_FADE, len(faded)))
    if out:
        faded[len(faded) - len(ramp) :] *= ramp[::-1]
    else:
        faded[: len(ramp)] *= ramp
    done: Samples = faded.astype(np.int16)
    return done


def _said(flite: str, voice: str, text: str) -> Samples:
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "said.wav"
        subprocess.run([flite, "-voice", voice, "-t", text, "-o", str(wave)], check=True, capture_output=True)
        return read_audio(wave)
