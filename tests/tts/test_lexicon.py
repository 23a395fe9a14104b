"""Names and medicines written so that they sound right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.tts.espeak_library import Manner, espeak_library
from companion.tts.normalise import read_aloud
from companion.tts.normalise.lexicon import medicines, say_as

NAMES = {"Siobhan": "Shivawn", "Mac Dow": "never", "Jean-Luc": "Zhon-Luke", "O'Neal": "Oh-Neel"}


def phonemes(text: str, voice: str) -> str:
    library = espeak_library()
    manner = Manner(identifier=library.identifier(voice, variant=""), rate=175, pitch=50, pitch_range=50)
    return library.phonemes(text, manner)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Siobhan is here", "Shivawn is here"),
        ("SIOBHAN's tea", "Shivawn's tea"),
        ("siobhan’s tea", "Shivawn’s tea"),
        ("Siobhans", "Siobhans"),
        ("Jean-Luc", "Zhon-Luke"),
        ("Jean Luc", "Jean Luc"),
        ("O'Neal's", "Oh-Neel's"),
    ],
)
def test_whole_words_are_respelled_in_any_case(text: str, said: str) -> None:
    assert say_as(text, NAMES) == said


def test_a_household_s_own_words_go_before_the_table() -> None:
    assert read_aloud(say_as("Codeine", {"codeine": "co-dean"})) == "co-dean"


@given(st.text(max_size=60))
def test_without_respellings_any_text_stays(text: str) -> None:
    assert say_as(text, {}) == text


@given(st.text(max_size=60))
def test_what_is_no_word_of_the_table_stays(text: str) -> None:
    assert say_as(text, {"Zzyzxq": "never"}) == text


@pytest.mark.parametrize("word", sorted(medicines()))
def test_every_medicine_of_the_table_is_said_otherwise_than_espeak_would(word: str) -> None:
    respelling = medicines()[word]
    assert word == word.lower()
    for voice in ("en-gb", "en-us"):
        assert phonemes(word, voice) != phonemes(respelling, voice)


def test_no_respelling_is_respelled_again() -> None:
    for respelling in medicines().values():
        assert read_aloud(respelling) == respelling


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        ("amlodipine", "lˈɒd"),
        ("atenolol", "tɛnˈəʊl"),
        ("atorvastatin", "stˈat"),
        ("clopidogrel", "pˈɪd"),
        ("codeine", "dˈiːn"),
        ("digoxin", "dʒˈɒks"),
        ("donepezil", "nˈɛp"),
        ("furosemide", "ɹˈɒs"),
        ("gabapentin", "ɡˈabəpˈɛnt"),
        ("gliclazide", "ɡlˈɪk"),
        ("lansoprazole", "sˈɒp"),
        ("levothyroxine", "θˈaɪɹˈɒksɪn"),
        ("lorazepam", "ɹˈaz"),
        ("memantine", "mˈant"),
        ("mirtazapine", "tˈazəpˈiːn"),
        ("nifedipine", "fˈɛd"),
        ("omeprazole", "mˈɛpɹ"),
        ("oxycodone", "kˈəʊd"),
        ("quinine", "nˈiːn"),
        ("sertraline", "lˈiːn"),
    ],
)
def test_medicines_have_the_sounds_and_the_stress_that_people_give_them(word: str, sounds: str) -> None:
    assert sounds not in phonemes(word, "en-gb")
    assert sounds in phonemes(read_aloud(word), "en-gb")


@pytest.mark.parametrize(
    "word", ["apixaban", "ramipril", "bisoprolol", "simvastatin", "warfarin", "co-codamol", "insulin"]
)
def test_what_espeak_says_well_is_left_to_it(word: str) -> None:
    assert read_aloud(word) == word
