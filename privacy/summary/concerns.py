"""Answers that somebody must look at: one table of cut-offs with their sources, and what has reached one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf
from typing import TypedDict

from privacy.summary.facts import Measure, NoticeLine, Summary
from privacy.summary.words import answer, cut, moment, plain_number, times


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOff:
    """From where on, and up to where, an answer is one to look at. A yes counts as 1, a no as 0."""

    measure: str
    unit: str = ""
    """The scale the cut-off is for; a measure of the same name on another scale is none of its business."""
    low: float = inf
    high: float = inf
    said: str = ""
    """The answer in words, where it is no number."""
    days: int = 1
    """So many days with such an answer make it worth a look."""
    within_days: int = 7
    """So close together."""


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
    # Low in the resident's own words on three of five days; one low morning is no finding.
    CutOff(measure="mood.own_words", said="low", days=3, within_days=5),
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

ABOUT_LIFE = frozenset({"phq9.thoughts"})

TOTAL = ".total"
SCREENING = " (screening, not a diagnosis)"
"""A note in the names of totals; every form of a summary says it once for all of them."""

ABOUT = 100
"""Longest reason of a notice; the longest of the built-in scripts has some ninety signs."""

_WITHIN = {"hour": "within the hour", "same day": "the same day", "day": "within a day", "summary": "when it suits"}
_URGENCY = ("hour", "same day", "day")
_A_WEEK = 7
_PRESSING = _URGENCY[:1]
"""Notices that go before what the answers themselves say."""


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
    """What somebody must look at, one for each question: life first, then the latest day; doses not taken last.

    Of one day in the order of the table: pain, totals, what else there is.
    """
    asked: dict[str, list[Measure]] = {}
    for one in summary.measures + summary.medicines:
        asked.setdefault(one.measure, []).append(one)
    found = [concern for same in asked.values() if (concern := _concern(same)) is not None]
    return sorted(found, key=_pressing)


def _pressing(one: Concern) -> tuple[bool, bool, int, int, int]:
    return one.is_dose, not _about_life(one), -one.worst.at.toordinal(), _place(one), -one.worst.sequence


def _about_life(one: Concern) -> bool:
    """Thoughts of being better off dead, or somebody's safety: however many other answers came later."""
    return one.worst.measure in ABOUT_LIFE or one.worst.measure.startswith(ALWAYS)


def _place(one: Concern) -> int:
    return -1 if one.cut_off is None else CUT_OFFS.index(one.cut_off)


def _concern(asked: list[Measure]) -> Concern | None:
    at_once = tuple(one for one in asked if alarms(one))
    cut_offs = [one for one in CUT_OFFS if one.measure == asked[0].measure]
    if at_once:
        cut_off = next((one for one in cut_offs if one.days == 1), None)
        return Concern(answers=at_once, asked=tuple(asked), cut_off=cut_off)
    for cut_off in cut_offs:
        reached = tuple(one for one in asked if _reaches(one, cut_off))
        if _often_enough(reached, cut_off):
            return Concern(answers=reached, asked=tuple(asked), cut_off=cut_off)
    return None


def _often_enough(reached: Iterable[Measure], cut_off: CutOff) -> bool:
    days = sorted({one.at.date() for one in reached})
    ends = zip(days, days[cut_off.days - 1 :], strict=False)
    return any((last - first).days < cut_off.within_days for first, last in ends)


def _reaches(measure: Measure, cut_off: CutOff) -> bool:
    if cut_off.said:
        return measure.measure == cut_off.measure and measure.answered and measure.label == cut_off.said
    value = float(measure.value) if isinstance(measure.value, bool) else measure.number
    same = (measure.measure, measure.unit) == (cut_off.measure, cut_off.unit)
    return same and value is not None and cut_off.low <= value <= cut_off.high


def question(measure: Measure) -> str:
    """The question without the note that it is no diagnosis, which stands elsewhere."""
    return measure.question.removesuffix(SCREENING)


def brief(measure: Measure) -> str:
    """How strong is the pain: severe (3 of 4)."""
    return f"{question(measure)}: {_total(measure) or answer(measure)}"


def in_short(one: Concern, summary: Summary) -> str:
    """The same with how often it was, or the day where it was not the last one."""
    return brief(one.worst) + _often(one, summary, f"{one.worst.at:%a}")


def spoken(one: Concern, summary: Summary) -> str:
    """The same as a sentence."""
    said = _total(one.worst) or one.worst.label
    return f"{question(one.worst)}: {said}{_often(one, summary, f'{one.worst.at:%A}')}."


def _total(measure: Measure) -> str:
    """Of a total the number alone: its label is for people who know what it means. Empty: it is no total."""
    if measure.number is None or not measure.measure.endswith(TOTAL):
        return ""
    return f"{plain_number(measure.number)} {measure.unit}".strip()


def _often(one: Concern, summary: Summary, weekday: str) -> str:
    if one.times > 1:
        return f", {times(one.times)}"
    at, last = one.worst.at, summary.last
    ago = 0 if last is None else (last.date() - at.date()).days
    return "" if ago <= 0 else f" on {weekday}" if ago < _A_WEEK else f" on {at.day} {at:%B}"


def to_look_at(summary: Summary) -> list[str]:
    """What somebody should look at, what presses first: notices, answers, doses, then talks that were not held."""
    notices = urgent_first(summary.notices)
    pressing = [one for one in notices if one.within in _PRESSING]
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
    told += _how_often(one) if often is None else often
    latest = next((other for other in reversed(one.asked) if other.answered), worst)
    return told if latest is worst or one.is_dose else f"{told}; latest answer: {answer(latest)}"


def _how_often(one: Concern) -> str:
    low = "" if one.cut_off is None or one.cut_off.high != inf or one.cut_off.said else plain_number(one.cut_off.low)
    if one.times > 1:
        return f"; {times(one.times)}" + (f" {low} or more" if low else "")
    return f"; to look at from {low} on" if low and one.worst.measure.endswith(TOTAL) else ""


def _notice(one: NoticeLine, summary: Summary) -> str:
    soon = f", {_WITHIN[one.within]}" if one.within in _WITHIN else ""
    return f"{moment(one.at, summary)}  {cut(one.about, ABOUT)} (for the {cut(one.who, 20)}{soon})"


def urgent_first(notices: Iterable[NoticeLine]) -> list[NoticeLine]:
    """What cannot wait first; of the same urgency the latest."""
    latest = list(notices)[::-1]
    return sorted(latest, key=lambda one: _URGENCY.index(one.within) if one.within in _URGENCY else len(_URGENCY))
