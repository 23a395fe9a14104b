"""How many answers of a list are understood: `python -m companion.dialogue.answers.report FILE`."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from companion.dialogue.answers.understood import Understood, Value
from companion.dialogue.understand import understand
from companion.errors import CompanionError, InputError
from companion.messages import AnswerKind

TODAY = date(2026, 3, 2)
"""A Monday: the day on which the lists were written."""

COLUMNS = ("kind", "options", "question", "answer", "value", "unsure")
BINS = (0.0, 0.5, 0.65, 0.75, 0.85, 0.93)
"""Lower edges of the bands of certainty that are reported."""

_YES = frozenset({"true", "yes", "1", "unsure"})
_NOTHING = frozenset({"", "null", "none", "-"})


@dataclass(frozen=True, slots=True)
class Case:
    """One answer of a list and what it means."""

    line: int
    kind: AnswerKind
    options: tuple[str, ...]
    question: str
    answer: str
    value: Value
    unsure: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A case and how it was understood."""

    case: Case
    found: Understood

    @property
    def right(self) -> bool:
        """Value and doubt both as the list says."""
        wanted, found = self.case.value, self.found.value
        same = wanted is found if isinstance(wanted, bool) or wanted is None else found == wanted
        return same and self.found.unsure == self.case.unsure


def read_cases(path: Path) -> list[Case]:
    """The cases of a tab-separated list with the columns COLUMNS; a header line is allowed. Raises InputError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise InputError(f"The list {path} cannot be read as text in UTF-8.") from None
    return list(_cases(path, lines))


def _cases(path: Path, lines: Iterable[str]) -> Iterator[Case]:
    for number, line in enumerate(lines, start=1):
        cells = [cell.strip() for cell in line.split("\t")]
        if not line.strip() or line.startswith("#") or cells[0] == COLUMNS[0]:
            continue
        if len(cells) != len(COLUMNS):
            wanted = ", ".join(COLUMNS)
            raise InputError(f"Line {number} of {path} has {len(cells)} columns instead of {len(COLUMNS)}: {wanted}.")
        try:
            yield _case(number, cells)
        except ValueError:
            raise InputError(f"Line {number} of {path} has a kind or a value that cannot be.") from None


def _case(line: int, cells: Sequence[str]) -> Case:
    kind = AnswerKind(cells[0])
    return Case(
        line=line,
        kind=kind,
        options=tuple(name.strip() for name in cells[1].replace("|", ",").split(",") if name.strip()),
        question=cells[2],
        answer=cells[3],
        value=_value(kind, cells[4]),
        unsure=cells[5].lower() in _YES,
    )


def _value(kind: AnswerKind, written: str) -> Value:
    if written.lower() in _NOTHING and not (kind is AnswerKind.CHOICE and written):
        return None
    if kind is AnswerKind.CHOICE:
        return None if written.lower() == "null" else written
    if kind is AnswerKind.YES_NO:
        return written.lower() in _YES
    return float(written) if kind in {AnswerKind.SCALE, AnswerKind.NUMBER} else written


def results(cases: Iterable[Case], *, today: date = TODAY) -> list[Result]:
    """Every case as it is understood on `today`."""
    return [Result(case, _understood(case, today)) for case in cases]


def _understood(case: Case, today: date) -> Understood:
    low, high = bounds(case.options) if case.kind in {AnswerKind.SCALE, AnswerKind.NUMBER} else (None, None)
    return understand(
        case.answer, case.kind, options=case.options, low=low, high=high, today=today, about=case.question
    )


def bounds(options: Sequence[str]) -> tuple[float | None, float | None]:
    """ "0-10", or "0" and "10": the ends of a scale; (None, None) where there are none."""
    ends = [part for option in options for part in option.split("-")]
    try:
        return (float(ends[0]), float(ends[-1])) if len(ends) > 1 else (None, None)
    except ValueError:
        return None, None


def accuracy(made: Iterable[Result]) -> dict[str, tuple[int, int]]:
    """Kind -> (right, all), and "all" for the whole list."""
    counts: dict[str, list[bool]] = defaultdict(list)
    for one in made:
        counts[one.case.kind.value].append(one.right)
        counts["all"].append(one.right)
    return {kind: (sum(right), len(right)) for kind, right in sorted(counts.items(), key=lambda item: item[0] == "all")}


def by_certainty(made: Iterable[Result]) -> dict[float, tuple[int, int]]:
    """Lower edge of a band of certainty -> (right, all), for the answers that were given a value."""
    counts: dict[float, list[bool]] = defaultdict(list)
    for one in made:
        if one.found.value is not None:
            counts[max(edge for edge in BINS if edge <= one.found.certainty)].append(one.right)
    return {edge: (sum(counts[edge]), len(counts[edge])) for edge in sorted(counts)}


def lines(made: Sequence[Result], *, wrong: bool) -> Iterator[str]:
    """The report: accuracy by kind and by certainty, and the wrong ones where they are wanted."""
    for kind, (right, count) in accuracy(made).items():
        yield f"{kind:<10} {right:>4} of {count:<4} {100 * right / count:5.1f} %"
    for edge, (right, count) in by_certainty(made).items():
        yield f"certainty from {edge:.2f}: {right:>4} of {count:<4} {100 * right / count:5.1f} %"
    for one in made:
        if wrong and not one.right:
            got = "unsure" if one.found.unsure else one.found.value
            wanted = "unsure" if one.case.unsure else one.case.value
            yield f"line {one.case.line}, {one.case.kind.value}: {one.case.answer!r} read as {got}, meant {wanted}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report of one list; 2 where the list cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="a list with the columns " + ", ".join(COLUMNS))
    parser.add_argument("--today", type=date.fromisoformat, default=TODAY, help=f"for dates (default {TODAY})")
    parser.add_argument("--wrong", action="store_true", help="show what was understood wrongly")
    options = parser.parse_args(arguments)
    try:
        made = results(read_cases(options.file), today=options.today)
    except CompanionError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for line in lines(made, wrong=options.wrong):
        sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
