"""Yes or no, as people really say it: "not really", "I suppose so", "no wait yes", "I wouldn't say no"."""

from __future__ import annotations

import re

from companion.dialogue.answers.english.text import (
    asks_back,
    doubtful,
    has_any,
    listed,
    longest,
    normalise,
    readings,
    sections,
)
from companion.dialogue.answers.understood import DOUBT, NOT_AN_ANSWER, Understood

_HEDGES = listed("doubt", "hedges")
_NO = listed("yes_no", "no")
_NO_FIRST = listed("yes_no", "no_first")
_YES = listed("yes_no", "yes")
_YES_FIRST = listed("yes_no", "yes_first")
_TO_BEGIN = tuple(f"{words} " for words in listed("yes_no", "yes_to_begin"))
_AT_THE_END = tuple(f" {words}" for words in listed("yes_no", "yes_at_the_end"))
_FIRM_YES = frozenset(listed("yes_no", "firm_yes"))
_FIRM_NO = frozenset(listed("yes_no", "firm_no"))
_NEGATED = listed("yes_no", "negated")
_TWO_NOES = listed("yes_no", "two_noes")
_OFFER = tuple(f"{words} " for words in listed("offer", "begins"))
_OFFER_NO = listed("offer", "no")
_OFFER_YES = listed("offer", "yes")
_TOPICS = tuple(
    (name, listed(name, "about"), listed(name, "yes"), listed(name, "no"))
    for name in sections()
    if name.startswith("topic_")
)
_TURNED = frozenset({"topic_sleep", "topic_eating", "topic_drinking", "topic_wellbeing"})
"""Topics that may be asked about from their bad side."""
_AGAINST = listed("yes_no", "against")
_PLACE = "topic_place_of_pain"
_PLACES = tuple(phrase.removeprefix("my ") for phrase in listed(_PLACE, "yes"))
_SHORT_YES = re.compile(
    r"(?:i|we|it|they|there|she|he|you) (?:do|does|have|has|did|am|are|is|was|were|would|will|can|could|must|should|"
    r"always do|always have|always am)(?: (?:indeed|rather|too|actually|now|still|sometimes|at times|usually|mostly|"
    r"often|quite often|a bit|a little|every \w+|thank you.*|thanks.*|though|dear|a lot|very much|most \w+|so|that|"
    r"certainly))*"
)
_WITHOUT = re.compile(
    r"\b(?:have|had|got|is|was|been|feel|with|take|want|need) (?:got )?(?:absolutely )?no (?!idea|doubt|choice)\w+"
)
_NOT_AT_THE_START = re.compile(
    r"not (?!(?:so |too |that |very |half )?(?:bad|half|without|wrong|long|un\w+|only|sure)\b)"
)
_DEGREES = ("a bit", "a little", "bit of", "a touch", "a tad", "quite", "very", "rather", "too ", "a wee")
_SMALL = frozenset(
    "bit little touch tad wee one if honest truth sometimes maybe then suppose on off when more than once night day "
    "only but be true often lot much very quite rather too smidge fraction yes afraid at times every".split()
)
_IDIOMS_FOR_YES = (*_YES_FIRST, *_TWO_NOES)
_SUPPOSED = re.compile(
    r"\b(?:would|could)(?: not)? (?!if\b)\w+.* if (?:i|it|we|she|he|they) (?:had|did|was|were|have|am|does|is|do)"
    r"(?P<no> not)?(?: would (?:i|it|you))?$"
)
_LATER = r"(?:$|i\b|it\b|they\b|she\b|he\b|but\b|when\b|though\b|at\b|in\b|this\b|to be\b|after\b|before\b|on\b)"
_LED_BY = re.compile(
    r"(?:sure |and |that |oh )*(?:(?:i|we|it|they|she|he|there) )?(?P<verb>did|do|have|has|does|can|could|will)"
    r"(?P<no> not)? (?:(?:a bit|a little|a touch|rather|somewhat|sometimes|now|once|twice|too|actually|at times) "
    rf"{_LATER}|"
    r"(?:in (?:the end|a way|fact|part|places|spells|bits|the night)|at (?:first|times|night|the moment|all)|indeed|"
    r"first thing|on (?:and off|occasion|the whole)|now and (?:then|again)|every (?:day|morning|night|last|time)|"
    r"and (?:it|i|then|he|she|they|the|my|very)|this (?:morning|afternoon|evening|week)|earlier|as (?:it|a matter)|"
    r"so (?:far|i)|thanks|thank|honest|since|for (?:once|a|the))\b)"
)
_AFTER_ALL = re.compile(
    r".*\bbut (?:then )?(?:i|we|it|they|she|he) (?:did|have|had|do|am|is|has|does|was)(?P<no> not)?"
    r"(?: (?:now|in the end|after all|eventually|today|this morning|though|indeed|yet|since))*"
)
_NOW_NO = re.compile(r"^(?:yes|yeah|yep|aye) (?:well |but |actually )*(?=no\b)")
_LITERAL = frozenset({"complaints", "trouble", "problem", "problems", "bother", "complain", "miss"})
_EMPTY = frozenset(
    "i it that this them they he she we you a an the any some to of at all in on for my your do did have has had be "
    "been is am are was were not no yes really now today yet so much very thank thanks dear either though anyway quite "
    "get got go going feel like think just here there when".split()
)
"""Words that say nothing about what is talked of."""


