"""A time of day: "half past eight", "quarter to nine in the evening", "tennish", "seven thirty", "8:30 pm"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from companion.dialogue.answers.english.clauses import concluded
from companion.dialogue.answers.english.number_words import UNITS, numbers_in
from companion.dialogue.answers.english.text import corrected, doubtful, has_any, listed, normalise, readings
from companion.dialogue.answers.understood import DOUBT, NOT_AN_ANSWER, Understood

_HEDGES = listed("time", "hedges")
_EVENING = listed("time", "evening")
_MORNING = listed("time", "morning")
_NO_MATTER = listed("time", "no_matter")
_NAMED = (("midnight", 0), ("midday", 12), ("mid day", 12), ("noon", 12))
_LEANINGS = (
    # (what the question is about, the first and the last hour on the clock that then lie after midday)
    (("wake in the night", "awake in the night", "up in the night", "woke in the night", "during the night"), 9, 11),
    (("get up", "got up", "wake", "woke", "waken", "breakfast", "rise", "morning"), 13, 13),
    (
        (
            "bed",
            "bedtime",
            "go to sleep",
            "went to sleep",
            "fall asleep",
            "turn in",
            "settle",
            "lights out",
            "light",
            "lights",
        ),
        5,
        11,
    ),
    (("supper", "dinner", "evening", "tonight", "night tablets"), 3, 11),
    (("lunch",), 1, 4),
    (("tea", "afternoon", "nap", "lie down", "snooze"), 1, 8),
    (("visit", "visitor", "visitors", "coming", "come", "appointment", "collect", "pick you up", "arrive"), 1, 6),
)


_NO_TIMES = re.compile(
    r"\b(?:the|that|this|little|which|every|last|first|no|other) one\b|\bone (?:of|day|who|with|that)\b|"
    r"\b(?:the )?\w+ o clock (?:news|bus|train|programme|show|film|mass|service)\b"
)
_WITHOUT_HOUR = re.compile(r"\b(?:half|quarter|twenty|ten|five) (?:past|to)$")
_AT = r"\bat (?:about |around |half )?(\w+)"
_TWICE = re.compile(rf"{_AT}\b.*\b(?:and|then|back)\b.* {_AT}$")


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int
    minute: int


def time(text: str, about: str = "") -> Understood:
    """`HH:MM`, 24 hours. Where neither answer nor question tells the half of the day, the hour is as it was said."""
    question = normalise(about)
    for reading in (part for whole in readings(text) for part in corrected(whole)):
        found = _concluded(reading, question) or _read(_prepared(reading), question)
        if found is not NOT_AN_ANSWER:
            return found
    return NOT_AN_ANSWER


def _concluded(plain: str, question: str) -> Understood | None:
    """The time in the clause that counts, where another clause names another: "six as a rule but tonight seven"."""
    for part in concluded(_hour_repeated(plain)):
        found = _read(_prepared(part), question)
        if found.value is not None:
            return replace(found, certainty=min(found.certainty, 0.75))
    return None


def _hour_repeated(plain: str) -> str:
    """ "It should have been eight, it was nearer half past": of the same hour."""
    match = _WITHOUT_HOUR.search(plain)
    hours = [one for one in numbers_in(plain[: match.start()].split()) if 1 <= one.value <= 12] if match else []
    return f"{plain} {hours[-1].value:g}" if hours else plain


def _prepared(plain: str) -> str:
    rest = _NO_TIMES.sub(" ", plain)
    plain = rest if numbers_in(rest.split()) or " one " not in f" {rest} " else plain
    plain = re.sub(r"\bi am\b|\bo clock\b|\bgone\b", " ", plain)
    plain = re.sub(r"\b(\w+?)n?ish\b", lambda match: _ish(match[1]), plain)
    plain = re.sub(r"\bfive and twenty\b", "twenty five", plain)
    plain = re.sub(r"\b(?:three quarters|quarter) of an hour\b.*", " ", plain)
    plain = re.sub(r"\bhalf (?:an )?hour (?:after|past) ", "half past ", plain)
    return " ".join(plain.split())


def _ish(stem: str) -> str:
    """ "Tennish" is ten, more or less; "finish" is nothing of the kind."""
    whole = next((word for word in (stem, f"{stem}n", f"{stem}e") if word in UNITS), None)
    return f"{whole} ish" if whole else f"{stem} ish" if stem in {"noo", "midday"} else stem


def _read(plain: str, question: str) -> Understood:
    bounds = re.search(r"\bbetween (.+) and (.+)$|^(?:\w+ ){0,3}?(\w+) or (?:maybe |perhaps )?(\w+)$", plain)
    if bounds and (bounds[1] or (bounds[3] in UNITS and bounds[4] in UNITS)):
        return _between(bounds[1] or bounds[3], bounds[2] or bounds[4], question)
    twice = _TWICE.search(plain)
    if twice and {twice[1], twice[2]} <= set(UNITS) and twice[1] != twice[2]:
        return Understood(certainty=0.6, unsure=True)
    clock = _named(plain) or _digits(plain) or _past_or_to(plain) or _plain(plain)
    if clock is None or clock.hour > 24 or clock.minute > 59:
        return DOUBT if doubtful(plain) or has_any(plain, _NO_MATTER) else NOT_AN_ANSWER
    told = _half_of_day(plain) or ("named" if _named(plain) else None)
    hour = _hour(clock.hour % 24, plain, question)
    certainty = 0.95 if told or hour > 12 or question else 0.8
    if has_any(plain, _HEDGES) or doubtful(plain):
        certainty -= 0.2
    return Understood(value=f"{hour:02d}:{clock.minute:02d}", certainty=certainty)


def _between(first: str, last: str, question: str) -> Understood:
    """The middle of two times."""
    low, high = _read(first, question).value, _read(last, question).value
    if not isinstance(low, str) or not isinstance(high, str):
        return NOT_AN_ANSWER
    from_min, to_min = (int(one[:2]) * 60 + int(one[3:]) for one in (low, high))
    if from_min > to_min:
        to_min += 12 * 60 if to_min + 12 * 60 > from_min else 24 * 60
    middle = (from_min + to_min) // 2 % (24 * 60)
    return Understood(value=f"{middle // 60:02d}:{middle % 60:02d}", certainty=0.6)


def _hour(hour: int, plain: str, question: str) -> int:
    half = _half_of_day(plain)
    if half == "pm" and 1 <= hour < 12 and not (has_any(plain, ("at night", "last night")) and hour < 5):
        return hour + 12
    if hour == 12 and (half == "am" or (half == "pm" and has_any(plain, ("at night", "last night")))):
        return 0
    if half is not None or has_any(plain, ("midday", "noon", "midnight")):
        return hour
    for about, first, last in _LEANINGS:
        if has_any(question, about):
            if hour == 12 and about[0] in {"bed", "wake in the night"}:
                return 0
            return hour + 12 if first <= hour <= last else hour
    return hour


def _half_of_day(plain: str) -> str | None:
    if has_any(plain, _EVENING) or re.search(r"\dpm\b", plain):
        return "pm"
    return "am" if has_any(plain, _MORNING) or re.search(r"\dam\b", plain) else None


def _named(plain: str) -> _Clock | None:
    for word, hour in _NAMED:
        if has_any(plain, (word,)) and not re.search(rf"\b(?:past|to|before|after) {word}\b", plain):
            return _Clock(hour, 0)
    return None


def _digits(plain: str) -> _Clock | None:
    match = re.search(r"\b(\d{1,2})[:.](\d{2})", plain)
    return _Clock(int(match[1]), int(match[2])) if match else None


def _past_or_to(plain: str) -> _Clock | None:
    words = _hours_named(plain).split()
    for at, word in enumerate(words):
        if word not in {"past", "after", "to", "before", "till", "until", "of"}:
            continue
        minutes, hours = _minutes(words[:at]), numbers_in(words[at + 1 :])
        if minutes is None or not hours or hours[0].start > 0 or hours[0].value != int(hours[0].value):
            continue
        if word in {"past", "after"}:
            return _Clock(int(hours[0].value), minutes)
        return _Clock((int(hours[0].value) - 1) % 12 or 12, 60 - minutes)
    return None


def _hours_named(plain: str) -> str:
    return re.sub(r"\b(?:midnight|midday|noon)\b", "twelve", plain)


def _minutes(words: list[str]) -> int | None:
    tail = [word for word in words if word not in {"minutes", "minute", "a", "ish", "or", "so"}]
    if tail[-1:] == ["half"]:
        return 30
    if tail[-1:] == ["quarter"]:
        return 15
    found = numbers_in(tail)
    return int(found[-1].value) if found and found[-1].end == len(tail) and found[-1].value < 60 else None


def _plain(plain: str) -> _Clock | None:
    if re.search(r"\b(?:past|to|before|after)$", plain) or re.search(r"\b(?:hours?|minutes?) (?:ago|late)\b", plain):
        return None  # "about twenty past": the hour is missing
    plain = re.sub(r"(\d)(?:am|pm)\b", r"\1", plain)
    words = [word for word in plain.split() if word not in {"ish", "hours", "hundred"}]
    words = words[1:] if len(words) > 1 and words[0] in {"oh", "zero"} else words
    half = re.search(r"\bhalf (\w+)", " ".join(words))
    found = numbers_in(words)
    if half and found and words[found[0].start - 1] == "half":
        return _Clock(int(found[0].value), 30)
    if not found or found[0].value != int(found[0].value):
        return None
    return _with_minutes(words)


def _with_minutes(words: list[str]) -> _Clock | None:
    found = numbers_in(words)
    minute = 0
    if len(found) > 1 and found[1].start <= found[0].end + 1 and 0 <= found[1].value < 60:
        between = words[found[0].end : found[1].start]
        # "Not before eight, eight will do" is no 8:08.
        told = between in (["oh"], ["o"]) or (not between and found[1].value != found[0].value)
        minute = int(found[1].value) if told else 0
    elif words[found[0].end : found[0].end + 1] == ["oh"] and found[0].end + 1 < len(words):
        return None
    return _split(found[0].value, minute)


def _split(hour: float, minute: int) -> _Clock | None:
    """Recognisers run "seven thirty" together as 730, and "twenty fifteen" reads like a year."""
    if 100 <= hour <= 2359 and minute == 0:
        return _Clock(int(hour) // 100, int(hour) % 100)
    return _Clock(int(hour), minute) if hour <= 24 else None
