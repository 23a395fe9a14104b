"""The shorthand of prescriptions: "twice a day", "when needed"."""

from __future__ import annotations

import re

from companion.tts.normalise.points import full_stop

_LETTERS = {
    "od": "once a day", "bd": "twice a day", "bid": "twice a day", "tds": "three times a day",
    "tid": "three times a day", "qds": "four times a day", "qid": "four times a day", "prn": "when needed",
    "nocte": "at night", "mane": "in the morning", "po": "by mouth", "ac": "before food", "pc": "after food",
    "om": "every morning", "on": "every night", "stat": "straight away", "qd": "once a day", "qod": "every other day",
}  # fmt: skip
_NOT_ELSEWHERE = frozenset({"tds", "qds", "prn", "nocte"})
"""The others are words or initials elsewhere, and count only after a dose, or with points."""
_DOTTED = re.compile(
    r"(?<![\w.])((?ai:[bo]\.d|[tq]\.d\.s|[btq]\.i\.d|p\.r\.n|q\.o\.d|q\.d)|[ap]\.c|p\.o)\b\.?(?!\.?\w)"
)
_PLAIN = re.compile(r"(?<![\w.])(?ai:" + "|".join(sorted(_LETTERS, key=len, reverse=True)) + r")(?![\w'’-]|\.\w)")
_AFTER_DOSE = re.compile(
    r"(?:\b(?:milligram|microgram|gram|millilitre|tablet|capsule|unit|puff|drop|spoon|spoonful|teaspoon|dose|sachet)s?"
    r"|\ba day|when needed|by mouth|at night|in the morning),? \Z"
)
_HOURLY = re.compile(r"(?<!\w)(?ai:q\.? ?)([0-9]{1,2}) ?-? ?(?ai:h(?:rs?|ours?|rly|ourly)?)\b\.?(?!\w)")
_A_DAY = r"(?ai:daily|a day|per day|each day|every day)\b|/ ?(?ai:day|d)\b"
_TIMES = re.compile(rf"(?<![\w.])(?:(?ai:x) ?(?P<after>[1-9])|(?P<before>[1-9]) ?(?ai:x))(?: ?(?:{_A_DAY}))(?!\w)")
_FOR_DAYS = re.compile(r"(?<!\w)(?<![0-9] )x ?([0-9]{1,3}) (?=(?:day|week|month)s?\b)")
_LOTS = re.compile(r"(?<![\w.,/])([1-9][0-9]?) ?[x×] ?(?=[0-9][0-9.,]* ?(?:(?:milli|micro)?grams?|millilitres?)\b)")
_LONGEST_DOSE = 16


def say_prescriptions(text: str) -> str:
    """b.d., t.d.s., prn, "x 2 daily", q4h and the like as a nurse says them."""
    text = _TIMES.sub(lambda found: f"{_count(found['after'] or found['before'])} a day", text)
    text = _FOR_DAYS.sub(r"for \1 ", text)
    # "2 times 500" would be heard as twice a day.
    text = _LOTS.sub(lambda found: f"{found[1]} lot{'s' if found[1] != '1' else ''} of ", text)
    text = _HOURLY.sub(lambda found: f"every {found[1]} hours" + full_stop(found), text)
    text = _DOTTED.sub(_dotted, text)
    return _PLAIN.sub(_plain, text)


def _count(times: str) -> str:
    return {"1": "once", "2": "twice"}.get(times, f"{times} times")


def _dotted(found: re.Match[str]) -> str:
    said = _LETTERS.get(found[1].replace(".", "").lower())
    return found[0] if said is None else said + full_stop(found)


def _plain(found: re.Match[str]) -> str:
    word = found[0].lower()
    before = found.string[max(0, found.start() - _LONGEST_DOSE) : found.start()]
    # "5 tablets on Monday": as words they are lower case, as shorthand these two are capitals.
    if word in {"on", "om"} and found[0] != word.upper():
        return found[0]
    return _LETTERS[word] if word in _NOT_ELSEWHERE or _AFTER_DOSE.search(before) else found[0]
