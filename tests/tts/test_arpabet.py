"""How espeak-ng says what no dictionary has, in the dictionary's own phones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pocketsphinx import get_model_path

from companion.asr.repair_sounds import Pronunciations
from companion.tts.arpabet import arpabet, pronunciations

PHONES = frozenset(
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH".split()
)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("warfarin", ("W AO R F ER R IH N", "W AO F AH R IH N")),
        ("eilidh", ("AY L IY",)),
        ("furosemide", ("F Y UH R OW S M AY D",)),
    ],
)
def test_names_and_medicines_are_said_in_either_accent(word: str, said: tuple[str, ...]) -> None:
    assert pronunciations(word) == said


@pytest.mark.parametrize(
    "word", ["water", "judge", "thing", "church", "measure", "yellow", "boy", "out", "night", "cat"]
)
def test_common_words_are_said_as_the_dictionary_has_them(word: str) -> None:
    dictionary = Pronunciations(Path(get_model_path("en-us")) / "cmudict-en-us.dict")
    assert " ".join(dictionary(word)) in pronunciations(word)


@pytest.mark.parametrize("word", ["", "?!", "...", " ", "\0"])
def test_what_has_no_letters_is_not_said(word: str) -> None:
    assert pronunciations(word) == ()


@given(
    ipa=st.text(alphabet=st.characters(codec="utf-8"), max_size=40)
    | st.text(alphabet="ɑːɹəɪʊeɛɜɐˈˌtʃdʒŋɾʔ ", max_size=40)
)
def test_any_ipa_becomes_phones_of_the_dictionary_or_nothing(ipa: str) -> None:
    assert PHONES.issuperset(arpabet(ipa).split())