def yes_no(text: str, about: str = "") -> Understood:
    """True, False, or unsure. A leading yes or no decides; a later one counts after "no wait" and the like.

    `about` is the question: "I cannot get up" is a no to "Can you get up?", and none to "Did you hit your head?".
    """
    question = normalise(about)
    for reading in readings(text):
        found = _read(_NOW_NO.sub("", reading), question)
        if found is not NOT_AN_ANSWER:
            return found
    whole = normalise(text)
    if asks_back(whole):
        return NOT_AN_ANSWER
    if whole.endswith("please") and _offered(question):
        return Understood(value=True, certainty=0.8)
    # "Just round the garden" admits it, in a small way.
    small = question and whole.startswith("just ") and not has_any(whole, ("just a minute", "just a moment", "just me"))
    return Understood(value=True, certainty=0.6) if small else NOT_AN_ANSWER


def _read(plain: str, question: str) -> Understood:
    words = plain.split()
    if not words or (asks_back(plain) and words[0] not in _FIRM_YES and words[0] != "no"):
        return NOT_AN_ANSWER
    hedged = has_any(plain, _HEDGES)
    idiom = _idiom(plain, words, question)
    if idiom is not None:
        return Understood(value=idiom, certainty=0.75 if hedged else 0.85)
    firm = _firm(words)
    if doubtful(plain) and not (firm is True and words[-1] in _FIRM_YES):
        return DOUBT
    if firm is not None:
        return Understood(value=firm, certainty=0.8 if hedged else 0.95)
    told = _by_question(plain, question)
    if told is None:
        told = _by_verb(plain)
    if told is None:
        told = _by_phrases(plain, words, question)
    if told is None:
        return Understood(certainty=0.6, unsure=True) if hedged else NOT_AN_ANSWER
    return Understood(value=told, certainty=0.55 if hedged else 0.7)


def _idiom(plain: str, words: list[str], question: str) -> bool | None:
    """What means the opposite of how it sounds; only where no plain yes or no leads."""
    if words[0] in _FIRM_YES or (words[0] in _FIRM_NO and words[1:2] and words[1] in _FIRM_NO):
        return None
    supposed = _supposed(plain)
    if supposed is not None:
        return supposed
    for_no, for_yes = longest(plain, _NO_FIRST), longest(plain, _IDIOMS_FOR_YES)
    if for_no and len(for_no) >= len(for_yes):  # "lying if I said I did" stands in "lying if I said I didn't"
        return False
    if _LITERAL & set(words) & set(question.split()):
        return None  # "no trouble" to "have you had any trouble?"
    return True if for_yes else None


def _supposed(plain: str) -> bool | None:
    """ "I'd be snoring if I had" says that it is not so, "I wouldn't be asking if I had" that it is not either."""
    match = _SUPPOSED.search(plain)
    return None if match is None else match["no"] is not None


