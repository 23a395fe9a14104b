"""One-against-rest logistic regression with a naive Bayes prior, in numpy alone.

Wang and Manning 2012, "Baselines and Bigrams", ACL: each feature is scaled by the log of how much more of it the
label's texts hold than the others, so rare labels lean on the words that set them apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.training.matrix import Floats, Matrix

_MEMORY = 8
"""Steps L-BFGS remembers."""

Objective = Callable[[Floats], tuple[float, Floats]]


@dataclass(frozen=True, slots=True)
class Fit:
    """How to fit one label."""

    strength: float = 0.15
    """Weight of the data against the prior; small keeps weights small."""
    smoothing: float = 0.5
    """Added to each feature's mass before the ratio is taken."""
    most_steps: int = 40
    tolerance: float = 1e-3
    """Stop when the gradient is this small a share of what it was."""


@dataclass(frozen=True, slots=True)
class Line:
    """A fitted label: weights, shape (features,), and what is added."""

    weights: Floats = field(repr=False)
    bias: float


def fit_label(matrix: Matrix, truth: NDArray[np.bool_], how: Fit) -> Line:
    """Fit one label; truth has shape (texts,). The same input gives the same line."""
    if not truth.any():
        # Never seen: no evidence may ever speak for it.
        return Line(np.zeros(matrix.shape[1]), -10.0)
    scale = _bayes_ratio(matrix, truth, how.smoothing)
    start = np.zeros(matrix.shape[1] + 1)
    start[-1] = np.log((truth.sum() + 0.5) / ((~truth).sum() + 0.5))
    found = minimise(_objective(matrix, truth, scale, how.strength), start, how)
    return Line(found[:-1] * scale, float(found[-1]))


def _bayes_ratio(matrix: Matrix, truth: NDArray[np.bool_], smoothing: float) -> Floats:
    inside = matrix.transposed_times(truth.astype(np.float64)) + smoothing
    outside = matrix.transposed_times((~truth).astype(np.float64)) + smoothing
    return np.asarray(np.log(inside / inside.sum()) - np.log(outside / outside.sum()))


def _objective(matrix: Matrix, truth: NDArray[np.bool_], scale: Floats, strength: float) -> Objective:
    """Logistic loss of all texts plus half the squared length of the scaled weights; the bias goes free."""
    sign = np.where(truth, 1.0, -1.0)

    def loss(point: Floats) -> tuple[float, Floats]:
        margin = sign * (matrix.times(point[:-1] * scale) + point[-1])
        pull = -sign * strength / (1 + np.exp(np.minimum(margin, 500)))
        gradient = np.append(matrix.transposed_times(pull) * scale + point[:-1], pull.sum())
        return float(strength * np.logaddexp(0, -margin).sum() + 0.5 * point[:-1] @ point[:-1]), gradient

    return loss


def minimise(objective: Objective, start: Floats, how: Fit) -> Floats:
    """L-BFGS with a halving line search (Nocedal and Wright 2006, algorithm 7.5)."""
    point = start
    value, gradient = objective(point)
    enough = how.tolerance * float(np.linalg.norm(gradient))
    past: list[tuple[Floats, Floats]] = []
    for _ in range(how.most_steps):
        if np.linalg.norm(gradient) <= enough:
            break
        direction = -_newton_like(gradient, past)
        moved = _step(objective, point, value, (gradient, direction))
        if moved is None:
            break
        new_point, value, new_gradient = moved
        past = [*past, (new_point - point, new_gradient - gradient)][-_MEMORY:]
        point, gradient = new_point, new_gradient
    return point


def _newton_like(gradient: Floats, past: list[tuple[Floats, Floats]]) -> Floats:
    """The gradient times the approximate inverse Hessian (the two-loop recursion)."""
    direction = gradient.copy()
    shares: list[float] = []
    for step, change in reversed(past):
        share = float(step @ direction / (step @ change))
        shares.append(share)
        direction -= share * change
    if past:
        step, change = past[-1]
        direction *= step @ change / (change @ change)
    else:
        direction /= max(1.0, float(np.linalg.norm(gradient)))
    for (step, change), share in zip(past, reversed(shares), strict=True):
        direction += (share - change @ direction / (step @ change)) * step
    return direction


def _step(
    objective: Objective, point: Floats, value: float, slope: tuple[Floats, Floats]
) -> tuple[Floats, float, Floats] | None:
    """Go along the direction, half as far each time, until it pays; None when it never does."""
    gradient, direction = slope
    downhill = float(gradient @ direction)
    for halvings in range(20):
        length = 0.5**halvings
        new_point = point + length * direction
        new_value, new_gradient = objective(new_point)
        if new_value <= value + 1e-4 * length * downhill:
            return new_point, new_value, new_gradient
    return None
