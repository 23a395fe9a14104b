"""Measures a words model as the bedside uses it: through `WordsEmotion.feel_text`, file and settings included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from companion.emotion.taxonomy import EKMAN, LABELS, SENTIMENT
from companion.emotion.words import WordsEmotion
from companion.messages import Feeling
from models.training.calibration import best_thresholds, calibration_error, f1_scores, grouped, grouped_truth, micro_f1
from models.training.goemotions import Split, Truth
from models.training.matrix import Floats


@dataclass(frozen=True, slots=True)
class Figures:
    """What one split says of the model; all shares are 0 to 1."""

    macro_f1: float
    micro_f1: float
    ekman_macro_f1: float
    sentiment_macro_f1: float
    label_ece: float
    """Calibration error of the label's certainty, 15 bins of equal mass, unsure or not."""
    label_right: float
    """Share of texts whose label is among the true ones."""
    answered: float
    """Share of texts not "unsure"."""
    answered_right: float
    """Share of those whose label is right."""
    by_label: Mapping[str, float] = field(repr=False)
    """Label -> F1."""


GROUPINGS: Mapping[str, Mapping[str, str]] = MappingProxyType({"ekman": EKMAN, "sentiment": SENTIMENT})


def members(grouping: Mapping[str, str]) -> list[list[int]]:
    """Label numbers of each group, groups in order of first mention by the labels."""
    groups = dict.fromkeys(grouping[label] for label in LABELS)
    return [[at for at, label in enumerate(LABELS) if grouping[label] == group] for group in groups]


def group_thresholds(model: Path, dev: Split) -> dict[str, Floats]:
    """For each grouping the thresholds with the best F1 on the development split."""
    chances = _chances(_feel_all(model, dev))
    found = {}
    for name, grouping in GROUPINGS.items():
        groups = members(grouping)
        found[name] = best_thresholds(grouped(chances, groups), grouped_truth(dev.truth, groups))
    return found


def measure(model: Path, split: Split, thresholds: Mapping[str, Floats]) -> Figures:
    """All figures of a model on a split; `thresholds` from `group_thresholds`."""
    felt = _feel_all(model, split)
    chances, chosen = _chances(felt), _chosen(felt)
    best = np.array([LABELS.index(one.label) for one in felt])
    right = split.truth[np.arange(len(best)), best]
    sure = np.array([not one.unsure for one in felt])
    by_group = {
        name: _group_f1(chances, split.truth, members(grouping), thresholds[name])
        for name, grouping in GROUPINGS.items()
    }
    by_label = f1_scores(chosen, split.truth)
    return Figures(
        macro_f1=float(by_label.mean()),
        micro_f1=micro_f1(chosen, split.truth),
        ekman_macro_f1=by_group["ekman"],
        sentiment_macro_f1=by_group["sentiment"],
        label_ece=calibration_error(np.array([one.certainty for one in felt]), right),
        label_right=float(right.mean()),
        answered=float(sure.mean()),
        answered_right=_share(right[sure]),
        by_label=dict(zip(LABELS, by_label.tolist(), strict=True)),
    )


def _share(right: NDArray[np.bool_]) -> float:
    return float(right.mean()) if len(right) else 0.0


def _group_f1(chances: Floats, truth: Truth, groups: Sequence[Sequence[int]], thresholds: Floats) -> float:
    return float(f1_scores(grouped(chances, groups) >= thresholds, grouped_truth(truth, groups)).mean())


def _feel_all(model: Path, split: Split) -> list[Feeling]:
    emotion = WordsEmotion(model)
    return [emotion.feel_text(text) for text in split.texts]


def _chances(felt: Sequence[Feeling]) -> Floats:
    return np.array([[one.scores[label] for label in LABELS] for one in felt])


def _chosen(felt: Sequence[Feeling]) -> Truth:
    return np.array([[label in one.labels for label in LABELS] for one in felt])
