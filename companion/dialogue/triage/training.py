"""Train the learned part of triage from our own cases and everyday talk.

    python -m companion.dialogue.triage.training CASES_DIR --benign FILE... [--check]

CASES_DIR holds `*.tsv` with `level`, `category`, `text`; a benign file holds one utterance a line (ours were CLINC150,
SLURP and GoEmotions: free to train on, credit given). `--check` leaves one case file out at a time and reports on it.
Logistic regression by full-batch Adam; no randomness anywhere.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from companion.dialogue.triage.features import scene_of
from companion.dialogue.triage.judge import rule_book
from companion.dialogue.triage.learned import RAISES_AT, SIZE, Learned, marks_of, places_of
from companion.dialogue.triage.normalise import words_of
from companion.dialogue.triage.tables import CATEGORIES

Floats = NDArray[np.float64]

STEPS = 250
RATE = 0.05
DECAY = 2e-4
"""L2 penalty on the mean loss."""
BENIGN_WEIGHT = 0.1
"""Of one everyday utterance, against one of our own cases."""


@dataclass(frozen=True, slots=True)
class Example:
    """An utterance as places in the table; category -1 is no red flag."""

    places: NDArray[np.int64]
    category: int
    weight: float
    source: str
    text: str


def examples_of(cases: Path, benign: Sequence[Path]) -> list[Example]:
    """All cases, then all everyday talk."""
    examples = []
    for file in sorted(cases.glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines()[1:]:
            level, category, text = line.split("\t")
            kind = -1 if level == "none" else CATEGORIES.index(category)
            examples.append(Example(_places(text), kind, 1.0, file.stem, text))
    for file in benign:
        examples += [
            Example(_places(text), -1, BENIGN_WEIGHT, "benign", text)
            for text in file.read_text(encoding="utf-8").splitlines()
            if words_of(text)
        ]
    return examples


def train(examples: Sequence[Example]) -> tuple[NDArray[np.int8], NDArray[np.int8], Floats]:
    """The arrays of `knowledge/learned.npz`, as `Learned` takes them."""
    flag, bias = _fit(examples, np.array([float(example.category >= 0) for example in examples]))
    red = [example for example in examples if example.category >= 0]
    kinds = np.stack([_fit(red, _is_of(red, kind))[0] for kind in range(len(CATEGORIES))], axis=1)
    scales = np.array([np.abs(flag).max() / 127, bias, np.abs(kinds).max() / 127])
    return np.rint(flag / scales[0]).astype(np.int8), np.rint(kinds / scales[2]).astype(np.int8), scales


def _is_of(examples: Sequence[Example], kind: int) -> Floats:
    return np.array([float(example.category == kind) for example in examples])


def _places(text: str) -> NDArray[np.int64]:
    return places_of(marks_of(scene_of(words_of(text), rule_book())))


def _fit(examples: Sequence[Example], wanted: Floats) -> tuple[Floats, float]:
    """Weights (SIZE,) and bias of one logistic regression."""
    places = np.concatenate([example.places for example in examples])
    lengths = np.array([len(example.places) for example in examples])
    rows = np.repeat(np.arange(len(examples)), lengths)
    norm = 1 / np.sqrt(lengths)
    weight = np.array([example.weight for example in examples])
    weight /= weight.sum()
    parameters, first, second = (np.zeros(SIZE + 1) for _ in range(3))
    for step in range(1, STEPS + 1):
        scores = np.bincount(rows, parameters[places], len(examples)) * norm + parameters[SIZE]
        error = (1 / (1 + np.exp(-scores)) - wanted) * weight
        gradient = np.append(
            np.bincount(places, (error * norm)[rows], SIZE) + DECAY / 100 * parameters[:SIZE], error.sum()
        )
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        parameters -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-12)
    return parameters[:SIZE], float(parameters[SIZE])


def _check(examples: Sequence[Example]) -> None:
    """Leave one case file out at a time."""
    sources = sorted({example.source for example in examples} - {"benign", "development"})
    for source in sources:
        model = Learned(*train([example for example in examples if example.source != source]))
        left_out = [example for example in examples if example.source == source]
        raised = [model.weigh(scene_of(words_of(one.text), rule_book())).probability >= RAISES_AT for one in left_out]
        flags = [found for found, one in zip(raised, left_out, strict=True) if one.category >= 0]
        others = [found for found, one in zip(raised, left_out, strict=True) if one.category < 0]
        sys.stdout.write(f"{source}: flags {sum(flags)}/{len(flags)}, look-alikes {sum(others)}/{len(others)}\n")


def main() -> None:
    """Train, write the table beside the others, and say its SHA-256."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path, metavar="CASES_DIR")
    parser.add_argument("--benign", type=Path, nargs="*", default=[], metavar="FILE")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    examples = examples_of(options.cases, options.benign)
    if options.check:
        _check(examples)
        return
    target = Path(__file__).parent / "knowledge" / "learned.npz"
    with target.open("wb") as file:
        flag, kinds, scales = train(examples)
        np.savez_compressed(file, flag=flag, kinds=kinds, scales=scales)
    sys.stdout.write(f"{target.name}: sha256 {hashlib.sha256(target.read_bytes()).hexdigest()}\n")


if __name__ == "__main__":
    main()
