"""What became of each take, and the figures of a policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from companion.bench.figures import Figures
from companion.bench.turns.material import Take
from companion.bench.turns.policies import Event

EARLY_S = 0.1
"""A decision so shortly before the end cuts nothing off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One take under one policy."""

    name: str
    group: str
    kind: str
    pause_s: float
    given: bool = False
    """The answer had been given before the pause."""
    cut: bool
    """The turn was taken to be over before it was."""
    talked_over: bool
    """And the device would have begun to answer, too."""
    missed: bool
    """It never ended."""
    gap_s: float
    """From the true end to the decision; of a take that was cut, or missed: not a number."""
    answer_gap_s: float
    """From the true end until the device may begin to answer, the polite floor included; likewise."""


def judged(take: Take, events: Sequence[Event], floor_s: float) -> Result:
    """`floor_s`: the silence after the last speech that the device keeps before it answers."""
    decided = next((event.at_s for event in events if event.ended), None)
    answer_s = _answered(events, floor_s)
    cut = decided is not None and decided < take.ends_s - EARLY_S
    over = answer_s is not None and answer_s < take.ends_s - EARLY_S
    spoken = take.spoken
    return Result(
        name=spoken.name,
        group=spoken.group,
        kind=spoken.kind,
        pause_s=take.pause_s,
        given=take.given,
        cut=cut,
        talked_over=over,
        missed=decided is None,
        gap_s=float("nan") if cut or decided is None else decided - take.ends_s,
        answer_gap_s=float("nan") if over or answer_s is None else answer_s - take.ends_s,
    )


def _answered(events: Sequence[Event], floor_s: float) -> float | None:
    """When the first answer begins: whoever goes on before that is heard out (companion.asr.second_thoughts)."""
    due: float | None = None
    for event in events:
        if due is not None and event.at_s >= due:
            return due
        due = max(event.at_s, event.last_speech_s + floor_s) if event.ended else None
    return due


def figures(results: Sequence[Result]) -> Figures:
    """Gaps of the takes without a pause; by the length of the pause who was cut off in mid-sentence, and after it."""
    plain = [one for one in results if one.pause_s == 0]
    inside = [one for one in results if one.pause_s and not one.given]
    after = [one for one in results if one.pause_s and one.given]
    return {
        "takes": len(results),
        "gap_ms": _spread([one.gap_s for one in plain]),
        "answer_gap_ms": _spread([one.answer_gap_s for one in plain]),
        "missed": sum(one.missed for one in results),
        "cut_unpaused": _share([one.cut for one in plain]),
        "cut": _by_pause(inside, lambda one: one.cut),
        "talked_over": _by_pause(inside, lambda one: one.talked_over),
        "cut_after_the_answer": _by_pause(after, lambda one: one.cut),
    }


def _by_pause(results: Sequence[Result], flag: Callable[[Result], bool]) -> dict[str, float | None]:
    pauses = sorted({one.pause_s for one in results})
    return {f"{pause_s:g}": _share([flag(one) for one in results if one.pause_s == pause_s]) for pause_s in pauses}


def _spread(gaps_s: Sequence[float]) -> dict[str, int | None]:
    known = np.array([gap for gap in gaps_s if not np.isnan(gap)]) * 1000
    if not len(known):
        return {"p50": None, "p90": None}
    return {"p50": round(float(np.percentile(known, 50))), "p90": round(float(np.percentile(known, 90)))}


def _share(flags: Sequence[bool]) -> float | None:
    return round(sum(flags) / len(flags), 3) if flags else None
