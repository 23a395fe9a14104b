"""How people ask the device for things, in English: the shapes of a whole utterance that is a command.

A shape must match all that was said, politeness aside: "stop" is a command, "I had to stop on the stairs" is none.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files

from companion.dialogue.answers.english.number_words import numbers_in
from companion.dialogue.answers.english.text import normalise, without_fillers
from companion.dialogue.answers.language import Command, Request

_NO_NAMES = frozenset(
    "it me that this again back you up down out off a an some time day name names quits bluff bell truce myself "
    "someone somebody anyone anybody everyone everybody help now later tomorrow today soon one him her them us i is "
    "was for and or to at in on when if not people person friends changes tune shots first before yesterday last "
    "night who nobody which what whoever you helpers".split()
)
"""After "call" and "talk to" these name nobody in particular."""

_NAMING = frozenset({Command.CALL, Command.NOT_TO, Command.MAY_SEE})

_POLITE_BEFORE = re.compile(
    r"^(?:would you mind |(?:can|could|will|would) (?:you|i|we)(?: be(?= a (?:bit|little)))?"
    r"(?: (?:possibly|kindly|maybe|perhaps))? |do you think you could |(?:i would|i) (?:like|want|need|prefer) you to |"
    r"i wonder if you (?:could|would) |kindly |i say |listen |look |excuse me |sorry (?!what)|ok(?:ay)? |all right |"
    r"alright |right |hey |now (?!and (?:again|then)\b)|and |but |so |then |hello )+"
)
_POLITE_AFTER = re.compile(
    r"(?: (?:please|kindly|will you|would you|can you|could you|if you would|if you (?:do not|would not) mind|"
    r"if you can|if you could|for me|for a minute|for a moment|for now|now|then|right now|my dear|sweetheart|"
    r"young man|young lady|thank you|thanks|a bit))+$"
)
_PRIVACY = re.compile(
    r"\b(?:do not|never) (?:write|note|record) (?:this|that|it)\b|\bkeep (?:this|that) to yourself\b|\boff the record\b"
)
_NOBODY = re.compile(r"\b(?:my|the|a) (?:\w+ )?(?:day|time|mind|head)\b")
MOST_WORDS = 14
"""No command is longer; a longer utterance is a story."""


def _read_shapes() -> tuple[tuple[Command, tuple[re.Pattern[str], ...]], ...]:
    """What is in `commands.toml`, compiled."""
    read = tomllib.loads((files(__package__) / "commands.toml").read_text(encoding="utf-8"))
    return tuple(
        (Command(name), tuple(re.compile(_whole(line, read["parts"])) for line in lines.split("\n") if line))
        for name, lines in read["commands"].items()
    )


def _whole(shape: str, parts: Mapping[str, str]) -> str:
    for name, part in parts.items():
        shape = shape.replace(f"{{{name}}}", part)
    return shape


_SHAPES = _read_shapes()
"""Read and compiled with the module: a call for help must not wait for a file."""


def asked(text: str) -> Request | None:
    """The command this is, when the whole utterance is one."""
    for said in _forms(text):
        for command, shapes in _SHAPES:
            for shape in shapes:
                match = shape.fullmatch(said)
                found = _request(command, match) if match else None
                if found is not None:
                    return found
    return None


def asks_privacy(text: str) -> bool:
    """The words ask, among other things, not to be written down."""
    return _PRIVACY.search(normalise(text)) is not None


def _forms(text: str) -> Iterator[str]:
    """As it was said, without fillers, and without politeness."""
    plain = normalise(text)
    if not plain or len(plain.split()) > MOST_WORDS:
        return
    yield plain
    bare = without_fillers(plain)
    if bare and bare != plain:
        yield bare
    short = _POLITE_AFTER.sub("", _POLITE_BEFORE.sub("", f"{bare} ").strip())
    if short and short != bare:
        yield short


def _request(command: Command, match: re.Match[str]) -> Request | None:
    groups = match.groupdict()
    name = groups.get("name") or ""
    if command in _NAMING and (
        not name or _NO_NAMES & set(name.removesuffix(" in law").split()) or _NOBODY.search(name)
    ):
        return None
    return Request(command=command, name=name, minutes=_minutes(groups.get("span") or ""))


def _minutes(span: str) -> int | None:
    """ "Half an hour" is 30; None where it was not said in minutes or hours."""
    unit = 60 if "hour" in span else 1 if "minute" in span else 0
    if not unit:
        return None
    if span.startswith("half an hour"):
        return 30
    if "quarter" in span:
        return 45 if "three" in span else 15
    counts = numbers_in(span.replace("an hour", "one hour").replace("a couple of", "two").split())
    return round(counts[0].value * unit + (30 if "hour and a half" in span else 0)) if counts else None
