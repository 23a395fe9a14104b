"""What a summary holds. Observed and inferred are kept apart; every text in it is safe to show (printable)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from companion.messages import JsonValue
from privacy.summary.trend import Trend

NOT_A_DIAGNOSIS = "Screening by voice, not a diagnosis."
A_GUESS = "Mood is a guess from single sentences, commands among them; it was not observed, and it may be wrong."

UNCLEAR = "unsure"
"""Label of a measure without a value when something was said; the dialogue writes it."""
REFUSED = "did not want to say"
"""Label of a measure without a value when the resident left the question out."""
NOT_DOSES = (".twice", ".wish")
"""Ends of the names of questions about medicines that do not ask whether one was taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One question and what was answered."""

    sequence: int
    """Place of its record in the log."""
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
    script: str
    """The talk in which it was asked; empty: it is not known."""
    version: str
    code: str
    """Code of the question as the script gives it, such as "loinc:72514-3"; mostly empty."""
    mode: str
    """voice or touch."""

    @property
    def answered(self) -> bool:
        """Did the resident answer, and the device understand?"""
        return self.value is not None

    @property
    def unclear(self) -> bool:
        """Did the resident answer, and the device not understand?"""
        return self.value is None and self.label == UNCLEAR

    @property
    def number(self) -> float | None:
        """The value where it is a number of this world."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            return None
        return float(self.value) if abs(self.value) <= LARGEST_NUMBER else None

    @property
    def is_medicine(self) -> bool:
        """Is it about a medicine?"""
        return self.measure.startswith("medicine")

    @property
    def is_dose(self) -> bool:
        """Does it ask whether a medicine was taken?"""
        return self.is_medicine and not self.measure.endswith(NOT_DOSES)

    @property
    def taken(self) -> bool | None:
        """Of a dose: was it taken, as far as the resident said? None: no answer, or not sure."""
        return None if not self.is_dose or self.value is None else self.label != "not taken" and self.value is not False


LARGEST_NUMBER = 1e12
"""No certainty, duration, count or answer is larger; what is, is no number of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One day of one measure."""

    day: date
    value: float | None
    """Median of the day; None: it was asked, and there was no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The same question over time."""

    measure: str
    answers: tuple[Measure, ...]
    """As often as it was asked in the time that is shown, oldest first; never empty."""
    trend: Trend
    yes: tuple[int, int]
    """Days with a yes, and days with a yes or a no, in the time that is shown; of other answers 0, 0."""
    yes_before: tuple[int, int]
    """The same of the BASELINE_DAYS before."""
    points: tuple[Point, ...]
    """By day, earlier days included; only where the answers are numbers."""

    @property
    def latest(self) -> Measure:
        """The latest answer; the latest asking where there was none."""
        return next((one for one in reversed(self.answers) if one.answered), self.answers[-1])

    @property
    def numbers(self) -> list[float]:
        """The answers that are numbers."""
        return [number for one in self.answers if (number := one.number) is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """One call for a human, however often it was repeated; or a concern noted without a call."""

    sequence: int
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
class Agreement:
    """The resident's last word on one purpose."""

    purpose: str
    """diary, share, share_with, mood, voice_mood, initiative."""
    person: str
    """With whom, of share_with; else empty."""
    given: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """From this time on the answers are, or are not, shared with who reads this summary."""

    at: datetime
    state: str
    """yes, no, or not asked: sharing was agreed to, and nobody asked about this reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Who opened the sealed log in this time, for what, and how often."""

    who: str
    role: str
    what: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """That something was erased in this time, on whose behalf, and how often; what it was is gone."""

    why: str
    """asked (by the resident), operator, retention or revoked."""
    last: datetime
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One night, or one day between two nights."""

    kind: str
    """night or day."""
    day: date
    """The day; of a night the day on which it ends."""
    calls: int
    waiting: int
    talked: tuple[datetime, ...]
    """When the resident said something to the device, once for each while."""
    held: int
    """Talks that brought answers, those that were broken off not among them."""
    broken_off: int
    """Talks that the device began and that did not come to their end."""
    missed: int
    """Talks that should have taken place and did not."""
    sleep: tuple[Measure, ...]
    """What was said about this night, in it or on the day after; and why the resident was awake."""
    doses: tuple[Measure, ...]
    concerns: tuple[Measure, ...]
    """Answers to look at, other than doses."""
    moods: tuple[MoodCount, ...]
    """Inferred; most frequent first."""
    withheld: bool
    """It holds no answers, and none were shared with this reader then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Everything the forms show, oldest first within each list."""

    name: str
    """What the resident is called; empty: nobody is named."""
    first: datetime | None
    last: datetime | None
    records: int
    """Without the notes of who opened the log, which say nothing about the resident, and of what was erased."""
    starts: int
    stretches: tuple[Stretch, ...]
    alerts: tuple[AlertLine, ...]
    measures: tuple[Measure, ...]
    """Observed: what the resident answered; medicines are apart."""
    series: tuple[Series, ...]
    """The same, one for each question, in the order in which they were first asked."""
    notices: tuple[NoticeLine, ...]
    """What somebody should look at, because of the answers."""
    not_held: Mapping[str, int]
    """Talks that did not take place, or not to their end: "script: what became of it" -> how often."""
    medicines: tuple[Measure, ...]
    moods: tuple[MoodCount, ...]
    """Inferred: most frequent first."""
    mood_guesses: int
    unsure_share: float | None
    """0 to 1: of all mood guesses, those the device called unsure. None: it made no guess."""
    mood_certainty: float | None
    """Mean certainty of the sure guesses, 0 to 1."""
    valence: float | None
    """Mean of the sure guesses, -1 (unpleasant) to 1 (pleasant)."""
    misunderstandings: Mapping[str, int]
    """What -> how often."""
    misunderstood_trend: Trend
    """How often a day, against the days before."""
    faults: tuple[FaultLine, ...]
    agreed: tuple[Agreement, ...]
    """Observed: what the resident agreed to or refused, however long ago."""
    access: tuple[Access, ...]
    """Each change of what this reader may see; empty: it is not known who reads, or nothing is on record."""
    openings: tuple[Opening, ...]
    erased: tuple[Erased, ...]
    """Retention left out: it goes by itself, every day."""
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
