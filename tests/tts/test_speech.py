"""One path for every engine: sentences made ahead, kept where they may be, and no wait where they are slow."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from companion.messages import NOT_YET, Manner, Prompt, SpeechChunk
from companion.settings import TtsSettings
from companion.tts.choose import make_synthesiser
from companion.tts.espeak import EspeakEngine
from companion.tts.making import HANGS_AFTER_S, Maker
from companion.tts.speech import FILLER, Speech
from companion.tts.spoken import Spoken
from companion.tts.store import SentenceStore
from device.fake import FakeClock

SOON_S = 10.0
"""A thread that has not done its work by then never will."""


class Slow:
    """An engine that makes a sentence when it is let; remembers which."""

    name, fingerprint, language, quick = "slow", "slow 1", "en", False

    def __init__(self) -> None:
        self.let = threading.Semaphore(1)  # the filler
        self.begun = threading.Semaphore(0)
        self.asked: list[str] = []

    def sentence(self, text: str, words_per_minute: float) -> Iterator[Spoken]:
        self.asked.append(text)
        self.begun.release()
        assert self.let.acquire(timeout=SOON_S)
        yield Spoken(samples=np.full(8000, 1000, dtype=np.int16), sample_rate_hz=16_000, phones=())

    def made(self, count: int) -> None:
        """Let it make so many, and wait until it has begun as many."""
        for _ in range(count):
            self.let.release()


def speech(engine: Slow, store: SentenceStore | None = None, *, threaded: bool = True) -> Speech:
    made = Speech(Maker(engine, store=store, threaded=threaded), TtsSettings())
    assert engine.begun.acquire(timeout=SOON_S)
    return made


def patiently() -> Iterator[None]:
    """Again and again, while a thread may still do its work; then the test fails instead of waiting for ever."""
    until_s = time.monotonic() + SOON_S
    while time.monotonic() < until_s:
        yield
    pytest.fail("the thread has not done its work")


def drained(stream: Iterator[SpeechChunk]) -> list[SpeechChunk]:
    """Every chunk of what is being made in another thread."""
    chunks = []
    for _ in patiently():
        chunk = next(stream, None)
        if chunk is None:
            break
        if chunk is not NOT_YET:
            chunks.append(chunk)
    return chunks


def tended(voice: Speech, store: SentenceStore, count: int) -> None:
    """Idle until so many sentences are kept."""
    for _ in patiently():
        if len(store) >= count:
            break
        voice.tend()


def test_a_slow_sentence_is_not_waited_for() -> None:
    engine = Slow()
    stream = speech(engine).speak(Prompt(text="One. Two."))
    assert next(stream) is NOT_YET
    assert next(stream) is NOT_YET
    engine.made(2)
    assert sum(len(chunk.samples) for chunk in drained(stream)) > 16_000


def test_while_one_sentence_sounds_the_next_is_made_and_no_more() -> None:
    engine = Slow()
    stream = speech(engine).speak(Prompt(text="One. Two. Three. Four."))
    assert next(stream) is NOT_YET
    engine.made(1)
    for _ in patiently():
        if next(stream) is not NOT_YET:
            break
    assert engine.begun.acquire(timeout=SOON_S)
    assert engine.begun.acquire(timeout=SOON_S)
    assert engine.asked == [FILLER, "One.", "Two."]
    engine.made(3)
    drained(stream)
    assert engine.asked == [FILLER, "One.", "Two.", "Three.", "Four."]


def test_what_is_dropped_is_not_made() -> None:
    engine = Slow()
    voice = speech(engine)
    dropped = voice.speak(Prompt(text="One. Two."))
    assert next(dropped) is NOT_YET
    assert engine.begun.acquire(timeout=SOON_S)
    del dropped
    wanted = voice.speak(Prompt(text="Help is called."))
    assert next(wanted) is NOT_YET
    engine.made(2)
    drained(wanted)
    assert engine.asked == [FILLER, "One.", "Help is called."]


def test_the_filler_is_there_at_once() -> None:
    engine = Slow()
    chunks = list(speech(engine).speak(Prompt(text=FILLER)))
    assert chunks
    assert NOT_YET not in chunks
    assert engine.asked == [FILLER]


def test_fixed_sentences_are_made_in_idle_time_and_are_there_after_a_restart(tmp_path: Path) -> None:
    engine = Slow()
    engine.made(10)
    store = SentenceStore(tmp_path, limit_bytes=10_000_000)
    voice = speech(engine, store)
    voice.keep(lambda: ["Good morning. Did you sleep well?", "Good night."])
    tended(voice, store, 3)
    assert engine.asked == [FILLER, "Good morning.", "Did you sleep well?", "Good night."]
    again = Slow()
    restarted = speech(again, SentenceStore(tmp_path, limit_bytes=10_000_000))
    chunks = list(restarted.speak(Prompt(text="Good night. Did you sleep well?")))
    assert NOT_YET not in chunks
    assert again.asked == [FILLER]


def test_only_what_is_fixed_is_kept(tmp_path: Path) -> None:
    engine = Slow()
    engine.made(10)
    store = SentenceStore(tmp_path, limit_bytes=10_000_000)
    voice = speech(engine, store, threaded=False)
    voice.keep(lambda: ["Thank you."])
    drained(voice.speak(Prompt(text="Thank you. You said that your knee hurts.")))
    assert len(store) == 1
    assert list(voice.speak(Prompt(text="Thank you.")))
    assert engine.asked.count("Thank you.") == 1


def test_another_pace_is_made_ahead_once_somebody_has_asked_for_it(tmp_path: Path) -> None:
    engine = Slow()
    engine.made(20)
    store = SentenceStore(tmp_path, limit_bytes=10_000_000)
    voice = speech(engine, store)
    voice.keep(lambda: ["Thank you."])
    drained(voice.speak(Prompt(text="Slower.", manner=Manner(pace=0.8))))
    tended(voice, store, 2)
    assert engine.asked.count("Thank you.") == 2


def test_a_long_first_sentence_of_a_slow_engine_begins_with_its_first_clause() -> None:
    engine = Slow()
    engine.made(10)
    long = "When you have had your breakfast and your tea, please take the small white tablet with some water."
    drained(speech(engine, threaded=False).speak(Prompt(text=long)))
    assert engine.asked[1:] == [long[: long.index(",") + 1], long[long.index(",") + 2 :]]


def test_a_voice_that_hangs_is_replaced() -> None:
    clock, engine = FakeClock(), Slow()
    hanging = Maker(engine, threaded=True, clock_s=clock.now_s)
    voice = Speech(hanging, TtsSettings(), instead=lambda _: Maker(EspeakEngine(TtsSettings())))
    stream = voice.speak(Prompt(text="Good morning."))
    assert next(stream) is NOT_YET
    clock.advance(HANGS_AFTER_S - 1)
    assert next(stream) is NOT_YET
    clock.advance(2)
    assert len(next(stream).samples) > 0
    assert voice.engine == "espeak"
    assert voice.notice == "The slow voice does not answer. espeak speaks until then."
    engine.made(1)


def test_where_nothing_is_kept_no_line_is_even_looked_at() -> None:
    asked: list[str] = []
    voice = speech(Slow(), threaded=False)
    voice.keep(lambda: asked.append("asked") or ())
    voice.tend()
    assert asked == []


@pytest.mark.parametrize("text", ["", "😀", "..."])
def test_nothing_to_say_is_no_sound(text: str) -> None:
    engine = Slow()
    assert list(speech(engine).speak(Prompt(text=text))) == []


def samples_of(text: str, settings: TtsSettings) -> int:
    return sum(len(chunk.samples) for chunk in make_synthesiser(settings).speak(Prompt(text=text)))


def test_doses_and_the_household_s_names_are_said_as_people_say_them() -> None:
    usual = TtsSettings(engine="espeak")
    assert samples_of("5 mg", usual) == pytest.approx(samples_of("5 milligrams", usual), rel=0.03)
    named = TtsSettings(engine="espeak", say_as={"Niamh": "Neeve", "codeine": "Agnieszka"})
    assert samples_of("Niamh", named) == pytest.approx(samples_of("Neeve", usual), rel=0.05)
    assert samples_of("codeine", named) == pytest.approx(samples_of("Agnieszka", usual), rel=0.05)


def test_another_language_reads_its_own_numbers() -> None:
    german = TtsSettings(engine="espeak", voice="de")
    assert samples_of("um 8 Uhr 30", german) > 0
    assert samples_of("5 mg", german) != pytest.approx(samples_of("5 milligrams", german), rel=0.02)
