"""Chooses one wording and fills in the name and what is known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from companion.dialogue.answers.numbers import in_words
from companion.marks import unmarked
from companion.messages import Expression, Feeling

_SLOT = re.compile(r"\{(\w+)\}")
_TELLS_NOTHING = frozenset({"name", "notice"})
"""Slots that another wording may do without."""

_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip

LOW_VALENCE = -0.25
HIGH_VALENCE = 0.3


def choose(
    wordings: Mapping[str, Sequence[str]], moment: datetime, *, mood: str, turn: int, known: Mapping[str, str]
) -> str:
    """The `turn`-th wording for this mood, else for this time of day, else for any; only such as can be filled."""
    fitting = _fitting(wordings, moment, mood=mood, known=known)
    return fill(fitting[turn % len(fitting)], known) if fitting else ""


def otherwise(
    wordings: Mapping[str, Sequence[str]], moment: datetime, *, mood: str, turn: int, known: Mapping[str, str]
) -> str:
    """Another wording of what `choose` gives for the same, which tells no less; "" where there is none."""
    fitting = _fitting(wordings, moment, mood=mood, known=known)
    if not fitting:
        return ""
    at = turn % len(fitting)
    told = set(_SLOT.findall(fitting[at])) - _TELLS_NOTHING
    others = (*fitting[at + 1 :], *fitting[:at])
    return next((fill(line, known) for line in others if told <= set(_SLOT.findall(line))), "")


def _fitting(
    wordings: Mapping[str, Sequence[str]], moment: datetime, *, mood: str, known: Mapping[str, str]
) -> list[str]:
    """The wordings of the first kind that has any that can be filled."""
    for key in (mood, time_of_day(moment), "any"):
        fitting = [line for line in wordings.get(key, ()) if set(_SLOT.findall(line)) <= {"name", *known}]
        if fitting:
            return fitting
    return []


def fill(text: str, known: Mapping[str, str]) -> str:
    """`text` with {name} and other slots filled; an empty one goes together with its comma."""
    empty = "|".join(name for name in ("name", *known) if not known.get(name))
    text = re.sub(rf",? ?\{{(?:{empty})\}}", "", text) if empty else text
    return _SLOT.sub(lambda match: unmarked(known.get(match[1], match[0])), text).strip()


def mood_of(feeling: Feeling) -> str:
    """The mood that may choose a wording; "" when the guess is unsure (P10)."""
    return "" if feeling.unsure else feeling.ekman


def expression_for(feeling: Feeling) -> Expression:
    """What the face shows in answer to a feeling; neutral when the guess is unsure (P10)."""
    if feeling.unsure:
        return Expression.NEUTRAL
    if feeling.valence <= LOW_VALENCE:
        return Expression.CONCERNED
    return Expression.HAPPY if feeling.valence >= HIGH_VALENCE else Expression.NEUTRAL


def time_of_day(moment: datetime) -> str:
    """morning from 5, afternoon from 12, evening from 18, night from 22."""
    for hour, name in ((5, "night"), (12, "morning"), (18, "afternoon"), (22, "evening")):
        if moment.hour < hour:
            return name
    return "night"


def spoken_time(moment: datetime) -> str:
    """ "ten past three in the afternoon": to the minute, as a person says it."""
    hour, minute = moment.hour, moment.minute
    if minute > 30:
        hour += 1
    name = {0: "midnight", 12: "midday"}.get(hour % 24, in_words(hour % 12 or 12))
    part = {
        "morning": " in the morning",
        "afternoon": " in the afternoon",
        "evening": " in the evening",
        "night": " at night",
    }
    where = "" if hour % 24 in {0, 12} else part[time_of_day(moment)]
    if minute == 0:
        return f"{name}{where}" if hour % 24 in {0, 12} else f"{name} o'clock{where}"
    side, away = ("past", minute) if minute <= 30 else ("to", 60 - minute)
    return f"{_minutes(away)} {side} {name}{where}"


def _minutes(count: int) -> str:
    named = {15: "quarter", 30: "half", 1: "one minute"}
    if count in named:
        return named[count]
    return in_words(count) if count % 5 == 0 else f"{in_words(count)} minutes"


def spoken_day(moment: datetime) -> str:
    """ "Monday, the second of March"."""
    number = moment.day
    tens = {2: "twenty", 3: "thirty"}.get(number // 10, "")
    ordinal = (
        _ORDINALS[number - 1]
        if number <= 20
        else "thirtieth"
        if number == 30
        else f"{tens} {_ORDINALS[number % 10 - 1]}"
    )
    return f"{moment:%A}, the {ordinal} of {moment:%B}"
