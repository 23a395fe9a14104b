"""Records in, a Summary out. Observed and inferred are kept apart; unknown kinds and missing fields are passed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from companion.messages import JsonValue
from privacy.printable import printable
from privacy.reader import OpenedRecord

LARGEST_NUMBER = 1e12
"""No certainty, duration or count is larger; what is, is no number of ours."""

UNCLEAR = "unsure"
"""Label of a measure without a value when something was said; the dialogue writes it."""

NOT_A_DIAGNOSIS = "Screening by voice, not a diagnosis."


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One question and what was answered."""

    at: datetime
    measure: str
    question: str
    label: str
    """The answer in words; empty when there was none."""
    value: JsonValue
    """None: asked, and no answer, or none that was understood."""
    unit: str
    certainty: float | None
    """0 to 1: how sure the device was that it understood."""

    @property
    def answered(self) -> bool:
        """Did the resident answer, and the device understand?"""
        return self.value is not None

    @property
    def unclear(self) -> bool:
        """Did the resident answer, and the device not understand?"""
        return self.value is None and self.label == UNCLEAR

    @property
    def is_medicine(self) -> bool:
        """Is it about a medicine?"""
        return self.measure.startswith("medicine")


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The same question over time."""

    latest: Measure
    """The latest answer; the latest asking where there was none."""
    asked: int
    answered: int
    low: float | None
    """Smallest and largest number among the answers; None where they are no numbers."""
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """One call for a human, however often it was repeated; or a concern noted without a call."""

    at: datetime
    level: str
    category: str
    attempts: int
    """Calls made; 0: it was noted only, nobody was called."""
    acknowledged_by: str
    """Who acknowledged first; empty: nobody did."""
    after_s: float | None
    """Seconds from the first call to that."""

    @property
    def called(self) -> bool:
        """Was anybody called?"""
        return self.attempts > 0

    @property
    def waiting(self) -> bool:
        """Was somebody called, and has nobody acknowledged?"""
        return self.called and not self.acknowledged_by


@dataclass(frozen=True, slots=True, kw_only=True)
class MoodCount:
    """How often a mood was guessed from words, when the device was sure enough to say."""

    label: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """Something a script asks a person to look at."""

    at: datetime
    who: str
    within: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultLine:
    """A part of the device that failed."""

    at: datetime
    part: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Everything the pages show, oldest first within each list."""

    first: datetime | None
    last: datetime | None
    records: int
    starts: int
    alerts: tuple[AlertLine, ...]
    measures: tuple[Measure, ...]
    """Observed: what the resident answered; medicines are apart."""
    notices: tuple[NoticeLine, ...]
    """What somebody should look at, because of the answers."""
    not_held: Mapping[str, int]
    """Talks that should have taken place, "script: what became of it" -> how often."""
    medicines: tuple[Measure, ...]
    moods: tuple[MoodCount, ...]
    """Inferred: most frequent first."""
    mood_guesses: int
    unsure_share: float | None
    """0 to 1: of all mood guesses, those the device called unsure. None: it made no guess."""
    valence: float | None
    """Mean of the sure guesses, -1 (unpleasant) to 1 (pleasant)."""
    misunderstandings: Mapping[str, int]
    """What -> how often."""
    faults: tuple[FaultLine, ...]
    damaged: int
    """Records left out because they were altered."""

    @property
    def unanswered(self) -> int:
        """Questions asked and left without an answer that was understood, medicines included."""
        return sum(not one.answered for one in self.measures + self.medicines)

    @property
    def misunderstood(self) -> int:
        """How often the device did not understand, in all."""
        return sum(self.misunderstandings.values())


