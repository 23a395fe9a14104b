"""One page of the bench: a table for each kind of answer and speaker, and how sure the differences are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from companion.bench.figures import Figures
from companion.bench.turns.curve import Point
from companion.bench.turns.interval import Difference, cut_difference, gap_difference, gap_ratio
from companion.bench.turns.score import Result, figures

KINDS = ("expected", "answer", "open")
GROUPS = ("flite", "people")
OURS = "companion"
CURVE_PAUSE_S = 1.0

_Results = Mapping[str, Sequence[Result]]


def rows(results: _Results) -> Iterator[Figures]:
    """For each policy, kind and group, and each group as a whole (kind `all`)."""
    for name, every in results.items():
        for group in GROUPS:
            for kind in (*KINDS, "all"):
                if these := _of(every, group, kind):
                    yield {"policy": name, "kind": kind, "group": group, **figures(these)}


def differences(results: _Results) -> Iterator[Figures]:
    """The device against every other policy, by group and kind: paired, with the interval of 95 %."""
    for name, every in results.items():
        for group in GROUPS:
            for kind in (*KINDS, "all"):
                ours = _of(results.get(OURS, ()), group, kind)
                theirs = _of(every, group, kind)
                if name != OURS and (gap := gap_difference(ours, theirs)) is not None:
                    cut, times = cut_difference(ours, theirs, CURVE_PAUSE_S), gap_ratio(ours, theirs)
                    told = {"gap_s": _told(gap), "times_the_gap": _told(times), "cut_at_1_s": _told(cut)}
                    yield {"against": name, "group": group, "kind": kind, **told}


def _of(results: Sequence[Result], group: str, kind: str) -> list[Result]:
    return [one for one in results if one.group == group and kind in (one.kind, "all")]


def points(results: _Results, group: str) -> list[Point]:
    """Where each policy lies on the curve; one that was always too early, or had no such pause, has no place there."""
    found = []
    for name, every in results.items():
        these = [one for one in every if one.group == group]
        gaps = [one.gap_s for one in these if one.pause_s == 0 and not np.isnan(one.gap_s)]
        cuts = [one.cut for one in these if one.pause_s == CURVE_PAUSE_S and not one.given]
        if gaps and cuts:
            found.append(Point(name, float(np.median(gaps)), sum(cuts) / len(cuts), ours=name.startswith(OURS)))
    return found


def page(results: _Results, not_run: Sequence[str]) -> str:
    """All of it, for reading."""
    lines = []
    every = list(rows(results))
    for group in GROUPS:
        for kind in (*KINDS, "all"):
            table = [row for row in every if row["group"] == group and row["kind"] == kind]
            if table:
                lines += ["", *_table(table, f"{group}, {kind}")]
    lines += ["", "the device less the other, 95 % interval (paired bootstrap over the utterances):"]
    lines += [
        f"  {row['group']:7} {row['kind']:9} {row['against']:26} gap {row['gap_s']} s (theirs {row['times_the_gap']} "
        f"times ours), cut in mid-sentence at 1 s {row['cut_at_1_s']}"
        for row in differences(results)
    ]
    if not_run:
        lines += ["", f"not run, because not installed (script/bench-peers): {', '.join(not_run)}"]
    return "\n".join(lines).strip("\n")


def _table(table: Sequence[Figures], title: str) -> Iterator[str]:
    pauses = list(_shares(table[0], "cut"))
    columns = f"cut off in mid-sentence at no pause, {', '.join(pauses)} s, % | after the answer at 1 s, %"
    yield f"{title}: {'gap ms':>{44 - len(title)}} {'missed':>7}  {columns}"
    for row in table:
        gap = row["gap_ms"]
        spread = f"{gap['p50']} ({gap['p90']})" if isinstance(gap, dict) else ""
        shares = [row["cut_unpaused"], *_shares(row, "cut").values()]
        after = _percent(_shares(row, "cut_after_the_answer").get(f"{CURVE_PAUSE_S:g}"))
        yield f"  {row['policy']:26} {spread:>16} {row['missed']!s:>7}  {' '.join(map(_percent, shares))} | {after}"


def _percent(share: object) -> str:
    return "   -" if share is None else f"{100 * float(str(share)):4.0f}"


def _shares(row: Figures, name: str) -> dict[str, object]:
    found = row[name]
    return dict(found) if isinstance(found, dict) else {}


def _told(difference: Difference | None) -> str:
    return "-" if difference is None else f"{difference.value:+g} [{difference.low:+g}, {difference.high:+g}]"
