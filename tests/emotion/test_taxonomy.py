"""The 28 labels and their groups."""

from __future__ import annotations

from collections import Counter

import pytest

from companion.emotion.taxonomy import EKMAN, LABELS, SENTIMENT, VALENCE, valence_of


def test_every_label_has_one_place_in_each_grouping() -> None:
    assert len(set(LABELS)) == 28
    for grouping in (EKMAN, SENTIMENT, VALENCE):
        assert set(grouping) == set(LABELS)


def test_groups_are_as_large_as_the_paper_says() -> None:
    assert Counter(SENTIMENT.values()) == {"positive": 12, "negative": 11, "ambiguous": 4, "neutral": 1}
    ekman = {"anger": 3, "disgust": 1, "fear": 2, "joy": 12, "sadness": 5, "surprise": 4, "neutral": 1}
    assert Counter(EKMAN.values()) == ekman


@pytest.mark.parametrize(
    ("scores", "valence"),
    [
        ({}, 0.0),
        ({"joy": 0.0}, 0.0),
        ({"joy": 0.5}, 1.0),
        ({"joy": 0.2, "grief": 0.2}, 0.0),
        ({"grief": 0.3, "neutral": 0.9}, -0.25),
    ],
)
def test_valence_weighs_signs_by_probability(scores: dict[str, float], valence: float) -> None:
    assert valence_of(scores) == pytest.approx(valence)
