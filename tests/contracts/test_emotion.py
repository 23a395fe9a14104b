"""What every emotion stage must keep: the same suite on each that may stand in the path."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.emotion.taxonomy import EKMAN, LABELS
from companion.emotion.unsure import UnsureEmotion
from companion.emotion.words import WordsEmotion
from companion.messages import Transcript, Utterance
from companion.ports import Emotion
from models.emotion import words_model_path

STAGES: dict[str, Emotion] = {"words": WordsEmotion(words_model_path()), "unsure": UnsureEmotion()}
WORDS = st.sampled_from(
    ["i", "am", "not", "so", "happy", "sad", "lonely", "yes", "no", "thank", "you", "nurse", "xyzzy", "!"]
)


def said(text: str) -> Utterance:
    return Utterance(
        transcript=Transcript(text=text, confidence=1.0, engine="test"),
        started_s=0.0,
        ended_s=1.0,
        decided_s=1.2,
        samples=np.zeros(16_000, np.int16),
    )


@pytest.mark.parametrize("name", STAGES)
@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=300) | st.lists(WORDS, max_size=30).map(" ".join))
def test_any_text_gives_a_well_formed_feeling(name: str, text: str) -> None:
    feeling = STAGES[name].feel(said(text))
    assert feeling.label in LABELS
    assert set(feeling.labels) <= set(LABELS)
    assert feeling.ekman == EKMAN[feeling.label]
    assert 0 <= feeling.certainty <= 1
    assert -1 <= feeling.valence <= 1
    assert all(label in LABELS and 0 <= score <= 1 for label, score in feeling.scores.items())
    if not feeling.unsure:
        assert feeling.label in feeling.labels
        assert feeling.certainty >= 0.5


@pytest.mark.parametrize("name", STAGES)
@settings(max_examples=50, deadline=None)
@given(text=st.lists(WORDS, max_size=12).map(" ".join))
def test_the_same_words_give_the_same_feeling(name: str, text: str) -> None:
    assert STAGES[name].feel(said(text)) == STAGES[name].feel(said(text))


@pytest.mark.parametrize("name", STAGES)
@pytest.mark.parametrize("text", ["", " ", "\n\t", "...", "\x00", "\ud800", "?!"])
def test_nothing_said_is_unsure_with_no_certainty(name: str, text: str) -> None:
    feeling = STAGES[name].feel(said(text))
    assert feeling.unsure
    assert feeling.certainty == 0
    assert feeling.labels == ()


@pytest.mark.parametrize("name", STAGES)
def test_a_feeling_shows_no_words(name: str) -> None:
    """P3: what may reach a log line holds nothing the resident said."""
    feeling = STAGES[name].feel(said("my neighbour margaret frightens me"))
    assert "margaret" not in repr(feeling) + repr(STAGES[name])
