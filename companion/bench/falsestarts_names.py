"""How well the device hears its name: misses of a hundred calls, and wakes by what only sounds like it.

People say "computer" (the data's wake words), so that is its name here; flite says the usual one. The other wake words,
words that sound alike and read speech must not wake it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from companion.asr.attention import Attention
from companion.audiofile import read_audio
from companion.bench.falsestarts_hear import Listener
from companion.bench.falsestarts_sounds import RESIDENT_DB, VOICES, Said, at_level, beside, find_flite, spoken
from companion.bench.figures import Figures
from companion.bench.hearing_data import Clip, Part, speech_clips
from companion.bench.turns.sayings import expectation_for
from companion.messages import SAMPLE_RATE_HZ, AnswerKind
from companion.settings import AsrSettings

PEOPLE_SAY = "computer"
_WAYS = ("{}", "hey {}", "{} please", "{}, what time is it", "{}, call the nurse", "{}, good morning")
_READ_MINUTES = 4.0


def names(data: Path, part: Part, listener: Listener) -> Iterator[Figures]:
    """One row for each kind of sound. Raises InputError."""
    clips = [clip for clip in speech_clips(data) if clip.part is part]
    calls = [clip for clip in clips if clip.text == PEOPLE_SAY]
    words = [clip for clip in clips if clip.set in {"picovoice_wake", "precise_words"} and clip.text != PEOPLE_SAY]
    yield _row("people call", _said(calls), PEOPLE_SAY, listener)
    yield _row("people say other words", _said(words), PEOPLE_SAY, listener)
    yield _row("people read", _said(_first(clips, _READ_MINUTES)), PEOPLE_SAY, listener)
    name = AsrSettings().name
    flite = find_flite()
    called = [
        Said(name=f"{voice} {way}", kind=AnswerKind.NONE, text="", samples=at_level(made, RESIDENT_DB))
        for voice in VOICES[part]
        for way in _WAYS
        for made in (spoken(flite, voice, way.format(name)),)
    ]
    yield _row("flite calls", called, name, listener)


def _first(clips: Sequence[Clip], minutes: float) -> list[Clip]:
    chosen: list[Clip] = []
    for clip in clips:
        if clip.set == "librispeech_test_other" and sum(one.seconds for one in chosen) < minutes * 60:
            chosen.append(clip)
    return chosen


def _said(clips: Sequence[Clip]) -> list[Said]:
    return [
        Said(name=clip.path.stem, kind=AnswerKind.NONE, text="", samples=at_level(read_audio(clip.path), RESIDENT_DB))
        for clip in clips
    ]


def _row(what: str, said: Sequence[Said], name: str, listener: Listener) -> Figures:
    """How many of these called the device by its name."""
    attention = Attention(AsrSettings(mode="name", name=name))
    expectation = expectation_for(AnswerKind.FREE)
    expectation = replace(expectation, phrases=(*expectation.phrases, *attention.phrases))
    sound, spells = beside(said, said[0].samples, softer_db=0.0, tv_db=None)
    heard = listener.hear(sound, expectation, others_talk=False)
    woken = [one for one in heard if attention.called(one.transcript)]
    calls = sum(any(spell.starts_s <= one.ended_s < spell.over_s for one in woken) for spell in spells)
    speech_s = sum(len(one.samples) for one in said) / SAMPLE_RATE_HZ
    return {
        "sound": what,
        "name": name,
        "clips": len(spells),
        "woke": calls,
        "of_100": round(100 * calls / len(spells), 1),
        "per_hour_of_speech": round(calls * 3600 / speech_s, 1),
    }