def _by_question(plain: str, question: str) -> bool | None:
    """What is a yes or a no only because of what was asked."""
    if not question:
        return None
    tables = [(_OFFER_YES, _OFFER_NO)] if _offered(question) else []
    tables += _topics(question)
    denied = has_any(plain, _NEGATED)
    for yes, no in tables:
        for_yes, for_no = longest(plain, yes), longest(plain, no)
        if for_no and len(for_no) >= len(for_yes):
            return False
        holds_its_no = not denied or "not" in for_yes.split()  # "not too bad" is whole, "not any better" is not
        if for_yes and holds_its_no and len(for_yes) >= len(longest(plain, _NO)):
            return True
    return _echo(plain, question) if not denied else None


def _topics(question: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """(phrases that are a yes, phrases that are a no) for what the question is about."""
    turned = has_any(question, _AGAINST)
    places_named = has_any(question, _PLACES)
    return [
        (no, yes) if turned and name in _TURNED else (yes, no)
        for name, about, yes, no in _TOPICS
        if has_any(question, about) and not (name == _PLACE and places_named)
    ]


def _offered(question: str) -> bool:
    return f"{question} ".startswith(_OFFER)


def _echo(plain: str, question: str) -> bool | None:
    """ "I ate my breakfast" says back what was asked; one new word and it says something else."""
    said = [_stem(word) for word in plain.split() if word not in _EMPTY]
    asked = {_stem(word) for word in question.split() if word not in _EMPTY}
    if not said or has_any(plain, _NO):
        return None
    first, _, _ = plain.partition(" ")
    said_first = first not in _EMPTY and len(said) <= 3 and said[0] in asked  # "bored to tears"
    return True if said_first or set(said) <= asked else None


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending)
    return word


def _by_phrases(plain: str, words: list[str], question: str) -> bool | None:
    if has_any(plain, _NO) or _denies(plain, question) or words[-1] == "no" or _WITHOUT.search(plain):
        return False
    if words[-1] == "not" and not has_any(plain, _YES):
        return False
    if has_any(plain, _YES) or _elliptic(plain, question):
        return True
    return False if _NOT_AT_THE_START.match(plain) else None


def _by_verb(plain: str) -> bool | None:
    """ "I did in the end, I couldn't stand it": the question's verb, said back, leads or ends."""
    match = _LED_BY.match(plain) or _AFTER_ALL.fullmatch(plain)
    return None if match is None else match["no"] is None


def _denies(plain: str, question: str) -> bool:
    """A negated verb that stands alone, or one that denies what the question is about."""
    if not has_any(plain, _NEGATED):
        return False
    content = set(plain.split()) - _EMPTY - {"can", "could", "would", "will", "does"}
    return not content or not question or bool(content & set(question.split()))


def _elliptic(plain: str, question: str) -> bool:
    if has_any(plain, _NEGATED):
        return False
    starts = f"{plain} ".startswith(_TO_BEGIN) and not _says_else(plain, question)
    return starts or _SHORT_YES.fullmatch(plain) is not None or f" {plain}".endswith(_AT_THE_END)


def _says_else(plain: str, question: str) -> bool:
    """ "A bit wobbly" says how, and maybe of something else; "a bit" and "a bit, if I'm honest" say yes."""
    words = plain.split()
    if not question or not plain.startswith(_DEGREES) or words[-1] in _FIRM_YES:
        return False
    return bool(set(words) - _EMPTY - _SMALL - set(question.split()))


def _firm(words: list[str]) -> bool | None:
    """A plain yes or no at the start; of two in a row the second counts."""
    first, later = words[0], [word for word in words[1:3] if word in _FIRM_YES or word == "no"]
    if first == "not" or (first not in _FIRM_YES and first not in _FIRM_NO):
        return None  # "not bad", "not really": the phrases decide
    if first in _FIRM_YES and "no" in later and words[-1] == later[-1]:
        return False
    if first in _FIRM_NO and later and later[-1] in _FIRM_YES:
        return True
    return first in _FIRM_YES
