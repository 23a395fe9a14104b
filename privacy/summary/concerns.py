"""Answers that somebody must look at: one table of cut-offs with their sources, and what has reached one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypedDict

from privacy.summary.facts import Measure, NoticeLine, Summary
from privacy.summary.words import answer, cut, moment, plain_number, times


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOff:
    """From where on an answer is one to look at. A yes counts as 1, a no as 0."""

    measure: str
    unit: str = ""
    """The scale the cut-off is for; a measure of the same name on another scale is none of its business."""
    low: float
    high: float = float("inf")
    days: int = 1
    """So many days with such an answer, within the time that is shown, make it worth a look."""


class _Ends(TypedDict):
    low: float
    high: float


YES: _Ends = {"low": 1, "high": 1}
NO: _Ends = {"low": 0, "high": 0}

CUT_OFFS: tuple[CutOff, ...] = (
    # The bands of the numeric scale: 7 to 10 severe. In words 3 is severe and 4 the worst (geriatricpain.org advises
    # words before numbers).
    CutOff(measure="pain.strength", unit="of 4", low=3),
    CutOff(measure="pain.nrs", unit="of 10", low=7),
    # The band below, 4 to 6, moderate: worth asking after when it comes back on three days.
    CutOff(measure="pain.strength", unit="of 4", low=2, days=3),
    CutOff(measure="pain.nrs", unit="of 10", low=4, days=3),
    # 3 or more: specificity 92 % (PMC2906530, n = 2,642). At 2 the device offers the longer questions, and nobody is
    # told yet.
    CutOff(measure="phq2.total", unit="of 6", low=3),
    # 10 or more: PHQ-8 88 % and 88 % (Kroenke 2009); PHQ-9 sensitivity 74 %, specificity 91 % (PMC2906530).
    CutOff(measure="phq8.total", unit="of 24", low=10),
    CutOff(measure="phq9.total", unit="of 27", low=10),
    # Any answer but "not at all": hazard ratio of suicide 1.75 to 2.85 (10.1176/appi.ps.201500149).
    CutOff(measure="phq9.thoughts", unit="of 3", low=1),
    # GAD-2 3 or more, 76 % and 81 % (Plummer 2016); GAD-7 10 or more (Spitzer 2006).
    CutOff(measure="gad2.total", unit="of 6", low=3),
    CutOff(measure="gad7.total", unit="of 21", low=10),
    # 0 to 4 is normal, 5 or more possible depression (fpnotebook.com; Conradsson 2013 in people over 85).
    CutOff(measure="gds15.total", unit="of 15", low=5),
    # 6 or more of 3 to 9 is usually called lonely: a convention.
    CutOff(measure="ucla3.total", unit="of 9", low=6),
    # Facts of a fall, and what the project's own scripts ask a person to act on; no published cut-off.
    CutOff(measure="fall.on_floor", **YES),
    CutOff(measure="fall.head", **YES),
    CutOff(measure="falls.head", **YES),
    CutOff(measure="falls.hurt", **YES),
    CutOff(measure="falls.past_week", **YES),
    CutOff(measure="staff.more_confused", **YES),
    CutOff(measure="weight.lost", **YES),
    CutOff(measure="intake.breakfast", **NO),
    CutOff(measure="aftercare.well", **NO),
)
"""The only place where a summary decides that an answer is one to look at; not a diagnosis, and no call for help."""

ALWAYS = "safety."
"""Of questions about somebody's safety every yes counts."""

SCREENING = " (screening, not a diagnosis)"
"""A note in the names of totals; every form of a summary says it once for all of them."""

ABOUT = 100
"""Longest reason of a notice; the longest of the built-in scripts has some ninety signs."""

