"""Days of the week in full: "Monday to Friday"."""

from __future__ import annotations

import re

from companion.tts.normalise.points import full_stop
from companion.tts.normalise.units import COUNTS

_DAYS = {day[:3]: day for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")}
_UNMISTAKABLE = r"(?:Mon|Tues?|Weds?|Thurs?|Thur?|Fri)"
_WEEKEND = r"(?:Sat|Sun)"
# "Sat" and "Sun" are words, and count only beside a date or another day.
_SHORT = re.compile(
    rf"\b{_UNMISTAKABLE}\b\.?(?=[,;:)/–!?-]|\s*\Z| (?:[0-9]|and|or|to|at|the|[-–&]))"
    rf"|\b{_WEEKEND}\b\.?(?=,? (?:the )?[0-9]{{1,2}}(?![0-9]|{COUNTS})|[/–-](?:{_UNMISTAKABLE}|{_WEEKEND})\b)"
    rf"|(?:(?<=day[-/–,&])|(?<=day, )|(?<=day to )|(?<=day and )|(?<=day & )|(?<=day or )){_WEEKEND}\b"
)
_RANGE = re.compile(r"(?<=day) ?[-–] ?(?=(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)")
_LIST = re.compile(r"(?<=day)/(?=(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)")
_BEFORE_DATE = re.compile(r"(?<=day) (?=the [0-9]{1,2}(?:st|nd|rd|th) of )")
_TURNS = 2
"""A Sunday counts where the day before it has become one."""


def say_weekdays(text: str) -> str:
    """Mon 23rd as "Monday, the 23rd", Mon-Fri as "Monday to Friday"."""
    for _ in range(_TURNS):
        text = _SHORT.sub(lambda found: _DAYS[found[0][:3]] + full_stop(found), text)
    return _BEFORE_DATE.sub(", ", _LIST.sub(", ", _RANGE.sub(" to ", text)))
