"""What this device says again and again, whoever it talks with: the lines that may be made ahead and kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from companion.marks import pieces
from companion.settings import Settings

if TYPE_CHECKING:
    from companion.dialogue.script import Script

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def fixed_prompts(settings: Settings, scripts: Mapping[str, Script]) -> Iterator[str]:
    """Every fixed line with the resident's name filled in, the most urgent first.

    Of a line with another slot the sentences without one: what a resident said, or a time, is never among them (P3).
    """
    from companion.dialogue.wording import fill

    known = {"name": settings.resident.name}
    for line in (*_crisis(), *_own(), *_commands(), *_scripted(scripts)):
        for sentence in _SENTENCE_END.split(fill(line, known)):
            if "{" not in sentence:
                yield from (piece for piece in pieces(sentence) if isinstance(piece, str))


def _crisis() -> Iterator[str]:
    from companion.dialogue.protocol import builtin_protocol

    protocol = builtin_protocol()
    for lines in protocol.lines.values():
        yield from lines
    for category in protocol.categories.values():
        yield from category.reflect
        for question in (category.question, *category.facts):
            yield question.ask
            yield from question.after.values()
        yield from category.calm
    for remark in protocol.remarks.values():
        yield from remark.say
    yield protocol.numbers[protocol.language]


def _own() -> Iterator[str]:
    """What stands in the program."""
    from companion.dialogue import conversation, disclosure, initiative, scriptrun
    from companion.dialogue.hearing import trial
    from companion.path import NOT_FORGOTTEN
    from companion.session import CAN_HEAR, CANNOT_HEAR, CANNOT_STORE

    yield from (prompt.text for prompt in (CANNOT_HEAR, CAN_HEAR, CANNOT_STORE))
    yield from NOT_FORGOTTEN.values()
    yield from (scriptrun.LEAVE_QUESTION, scriptrun.LEAVE_SCRIPT, scriptrun.BREAK)
    yield from (conversation.INTERRUPTED, conversation.GO_ON, conversation.NOT_NOW, conversation.BACK)
    yield from (disclosure.NOTICE, initiative.FIRST, initiative.LISTENING_AGAIN)
    yield from (*trial.INTRODUCTION, trial.LOUDER, trial.SOFTER, trial.CLEARER, trial.AS_IT_IS, trial.NO_DIAGNOSIS)
    yield from (trial.BETTER, trial.GOOD, trial.PUT_BACK, trial.LEFT_SO, trial.NOT_FOLLOWED)


def _commands() -> Iterator[str]:
    from companion.dialogue.commands import builtin_lines

    for wordings in builtin_lines().lines.values():
        for lines in wordings.values():
            yield from lines


def _scripted(scripts: Mapping[str, Script]) -> Iterator[str]:
    for script in scripts.values():
        for state in script.states.values():
            for lines in state.say.values():
                yield from lines
