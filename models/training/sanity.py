"""Measures the words model on a small labelled list: Ekman group, text; one a line, "#" for remarks.

python -m models.training.sanity tests/emotion/elder_utterances.tsv
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from companion.emotion.words import WordsEmotion
from companion.messages import Feeling
from models.emotion import words_model_path


def read_list(path: Path) -> list[tuple[frozenset[str], str]]:
    """Fair Ekman groups and text of each line."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [(frozenset(groups.split(",")), text) for groups, text in rows]


def check(model: Path, rows: list[tuple[frozenset[str], str]]) -> tuple[list[str], str]:
    """One line a text, and a sentence with the totals."""
    emotion = WordsEmotion(model)
    felt = [(fair, text, emotion.feel_text(text)) for fair, text in rows]
    lines = [
        f"{_verdict(fair, one):7}{'/'.join(sorted(fair)):17}{one.label:15}{one.certainty:.2f}  {text}"
        for fair, text, one in felt
    ]
    verdicts = [_verdict(fair, one) for fair, _, one in felt]
    answered = len(felt) - verdicts.count("unsure")
    return lines, f"{len(felt)} texts, {answered} answered, {verdicts.count('right')} of these right by Ekman group."


def _verdict(fair: frozenset[str], feeling: Feeling) -> str:
    if feeling.unsure:
        return "unsure"
    return "right" if feeling.ekman in fair else "WRONG"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print each answer and the totals."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("list", type=Path)
    parser.add_argument("--model", type=Path, default=words_model_path())
    options = parser.parse_args(arguments)
    lines, totals = check(options.model, read_list(options.list))
    print(*lines, totals, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
