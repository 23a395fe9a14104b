"""The 28 GoEmotions labels, how they group, and what pleasantness they stand for.

Labels and both groupings: Demszky et al. 2020, "GoEmotions: A Dataset of Fine-Grained Emotions", ACL 2020, section 3
and the data's own `ekman_mapping.json` and `sentiment_mapping.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LABELS = (
    "admiration",
    "amusement",
    "anger",
    "annoyance",
    "approval",
    "caring",
    "confusion",
    "curiosity",
    "desire",
    "disappointment",
    "disapproval",
    "disgust",
    "embarrassment",
    "excitement",
    "fear",
    "gratitude",
    "grief",
    "joy",
    "love",
    "nervousness",
    "optimism",
    "pride",
    "realization",
    "relief",
    "remorse",
    "sadness",
    "surprise",
    "neutral",
)
"""In the order of the data's `labels.txt`; a label's place is its number everywhere."""

_EKMAN_GROUPS = {
    "anger": "anger annoyance disapproval",
    "disgust": "disgust",
    "fear": "fear nervousness",
    "joy": "joy amusement approval excitement gratitude love optimism relief pride admiration desire caring",
    "sadness": "sadness disappointment embarrassment grief remorse",
    "surprise": "surprise realization confusion curiosity",
    "neutral": "neutral",
}

_SENTIMENT_GROUPS = {
    "positive": "amusement excitement joy love desire optimism caring pride admiration gratitude relief approval",
    "negative": "fear nervousness remorse embarrassment disappointment sadness grief disgust "
    "anger annoyance disapproval",
    "ambiguous": "realization surprise curiosity confusion",
    "neutral": "neutral",
}


def _by_label(groups: Mapping[str, str]) -> Mapping[str, str]:
    """Turn group -> labels round into label -> group."""
    return MappingProxyType({label: group for group, labels in groups.items() for label in labels.split()})


EKMAN = _by_label(_EKMAN_GROUPS)
"""Label -> anger, disgust, fear, joy, sadness, surprise or neutral."""

SENTIMENT = _by_label(_SENTIMENT_GROUPS)
"""Label -> positive, negative, ambiguous or neutral."""

_SIGN = {"positive": 1.0, "negative": -1.0, "ambiguous": 0.0, "neutral": 0.0}

VALENCE = MappingProxyType({label: _SIGN[SENTIMENT[label]] for label in LABELS})
"""Label -> -1, 0 or 1: the sign of its sentiment group and no more. GoEmotions holds no ratings of how pleasant a text
is, and the published word norms may not be redistributed, so grief and annoyance count the same here."""


def valence_of(scores: Mapping[str, float]) -> float:
    """How pleasant a whole set of scores is, -1 to 1: each label's sign, weighted by its share of all probability."""
    total = sum(scores.values())
    if total <= 0:
        return 0.0
    return max(-1.0, min(1.0, sum(VALENCE[label] * score for label, score in scores.items()) / total))
