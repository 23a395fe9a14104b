"""What a caregiver needs in 20 seconds, from the records their key opens."""

from privacy.summary.gather import (
    AlertLine,
    FaultLine,
    Measure,
    MoodCount,
    Summary,
    summarise,
)
from privacy.summary.page import summary_html
from privacy.summary.words import summary_json, summary_text

__all__ = [
    "AlertLine",
    "FaultLine",
    "Measure",
    "MoodCount",
    "Summary",
    "summarise",
    "summary_html",
    "summary_json",
    "summary_text",
]
