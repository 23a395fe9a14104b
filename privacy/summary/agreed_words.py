"""What the resident has agreed to, in words; and what stands where answers would, for whom they are not shared with."""

from __future__ import annotations

from datetime import datetime

from companion.messages import Purpose
from privacy.summary import words
from privacy.summary.facts import Agreement, Summary
from privacy.summary.words import clock, short_day

_WORDING: dict[str, str] = {
    Purpose.DIARY: "Keeping a diary",
    Purpose.SHARE: "Sharing the answers",
    Purpose.MOOD: "Guessing the mood from the words",
    Purpose.VOICE_MOOD: "Guessing the mood from the voice",
    Purpose.INITIATIVE: "The device speaking first",
}

UNKNOWN = "No agreement is on record in what this key may read; it may stand on paper."
_FULL_YEAR_DAYS = 300


def agreed(summary: Summary) -> list[str]:
    """Each purpose with the resident's last word on it, and when that was said."""
    refused = any(one.purpose == Purpose.SHARE and not one.given for one in summary.agreed)
    people = [one for one in summary.agreed if one.purpose == Purpose.SHARE_WITH]
    # The persons say it better than "sharing: yes"; and where sharing ended for all, an old yes to one is void.
    shown = [
        one
        for one in summary.agreed
        if not (one.purpose == Purpose.SHARE and one.given and people)
        and not (one.purpose == Purpose.SHARE_WITH and one.given and refused)
    ]
    return [f"{_what(one)}: {'yes' if one.given else 'no'} ({since(one.at, summary)})" for one in shown]


def _what(one: Agreement) -> str:
    if one.purpose == Purpose.SHARE_WITH:
        return f"Sharing the answers with {one.person}"
    return _WORDING.get(one.purpose, one.purpose.replace("_", " ").capitalize())


def since(at: datetime, summary: Summary) -> str:
    """Sun 22 Nov, 15:01; with the year where that is long ago."""
    latest = summary.last
    old = latest is not None and abs((latest.date() - at.date()).days) > _FULL_YEAR_DAYS
    return f"{short_day(at)}{f' {at:%Y}' if old else ''}, {clock(at)}"


def withheld(summary: Summary) -> str:
    """Why this reader sees no answers now; empty where they do, or where it is not known."""
    latest = summary.access[-1] if summary.access else None
    if latest is None or latest.state == "yes":
        return ""
    if latest.state == "no":
        return f"answers are not shared with you since {since(latest.at, summary)}"
    return (
        ""
        if summary.measures or summary.medicines
        else "answers are not shared with you: the resident has not been asked about you"
    )


def nothing(summary: Summary, otherwise: str = "none") -> str:
    """What stands in a part that is empty: it must not look like a finding to whom the answers are not shown."""
    unseen = bool(withheld(summary)) and not summary.measures and not summary.medicines
    return "not shared with you" if unseen else otherwise


def told(summary: Summary, line: str) -> str:
    """The line, which says that there was nothing; or that it is not shown to this reader."""
    empty = line.startswith("No ") and nothing(summary, line) != line
    return f"{nothing(summary).capitalize()}." if empty else line


def period(summary: Summary) -> str:
    """From when to when."""
    return nothing(summary, words.period(summary)) if summary.first is None else words.period(summary)
