"""Every line of a script that the resident may hear, with its place, and how long it takes to say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from companion import marks
from companion.dialogue.authoring.readability import sentences, words
from companion.dialogue.script import Script, State
from companion.dialogue.yamlfile import Where

WORDS_PER_MINUTE = 150
"""Older people are most comfortable at 150 to 200 (Sutton 1995); 150 is the device's own default."""
SENTENCE_PAUSE_S = 0.5
COMMA_PAUSE_S = 0.2


class Role(StrEnum):
    """Why a line is said."""

    SAY = "say"
    LADDER = "ladder"
    LEAVE = "leave"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One line, as the file has it, slots and all."""

    text: str
    state: str
    where: Where
    role: Role

    @property
    def plain(self) -> str:
        """With everyday words in the slots: what is heard."""
        return fill_slots(self.text)

    @property
    def seconds(self) -> float:
        """How long it takes to say, pauses included."""
        plain = self.plain
        pauses = SENTENCE_PAUSE_S * max(len(sentences(plain)) - 1, 0) + COMMA_PAUSE_S * len(
            re.findall(r"[,;:]\s", plain)
        )
        return len(words(plain)) * 60 / WORDS_PER_MINUTE + pauses


def fill_slots(text: str) -> str:
    """`text` with a name for {name}, nothing for {notice}, two plain words for any other slot, and without marks."""
    text = marks.plain(text)
    text = re.sub(r"\s*\{notice\}", "", text).replace("{name}", "Mary")
    return re.sub(r"\{\w+\}", "that one", text).strip()


def spoken_lines(script: Script) -> Iterator[Spoken]:
    """All of them, in the order of the file."""
    for name, state in script.states.items():
        yield from _of_state(name, state)


def _of_state(name: str, state: State) -> Iterator[Spoken]:
    where: Where = ("states", name)
    for key, lines in state.say.items():
        for place, line in enumerate(lines):
            yield Spoken(text=line, state=name, where=(*where, "say", key, place), role=Role.SAY)
    for field in ("no_input", "no_match", "unsure"):
        for place, rung in enumerate(getattr(state, field)):
            yield Spoken(text=rung.say, state=name, where=(*where, field, place, "say"), role=Role.LADDER)
    for place, line in enumerate(state.leave):
        yield Spoken(text=line, state=name, where=(*where, "leave", place), role=Role.LEAVE)
    if state.confirm is not None:
        yield Spoken(text=state.confirm.say, state=name, where=(*where, "confirm", "say"), role=Role.CONFIRM)
