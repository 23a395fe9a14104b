"""What every advice file says about itself: rights, source, whom it is for, when it is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator


class Frozen(BaseModel):
    """A part of an advice file: read-only, and no field may be misspelt."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _as_lines(value: object) -> object:
    return [value] if isinstance(value, str) else value


Line = Annotated[str, Field(min_length=1)]
Lines = Annotated[tuple[Line, ...], BeforeValidator(_as_lines, json_schema_input_type=Line | list[Line])]

ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""A time of day, HH:MM."""


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Who(StrEnum):
    """Whom a result is for."""

    CAREGIVER = "caregiver"
    CLINICIAN = "clinician"
    SAFETY = "safety"


class Within(StrEnum):
    """How soon somebody should look at a result."""

    HOUR = "hour"
    SAME_DAY = "same_day"
    DAY = "day"
    SUMMARY = "summary"


class Notify(Frozen):
    """A result that a person should see."""

    who: Who
    within: Within
    about: Line
    """What it is, in the words the person will read; never a diagnosis."""


class RaiseAlert(Frozen):
    """A call for a human."""

    level: str = Field(pattern="^(urgent|emergency)$")
    category: str


class Missed(StrEnum):
    """What becomes of an occasion that was missed because the device was off or the resident away."""

    NOTE = "note"
    """Recorded as missed."""
    SKIP = "skip"
    """Forgotten."""
    LATER = "later"
    """Asked once, as soon as there is somebody to ask, on the same day."""


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Schedule(Frozen):
    """When the device begins this talk by itself."""

    times: Annotated[
        tuple[ClockTime, ...],
        Field(min_length=1),
        BeforeValidator(_as_list, json_schema_input_type=ClockTime | list[ClockTime]),
    ]
    every_days: int = Field(default=1, ge=1, le=366)
    """1: each day; 14: every second week, counted from the day it was last asked."""
    weekdays: tuple[Weekday, ...] = ()
    """Only on these days; none: on all."""
    window_min: int = Field(default=60, ge=1, le=720)
    """It may begin so many minutes late: when the resident is away, asleep or in the middle of something."""
    in_quiet_hours: bool = False
    """It may begin in the quiet hours too."""
    must_answer: bool = False
    """It is asked again when nobody answers, and then recorded as "no answer"; it may also interrupt open talk."""
    again_after_min: int = Field(default=10, ge=1, le=240)
    again: int = Field(default=2, ge=0, le=5)
    """How often it is asked again, in other words."""
    if_missed: Missed = Missed.NOTE
    no_answer: Notify | None = None
    """Who should know when nobody has answered in the end."""
    no_answer_alert: RaiseAlert | None = None
    """Call a human when nobody has answered in the end, for a talk that has to do with safety."""

    @property
    def at(self) -> tuple[time, ...]:
        """The times of day, in order."""
        return tuple(sorted(time.fromisoformat(one) for one in self.times))


def _as_band(value: object) -> object:
    if isinstance(value, str):
        low, dash, high = value.partition("-")
        return {"low": low, "high": high if dash else low}
    return value


class Band(Frozen):
    """A range of a score, both ends inside."""

    low: int
    high: int

    @model_validator(mode="after")
    def _ordered(self) -> Band:
        if self.low > self.high:
            raise ValueError("a range goes from the lower to the higher number, like 5-9")
        return self


class Score(Frozen):
    """A sum over answers; a single missing answer and there is no sum."""

    of: tuple[Line, ...] = Field(min_length=1)
    """The questions (names of states) that count. Yes counts 1, no 0, an option its value."""
    reversed: tuple[Line, ...] = ()
    """Of these, the ones where no counts 1 and yes 0."""
    times: float = 1
    """The sum is multiplied by this (WHO-5: 4)."""
    measure: Line
    """Name of the number over time, like phq8.total."""
    label: Line
    unit: str = ""
    code: str = ""
    """Code of the total in a code system, like loinc:70220-1."""
    bands: Mapping[
        str,
        Annotated[
            Band,
            BeforeValidator(_as_band, json_schema_input_type=Band | Annotated[str, Field(pattern=r"^\d+(-\d+)?$")]),
        ],
    ] = {}
    """Name of each range, for people who know what it means: it is never said to the resident."""


class Front(Frozen):
    """What every advice file says about itself."""

    id: str = Field(pattern="^[a-z][a-z0-9_-]*$")
    version: int = Field(ge=1)
    title: str = Field(min_length=1)
    language: str = Field(pattern="^[a-z]{2}(-[A-Z]{2})?$")
    author: str = Field(min_length=1)
    rights: str = Field(min_length=1)
    """Who may use and pass on the wording."""
    source: str = Field(min_length=1)
    """Where the questions come from."""
    accessed: str = ""
    """When the source was looked at."""
    recall: str = ""
    """The time asked about: today, the past two weeks."""
    mode_validated: str = ""
    """How the instrument was tested: on paper, by telephone; "not validated" for own questions."""
    population: str = ""
    """Whom it is for."""
    cutoffs: str = ""
    """From which score on what, with the source."""
    on_positive: str = ""
    """What is done about it, in words."""
    reading_level: float = Field(ge=0, le=12)
    """US school grade of the wording, Flesch-Kincaid."""
