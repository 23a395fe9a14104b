"""What a caregiver needs in 20 seconds, from the records their key opens."""

from privacy.summary.earlier import check_place, write_summary
from privacy.summary.facts import (
    AlertLine,
    FaultLine,
    Measure,
    MoodCount,
    Opening,
    Series,
    Stretch,
    Summary,
)
from privacy.summary.fhir import summary_fhir
from privacy.summary.gather import summarise
from privacy.summary.page import summary_html
from privacy.summary.plain import summary_json
from privacy.summary.spoken import handover
from privacy.summary.stretches import NightHours
from privacy.summary.text import summary_text
from privacy.summary.trend import BASELINE_DAYS, Trend

__all__ = [
    "BASELINE_DAYS",
    "AlertLine",
    "FaultLine",
    "Measure",
    "MoodCount",
    "NightHours",
    "Opening",
    "Series",
    "Stretch",
    "Summary",
    "Trend",
    "check_place",
    "handover",
    "summarise",
    "summary_fhir",
    "summary_html",
    "summary_json",
    "summary_text",
    "write_summary",
]
