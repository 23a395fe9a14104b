"""Trains the model of sentence endings: whole sentences against their own beginnings.

    python -m models.training.endings DATA

DATA is the folder with `intents/` (CLINC150, SLURP) and `goemotions/original/`. Draws no random number: the same data
gives the same file. Takes a minute or two. Tuned on the sets' development parts; GoEmotions' test part is used once.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from companion.asr.unfinished import BUCKETS, Endings, features
from companion.emotion.features import spoken
from companion.errors import CompanionError, InputError
from models.training.logistic import Fit, fit_label
from models.training.matrix import Matrix

HERE = Path(__file__).parent.parent / "endings"
FILE = "endings.npz"
BEGINNINGS = 2
"""Of each sentence so many beginnings are taken."""
_LONGEST = 30
_SENTENCE_ENDS = re.compile(r"[.!?;:]+|\s-\s|\n")
_MASKED = re.compile(r"\[\w+\]")


@dataclass(frozen=True, slots=True)
class Examples:
    """Word lists, and whether each is a whole sentence."""

    words: tuple[tuple[str, ...], ...] = field(repr=False)
    whole: NDArray[np.bool_] = field(repr=False)


def examples(sentences: Iterable[str]) -> Examples:
    """Each sentence once whole and twice cut short, always at the same places."""
    words: list[tuple[str, ...]] = []
    whole: list[bool] = []
    for sentence in dict.fromkeys(sentences):
        said = tuple(spoken(sentence).split())
        if not 1 <= len(said) <= _LONGEST:
            continue
        words.append(said)
        whole.append(True)
        for number in range(min(BEGINNINGS, len(said) - 1)):
            cut = 1 + crc32(f"{number} {sentence}".encode()) % (len(said) - 1)
            words.append(said[:cut])
            whole.append(False)
    return Examples(tuple(words), np.array(whole))


def sentences(data: Path, part: str) -> Iterator[str]:
    """All sentences of a part: train, dev or test. Raises InputError."""
    for row in _rows(data / "goemotions" / "original" / f"{part}.tsv.gz", ["text", "labels", "id"]):
        # A comment may hold several sentences, and masked names.
        yield from _SENTENCE_ENDS.split(_MASKED.sub("anna", row["text"]))
    for row in _rows(data / "intents" / "clinc150.tsv.gz"):
        if row["split"] == {"train": "train", "dev": "val"}.get(part):
            yield row["text"]
    if part == "train":
        for row in _rows(data / "intents" / "slurp_text.tsv.gz"):
            yield row["text"]


def matrix_of(made: Examples) -> Matrix:
    """One row an example, a one for each of its features."""
    columns = [np.unique(features(list(words))) for words in made.words]
    rows = np.repeat(np.arange(len(columns), dtype=np.int32), [len(each) for each in columns])
    flat = np.concatenate(columns).astype(np.int32)
    return Matrix(rows, flat, np.ones(len(flat), np.float32), (len(columns), BUCKETS))


def train(made: Examples) -> tuple[NDArray[np.int8], float, float]:
    """Weights of 8 bits, their scale, and the bias."""
    line = fit_label(matrix_of(made), made.whole, Fit(strength=0.3, most_steps=120))
    scale = float(np.abs(line.weights).max()) / 127
    return np.rint(line.weights / scale).astype(np.int8), scale, line.bias


def judged(model: Endings, made: Examples) -> NDArray[np.float64]:
    """The model's opinion of every example."""
    return np.array([model.finished(" ".join(words)) for words in made.words])


def area(scores: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    """Area under the ROC curve (Mann and Whitney's U)."""
    ranks = np.empty(len(scores))
    ranks[np.argsort(scores, kind="stable")] = np.arange(1, len(scores) + 1)
    inside = int(truth.sum())
    return float((ranks[truth].sum() - inside * (inside + 1) / 2) / (inside * (len(truth) - inside)))


def caught(scores: NDArray[np.float64], truth: NDArray[np.bool_], most_wrong: float) -> float:
    """Share of whole sentences seen as such where so many of the beginnings are, too."""
    return float((scores[truth] > np.quantile(scores[~truth], 1 - most_wrong)).mean())


def _rows(path: Path, names: Sequence[str] | None = None) -> Iterator[dict[str, str]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from csv.DictReader(lines, fieldnames=names, delimiter="\t", quoting=csv.QUOTE_NONE)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read ({error}); give the folder of the texts.") from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a program; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.training.endings", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--test", action="store_true", help="also the figures on the test part")
    options = parser.parse_args(arguments)
    try:
        made = examples(sentences(options.data, "train"))
        weights, scale, bias = train(made)
        options.out.mkdir(exist_ok=True)
        with (options.out / FILE).open("wb") as file:
            np.savez_compressed(file, weights=weights, scale=np.float32(scale), bias=np.float32(bias))
        model = Endings.load(options.out / FILE)
        print(f"trained on {len(made.whole)} examples, {int(np.count_nonzero(weights))} weights")
        for part in ("dev", "test") if options.test else ("dev",):
            held = examples(sentences(options.data, part))
            scores = judged(model, held)
            print(
                f"{part}: {len(held.whole)} examples, area under the curve {area(scores, held.whole):.3f}, "
                f"whole seen {caught(scores, held.whole, 0.1):.3f} where a tenth of the beginnings is taken for whole"
            )
    except CompanionError as error:
        print(f"endings: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
