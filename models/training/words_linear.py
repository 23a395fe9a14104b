"""Trains the linear model of emotion from words: data folder in; ONNX, settings and card out.

    python -m models.training.words_linear DATA --sanity tests/emotion/elder_utterances.tsv

DATA holds GoEmotions' `train.tsv.gz`, `dev.tsv.gz` and `test.tsv.gz`. Needs the development tools (onnx) and nothing
else; draws no random number, so the same data gives the same model. The test split is used once, at the end.
Takes some six minutes on one core.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from tqdm import tqdm

from companion.emotion.features import TextFeatures, features, without_answer_words
from companion.emotion.taxonomy import LABELS
from companion.errors import CompanionError
from models.training.calibration import best_thresholds, platt, sigmoid
from models.training.card import write_card
from models.training.figures import group_thresholds, measure
from models.training.goemotions import Split, read_split
from models.training.logistic import Fit, fit_label
from models.training.matrix import Floats, Matrix, Vocabulary, learn_vocabulary, weigh
from models.training.sanity import check, read_list
from models.training.words_graph import Block, dequantised, write_graph

NAME = "words-linear"
VERSION = "1"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What training may vary. The defaults were chosen on the development split."""

    fit: Fit = field(default_factory=Fit)
    least_texts_word: int = 4
    """Texts that must hold a word or pair; every comment counts twice, written and spoken."""
    least_texts_piece: int = 10


@dataclass(frozen=True, slots=True)
class Trained:
    """Blocks with their weights as the graph will use them, and what every text begins with: shape (labels,)."""

    words: Block
    pieces: Block
    bias: Floats = field(repr=False)

    def logits(self, texts: Sequence[str]) -> Floats:
        """Uncalibrated scores, shape (texts, labels)."""
        rows = _matrix([features(text) for text in texts], self.words.vocabulary, self.pieces.vocabulary)
        weights = np.concatenate([dequantised(self.words.weights), dequantised(self.pieces.weights)])
        columns = [rows.times(np.ascontiguousarray(weights[:, at])) for at in range(weights.shape[1])]
        return np.stack(columns, axis=1) + self.bias


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, calibrate, write, measure once."""
    options = _parser().parse_args(arguments)
    try:
        train, dev, test = (read_split(options.data, name) for name in ("train", "dev", "test"))
    except CompanionError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    options.out.mkdir(parents=True, exist_ok=True)
    model = options.out / f"{NAME}.onnx"
    trained = fit(train + train.as_spoken(), Recipe())
    calibrate_and_write(trained, dev + dev.as_spoken(), model)
    groups = group_thresholds(model, dev + dev.as_spoken())
    figures = {
        form: measure(model, split, groups) for form, split in {"written": test, "spoken": test.as_spoken()}.items()
    }
    totals = check(model, read_list(options.sanity))[1] if options.sanity else "Not measured."
    write_card(options.out / f"CARD-{NAME}.md", model, figures, totals)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path, help="folder with train.tsv.gz, dev.tsv.gz and test.tsv.gz")
    parser.add_argument("--out", type=Path, default=Path("models/emotion"), help="where the model goes")
    parser.add_argument("--sanity", type=Path, help="labelled list whose totals go into the card")
    return parser


def fit(train: Split, recipe: Recipe) -> Trained:
    """Fit one line a label on texts as written and as spoken."""
    seen = [features(text) for text in tqdm(train.texts, desc="features", disable=None)]
    words = learn_vocabulary([one.words for one in seen], least_texts=recipe.least_texts_word)
    pieces = learn_vocabulary([one.pieces for one in seen], least_texts=recipe.least_texts_piece)
    rows = _matrix(seen, words, pieces)
    lines = [
        fit_label(rows, train.truth[:, at], recipe.fit) for at in tqdm(range(len(LABELS)), desc="labels", disable=None)
    ]
    weights = np.stack([line.weights for line in lines], axis=1)
    border = len(words.keys)
    return Trained(
        Block("words", words, weights[:border]),
        Block("pieces", pieces, weights[border:]),
        np.array([line.bias for line in lines]),
    )


def calibrate_and_write(trained: Trained, dev: Split, model: Path) -> None:
    """Calibrate each label, tune each threshold and correct the certainty on `dev`; write model and settings."""
    logits = trained.logits([without_answer_words(text) for text in dev.texts])
    lines = np.array([platt(logits[:, at], dev.truth[:, at]) for at in range(len(LABELS))])
    slopes, offsets = lines[:, 0], lines[:, 0] * trained.bias + lines[:, 1]
    write_graph(model, [trained.words, trained.pieces], slopes, offsets)
    calibrated = logits * slopes + lines[:, 1]
    best = calibrated.argmax(axis=1)
    at = np.arange(len(best))
    certainty = platt(calibrated[at, best], dev.truth[at, best])
    _write_settings(model.with_suffix(".json"), best_thresholds(sigmoid(calibrated), dev.truth), certainty)


def _write_settings(path: Path, thresholds: Floats, certainty: tuple[float, float]) -> None:
    settings = {
        "name": NAME,
        "version": VERSION,
        "labels": list(LABELS),
        "thresholds": {label: round(float(value), 4) for label, value in zip(LABELS, thresholds, strict=True)},
        "certainty": {"slope": round(certainty[0], 4), "offset": round(certainty[1], 4)},
        "features": {"hash": "crc32", "code": "companion/emotion/features.py"},
    }
    path.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


def _matrix(seen: Sequence[TextFeatures], words: Vocabulary, pieces: Vocabulary) -> Matrix:
    return weigh([one.words for one in seen], words).beside(weigh([one.pieces for one in seen], pieces))


if __name__ == "__main__":
    sys.exit(main())
