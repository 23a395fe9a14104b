"""Commands that are understood in every state: help, stop, wait, repeat, the time, and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from companion.dialogue.answers.text import normalise, without_fillers
from companion.dialogue.script import Front, Wordings
from companion.dialogue.yamlfile import Problem, load_yaml


class Command(StrEnum):
    """What can be asked of the device at any time."""

    HELP = "help"
    STOP = "stop"
    WAIT = "wait"
    REPEAT = "repeat"
    TIME = "time"
    DAY = "day"
    WHO = "who"
    GOOD_NIGHT = "good_night"
    SLOWER = "slower"
    LOUDER = "louder"
    SOFTER = "softer"
    FORGET = "forget"
    PRIVATE = "private"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    GREETING = "greeting"


_PERSON = r"(?:(?:some|any)(?:body|one)|(?:a |the |my )?(?:nurse|doctor|carer)|a person)"
_THANKS = r"(?:thank you|thanks|ta|cheers)(?: (?:very much|so much|a lot|kindly|again|for that|for asking))*"
_CAN_YOU = r"(?:(?:can|could|will|would) you )?"
_BYE = r"(?:goodbye|good bye|bye|bye bye|see you(?: later| soon| tomorrow)?|cheerio)"

_SHAPES: dict[Command, tuple[str, ...]] = {
    Command.HELP: (
        rf"{_CAN_YOU}help(?: help)*(?: me)?(?: now)?",
        r"(?:i need|i want|get) help(?: now)?",
        rf"{_CAN_YOU}(?:call|get|fetch|find|bring) (?:me )?{_PERSON}(?: now| quickly)?",
        rf"(?:i need|i want) {_PERSON}(?: now)?",
        rf"is {_PERSON} there",
    ),
    Command.STOP: (
        r"stop(?: it| now| stop| talking)*",
        r"be quiet|shut up|go away|mute|cancel|that is enough",
        r"leave me (?:alone|in peace)",
        r"i do not want to (?:talk|answer|do this)(?: now| any more)?",
    ),
    Command.WAIT: (
        r"wait(?: a (?:minute|moment|second|bit))?",
        r"hold on|hang on|not so fast",
        r"(?:give me )?(?:one|a) (?:moment|minute|second)",
    ),
    Command.REPEAT: (
        rf"{_CAN_YOU}(?:repeat|say|tell me)(?: that| it)?(?: once)?(?: again| more)+",
        rf"{_CAN_YOU}(?:repeat (?:that|it)|repeat|say that again)",
        r"again|once more|come again|eh|what|what was that|pardon(?: me)?|i beg your pardon",
        r"(?:sorry )?what did you say|sorry(?: what)?",
        r"i (?:did not|can not|could not) (?:hear|catch|understand)(?: you| that| it)?",
    ),
    Command.TIME: (r"(?:can you )?(?:tell me )?what(?: is the)? time(?: is it| it is)?(?: now)?",),
    Command.DAY: (
        r"(?:can you )?(?:tell me )?(?:what|which) (?:day|date)(?: is it| it is| is today)?(?: today)?",
        r"what is (?:the date|today|the day)(?: today)?",
    ),
    Command.WHO: (
        r"(?:who|what) are you|what is your name",
        r"who is (?:that|this|there|speaking|talking)",
        r"are you (?:a |an )?(?:(?:real|human|robot|computer|machine|person|man|woman|nurse|program) ?)+",
    ),
    Command.GOOD_NIGHT: (
        r"(?:thank you )?(?:and )?(?:good ?night|night night|nighty night|sleep well)(?: to you| then| now)?",
        r"i am going to (?:sleep|bed)(?: now)?",
    ),
    Command.SLOWER: (
        rf"{_CAN_YOU}(?:speak |talk |go )?(?:more slowly|slower|slow down|a bit slower)",
        r"(?:you are )?too fast",
    ),
    Command.LOUDER: (rf"{_CAN_YOU}(?:speak |talk )?(?:louder|up|a bit louder)", r"(?:you are |it is )?too quiet"),
    Command.SOFTER: (
        rf"{_CAN_YOU}(?:speak |talk )?(?:softer|quieter|more quietly|a bit quieter|not so loud)",
        r"(?:you are |it is )?too loud",
    ),
    Command.FORGET: (
        r"forget (?:that|it|what i (?:just )?said|about it|i said that)(?: again)?",
        r"(?:delete|erase|strike) that",
    ),
    Command.PRIVATE: (
        r"do not (?:write|put|note|record) (?:this|that|it)(?: down)?",
        r"keep (?:this|that|it) (?:to yourself|private|between us|secret)",
        r"(?:this|that) is (?:private|between us|a secret)",
        r"do not tell (?:anyone|anybody|my \w+)(?: this| that)?",
    ),
    # A goodbye ends what is short, whatever the recogniser made of the words before it.
    Command.GOODBYE: (
        r"(?:\w+ ){0,2}goodbye",
        rf"(?:{_THANKS} )?(?:and )?(?:ok |okay |all right )?{_BYE}(?: now| then| for now| {_THANKS})*",
    ),
    Command.THANKS: (rf"(?:ok |okay |all right )?{_THANKS}", r"that is (?:very )?kind(?: of you)?"),
    Command.GREETING: (r"(?:good (?:morning|afternoon|evening|day)|hello|hi|hey)(?: there| to you| you| again)*",),
}
_COMPILED = tuple(
    (command, re.compile("|".join(f"(?:{shape})" for shape in shapes))) for command, shapes in _SHAPES.items()
)
_PRIVACY = re.compile(r"\b(?:do not|never) (?:write|note|record) (?:this|that|it)\b|\bkeep (?:this|that) to yourself\b")


def command_in(text: str) -> Command | None:
    """The command this is, when the whole utterance is one: "stop" is, "I had to stop on the stairs" is not."""
    plain = normalise(text)
    bare = without_fillers(plain)
    for command, pattern in _COMPILED:
        if (plain and pattern.fullmatch(plain)) or (bare and pattern.fullmatch(bare)):
            return command
    return None


def asks_privacy(text: str) -> bool:
    """The words ask, among other things, not to be written down."""
    return _PRIVACY.search(normalise(text)) is not None


class CommandLines(Front):
    """What is said to each command."""

    lines: dict[Command, Wordings]


@lru_cache(maxsize=1)
def builtin_lines() -> CommandLines:
    """The lines that come with the program."""
    return load_yaml(Path(str(files("companion.dialogue"))) / "advice" / "commands.yaml", CommandLines, _problems)


def _problems(read: CommandLines) -> Iterator[Problem]:
    for command in Command:
        if "any" not in read.lines.get(command, {}):
            yield Problem(("lines", command.value), "this command has no wording")
