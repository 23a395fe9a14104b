"""What the tests of the summary share: records as the dialogue writes them, a season of days, a reader of pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from html.parser import HTMLParser
from typing import Any, TypeAlias

from privacy.reader import OpenedRecord

Told: TypeAlias = tuple[datetime, str, dict[str, Any]]
TODAY = date(2026, 3, 2)
"""A Monday."""
EIGHT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def at(day: date, clock: str) -> datetime:
    """A time of a day, as the device at the bed writes it."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=UTC)


def sealed(told: Iterable[Told]) -> list[OpenedRecord]:
    """Opened records, in order of time."""
    ordered = sorted(told, key=lambda one: one[0])
    return [
        OpenedRecord(sequence=place + 1, at=when, kind=kind, scope="summary", body=body)
        for place, (when, kind, body) in enumerate(ordered)
    ]


def opened(records: list[tuple[str, dict[str, Any]]]) -> list[OpenedRecord]:
    """Opened records, one a minute from eight o'clock."""
    return [
        OpenedRecord(sequence=place + 1, at=EIGHT + timedelta(minutes=place), kind=kind, scope="summary", body=body)
        for place, (kind, body) in enumerate(records)
    ]


def measure(name: str, value: object, **more: object) -> dict[str, Any]:
    """The body of a measure; `label`, `unit`, `question`, `script` and `code` as given."""
    label = "no answer" if value is None else str(value)
    label = ("yes" if value else "no") if isinstance(value, bool) else label
    body = {
        "measure": name,
        "value": value,
        "unit": "",
        "label": label,
        "question": name.replace(".", " ").capitalize(),
    }
    return {**body, "script": name.partition(".")[0], "certainty": 0.95, "mode": "voice", "version": "1", **more}


def pain(value: int | None) -> dict[str, Any]:
    """How strong the pain was, as the morning talk asks."""
    words = ("none", "mild", "moderate", "severe", "very severe")
    label = "no answer" if value is None else words[value]
    return measure(
        "pain.strength", value, unit="of 4", label=label, question="How strong is the pain", script="morning"
    )


def tablets(taken: bool | None, name: str = "morning") -> dict[str, Any]:
    """Were the tablets taken?"""
    label = {True: "taken", False: "not taken", None: "no answer"}[taken]
    return measure(f"medicine.{name}", taken, label=label, question=f"{name.capitalize()} tablets", script="medicines")


def consent(purpose: str, given: bool, person: str = "") -> dict[str, Any]:
    """What the resident agreed to, or refused."""
    body = {"purpose": purpose, "given": given, "script": "first_meeting", "version": "1", "how": "voice"}
    return {**body, "person": person} if person else body


def slept(quality: int) -> dict[str, Any]:
    """How the night was, asked in the morning."""
    label = ("badly", "on and off", "well")[quality]
    return measure("sleep.quality", quality, unit="of 2", label=label, question="How was the night", script="morning")


def phq9(day: date, answer: int | None = 1) -> Iterator[Told]:
    """A PHQ-9 and its total."""
    names = {"interest": "44250-9", "low": "44255-8", "sleep": "44259-0", "tired": "44254-1", "thoughts": "44260-8"}
    for minute, (name, code) in enumerate(names.items()):
        extra = {"unit": "of 3", "label": "several days", "script": "phq9", "code": f"loinc:{code}"}
        yield at(day, f"10:{30 + minute}"), "measure", measure(f"phq9.{name}", answer, **extra)
    total = None if answer is None else 5 * answer
    extra = {"unit": "of 27", "label": "mild" if total else "not complete", "script": "phq9", "code": "loinc:44261-6"}
    yield at(day, "10:36"), "measure", measure("phq9.total", total, question="PHQ-9 total", **extra)


def an_ordinary_day(day: date, *, strength: int | None = 1) -> Iterator[Told]:
    """Some forty records: morning, evening, tablets, moods, sleep; a talk at night every fourth night."""
    turn = day.toordinal()
    mood = {"certainty": 0.8, "unsure": turn % 3 == 0, "valence": 0.1, "from": "words"}
    yield at(day, "08:30"), "measure", slept(turn % 3)
    yield at(day, "08:31"), "measure", pain(strength)
    yield at(day, "08:32"), "measure", tablets(None if turn % 9 == 0 else turn % 5 != 0)
    yield at(day, "08:33"), "measure", measure("intake.breakfast", turn % 6 != 0, question="Eaten this morning")
    yield at(day, "08:34"), "measure", measure("mood.own_words", "low", question="How the resident feels")
    yield at(day, "09:00"), "measure", measure("sleep.hours", 5 + turn % 4, unit="hours", question="Hours slept")
    yield at(day, "09:01"), "measure", measure("sleep.up", turn % 3, unit="times", question="Times up in the night")
    yield at(day, "15:00"), "measure", measure("intake.cups", 4 + turn % 4, unit="cups", question="Cups today")
    yield at(day, "18:00"), "measure", measure("day.quality", turn % 3, unit="of 2", question="How was the day")
    yield at(day, "20:00"), "measure", tablets(True, "evening")
    yield at(day, "12:00"), "misunderstanding", {"what": "no_match", "state": "morning/pain"}
    for minute in range(0, 30, 3):
        yield at(day, f"08:{30 + minute % 30}"), "mood", {**mood, "label": ("neutral", "sadness")[minute % 2]}
    if turn % 4 == 0:
        yield at(day, "03:10"), "measure", measure("night.awake", "pain", question="Awake at night because of")
    if turn % 7 == 0:
        yield at(day, "10:30"), "initiative", {"script": "medicines", "what": "no answer"}
        yield at(day, "10:31"), "notice", {"who": "caregiver", "within": "summary", "about": "Nobody answered"}


def days_before(many: int) -> list[Told]:
    """Ordinary days that end the day before TODAY."""
    return [one for back in range(1, many + 1) for one in an_ordinary_day(TODAY - timedelta(days=back))]


class Page(HTMLParser):
    """The tags and the words of a page."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(content)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [
            f"{name}={value}" for name, value in attributes if name in {"src", "href"} or name.startswith("on")
        ]
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data
