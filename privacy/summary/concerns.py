"""Answers that somebody must look at: one table of cut-offs with their sources, and what has reached one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

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


YES = {"low": 1.0, "high": 1.0}
NO = {"low": 0.0, "high": 0.0}

CUT_OFFS: tuple[CutOff, ...] = (
    # Verbal descriptors (Herr 2011; geriatricpain.org): severe 3 and worst 4, as 7 to 10 of the numeric scale.
    CutOff(measure="pain.strength", unit="of 4", low=3),
    CutOff(measure="pain.nrs", unit="of 10", low=7),
    # Moderate pain or more (4 of 10, moderate in words) that comes back on three days is worth asking after.
    CutOff(measure="pain.strength", unit="of 4", low=2, days=3),
    CutOff(measure="pain.nrs", unit="of 10", low=4, days=3),
    # Arroll 2010 (PMC2906530, n = 2,642): 3 or more, specificity 92 %. At 2 the device offers the longer questions, and
    # nobody is told yet.
    CutOff(measure="phq2.total", unit="of 6", low=3),
    # Kroenke 2009 (PHQ-8, 88 % and 88 %); PMC2906530 (PHQ-9, 74 % and 91 %).
    CutOff(measure="phq8.total", unit="of 24", low=10),
    CutOff(measure="phq9.total", unit="of 27", low=10),
    # Any answer but "not at all": hazard ratio of suicide 1.75 and more (Simon 2013, appi.ps.201200587).
    CutOff(measure="phq9.thoughts", unit="of 3", low=1),
    # Plummer 2016 (GAD-2, 76 % and 81 %); Spitzer 2006 (GAD-7).
    CutOff(measure="gad2.total", unit="of 6", low=3),
    CutOff(measure="gad7.total", unit="of 21", low=10),
    # Sheikh and Yesavage 1986: 5 or more, possible depression.
    CutOff(measure="gds15.total", unit="of 15", low=5),
    # Hughes 2004, Steptoe 2013: 6 or more of 3 to 9 is usually called lonely.
    CutOff(measure="ucla3.total", unit="of 9", low=6),
    # Facts of a fall, and what the project's own scripts ask a person to act on.
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
