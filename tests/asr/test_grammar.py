"""The grammar of the expected answers, and what it does with words no dictionary knows."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.asr.grammar import END, START, Arc, phrase_arcs, words_of
from companion.asr.pronounce import guess_phones

WORDS = st.sampled_from(["yes", "no", "please", "thank", "you", "not"])
PHRASES = st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), max_size=12)
ARPABET = "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH"


def language(arcs: tuple[Arc, ...], *, most: int = 6) -> dict[str, float]:
    """Every phrase of at most so many words that the arcs accept, with its probability."""
    leaving: dict[int, list[Arc]] = defaultdict(list)
    for arc in arcs:
        leaving[arc[0]].append(arc)
    found: dict[str, float] = defaultdict(float)

    def walk(state: int, said: list[str], probability: float) -> None:
        if state == END:
            found[" ".join(said)] += probability
        for _, to, share, *word in leaving[state]:
            if len(said) < most:
                walk(to, [*said, *word], probability * share)

    walk(START, [], 1.0)
    return found


@given(PHRASES)
def test_it_accepts_exactly_the_phrases_each_as_likely_as_the_next(phrases: list[str]) -> None:
    wanted = set(phrases)
    found = language(phrase_arcs(phrases)) if phrases else {}
    assert set(found) == wanted
    assert all(share == pytest.approx(1 / len(wanted)) for share in found.values())


BEFORE, AFTER = ("well", "it is"), ("please", "i think")


@given(
    st.lists(st.sampled_from(BEFORE), max_size=2),
    st.sampled_from(["six", "six and a half"]),
    st.lists(st.sampled_from(AFTER), max_size=1),
)
def test_what_people_put_around_a_phrase_is_accepted(before: list[str], phrase: str, after: list[str]) -> None:
    arcs = phrase_arcs(["six", "six and a half"], before=BEFORE, after=AFTER)
    assert " ".join([*before, phrase, *after]) in language(arcs, most=12)


@pytest.mark.parametrize(
    "said",
    [
        "well",
        "please",
        "please six",
        "six it is",
        "well please",
        "it six",
        "well well well six",
        "well help",
        "help please",
    ],
)
def test_words_around_nothing_are_no_phrase(said: str) -> None:
    assert said not in language(phrase_arcs(["six"], before=BEFORE, after=AFTER))


def test_no_arc_without_a_word_leads_to_another() -> None:
    """PocketSphinx takes one at a time: after two in a row a bare answer could not be heard at all."""
    arcs = phrase_arcs(["six"], before=BEFORE, after=AFTER)
    wordless = [arc for arc in arcs if len(arc) == 3]
    assert wordless
    assert {arc[1] for arc in wordless}.isdisjoint(arc[0] for arc in wordless)


def test_a_phrase_alone_is_likelier_than_with_anything_around_it() -> None:
    found = language(phrase_arcs(["six"], before=BEFORE, after=AFTER))
    assert max(found, key=found.__getitem__) == "six"


def test_spaces_do_not_make_another_phrase() -> None:
    assert phrase_arcs([" yes  please ", "yes please", "  "]) == phrase_arcs(["yes please"])
    assert words_of(["yes please", "no"]) == {"yes", "please", "no"}


@given(st.text(max_size=30))
def test_a_guessed_pronunciation_uses_only_phones_there_are(word: str) -> None:
    assert set(guess_phones(word).split()) <= set(ARPABET.split())


@pytest.mark.parametrize(
    ("word", "phones"),
    [("phil", "F IH L"), ("maggie", "M AE G IY"), ("furosemide", "F ER AA S EH M IH D"), ("", ""), ("42", "")],
)
def test_guesses(word: str, phones: str) -> None:
    assert guess_phones(word) == phones