def summarise(records: Iterable[OpenedRecord], *, damaged: int = 0) -> Summary:
    """Gather what the records say. Their scopes do not matter here: what the key opened is what is shown."""
    by_kind: dict[str, list[OpenedRecord]] = {}
    times: list[datetime] = []
    for record in records:
        by_kind.setdefault(record.kind, []).append(record)
        times.append(record.at)
    measures = tuple(_measure(record) for record in by_kind.get("measure", []))
    moods = [record.body for record in by_kind.get("mood", [])]
    sure = [mood for mood in moods if not mood.get("unsure")]
    labels = Counter(_word(mood, "label") or "unnamed" for mood in sure)
    return Summary(
        first=min(times, default=None),
        last=max(times, default=None),
        records=len(times),
        starts=sum(record.body.get("event") == "started" for record in by_kind.get("session", [])),
        alerts=_alerts(by_kind.get("alert", []), by_kind.get("acknowledge", [])),
        measures=tuple(one for one in measures if not one.is_medicine),
        medicines=tuple(one for one in measures if one.is_medicine),
        notices=tuple(map(_notice, by_kind.get("notice", []))),
        not_held=Counter(
            f"{_word(one.body, 'script') or 'a talk'}: {_word(one.body, 'what') or 'not held'}"
            for one in by_kind.get("initiative", [])
        ),
        moods=tuple(MoodCount(label=label, times=times) for label, times in labels.most_common()),
        mood_guesses=len(moods),
        unsure_share=(len(moods) - len(sure)) / len(moods) if moods else None,
        valence=_mean([number for mood in sure if (number := _number(mood, "valence")) is not None]),
        misunderstandings=Counter(_word(one.body, "what") or "other" for one in by_kind.get("misunderstanding", [])),
        faults=tuple(
            FaultLine(at=one.at, part=_word(one.body, "part") or "unknown part", what=_word(one.body, "what"))
            for one in by_kind.get("fault", [])
        ),
        damaged=damaged,
    )


def series(measures: Iterable[Measure]) -> tuple[Series, ...]:
    """One line a question, in the order in which they were first asked."""
    by_name: dict[str, list[Measure]] = {}
    for one in measures:
        by_name.setdefault(one.measure, []).append(one)
    return tuple(_series(same) for same in by_name.values())


def _series(same: list[Measure]) -> Series:
    answered = [one for one in same if one.answered]
    numbers = [number for one in answered if (number := _number({"value": one.value}, "value")) is not None]
    return Series(
        latest=(answered or same)[-1],
        asked=len(same),
        answered=len(answered),
        low=min(numbers, default=None),
        high=max(numbers, default=None),
    )


def _measure(record: OpenedRecord) -> Measure:
    body = record.body
    name = _word(body, "measure") or "unnamed"
    value = body.get("value")
    value = printable(value) if isinstance(value, str) else value
    return Measure(
        at=record.at,
        measure=name,
        question=_word(body, "question") or name.replace("_", " ").capitalize(),
        label=_word(body, "label") or ("" if value is None else str(value)),
        value=value,
        unit=_word(body, "unit"),
        certainty=_number(body, "certainty"),
    )


def _notice(record: OpenedRecord) -> NoticeLine:
    body = record.body
    return NoticeLine(
        at=record.at,
        who=_word(body, "who") or "somebody",
        within=_word(body, "within").replace("_", " "),
        about=_word(body, "about") or "look at the answers",
    )


def _alerts(calls: list[OpenedRecord], answers: list[OpenedRecord]) -> tuple[AlertLine, ...]:
    first_answer: dict[str, OpenedRecord] = {}
    for answer in answers:
        first_answer.setdefault(_word(answer.body, "id"), answer)
    by_id: dict[str, list[OpenedRecord]] = {}
    for call in calls:
        by_id.setdefault(_word(call.body, "id") or f"record {call.sequence}", []).append(call)
    return tuple(_alert(same, first_answer.get(identifier)) for identifier, same in by_id.items())


def _alert(calls: list[OpenedRecord], answer: OpenedRecord | None) -> AlertLine:
    first = calls[0]
    numbers = [_number(call.body, "attempt") for call in calls]
    called = [number for number in numbers if number != 0]
    return AlertLine(
        at=first.at,
        level=_word(first.body, "level") or "unknown",
        category=_word(first.body, "category") or "unknown",
        attempts=max([len(called), *(int(number) for number in called if number is not None)]),
        acknowledged_by=(_word(answer.body, "by") or "somebody") if answer else "",
        after_s=_number(answer.body, "after_s") if answer else None,
    )


def _word(body: Mapping[str, JsonValue], name: str) -> str:
    value = body.get(name)
    return printable(value if isinstance(value, str) else "" if value is None else str(value))


def _number(body: Mapping[str, JsonValue], name: str) -> float | None:
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > LARGEST_NUMBER:
        return None
    return float(value) if value == value else None  # noqa: PLR0124  (not a number is never equal to itself)


def _mean(numbers: list[float]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None
