"""Weighing a grammar's result, and the cepstral mean that is carried from turn to turn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.asr.cepstra import UNKNOWN_VOICE, CepstralMean
from companion.asr.evidence import ACCEPT, NO_EVIDENCE, Evidence, free_confidence, likeness, word_confidence

PHONES = st.lists(st.sampled_from(["AH", "S", "T", "IY", "N"]), max_size=8)
CLEAR = Evidence(score_gap=1.0, like_free=1.0, like_loop=0.7, cover=1.0)


@given(PHONES, PHONES)
def test_likeness_is_symmetric_and_1_only_for_the_same(one: list[str], other: list[str]) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0.0 <= likeness(one, other) <= 1.0
    assert (likeness(one, other) == 1.0) == (one == other and bool(one))


def test_likeness_counts_edits() -> None:
    assert likeness(["Y", "EH", "S"], ["Y", "AH", "S"]) == pytest.approx(2 / 3)
    assert likeness([], ["S"]) == 0.0


def test_a_clear_answer_is_taken_and_nothing_is_not() -> None:
    assert CLEAR.probability > 0.9
    assert NO_EVIDENCE.probability < 0.01


@given(st.floats(-1e6, 1e6), st.floats(0, 1), st.floats(0, 1), st.floats(0, 50))
def test_certainty_is_a_probability(gap: float, free: float, loop: float, cover: float) -> None:
    evidence = Evidence(score_gap=gap, like_free=free, like_loop=loop, cover=cover)
    assert 0.0 <= evidence.probability <= 1.0


@pytest.mark.parametrize(
    "worse", [{"score_gap": -25.0}, {"like_free": 0.0}, {"like_loop": 0.0}, {"cover": 0.2}, {"stretch": 20.0}]
)
def test_everything_that_speaks_against_an_answer_lowers_it(worse: dict[str, float]) -> None:
    assert replace(CLEAR, **worse).probability < CLEAR.probability


def test_a_short_phrase_for_a_long_sentence_is_refused_however_well_it_scores() -> None:
    assert Evidence(score_gap=50.0, like_free=0.15, like_loop=0.25, cover=0.15).probability < ACCEPT


@pytest.mark.parametrize("stretch", [5.0, 12.0])
def test_how_long_sounds_usually_last_tells_nothing(stretch: float) -> None:
    assert replace(CLEAR, stretch=stretch).probability == CLEAR.probability


def test_who_speaks_very_slowly_is_understood_all_the_same() -> None:
    assert replace(CLEAR, stretch=60.0).probability > ACCEPT


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_word_that_no_other_hypothesis_has_is_trusted_less(posterior: float, like: float) -> None:
    assert 0.0 < word_confidence(posterior / 2, like) <= word_confidence(posterior, like) < 1.0


def test_free_words_that_sound_like_the_sound_are_trusted() -> None:
    assert free_confidence(0.9) > 0.8
    assert free_confidence(0.0) < 0.2


def test_what_is_known_of_a_voice_can_be_handed_on() -> None:
    known = UNKNOWN_VOICE.after(np.linspace(-1, 1, 13), 77)
    handed_on = CepstralMean.from_bytes(known.to_bytes())
    assert np.array_equal(handed_on.mean, known.mean)
    assert handed_on.frames == known.frames
    with pytest.raises(ValueError, match="13 cepstra"):
        CepstralMean.from_bytes(known.to_bytes()[8:])


def test_the_mean_moves_to_the_voice_and_forgets_old_ones() -> None:
    voice = np.full(13, 7.0)
    after = UNKNOWN_VOICE.after(voice, 300)
    assert after.trusted
    assert not UNKNOWN_VOICE.trusted
    for _ in range(20):
        after = after.after(voice, 300)
    assert after.mean == pytest.approx(voice, abs=0.1)
    assert after.after(np.zeros(13), 500).mean == pytest.approx(voice / 2, abs=0.1)
    assert len(str(after).split(",")) == 13
