"""Splits the time into nights and days at the resident's own night hours, and says what each held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from privacy.reader import OpenedRecord
from privacy.summary.agreed import withheld_at
from privacy.summary.concerns import alarms
from privacy.summary.facts import REFUSED, UNCLEAR, Access, AlertLine, Measure, MoodCount, Stretch
from privacy.summary.fields import word
from privacy.summary.talks import broken_off

WHILE_S = 600.0
"""A silence this long ends one while of talking."""

TALK_S = 1800.0
"""Answers of the same script further apart than this are from two talks."""

ABOUT_THE_NIGHT = ("sleep.", "staff.slept")
AWAKE = "night."


@dataclass(frozen=True, slots=True)
class NightHours:
    """When the resident's night begins and ends, local time. The same twice: there is no night."""

    begins: time = time(22)
    ends: time = time(7)

    def place(self, at: datetime) -> tuple[date, str]:
        """(day, night or day): a night belongs to the day on which it ends."""
        day, clock = at.date(), at.time()
        if self.begins <= self.ends:
            return day, "night" if self.begins <= clock < self.ends else "day"
        if clock >= self.begins:
            return (day if day == date.max else day + timedelta(days=1)), "night"
        return day, "night" if clock < self.ends else "day"


def stretches(
    records: Sequence[OpenedRecord],
    alerts: Sequence[AlertLine],
    measures: Sequence[Measure],
    night: NightHours,
    changes: Sequence[Access] = (),
) -> tuple[Stretch, ...]:
    """Nights and days that hold anything, in order. The records must be those of the alerts and measures.

    `changes`: of what the reader may see.
    """
    placed: dict[tuple[date, str], list[OpenedRecord]] = {}
    for record in records:
        placed.setdefault(night.place(record.at), []).append(record)
    calls: dict[tuple[date, str], list[AlertLine]] = {}
    for alert in alerts:
        if alert.called:
            calls.setdefault(night.place(alert.at), []).append(alert)
    answers: dict[tuple[date, str], list[Measure]] = {}
    slept: dict[date, list[Measure]] = {}
    for measure in measures:
        day, kind = night.place(measure.at)
        about = measure.measure.startswith(ABOUT_THE_NIGHT) or (kind == "night" and measure.measure.startswith(AWAKE))
        if about:
            slept.setdefault(day, []).append(measure)
        answers.setdefault((day, kind), []).append(measure)
    nights = {(day, "night") for day in slept}
    order = sorted({*placed, *nights}, key=lambda one: (one[0], one[1] == "day"))
    broken = broken_off(records, measures)
    made = []
    for one in order:
        said = answers.get(one, [])
        stretch = _stretch(one, placed.get(one, []), calls.get(one, []), said, slept.get(one[0], []))
        made.append(_with_talks(stretch, placed.get(one, []), said, broken))
    return tuple(_seen(one, placed.get((one.day, one.kind), []), changes) for one in made)


def _seen(one: Stretch, records: Sequence[OpenedRecord], changes: Sequence[Access]) -> Stretch:
    """The same, marked where it is empty because the answers were not shared with this reader then."""
    empty = not (one.talked or one.held or one.broken_off or one.missed or one.sleep or one.doses)
    return replace(one, withheld=empty and bool(records) and withheld_at(changes, records[-1].at))


def _stretch(
    place: tuple[date, str],
    records: Sequence[OpenedRecord],
    calls: Sequence[AlertLine],
    answers: Sequence[Measure],
    slept: Sequence[Measure],
) -> Stretch:
    day, kind = place
    return Stretch(
        kind=kind,
        day=day,
        calls=len(calls),
        waiting=sum(alert.waiting for alert in calls),
        talked=whiles([one.at for one in records if _speaks(one)], WHILE_S),
        held=0,
        broken_off=0,
        missed=0,
        sleep=tuple(slept) if kind == "night" else (),
        doses=tuple(one for one in answers if one.is_dose),
        concerns=tuple(one for one in answers if alarms(one) and not one.is_dose),
        moods=mood_counts(one for one in records if one.kind == "mood"),
        withheld=False,
    )


def _with_talks(
    one: Stretch, records: Sequence[OpenedRecord], answers: Sequence[Measure], broken: Mapping[int, bool]
) -> Stretch:
    """The same with its talks counted, each once: held, broken off or missed."""
    scripts: dict[str, list[datetime]] = {}
    for answer in answers:
        if answer.answered:
            scripts.setdefault(answer.script, []).append(answer.at)
    begun = sum(len(whiles(times, TALK_S)) for times in scripts.values())
    ends = [record for record in records if record.kind == "initiative"]
    parts = [broken[end.sequence] for end in ends if end.sequence in broken]
    return replace(one, held=max(0, begun - sum(parts)), broken_off=len(parts), missed=len(ends) - len(parts))


def _speaks(record: OpenedRecord) -> bool:
    """Does the record show that the resident said something? A question into silence does not."""
    body = record.body
    if record.kind == "measure":
        return body.get("value") is not None or word(body, "label") in {UNCLEAR, REFUSED}
    if record.kind == "misunderstanding":
        return word(body, "what") != "no_reply"
    return record.kind == "mood" or (record.kind == "turn" and bool(word(body, "heard")))


def whiles(times: Iterable[datetime], gap_s: float) -> tuple[datetime, ...]:
    """The first time of each while: times that follow within `gap_s` belong to it."""
    found: list[datetime] = []
    last: datetime | None = None
    for at in sorted(times):
        if last is None or (at - last).total_seconds() > gap_s:
            found.append(at)
        last = at
    return tuple(found)


def mood_counts(moods: Iterable[OpenedRecord]) -> tuple[MoodCount, ...]:
    """How often each mood was guessed, without those the device was unsure of."""
    labels = Counter(word(one.body, "label") or "unnamed" for one in moods if not one.body.get("unsure"))
    return tuple(MoodCount(label=label, times=times) for label, times in labels.most_common())
