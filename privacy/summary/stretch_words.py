"""A night or a day in words: what it held, and which of many are worth a line."""

from __future__ import annotations

from privacy.summary.concerns import brief
from privacy.summary.facts import Measure, Stretch, Summary
from privacy.summary.words import FEW, MOST_LINES, answer, clock, count, doses, plain_number, short_day, times

_SLEPT = {"sleep.quality": "slept {label}", "sleep.hours": "{value} hours", "sleep.rested": "{label}"}


def title(one: Stretch, summary: Summary) -> str:
    """Night, Day; with the date where there are several. A night is named by the day on which it ends."""
    if len({other.day for other in summary.stretches}) == 1:
        return one.kind.capitalize()
    return f"{'Night to' if one.kind == 'night' else 'Day'} {short_day(one.day)}"


def told(one: Stretch) -> str:
    """What a night or a day held, the worst first; mood is not in it, for it is a guess."""
    parts = []
    waiting = f" ({one.waiting} not acknowledged)" if one.waiting else ""
    if one.calls:
        parts.append(count(one.calls, "alert", "alerts") + waiting)
    parts += [brief(said) for said in one.concerns[:FEW]]
    missed = [dose for dose in one.doses if dose.taken is not True]
    if missed:
        parts.append("medicines: " + doses(one.doses))
    parts += [slept for said in one.sleep if (slept := _slept(said))]
    if one.kind == "night" and one.talked:
        at = ", ".join(map(clock, one.talked[:FEW])) + (" and later" if len(one.talked) > FEW else "")
        parts.append(f"awake and talked {times(len(one.talked))} ({at})")
    if one.missed:
        parts.append(f"{count(one.missed, 'talk', 'talks')} missed")
    if one.broken_off:
        parts.append(f"{count(one.broken_off, 'talk', 'talks')} broken off")
    if one.withheld:
        parts.append("answers not shared with you")
    elif one.kind == "day" and (one.held or not one.broken_off):
        parts.append(f"{count(one.held, 'talk', 'talks')} held")
    if one.doses and not missed:
        parts.append("medicines: " + doses(one.doses))
    return "; ".join(parts) or "nothing was said"


def _slept(measure: Measure) -> str:
    if not measure.answered:
        return ""
    if measure.measure == "sleep.up" and measure.number is not None:
        return f"up {times(int(measure.number))}" if measure.number else "not up"
    if measure.measure.startswith("night."):
        return f"awake because of: {measure.label}"
    wording = _SLEPT.get(measure.measure)
    if wording is None or (measure.measure == "sleep.hours" and measure.number is None):
        return f"{measure.question}: {answer(measure)}"
    return wording.format(label=measure.label, value=plain_number(measure.number or 0))


def shown(summary: Summary, most: int = MOST_LINES) -> tuple[list[Stretch], int]:
    """Nights and days, the latest first; of very many those with something to look at. And how many are left out."""
    latest = list(reversed(summary.stretches))
    if len(latest) <= most:
        return latest, 0
    chosen = [one for place, one in enumerate(latest) if place < FEW or _remarkable(one)][:most]
    return chosen, len(latest) - len(chosen)


def _remarkable(one: Stretch) -> bool:
    at_night = one.kind == "night" and bool(one.talked or any(said.value == 0 for said in one.sleep))
    return bool(one.calls or one.concerns or one.missed or one.broken_off or at_night) or any(
        dose.taken is not True for dose in one.doses
    )
