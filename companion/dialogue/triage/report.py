"""Prints how triage does on files of labelled utterances, with exact binomial bounds.

    python -m companion.dialogue.triage.report FILE... [--spoken]

A file is TSV with a header line: `level`, `category`, `text`. `--spoken` judges each text in lower case without
punctuation. No utterance is printed. Bounds: two-sided 95 %, Clopper and Pearson 1934.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from companion.dialogue.triage.judge import Triage
from companion.dialogue.triage.tables import CATEGORIES
from companion.errors import CompanionError, InputError
from companion.messages import TriageLevel, Verdict

CONFIDENCE = 0.95

_HEARD = re.compile(r"[a-z0-9']+")


@dataclass(frozen=True, slots=True)
class Case:
    """An utterance and what a careful reader says it is; a look-alike has the category it resembles."""

    level: TriageLevel
    category: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with triage's verdict on it."""

    case: Case
    verdict: Verdict

    @property
    def is_flag(self) -> bool:
        """Whether it is a red flag in truth."""
        return self.case.level >= TriageLevel.URGENT

    @property
    def raised(self) -> bool:
        """Whether somebody would be called."""
        return self.verdict.level >= TriageLevel.URGENT


def read_cases(file: Path) -> list[Case]:
    """Cases of one TSV file. Raises InputError naming the line that is none."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read as UTF-8 text; give a TSV file of cases.") from error
    return [_case(file, number, line) for number, line in enumerate(lines[1:], start=2) if line.strip()]


def _case(file: Path, number: int, line: str) -> Case:
    level, _, rest = line.partition("\t")
    category, _, text = rest.partition("\t")
    if level.upper() not in TriageLevel.__members__ or category not in CATEGORIES or not text.strip():
        raise InputError(f"{file} line {number} is no case; it needs level, category and text, tab-separated.")
    return Case(TriageLevel[level.upper()], category, text)


def as_heard(text: str) -> str:
    """As a recogniser writes it: lower case, no punctuation."""
    return " ".join(_HEARD.findall(text.lower().replace("’", "'")))


def bounds(found: int, of: int) -> tuple[float, float]:
    """Clopper-Pearson bounds of a share, 95 %, two-sided; found by halving, to six places."""
    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if found == 0 else _where(lambda share: _at_least(found, of, share) >= tail)
    high = 1.0 if found == of else _where(lambda share: _at_least(found + 1, of, share) >= 1 - tail)
    return low, high


def _where(holds: Callable[[float], bool]) -> float:
    """The least share from which on it holds."""
    low, high = 0.0, 1.0
    while high - low > 1e-7:
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _at_least(found: int, of: int, share: float) -> float:
    """Chance of `found` or more out of `of`."""
    if share <= 0 or share >= 1:
        return float(share >= 1 or found == 0)
    all_ways = math.lgamma(of + 1)
    return math.fsum(
        math.exp(
            all_ways
            - math.lgamma(k + 1)
            - math.lgamma(of - k + 1)
            + k * math.log(share)
            + (of - k) * math.log1p(-share)
        )
        for k in range(found, of + 1)
    )


def report(judged: Sequence[Judged]) -> str:
    """The figures, one a line."""
    flags = [one for one in judged if one.is_flag]
    grave = [one for one in flags if one.case.level is TriageLevel.EMERGENCY]
    others = [one for one in judged if not one.is_flag]
    lines = [
        _line("red flags raised", [one.raised for one in flags]),
        _line("emergencies raised", [one.raised for one in grave]),
        _line("emergencies, level exact", [one.verdict.level is TriageLevel.EMERGENCY for one in grave]),
        _line("red flags, level exact", [one.verdict.level is one.case.level for one in flags]),
        _line("raised red flags, category right", [_same_kind(one) for one in flags if one.raised]),
        *(_line(f"  {kind} raised", [one.raised for one in flags if one.case.category == kind]) for kind in CATEGORIES),
        _line("look-alikes raised", [one.raised for one in others]),
        _line("look-alikes as emergency", [one.verdict.level is TriageLevel.EMERGENCY for one in others]),
    ]
    return "\n".join(line for line in lines if line)


def _same_kind(one: Judged) -> bool:
    return one.verdict.category == one.case.category


def _line(title: str, found: Sequence[bool]) -> str:
    """Empty where there is nothing to count."""
    if not found:
        return ""
    low, high = bounds(sum(found), len(found))
    share = sum(found) / len(found)
    return f"{title:<33}{sum(found):>5} of {len(found):<5}{share:>7.1%}   ({low:.1%} to {high:.1%})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge every case of every file and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--spoken", action="store_true", help="lower case, no punctuation")
    options = parser.parse_args(arguments)
    try:
        cases = [case for file in options.files for case in read_cases(file)]
        triage = Triage()
    except CompanionError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    form = as_heard if options.spoken else str
    print(report([Judged(case, triage.judge(form(case.text))) for case in cases]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
