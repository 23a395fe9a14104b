"""Text as a person reads it aloud: times, dates, doses, numbers to call; and nothing else is touched."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.messages import Prompt
from companion.settings import TtsSettings
from companion.tts.choose import make_synthesiser
from companion.tts.espeak_library import Manner, espeak_library
from companion.tts.normalisation import normalised
from companion.tts.normalisation.lexicon import medicines, say_as

READ = {
    # times
    "Take it at 08:30.": "Take it at half past 8 in the morning.",
    "Take it at 8.30am.": "Take it at half past 8 in the morning.",
    "At 8 p.m. Then sleep.": "At 8 o'clock in the evening. Then sleep.",
    "Come at 8:30.": "Come at half past 8.",
    "come at 10.15": "come at quarter past 10",
    "14:05": "5 past 2 in the afternoon",
    "7:05 in the morning": "5 past 7 in the morning",
    "00:00": "midnight",
    "7:32": "7 32",
    # dates
    "2026-11-23": "the 23rd of November 2026",
    "23/11/2026": "the 23rd of November 2026",
    "11/23/2026": "the 23rd of November 2026",
    "on Mon 23 Nov. Then": "on Monday, the 23rd of November. Then",
    "Nov 2, 2026": "the 2nd of November 2026",
    # doses
    "5mg": "5 milligrams",
    "1 mg": "1 milligram",
    "2.5 mg": "2 and a half milligrams",
    ".5 ml": "half a millilitre",
    "0.25 mg": "0.25 milligrams",
    "500 mcg b.d.": "500 micrograms twice a day",
    "2 tabs prn": "2 tablets when needed",
    "5 mg/day": "5 milligrams per day",
    "2x daily": "twice a day",
    "1/2 tablet": "half a tablet",
    "1½ tablets": "1 and a half tablets",
    "¼ of a tablet": "a quarter of a tablet",
    "1-2 tablets": "1 to 2 tablets",
    "1,000 units": "1000 units",
    "10 000 steps": "10000 steps",
    # measures
    "It is 120/80 mmHg.": "It is 120 over 80.",
    "37.5 °C": "37.5 degrees",
    "£3.50": "3 pounds 50",
    "50 %": "50 percent",
    # numbers to call
    "Call 999 now": "Call nine nine nine now",
    "Ring 111 or 112.": "Ring one one one or one one two.",
    "0800 123 4567": "zero eight zero zero, one two three, four five six seven",
    # the rest
    "tea, e.g. mint": "tea, for example mint",
    "bread & butter": "bread and butter",
    "no. 5": "number 5",
    "Furosemide's taken": "few-rossamide's taken",
}

UNTOUCHED = (
    "Good morning, Margaret. Did you sleep well?",
    "COVID-19",
    "room 12A, AB1 2CD",
    "999 tablets",
    "111 over 70",
    "a check-in at nine",
    "bid for it",
    "in 1948",
    "vitamin B12",
    "A score of 3 out of 10",
    "version 2.50",
    "I may have had it",
    "Sat down in the sun",
)


@pytest.mark.parametrize(("text", "read"), READ.items())
def test_it_is_read_as_people_say_it(text: str, read: str) -> None:
    assert normalised(text) == read


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_no_number_of_that_kind_stays(text: str) -> None:
    assert normalised(text) == text


@pytest.mark.parametrize("text", [*READ, *UNTOUCHED])
def test_what_has_been_read_is_not_read_again(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


PIECES = st.sampled_from(
    [*READ, " ", ".", ",", "/", "-", ":", "½", "8", "30", "mg", "am", "p.m.", "£", "°C", "x", "the", "Nov", "1", "#"]
)


@given(st.lists(PIECES, max_size=8).map("".join))
def test_any_mixture_can_be_read(text: str) -> None:
    read = normalised(text)
    assert len(read) <= 20 * len(text) + 40
    assert re.search(r"\w", read) is not None or re.search(r"\w", text) is None


@given(st.text(max_size=80))
def test_any_text_at_all_can_be_read(text: str) -> None:
    assert isinstance(normalised(text), str)


@given(number=st.integers(1, 2000), unit=st.sampled_from(["mg", "ml", "mcg", " mg", " units", " tablets"]))
def test_no_dose_loses_its_number(number: int, unit: str) -> None:
    assert str(number) in re.findall(r"\d+", normalised(f"Take {number}{unit} now"))


def test_a_long_text_takes_no_longer_than_its_length() -> None:
    began_s = time.process_time()
    normalised("Take 5mg at 08:30 and 2.5 ml at 9pm, on 23 Nov. " * 200)
    once_s = time.process_time() - began_s
    began_s = time.process_time()
    normalised("1 " * 10_000 + "(" * 5_000)
    # Numbers and brackets without end are where a pattern that goes back and forth would show: by minutes.
    assert time.process_time() - began_s < 20 * once_s + 1.0


def test_every_medicine_of_the_table_is_said_otherwise_than_espeak_would() -> None:
    library = espeak_library()
    manner = Manner(identifier=library.identifier("en-gb", variant=""), rate=175, pitch=50, pitch_range=50)
    assert len(medicines()) >= 60
    for word, respelling in medicines().items():
        assert word == word.lower()
        assert library.phonemes(word, manner) != library.phonemes(respelling, manner)


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        ("codeine", "dˈiːn"),
        ("omeprazole", "mˈɛpɹ"),
        ("furosemide", "ɹˈɒs"),
        ("gabapentin", "ɡˈabəpˈɛnt"),
        ("atenolol", "tɛnˈəʊl"),
        ("levothyroxine", "θˈaɪɹˈɒksɪn"),
        ("paracetamol", "sˈiːt"),
        ("sertraline", "lˈiːn"),
    ],
)
def test_medicines_sound_as_pharmacists_say_them(word: str, sounds: str) -> None:
    library = espeak_library()
    manner = Manner(identifier=library.identifier("en-gb", variant=""), rate=175, pitch=50, pitch_range=50)
    assert sounds not in library.phonemes(word, manner)
    assert sounds in library.phonemes(normalised(word), manner)


def test_a_household_s_own_words_go_before_the_table() -> None:
    assert normalised("Codeine for Niamh", {"niamh": "Neeve", "codeine": "codine"}) == "codine for Neeve"
    assert say_as("NIAMH's tea", {"niamh": "Neeve"}) == "Neeve's tea"


def samples_of(text: str, settings: TtsSettings) -> int:
    return sum(len(chunk.samples) for chunk in make_synthesiser(settings).speak(Prompt(text=text)))


def test_the_voice_says_it_so() -> None:
    usual = TtsSettings(engine="espeak")
    assert samples_of("5 mg", usual) == pytest.approx(samples_of("5 milligrams", usual), rel=0.03)
    named = TtsSettings(engine="espeak", say_as={"Niamh": "Neeve"})
    assert samples_of("Niamh", named) == pytest.approx(samples_of("Neeve", usual), rel=0.05)


def test_another_language_reads_its_own_numbers() -> None:
    german = TtsSettings(engine="espeak", voice="de")
    assert samples_of("um 8 Uhr 30", german) > 0
    assert samples_of("5 mg", german) != pytest.approx(samples_of("5 milligrams", german), rel=0.02)
