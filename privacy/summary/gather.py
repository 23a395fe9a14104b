"""Records in, a Summary out. Unknown kinds and missing fields are passed over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date, datetime, timedelta
from typing import TypedDict

from privacy.format import OPEN_SCOPE
from privacy.printable import printable
from privacy.reader import OpenedRecord
from privacy.summary.agreed import access, agreements
from privacy.summary.facts import (
    AlertLine,
    Erased,
    FaultLine,
    Measure,
    MoodCount,
    NoticeLine,
    Opening,
    Point,
    Series,
    Summary,
)
from privacy.summary.fields import number, word
from privacy.summary.stretches import NightHours, mood_counts, stretches
from privacy.summary.talks import broken_off, ended
from privacy.summary.trend import BASELINE_DAYS, Trend, by_day, trend

MISUNDERSTANDING = "misunderstanding"
USUAL_NIGHT = NightHours()
NO_SIGN_OF_LIFE = frozenset({"audit", "erasure"})
"""Whoever opens the log or erases leaves such a record: it must not make a device that was off look alive."""
BY_ITSELF = "retention"


def summarise(
    records: Iterable[OpenedRecord],
    *,
    damaged: int = 0,
    since: date | None = None,
    night: NightHours = USUAL_NIGHT,
    name: str = "",
    reader: str = "",
) -> Summary:
    """Gather what the records say. Their scopes do not matter here: what the key opened is what is shown.

    `since`: the first day that is shown, together with the night before it. Records of the BASELINE_DAYS before that
    say what is usual for this person and are not shown. None: every record is shown. `reader`: who reads it, where it
    is the resident's to say whether they see the answers.
    """
    every = [one for one in records if one.scope != OPEN_SCOPE]
    days = [night.place(one.at)[0] for one in every]
    shown = [one for one, day in zip(every, days, strict=True) if since is None or day >= since]
    past = _Past(every, days, since or min(days, default=date.min))
    of = _by_kind(shown)
    life = [one for one in shown if one.kind not in NO_SIGN_OF_LIFE]
    measures = tuple(_measure(record) for record in of["measure"])
    alerts = _alerts(every, {one.sequence for one in shown})
    broken = broken_off(of["initiative"], measures)
    changes = access(every, reader)
    return Summary(
        name=printable(name),
        **_span(life),
        stretches=stretches(life, alerts, measures, night, changes),
        alerts=alerts,
        measures=tuple(one for one in measures if not one.is_medicine),
        series=_series(measures, past),
        medicines=tuple(one for one in measures if one.is_medicine),
        notices=tuple(map(_notice, of["notice"])),
        not_held=_counted(of["initiative"], lambda one: ended(one, broken)),
        **_mood(of["mood"]),
        agreed=agreements(every),
        access=changes,
        **_device(of, past),
        damaged=damaged,
    )


class _Span(TypedDict):
    first: datetime | None
    last: datetime | None
    records: int


def _span(records: Sequence[OpenedRecord]) -> _Span:
    times = [one.at for one in records]
    return {"first": min(times, default=None), "last": max(times, default=None), "records": len(times)}


class _Device(TypedDict):
    starts: int
    misunderstandings: Mapping[str, int]
    misunderstood_trend: Trend
    faults: tuple[FaultLine, ...]
    openings: tuple[Opening, ...]
    erased: tuple[Erased, ...]


def _device(of: Mapping[str, Sequence[OpenedRecord]], past: _Past) -> _Device:
    return {
        "starts": sum(one.body.get("event") == "started" for one in of["session"]),
        "misunderstandings": _counted(of[MISUNDERSTANDING], lambda one: word(one.body, "what") or "other"),
        "misunderstood_trend": past.misunderstood(),
        "faults": tuple(map(_fault, of["fault"])),
        "openings": _openings(of["audit"]),
        "erased": _erased(of["erasure"]),
    }


class _Mood(TypedDict):
    moods: tuple[MoodCount, ...]
    mood_guesses: int
    unsure_share: float | None
    mood_certainty: float | None
    valence: float | None


def _mood(guesses: Sequence[OpenedRecord]) -> _Mood:
    sure = [one.body for one in guesses if not one.body.get("unsure")]
    certainties = [found for body in sure if (found := number(body, "certainty")) is not None and 0 <= found <= 1]
    tones = [found for body in sure if (found := number(body, "valence")) is not None]
    return {
        "moods": mood_counts(guesses),
        "mood_guesses": len(guesses),
        "unsure_share": 1 - len(sure) / len(guesses) if guesses else None,
        "mood_certainty": sum(certainties) / len(certainties) if certainties else None,
        "valence": sum(tones) / len(tones) if tones else None,
    }


def _by_kind(records: Iterable[OpenedRecord]) -> defaultdict[str, list[OpenedRecord]]:
    found: defaultdict[str, list[OpenedRecord]] = defaultdict(list)
    for record in records:
        found[record.kind].append(record)
    return found


def _counted(records: Iterable[OpenedRecord], named: Callable[[OpenedRecord], str]) -> Counter[str]:
    return Counter(map(named, records))


def _fault(record: OpenedRecord) -> FaultLine:
    part, what = word(record.body, "part") or "unknown part", word(record.body, "what")
    return FaultLine(at=record.at, part=part, what=what)


class _Past:
    """Every record by its day, for the trends; `first` is the first day that is shown."""

    def __init__(self, records: Sequence[OpenedRecord], days: Sequence[date], first: date) -> None:
        self._first, self._last = first, max(days, default=first)
        begin = first - timedelta(days=BASELINE_DAYS) if first.toordinal() > BASELINE_DAYS else date.min
        self._numbers: dict[str, list[tuple[date, float | None]]] = {}
        self._yes: dict[str, dict[date, bool]] = {}
        self._awake: Counter[date] = Counter()
        for record, day in zip(records, days, strict=True):
            if day < begin or record.kind in NO_SIGN_OF_LIFE:
                continue
            self._awake[day] += record.kind == MISUNDERSTANDING
            if record.kind == "measure":
                measure = _measure(record)
                self._numbers.setdefault(measure.measure, []).append((day, measure.number))
                if isinstance(measure.value, bool):
                    self._yes.setdefault(measure.measure, {})[day] = measure.value  # the last word of the day

    def of(self, measure: str) -> tuple[Trend, tuple[Point, ...]]:
        """How a measure compares, and its numbers day by day; no points where none was a number."""
        days = by_day(self._numbers.get(measure, ()))
        compared = trend(days, first=self._first, last=self._last)
        numeric = any(value is not None for value in days.values())
        return compared, tuple(Point(day=day, value=value) for day, value in days.items() if numeric)

    def yes(self, measure: str) -> tuple[tuple[int, int], tuple[int, int]]:
        """Days with a yes, and days with a yes or a no: of the time that is shown, and of what lies before it."""
        days = self._yes.get(measure, {})
        now = [said for day, said in days.items() if day >= self._first]
        before = [said for day, said in days.items() if day < self._first]
        return (sum(now), len(now)), (sum(before), len(before))

    def misunderstood(self) -> Trend:
        """Misunderstandings a day; a day without any record at all does not count."""
        return trend(
            {day: float(times) for day, times in sorted(self._awake.items())}, first=self._first, last=self._last
        )


def _series(measures: Iterable[Measure], past: _Past) -> tuple[Series, ...]:
    by_name: dict[str, list[Measure]] = {}
    for one in measures:
        if one.is_medicine:
            continue
        by_name.setdefault(one.measure, []).append(one)
    found = []
    for name, answers in by_name.items():
        compared, points = past.of(name)
        yes, before = past.yes(name)
        series = Series(measure=name, answers=tuple(answers), trend=compared, yes=yes, yes_before=before, points=points)
        found.append(series)
    return tuple(found)


def _measure(record: OpenedRecord) -> Measure:
    body = record.body
    name = word(body, "measure") or "unnamed"
    value = body.get("value")
    value = printable(value) if isinstance(value, str) else value
    return Measure(
        sequence=record.sequence,
        at=record.at,
        measure=name,
        question=word(body, "question") or name.replace("_", " ").capitalize(),
        label=word(body, "label") or ("" if value is None else printable(str(value))),
        value=value,
        unit=word(body, "unit"),
        certainty=number(body, "certainty"),
        script=word(body, "script"),
        version=word(body, "version"),
        code=word(body, "code"),
        mode=word(body, "mode"),
    )


def _notice(record: OpenedRecord) -> NoticeLine:
    body = record.body
    return NoticeLine(
        at=record.at,
        who=word(body, "who") or "somebody",
        within=word(body, "within").replace("_", " "),
        about=word(body, "about") or "look at the answers",
    )


def _alerts(records: Iterable[OpenedRecord], shown: Set[int]) -> tuple[AlertLine, ...]:
    """Every alert with a record that is shown, and every earlier one that still waits for somebody."""
    first_answer: dict[str, OpenedRecord] = {}
    by_id: dict[str, list[OpenedRecord]] = {}
    for one in records:
        if one.kind == "acknowledge":
            first_answer.setdefault(word(one.body, "id"), one)
        elif one.kind == "alert":
            by_id.setdefault(word(one.body, "id") or f"record {one.sequence}", []).append(one)
    found = ((calls, _alert(calls, first_answer.get(identifier))) for identifier, calls in by_id.items())
    return tuple(line for calls, line in found if line.waiting or any(one.sequence in shown for one in calls))


def _alert(calls: list[OpenedRecord], answer: OpenedRecord | None) -> AlertLine:
    first = calls[0]
    numbers = [number(call.body, "attempt") for call in calls]
    called = [one for one in numbers if one != 0]
    return AlertLine(
        sequence=first.sequence,
        at=first.at,
        level=word(first.body, "level") or "unknown",
        category=word(first.body, "category") or "unknown",
        attempts=max([len(called), *(int(one) for one in called if one is not None)]),
        acknowledged_by=(word(answer.body, "by") or "somebody") if answer else "",
        after_s=number(answer.body, "after_s") if answer else None,
    )


def _erased(entries: Iterable[OpenedRecord]) -> tuple[Erased, ...]:
    found: dict[str, list[datetime]] = {}
    for one in entries:
        if (why := word(one.body, "why")) != BY_ITSELF:
            found.setdefault(why, []).append(one.at)
    return tuple(Erased(why=why, last=max(times), times=len(times)) for why, times in found.items())


def _openings(audits: Iterable[OpenedRecord]) -> tuple[Opening, ...]:
    counted = Counter(
        (word(one.body, "who") or "somebody", word(one.body, "role"), word(one.body, "what") or "reading")
        for one in audits
    )
    return tuple(
        Opening(who=who, role=role, what=what, times=times) for (who, role, what), times in counted.most_common()
    )
