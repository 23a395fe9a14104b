"""One page of the bench: a table for each kind of answer and speaker, and how sure the differences are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from companion.bench.figures import Figures
from companion.bench.turns.curve import Point
from companion.bench.turns.interval import Difference, cut_difference, gap_difference
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
                these = [one for one in every if one.group == group and kind in (one.kind, "all")]
                if these:
                    yield {"policy": name, "kind": kind, "group": group, **figures(these)}


def differences(results: _Results) -> Iterator[Figures]:
    """The device against every other policy, for each group: paired, with its interval of 95 %."""
    for name, every in results.items():
        for group in GROUPS:
            ours = [one for one in results.get(OURS, ()) if one.group == group]
            theirs = [one for one in every if one.group == group]
            gap = gap_difference(ours, theirs)
            if name != OURS and gap is not None:
                cut = cut_difference(ours, theirs, CURVE_PAUSE_S)
                yield {"against": name, "group": group, "gap_s": _told(gap), "cut_at_1_s": _told(cut)}


def points(results: _Results, group: str) -> list[Point]:
    """Where each policy lies on the curve; one that was always too early, or had no such pause, has no place there."""
    found = []
    for name, every in results.items():
        these = [one for one in every if one.group == group]
        gaps = [one.gap_s for one in these if one.pause_s == 0 and not np.isnan(one.gap_s)]
        cuts = [one.cut for one in these if one.pause_s == CURVE_PAUSE_S]
        if gaps and cuts:
            found.append(Point(name, float(np.median(gaps)), sum(cuts) / len(cuts), ours=name == OURS))
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
        f"  {row['group']:7} {row['against']:26} gap {row['gap_s']} s, cut at 1 s {row['cut_at_1_s']}"
        for row in differences(results)
    ]
    if not_run:
        lines += ["", f"not run, because not installed (script/bench-peers): {', '.join(not_run)}"]
    return "\n".join(lines).strip("\n")


def _table(table: Sequence[Figures], title: str) -> Iterator[str]:
    pauses = list(_shares(table[0], "cut"))
    yield f"{title}: {'gap ms':>{44 - len(title)}} {'missed':>7}  cut off at no pause, {', '.join(pauses)} s, %"
    for row in table:
        gap = row["gap_ms"]
        spread = f"{gap['p50']} ({gap['p90']})" if isinstance(gap, dict) else ""
        shares = [row["cut_unpaused"], *_shares(row, "cut").values()]
        told = " ".join("   -" if share is None else f"{100 * float(str(share)):4.0f}" for share in shares)
        yield f"  {row['policy']:26} {spread:>16} {row['missed']!s:>7}  {told}"


def _shares(row: Figures, name: str) -> dict[str, object]:
    found = row[name]
    return dict(found) if isinstance(found, dict) else {}


def _told(difference: Difference | None) -> str:
    return "-" if difference is None else f"{difference.value:+g} [{difference.low:+g}, {difference.high:+g}]"
