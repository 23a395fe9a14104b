"""Syllables, words, sentences and the school grade, against counts made by hand."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.dialogue.authoring.readability import Reading, measure, sentences, syllables, words

BY_HAND = """\
pain 1 tablets 2 medicine 3 breakfast 2 moderate 3 severe 2 little 2 people 2 noted 2 tired 2 worried 2 anxious 2
telling 2 family 3 loved 1 wanted 2 changes 2 houses 2 closes 2 table 2 bottle 2 safely 2 careful 2 moderately 4
homework 2 something 2 everybody 4 idea 3 lonely 2 questions 2 television 4 situation 4 being 2 saying 2 enjoyed 2
chair 1 eye 1 breathing 2 gentle 2 exercises 4 hospital 3 area 3 create 2 quiet 2 science 2 happened 2 walked 1
asked 1 needed 2 depressed 2 hopeless 2 interest 3 pleasure 2 appetite 3 trouble 2 concentrating 4 failure 2
restless 2 nervous 2 irritable 4 awful 2 companionship 4 isolated 4 several 3 nearly 2 half 1 because 2 before 2
evening 2 yesterday 3 tomorrow 3 anything 3 sometimes 2 outside 2 apples 2 handled 2 pleases 2 judges 2 wishes 2
watches 2 boxes 2 flying 2 studied 2 carried 2 movement 2 voices 2 music 2 piano 3 radio 3 serious 3 previous 3
period 3 patient 2 experience 4 client 2 usual 3 actually 4 january 4 language 2 square 1 prism 2 rhythm 2 theatre 2
centre 2 litre 2 temperature 4 caregiver 3 wheelchair 2 bedside 2 nineteen 2 seventy 3 eleven 3 zero 2 social 2
physician 3 million 2 cereal 3 real 2 museum 3 poem 2 beautiful 3 comfortable 4 vegetables 4 created 3 loneliness 3
""".split()


@pytest.mark.parametrize(("word", "count"), [*zip(BY_HAND[::2], map(int, BY_HAND[1::2]), strict=True)])
def test_syllables_of_words_counted_by_hand(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("don't", 1),
        ("isn't", 2),
        ("didn't", 2),
        ("it's", 1),
        ("you'll", 1),
        ("nurse's", 2),
        ("that'll", 2),
        ("can’t", 1),
    ],
)
def test_syllables_of_shortened_words(word: str, count: int) -> None:
    assert syllables(word) == count


SENTENCES = [
    ("The cat sat on the mat.", 1, 6, 6),
    ("Did you sleep well last night? I have noted it.", 2, 10, 11),
    ("Please tell the nurse about your shoulder before you go for a walk in the garden.", 1, 16, 20),
    ("Is the water in your glass still cold?", 1, 8, 9),
    ("A visit from your daughter or a call with somebody you like may help.", 1, 14, 18),
    ("Dr. Hill looks after your medicine at 8 a.m. each day.", 1, 12, 16),
    ("On 22 November 2026 the kettle boiled over.", 1, 12, 19),
]  # fmt: skip
# 22 is twen-ty two, 2026 two thou-sand twen-ty six, Dr doc-tor.


@pytest.mark.parametrize(("text", "sentence_count", "word_count", "syllable_count"), SENTENCES)
def test_sentences_counted_by_hand(text: str, sentence_count: int, word_count: int, syllable_count: int) -> None:
    assert measure([text]) == Reading(sentence_count, word_count, syllable_count)


def test_the_grade_is_the_formula_of_kincaid() -> None:
    assert Reading(sentences=1, words=16, syllables=20).grade == pytest.approx(0.39 * 16 + 11.8 * 20 / 16 - 15.59)
    assert Reading(sentences=1, words=6, syllables=6).grade == 0.0  # the formula says -1.5
    assert measure([]).grade == 0.0


def test_hard_words_and_long_sentences_raise_the_grade() -> None:
    easy = measure(["Do you have pain? Is it bad?"]).grade
    hard = measure(["Are you currently experiencing considerable musculoskeletal discomfort?"]).grade
    assert easy < 2
    assert hard > 12


def test_texts_are_taken_together() -> None:
    one, other = "Is it new?", "Does it hurt when you move your arm?"
    both = measure([one, other])
    assert both == Reading(2, 11, measure([one]).syllables + measure([other]).syllables)


def test_numbers_are_spoken() -> None:
    assert words("from 0 to 10, or 107") == ["from", "zero", "to", "ten", "or", "one", "hundred", "seven"]


def test_a_sentence_ends_at_its_sign_and_not_in_an_abbreviation() -> None:
    assert len(sentences("Is Mrs. Vale here? Yes, at 10 a.m. today. Good!")) == 3
    assert sentences("...") == []


@given(st.text(alphabet=string.ascii_letters + " .,'-!?0123456789é’\n", max_size=200))
def test_any_text_has_a_grade(text: str) -> None:
    found = measure([text])
    assert found.grade >= 0
    assert found.syllables >= found.words >= 0
    assert (found.sentences == 0) == (found.words == 0)
