"""Numbers in answers: "about a six, maybe seven", "a cup and a half", "ate" where eight was meant."""

from __future__ import annotations

import re
from dataclasses import replace

from companion.dialogue.answers.english.clauses import changed, concluded
from companion.dialogue.answers.english.number_words import Number, numbers_in
from companion.dialogue.answers.english.text import doubtful, has_any, listed, normalise, readings
from companion.dialogue.answers.understood import DOUBT, NOT_AN_ANSWER, Understood

_HOMOPHONES = {
    "for": 4, "fore": 4, "to": 2, "too": 2, "ate": 8, "won": 1, "tree": 3, "free": 3, "sex": 6, "tan": 10, "fife": 5,
}  # fmt: skip
_RANGE_WORDS = frozenset({"or", "to", "between", "maybe", "perhaps", "possibly", "probably", "and", "might"})
_HEDGES = listed("number", "hedges")
_ENDS = (listed("number", "top"), listed("number", "bottom"), listed("number", "middle"))
_NONE = listed("number", "none")
_SINGLE = listed("number", "single")
_NOW = listed("number", "now")
_THEN = frozenset({"was", "were", "yesterday", "usually", "normally", "before", "been"})
_NEARER = tuple(sorted(listed("number", "nearer"), key=len, reverse=True))
_SET_PHRASES = tuple(
    (re.compile(pattern), written_out)
    for pattern, written_out in (
        (r"\b(?:out of|over|on a scale of one to|from one to) (?:a hundred|ten|five|100|10|5)\b", ""),
        (r"\bhalf a dozen\b", "six"),
        (r"\b(?:a )?couple (?:of )?dozen\b", "twenty four"),
        (r"\b(two|three|four) dozen\b", r"\1_dozen"),
        (r"\b(?:an?|one) (hour|cup|glass|pint|mug|slice|day|week|tablet|bottle)s? and a half\b", r"1.5 \1"),
        (r"\b(?:three quarters) of an? \w+", "0.75"),
        (r"\bhalf (?:an?|of an?|a) (?!dozen)\w+|\b(?:a )?half (?:hour|cup|glass)\b", "0.5"),
        (r"\b(\w+) (?:and a|and) half\b(?= of)?", r"\1 and a half"),
        (r"(\w+?)(?<!f)ish\b", r"\1 ish"),
        (r"\ban? (?!dozen)\w+ or two\b", "one or two"),
        (r"\b(?:a |quite a )?few\b", "three or so"),
        (r"\b(?:the )?odd one\b", "one or so"),
        (r"\bno (?:more|less|fewer|worse|better|higher|lower|bigger) than\b", "at most"),
        (r"\bnot (?:more|less|fewer|worse|better|quite|even|much (?:more|less)|above|below|over|under)(?: than)?\b",
         "about"),
        (r"\b(?:the )?(?:no one|nobody)\b", "none"),
        (r"\bnot (?:a |even )?(?:single )?one\b(?! or)", "none"),
        (r"\bnot (?:even )?once\b(?! or| but)", "none"),
        (r"\bthe once\b", "once"),
        (r"\b(\w+) (boys|girls|sons|daughters|lads|lasses) and (?:an?|one) (?:boy|girl|son|daughter|lad|lass)\b",
         r"\1 \2 and one"),
        (r"\b\w+ point something\b", ""),
        (r"\btwo_dozen\b", "twenty four"),
        (r"\bthree_dozen\b", "thirty six"),
        (r"\bfour_dozen\b", "forty eight"),
    )
)  # fmt: skip
_SPAN = re.compile(r"\bfrom (?:about )?(\w+) (?:till|until|to|til) (?:about )?(\w+)\b")
_NEVER_NUMBERS = re.compile(
    r"\b(?:one of (?:those|them|these|the|my)|the (?:first|second) one|(?:this|that|which|any|every|each|another|the "
    r"(?:big|last|next|other|white|blue)) one|one (?:day|way|thing)|for one thing|no one|someone|one and all|"
    r"oh (?:dear|my|no|well)|(?:my )?number one|the one (?:with|that|who|in|on|i|she|he|from|where))\b"
)
_ORDINALS = dict(
    zip(("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), strict=True)
)  # fmt: skip
_ON_MY = re.compile(rf"\b(?:on|onto|finishing|finished|having|drinking) (?:my|the) ({'|'.join(_ORDINALS)})\b(?! of)")
_AT_A_TIME = re.compile(
    r"(?<!\bit )(?<!\bme )(?<!\bup )(?<!\bdown )(?<!\bis )(?<!\bwas )\bat (?:about |around |half past |nearly )?"
    r"(?:\w+teen|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: thirty)?\b"
    r"(?! (?:percent|degrees|out))"
)
_IN_DAYS = {"fortnight": "fourteen", "week": "seven", "two weeks": "fourteen", "three weeks": "twenty one"}
_ANOTHER = re.compile(r"\band (?:then )?another(?: one)?\b(?=$| (?:at|with|after|before|later|just|this|tonight))")
_WHEN_YOU = re.compile(r"\bwhen you (?:are )?(\w+)")
_UNCOUNTED = listed("number", "uncounted")


def scale(text: str, about: str = "", low: float | None = None, high: float | None = None) -> Understood:
    """A number between `low` (0) and `high` (10), or words for its ends and its middle."""
    low, high = 0 if low is None else low, 10 if high is None else high
    found = number(text, about, low, high)
    if found.unsure or (found.value is not None and low <= float(found.value) <= high):
        return found
    plain = readings(text)[0]
    for words, value in zip(_ENDS, (high, low, (low + high) / 2), strict=True):
        if has_any(plain, words):
            return Understood(value=tidy(value), certainty=0.6)
    return NOT_AN_ANSWER


def number(text: str, about: str = "", low: float | None = None, high: float | None = None) -> Understood:
    """The number that was meant, inside `low` and `high` where they are given.

    Of two without a preference the mean counts ("six or seven" is 6.5, and so is "a six, maybe seven"); after "no" or
    another correction the last; two things counted apart are added ("two at breakfast and one at lunch" is 3).
    """
    question = normalise(about)
    for reading in readings(text):
        found = _read(reading, question, low, high)
        if (found.unsure and found.certainty < DOUBT.certainty) or changed(reading):
            parts = (_read(part, question, low, high) for part in concluded(reading))
            settled = next((part for part in parts if part.value is not None), None)
            return found if settled is None else replace(settled, certainty=min(settled.certainty, 0.8))
        if found is not NOT_AN_ANSWER:
            return found
    return NOT_AN_ANSWER


def _read(said: str, question: str, low: float | None, high: float | None) -> Understood:
    plain = _plain(said, question)
    words = plain.split()
    all_found = numbers_in(words) or _misheard(words)
    found = [one for one in all_found if (low is None or one.value >= low) and (high is None or one.value <= high)]
    found = [one for one in found if not _denied(words, one)] or found
    in_doubt = doubtful(said)
    if not found:
        return DOUBT if in_doubt or has_any(said, _UNCOUNTED) else _without_number(said, question, low)
    if all(one.value == 0 for one in found) and has_any(said, ("nothing like", "none of your")):
        return NOT_AN_ANSWER
    certainty = 0.8 if in_doubt or has_any(plain, _HEDGES) else 0.95
    asked = _asked_when(words, found, question)
    if len(found) == 1 or asked is not None:
        return Understood(value=tidy((asked or found[0]).value), certainty=certainty)
    return _several(words, found, certainty)


def _asked_when(words: list[str], found: list[Number], question: str) -> Number | None:
    """The number beside what the question was about: "how bad when you move?"."""
    match = _WHEN_YOU.search(question)
    if match is None or len(found) < 2 or match[1] not in words:
        return None
    at = words.index(match[1])
    return next((one for one in found if one.start > at), None) or found[-1]


def _plain(said: str, question: str) -> str:
    """`said` with set phrases turned into number words."""
    minutes = "minute" in question
    if "hour" in question:
        said = _SPAN.sub(_hours_between, said)
    plain = _NEVER_NUMBERS.sub(" ", _ANOTHER.sub("and one", said))
    plain = _ON_MY.sub(lambda match: _ORDINALS[match[1]], plain)
    without_times = _AT_A_TIME.sub(" ", plain)
    if plain != without_times and numbers_in(without_times.split()):
        plain = without_times  # "an eight today, she's coming at two"
    if "days" in question:
        plain = re.sub(
            r"\b(?:a |one |the )?((?:two |three )?weeks|week|fortnight)\b(?! or)",
            lambda match: _IN_DAYS.get(match[1], match[0]),
            plain,
        )
    if minutes:
        plain = re.sub(r"\bhalf an hour\b", "thirty", plain)
        plain = re.sub(r"\b(?:an|one) hour\b", "sixty", plain)
    for pattern, written_out in _SET_PHRASES:
        plain = pattern.sub(written_out, plain)
    return plain


def _hours_between(match: re.Match[str]) -> str:
    """ "From ten till six" is eight hours."""
    ends = [numbers_in([word]) for word in match.groups()]
    return f"{(ends[1][0].value - ends[0][0].value) % 12:g}" if all(ends) else match[0]


def _without_number(said: str, question: str, low: float | None) -> Understood:
    if (low is None or low <= 0) and (has_any(said, _NONE) or said.startswith("never") or _denied_verb(said, question)):
        return Understood(value=0, certainty=0.6 if has_any(said, ("hardly", "barely", "scarcely")) else 0.85)
    if said in _SINGLE or said.startswith(tuple(f"{words} " for words in _SINGLE)):
        return Understood(value=1, certainty=0.65)
    return NOT_AN_ANSWER


def _denied_verb(said: str, question: str) -> bool:
    """ "I haven't fallen" answers how often somebody fell."""
    asked = {word[:4] for word in question.split() if len(word) > 3} - {"have", "many", "time", "does", "your"}
    return has_any(said, ("have not", "did not", "has not", "do not")) and any(
        word[:4] in asked for word in said.split()
    )


def _several(words: list[str], found: list[Number], certainty: float) -> Understood:
    between = words[found[-2].end : found[-1].start]
    chosen = _preferred(words, found)
    if chosen is not None:
        return Understood(value=tidy(chosen.value), certainty=min(certainty, 0.8))
    if len(found) == 2 and _between(words, found, between):
        return Understood(value=tidy((found[0].value + found[1].value) / 2), certainty=0.75)
    apart = len(between) > 1 and ("and" in between or "then" in between)
    if len({one.value for one in found}) == 1 and not apart:
        return Understood(value=tidy(found[0].value), certainty=min(certainty, 0.8))
    if apart:
        return Understood(value=tidy(sum(one.value for one in found)), certainty=0.6)
    return Understood(certainty=0.5, unsure=True)


def _preferred(words: list[str], found: list[Number]) -> Number | None:
    """The one that a correction, "nearer" or "now" singles out."""
    between = words[found[-2].end : found[-1].start]
    if {"no", "not"} & {*between, *words[: found[0].start]}:
        return found[-1]
    if "than" in between and len(found) == 2:
        return found[0]
    for one in reversed(found):
        before = " ".join(words[max(0, one.start - 3) : one.start]).removesuffix(" a").removesuffix(" the")
        if before.endswith(_NEARER) and one is found[-1]:
            return one
    if not has_any(" ".join(words), _NOW) or "and" in between or "or" in between:
        return None
    starts = [0, *(one.end for one in found)]
    present = [
        one
        for start, one in zip(starts, found, strict=False)
        if not _THEN & set(words[max(start, one.start - 3) : one.start])
    ]
    return present[0] if len(present) == 1 else None


def _between(words: list[str], found: list[Number], between: list[str]) -> bool:
    """Two numbers that bound what is meant."""
    told = [
        word
        for word in between
        if word not in {"a", "an", "the", "it", "is", "was", "be", "i", "think", "about", "nearly", "almost"}
    ]
    if told == ["and"]:
        return "between" in words[: found[0].start] or "from" in words[: found[0].start]
    return all(word in _RANGE_WORDS or word in {"cups", "times", "hours", "glasses", "even", "say"} for word in told)


def _denied(words: list[str], one: Number) -> bool:
    """ "Not six" and "not a six" name what it is not."""
    before = words[max(0, one.start - 2) : one.start]
    return bool(before) and (before[-1] == "not" or before == ["not", "a"])


def _misheard(words: list[str]) -> list[Number]:
    """Recognisers write "for" and "to"; believed only where there is little else."""
    if len(words) > 4 or any(has_any(" ".join(words), ends) for ends in _ENDS):
        return []
    return [Number(_HOMOPHONES[word], at, at + 1) for at, word in enumerate(words) if word in _HOMOPHONES][:1]


def tidy(value: float) -> int | float:
    """A whole number as an int, anything else to two places."""
    return int(value) if value == int(value) else round(value, 2)
