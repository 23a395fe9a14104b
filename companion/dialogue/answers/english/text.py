"""Spoken words in one plain form: lower case, no punctuation, contractions written out, corrections cut."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

_CONTRACTIONS = tuple(
    (re.compile(pattern), written_out)
    for pattern, written_out in (
        (r"\b(?:can't|cant|cannot|can t)\b", "can not"),
        (r"\b(?:won't|wont|won t)\b", "will not"),
        (r"\b(?:shan't|shant)\b", "shall not"),
        (r"\b(?:ain't|aint)\b", "is not"),
        (
            r"\b(do|does|did|have|has|had|is|are|was|were|would|could|should|must|need|might)(?:n't|nt| n't)\b",
            r"\1 not",
        ),
        (r"\b(?:i'm|im|i m)\b", "i am"),
        (r"\b(?:i've|ive)\b", "i have"),
        (r"\b(i|he|she|it|they|we|you|that)'d\b", r"\1 would"),
        (r"\b(i|he|she|it|they|we|you|that)'ll\b", r"\1 will"),
        (r"\b(it|that|what|there|he|she|who|where)'s\b", r"\1 is"),
        (r"\b(they|we|you)'re\b", r"\1 are"),
        (r"\b(they|we|you)'ve\b", r"\1 have"),
        (r"\b(?:dunno)\b", "do not know"),
        (r"\b(?:let's|lets)\b", "let us"),
        (r"\bgonna\b", "going to"),
        (r"\bgotta\b", "got to"),
        (r"\bhafta\b", "have to"),
        (r"\b(?:summat)\b", "something"),
        (r"\b(?:nowt|nuffin|nothin)\b", "nothing"),
        (r"(?<=\d) ?([ap])\.? ?m\b\.?", r" \1m"),
        (r"\b([ap])\. ?m\b\.?", r"\1m"),
    )
)
_FILLERS = re.compile(
    # "Well" opens a sentence, but "well, thank you" and "I slept well" are answers.
    r"^(?:(?:oh|um+|er) )*well(?= (?!thank|enough))|"
    r"\b(?:um+|uh(?! huh)|er+m?|erm|(?<!mm )hmm+|mm+(?! hmm)|ah|oh|ooh+|eee|ey up|you know|you see|i mean to say|"
    r"so to speak|please|dear(?! me)|(?<!would )(?<!i )love(?! (?:to|some|one|it|that|a)\b)|darling|duck|pet|my friend|"
    r"computer|now then|let me see|let me think|just)\b"
)
_CORRECTIONS = re.compile(
    r"\b(?:no wait|wait no|oh wait|no sorry|sorry no|i mean|i meant|or rather|scratch that|correction|make that|"
    r"sorry i mean|no actually|actually no|(?<!not )actually|wait(?! and)|sorry|(?:no )?i tell a lie|(?:no )?i lie|"
    r"(?:no )?hang on(?: a minute)?|hold on|on second thoughts?|what am i saying|silly me|no i am wrong|"
    r"no that is wrong|no that is not right|let me start again)\b"
)
_SAME = re.compile(
    r"\b(?:it is |i am |i feel |feel |i would say |still |pretty |very |about |just |roughly |more or less |much )*"
    r"(?:same old same old|same old|(?:the )?same (?:as|like) (?:it was )?(?:yesterday|before|last time|last night|"
    r"last week|the other day|always|ever|usual|normal|it was|i said before|i told you)|(?:the )?same again|the same|"
    r"no change|not changed|no different|not any different|unchanged|"
    r"(?:no|not any) (?:more|better|worse|less|different) than (?:usual|yesterday|before|it was)|"
    r"as (?:i was )?(?:before|yesterday)|like (?:yesterday|before|always)|"
    r"(?:the|my) usual(?: amount| number| one| lot| time)?$|wh(?:atever|at) i said (?:yesterday|before|last time))\b"
)
_EARNEST = re.compile(
    r"\b(?:honestly|rightly|really|exactly|truly|properly|quite|precisely|to be honest|in all honesty|"
    r"for the life of me|to tell you the truth|if i am honest|off hand|offhand|ever so|for certain|for sure)\b"
)
_SAYING = r"(?:say|tell|talk|answer|discuss|speak|go into|get into|share|be asked|comment)"
_REFUSED = re.compile(
    rf"\b(?:rather|sooner|prefer|preferred|care|like|want|wish|choose|need|have) not (?:to )?{_SAYING}|"
    rf"\b(?:do not|did not|would not|not going to|will not|am not) (?:really )?(?:want to|wish to|care to|like to|"
    rf"feel like|have to|need to|going to|be) ?{_SAYING}(?:ing)?\b|"
    rf"\b(?:rather|sooner) (?:you did not ask|keep (?:that|it))|\bnot feel like (?:talking|saying|answering)\b|"
    r"\b(?:none|nothing|not any) of your (?:business|concern|beeswax)|\bmind your own\b|\bnosey|\bnosy\b|"
    r"\bno business of yours|\bwhat is it to you|\bwhat business is it|"
    r"\b(?:i will not|i am not) (?:say|saying|tell|telling|answer|answering)\b|\bnot telling\b|\bkeep (?:that|it) to "
    r"myself|\bthat is (?:private|personal|between|my (?:own )?(?:business|affair))|\b(?:bit|rather|too) personal|"
    r"\b(?:it is|is) (?:private|personal|my (?:own )?(?:business|affair))\b|\bno comment|\bdo not ask(?! me$)\b|"
    r"\bstop asking|\bask me (?:another|something else)|\bleave me (?:be|alone)\b|\bprefer not to\b$|"
    r"\bnot (?:your|anybody's|anybody s|anyone's) business|"
    r"\bwhy (?:do you|should i|do you want to) (?:want to know|tell|know|ask)"
)
_RUN_ON = re.compile(r"\bi (did|do|have) (?=i\b)")
""""Yes I did, I had an egg" asks "did I?" nowhere."""
_REFUSED_ALONE = frozenset(
    ("pass", "skip", "skip it", "skip that", "skip that one", "next", "next one", "next question", "no answer",
     "leave it", "leave that", "leave that one", "not that one", "move on", "private", "never you mind", "never mind",
     "prefer not to say")
)  # fmt: skip


@lru_cache(maxsize=256)
def normalise(text: str) -> str:
    """Lower case, contractions written out, no punctuation; ":" and "." stay between digits."""
    plain = text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    for pattern, written_out in _CONTRACTIONS:
        plain = pattern.sub(written_out, plain)
    plain = re.sub(r"(?<!\d)[.:]|[.:](?!\d)", " ", plain)
    return " ".join(re.sub(r"[^\w\s:.]|_", " ", plain).split())


@lru_cache(maxsize=256)
def without_fillers(plain: str) -> str:
    """`plain` (already normalised) without "um", "well", "please" and the like."""
    return " ".join(_FILLERS.sub(" ", plain).split())


def forget_heard() -> None:
    """Let go of the words that were kept for speed: they outlive no day, and nothing that was to be forgotten (P4)."""
    normalise.cache_clear()
    without_fillers.cache_clear()


def readings(text: str) -> tuple[str, ...]:
    """What may have been meant, best first: what follows the last self-correction, then the whole."""
    whole = without_fillers(normalise(text))
    tail = _CORRECTIONS.split(whole)[-1].strip()
    return (tail, whole) if tail and tail != whole else (whole,)


def corrected(plain: str) -> tuple[str, ...]:
    """ "Six no seven": what follows the "no" first, then the whole."""
    _, middle, tail = plain.rpartition(" no ")
    return (tail, plain) if middle else (plain,)


def refused(text: str) -> bool:
    """The person will not say: "I'd rather not say", "mind your own business", "pass"."""
    plain = without_fillers(normalise(text))
    return _REFUSED.search(plain) is not None or plain.removesuffix(" thank you") in _REFUSED_ALONE


def beside_sameness(text: str) -> str | None:
    """What is left without "same as yesterday" and its like; None where it does not occur."""
    plain = without_fillers(normalise(text))
    rest, count = _SAME.subn(" ", plain)
    return " ".join(rest.split()) if count else None


def asks_back(plain: str) -> bool:
    """The question was not heard, or is answered with one about it: "speak up", "you asked me that"."""
    return has_any(plain, listed("doubt", "asks_back"))


def has(plain: str, phrase: str) -> bool:
    """`phrase` occurs in `plain` as whole words."""
    return f" {phrase} " in f" {plain} "


def doubtful(plain: str) -> bool:
    """Said instead of an answer: "I don't know", "I can't honestly say"."""
    doubts = listed("doubt", "plain")
    plain = _RUN_ON.sub(r"i \1 and ", plain)
    return has_any(plain, doubts) or has_any(" ".join(_EARNEST.sub(" ", plain).split()), doubts)


def without_doubts(plain: str) -> str:
    """`plain` without the phrases of doubt: what else was said."""
    rest = f" {' '.join(_EARNEST.sub(' ', plain).split())} "
    for phrase in listed("doubt", "plain"):
        rest = rest.replace(f" {phrase} ", " ")
    return rest.strip()


def has_any(plain: str, phrases: tuple[str, ...]) -> bool:
    """Any of the phrases occurs as whole words."""
    padded = f" {plain} "
    return any(f" {phrase} " in padded for phrase in phrases)


def longest(plain: str, phrases: tuple[str, ...]) -> str:
    """The longest phrase that occurs, or "": "not too bad" outweighs "bad"."""
    padded = f" {plain} "
    return max((phrase for phrase in phrases if f" {phrase} " in padded), key=len, default="")


@cache
def listed(section: str, name: str) -> tuple[str, ...]:
    """The phrases of one list in `words.toml`, in the plain form that answers are read in."""
    phrases = _words()[section][name].replace("\n", " ").split(",")
    plain = (without_fillers(normalise(phrase)) or normalise(phrase) for phrase in phrases)
    return tuple(phrase for phrase in plain if phrase)


@cache
def sections() -> tuple[str, ...]:
    """The names of the sections of `words.toml`."""
    return tuple(_words())


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))
