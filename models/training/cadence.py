"""Trains the model of how voices end: where people have finished against where they go on.

    python -m models.training.cadence DATA [--test]

DATA is the folder with `speech/` and `noise/`. The same data gives the same file; some 20 minutes on a core. Tuned on
the development part of the turn-taking bench's speakers; their test part is looked at once.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from companion.asr.cadence import Cadence
from companion.bench.hearing_data import Noises
from companion.errors import CompanionError
from models.training.cadence_material import Example, Stop, clips_of, examples
from models.training.endings import HERE, area

FILE = "cadence.npz"
STRENGTH = 0.3
"""Weight of the squared weights beside the mean loss."""
_STEPS = 30
_MOST = 4.0

_Matrix = NDArray[np.float64]


def train(made: Sequence[Example]) -> Cadence:
    """Logistic regression by Newton's method; ends and pauses weigh the same in all."""
    features = np.array([one.features for one in made])
    ends = np.array([one.stop is Stop.END for one in made])
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    standard = np.clip((features - mean) / scale, -_MOST, _MOST)
    design = np.column_stack([standard, np.ones(len(standard))])
    share = np.where(ends, 0.5 / ends.sum(), 0.5 / (~ends).sum())
    penalty = np.diag([2 * STRENGTH] * standard.shape[1] + [0.0])
    found = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-design @ found))
        gradient = design.T @ (share * (likely - ends)) + penalty @ found
        curvature = (design * (share * likely * (1 - likely))[:, None]).T @ design + penalty
        found -= np.linalg.solve(curvature, gradient)
    return Cadence(found[:-1], mean, scale, float(found[-1]))


def write(model: Cadence, path: Path) -> None:
    """As `Cadence.load` reads it."""
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        np.savez(
            file,
            weights=model.weights.astype(np.float32),
            mean=model.mean.astype(np.float32),
            scale=model.scale.astype(np.float32),
            bias=np.float32(model.bias),
        )


def report(model: Cadence, part: str, made: Sequence[Example]) -> str:
    """Areas under the curve, ends against either kind of pause."""
    scores, lines = _scores(model, made), [f"{part}: {len(made)} places"]
    for noisy in (False, True):
        for pause in (Stop.OWN_PAUSE, Stop.PUT_IN):
            chosen = np.array([one.noisy is noisy and one.stop in (Stop.END, pause) for one in made])
            ends = np.array([one.stop is Stop.END for one in made])[chosen]
            told = f"  {'noisy' if noisy else 'clean'}, {ends.sum()} ends against {(~ends).sum()} of {pause.value}"
            lines.append(f"{told}: area {area(scores[chosen], ends):.3f}")
    return "\n".join(lines)


def _scores(model: Cadence, made: Sequence[Example]) -> _Matrix:
    standard = np.clip((np.array([one.features for one in made]) - model.mean) / model.scale, -_MOST, _MOST)
    found: _Matrix = standard @ model.weights + model.bias
    return found


def _made(data: Path, part: str) -> list[Example]:
    clips = clips_of(data, part)
    return list(examples(tqdm(clips, desc=part, disable=not sys.stderr.isatty()), Noises(data, permissive=True)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a program; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.training.cadence", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--test", action="store_true", help="also the figures on the test part")
    options = parser.parse_args(arguments)
    try:
        write(train(_made(options.data, "train")), options.out / FILE)
        model = Cadence.load(options.out / FILE)
        for part in ("dev", "test") if options.test else ("dev",):
            print(report(model, part, _made(options.data, part)))
    except CompanionError as error:
        print(f"cadence: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
