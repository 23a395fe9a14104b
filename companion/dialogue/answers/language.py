"""The readers that make up a language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from companion.dialogue.answers.intent_words import IntentWords
from companion.dialogue.answers.understood import Options, Understood


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
    FASTER = "faster"
    LOUDER = "louder"
    SOFTER = "softer"
    WHISPER = "whisper"
    USUAL = "usual"
    HEARING_TEST = "hearing_test"
    FORGET = "forget"
    FORGET_TODAY = "forget_today"
    FORGET_EVERYTHING = "forget_everything"
    FORGET_PART = "forget_part"
    PRIVATE = "private"
    NO_DIARY = "no_diary"
    NO_SHARING = "no_sharing"
    NO_MOOD = "no_mood"
    NO_FIRST_WORD = "no_first_word"
    CHOICES = "choices"
    WHY = "why"
    NOT_TO = "not_to"
    MAY_SEE = "may_see"
    READERS = "readers"
    KEPT = "kept"
    MUTE = "mute"
    VISITOR = "visitor"
    UNMUTE = "unmute"
    CALL = "call"
    SKIP = "skip"
    BACK = "back"
    START_OVER = "start_over"
    HOW_MANY = "how_many"
    SPELL = "spell"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    GREETING = "greeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A command, and what it carries."""

    command: Command
    name: str = field(default="", repr=False)
    """CALL, NOT_TO, MAY_SEE: whom, as it was said: "maria", "my daughter". SPELL: which word."""
    minutes: int | None = None
    """MUTE: for how long; None where no length was said."""


Reader: TypeAlias = Callable[[str, str], Understood]
"""(what was said, the question or "") -> what it means."""

NumberReader: TypeAlias = Callable[[str, str, float | None, float | None], Understood]
"""(what was said, the question or "", lowest, highest) -> what it means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One reader for each kind of question, and what they share. Readers MUST be pure and MUST NOT raise."""

    refused: Callable[[str], bool]
    """The person will not say."""
    beside_sameness: Callable[[str], str | None]
    """What was said beside "the same as yesterday"; None where nothing of the kind was said."""
    yes_no: Reader
    medicine: Reader
    time: Reader
    scale: NumberReader
    number: NumberReader
    date: Callable[[str, date, str], Understood]
    choice: Callable[[str, Options], Understood]
    asked: Callable[[str], Request | None]
    """The command that the whole utterance is."""
    asks_privacy: Callable[[str], bool]
    """The words ask, among other things, not to be written down."""
    forget_heard: Callable[[], None]
    """Let go of whatever was kept of the words heard."""
    invitations: IntentWords
    """How an invitation to a talk is compared with what was said."""
    in_words: Callable[[int], str]
    """0 to 99 as it is said."""
