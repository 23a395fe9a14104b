"""Makes scores honest and measures how honest they are: Platt scaling, thresholds, macro-F1, calibration error."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.training.goemotions import Truth
from models.training.logistic import Fit, minimise
from models.training.matrix import Floats


def sigmoid(logits: Floats) -> Floats:
    """Logit to probability."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -60, 60))))


def platt(logits: Floats, truth: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset that make sigmoid(slope * logit + offset) calibrated.

    Platt 1999; targets pulled in as he does, so that a label with few examples is not trusted too far.
    """
    hits = int(truth.sum())
    target = np.where(truth, (hits + 1) / (hits + 2), 1 / (len(truth) - hits + 2))

    def loss(line: Floats) -> tuple[float, Floats]:
        margin = line[0] * logits + line[1]
        miss = sigmoid(margin) - target
        return float((np.logaddexp(0, margin) - target * margin).sum()), np.array([miss @ logits, miss.sum()])

    slope, offset = minimise(loss, np.array([1.0, 0.0]), Fit(tolerance=1e-6, most_steps=200))
    return float(slope), float(offset)


def best_thresholds(chances: Floats, truth: Truth) -> Floats:
    """For each label the threshold with the best F1; chances have shape (texts, labels)."""
    return np.array([_best_threshold(chances[:, at], truth[:, at]) for at in range(truth.shape[1])])


def _best_threshold(chances: Floats, truth: NDArray[np.bool_]) -> float:
    order = np.argsort(-chances, kind="stable")
    right = np.cumsum(truth[order])
    score = 2 * right / (np.arange(1, len(order) + 1) + truth.sum())
    best = int(np.argmax(score))
    after = chances[order[min(best + 1, len(order) - 1)]]
    # Half way to the next lower chance: the threshold should not sit on one text's own score.
    return float((chances[order[best]] + after) / 2)


def f1_scores(chosen: Truth, truth: Truth) -> Floats:
    """F1 of each label, 0 to 1."""
    right = (chosen & truth).sum(axis=0)
    return np.asarray(2 * right / np.maximum(1, chosen.sum(axis=0) + truth.sum(axis=0)))


def micro_f1(chosen: Truth, truth: Truth) -> float:
    """F1 over all decisions together."""
    return float(2 * (chosen & truth).sum() / max(1, int(chosen.sum() + truth.sum())))


def calibration_error(certainty: Floats, right: NDArray[np.bool_], *, bins: int = 15) -> float:
    """Expected calibration error over bins of equal mass (Guo et al. 2017, "On Calibration", ICML)."""
    order = np.argsort(certainty, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    gaps = [len(part) * abs(certainty[part].mean() - right[part].mean()) for part in parts]
    return float(sum(gaps) / len(order))


def grouped(chances: Floats, members: Sequence[Sequence[int]]) -> Floats:
    """Chance that any label of each group holds, were they independent: shape (texts, groups)."""
    return np.stack([1 - np.prod(1 - chances[:, list(group)], axis=1) for group in members], axis=1)


def grouped_truth(truth: Truth, members: Sequence[Sequence[int]]) -> Truth:
    """Whether any label of each group holds."""
    return np.stack([truth[:, list(group)].any(axis=1) for group in members], axis=1)