_WITHIN = {"hour": "within the hour", "same day": "the same day", "day": "within a day", "summary": "when it suits"}
_URGENCY = ("hour", "same day", "day")
_PRESSING = 2
"""Notices of the first two urgencies go before what the answers themselves say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """Answers to one question that somebody must look at."""

    answers: tuple[Measure, ...]
    """Those that reached the cut-off, oldest first; never empty."""
    asked: tuple[Measure, ...]
    """Every answer to the question in the time that is shown, those without an answer included."""
    cut_off: CutOff | None
    """None: it is not a matter of a number, as with a dose."""

    @property
    def worst(self) -> Measure:
        """The latest of them, which is the one to say."""
        return self.answers[-1]

    @property
    def times(self) -> int:
        """How often."""
        return len(self.answers)

    @property
    def is_dose(self) -> bool:
        """Is it about a dose that was not taken?"""
        return self.worst.is_dose


def alarms(measure: Measure) -> bool:
    """Is the answer itself one that somebody must look at, whatever was answered on other days?"""
    if measure.is_medicine:
        return measure.taken is False or (measure.measure.endswith(".twice") and measure.value is True)
    if measure.measure.startswith(ALWAYS):
        return measure.value is True
    return any(one.days == 1 and _reaches(measure, one) for one in CUT_OFFS)


def concerns(summary: Summary) -> list[Concern]:
    """What somebody must look at: the latest first, one for each question; doses that were not taken last."""
    asked: dict[str, list[Measure]] = {}
    for one in summary.measures + summary.medicines:
        asked.setdefault(one.measure, []).append(one)
    found = [concern for same in asked.values() if (concern := _concern(same)) is not None]
    return sorted(found, key=lambda one: (one.is_dose, -one.worst.sequence))


def _concern(asked: list[Measure]) -> Concern | None:
    at_once = tuple(one for one in asked if alarms(one))
    cut_offs = [one for one in CUT_OFFS if one.measure == asked[0].measure]
    if at_once:
        cut_off = next((one for one in cut_offs if one.days == 1), None)
        return Concern(answers=at_once, asked=tuple(asked), cut_off=cut_off)
    for cut_off in cut_offs:
        reached = tuple(one for one in asked if _reaches(one, cut_off))
        if len({one.at.date() for one in reached}) >= cut_off.days:
            return Concern(answers=reached, asked=tuple(asked), cut_off=cut_off)
    return None


def _reaches(measure: Measure, cut_off: CutOff) -> bool:
    value = float(measure.value) if isinstance(measure.value, bool) else measure.number
    same = (measure.measure, measure.unit) == (cut_off.measure, cut_off.unit)
    return same and value is not None and cut_off.low <= value <= cut_off.high


def question(measure: Measure) -> str:
    """The question without the note that it is no diagnosis, which stands elsewhere."""
    return measure.question.removesuffix(SCREENING)


def in_short(one: Concern) -> str:
    """How strong is the pain: severe (3 of 4), 6 times."""
    often = f", {times(one.times)}" if one.times > 1 else ""
    return f"{question(one.worst)}: {answer(one.worst)}{often}"


def spoken(one: Concern) -> str:
    """The same as a sentence; of a total the number, for its label is for people who know what it means."""
    worst = one.worst
    total = worst.number is not None and worst.measure.endswith(".total")
    said = answer(worst).partition("(")[2].rstrip(")") or answer(worst) if total else worst.label
    often = f", {times(one.times)}" if one.times > 1 else ""
    return f"{question(worst)}: {said}{often}."


def to_look_at(summary: Summary) -> list[str]:
    """What somebody should look at, what presses first: notices, answers, doses, then talks that were not held."""
    notices = urgent_first(summary.notices)
    pressing = [one for one in notices if one.within in _URGENCY[:_PRESSING]]
    missed = [f"{what}{'' if often == 1 else f', {times(often)}'}" for what, often in summary.not_held.items()]
    return [
        *(_notice(one, summary) for one in pressing),
        *_answers(summary),
        *(_notice(one, summary) for one in notices if one not in pressing),
        *missed,
    ]


def _answers(summary: Summary) -> Iterator[str]:
    found = concerns(summary)
    yield from (_line(one, summary) for one in found if not one.is_dose)
    # The medicines have a section of their own; here they are one line, so that they hide nothing else.
    doses = [one for one in found if one.is_dose]
    if doses:
        often = sum(one.times for one in doses)
        yield _line(doses[0], summary, often=f"; {often} doses not taken in all" if often > 1 else "")


def _line(one: Concern, summary: Summary, *, often: str | None = None) -> str:
    worst = one.worst
    told = f"{moment(worst.at, summary)}  {cut(question(worst), ABOUT)}: {answer(worst)}"
    if often is None:
        often = f"; {times(one.times)} {_reached(one)}".rstrip() if one.times > 1 else ""
    told += often
    latest = next((other for other in reversed(one.asked) if other.answered), worst)
    return told if latest is worst or one.is_dose else f"{told}; latest answer: {answer(latest)}"


def _reached(one: Concern) -> str:
    if one.cut_off is None or one.cut_off.high != float("inf"):
        return ""
    return f"{plain_number(one.cut_off.low)} or more"


def _notice(one: NoticeLine, summary: Summary) -> str:
    soon = f", {_WITHIN[one.within]}" if one.within in _WITHIN else ""
    return f"{moment(one.at, summary)}  {cut(one.about, ABOUT)} (for the {cut(one.who, 20)}{soon})"


def urgent_first(notices: Iterable[NoticeLine]) -> list[NoticeLine]:
    """What cannot wait first; of the same urgency the latest."""
    latest = list(notices)[::-1]
    return sorted(latest, key=lambda one: _URGENCY.index(one.within) if one.within in _URGENCY else len(_URGENCY))
