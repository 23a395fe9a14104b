"""Commands that are understood in every state: help, stop, wait, repeat, the time, and the like."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from companion.dialogue.answers.language import Command, Request
from companion.dialogue.answers.languages import language_for
from companion.dialogue.script import Front, Wordings
from companion.dialogue.yamlfile import Problem, load_yaml

__all__ = ["Command", "CommandLines", "Request", "asks_privacy", "builtin_lines", "command_in", "request_in"]


def request_in(text: str, language: str = "en") -> Request | None:
    """The command this is and what it carries, when the whole utterance is one: whom to call, how long to be quiet.

    "Stop" is a command, "I had to stop on the stairs" is not. Raises UsageError for a language that is not understood.
    """
    return language_for(language).asked(text)


def command_in(text: str, language: str = "en") -> Command | None:
    """The command alone, where nothing that it carries is needed."""
    found = request_in(text, language)
    return found.command if found else None


def asks_privacy(text: str, language: str = "en") -> bool:
    """The words ask, among other things, not to be written down."""
    return language_for(language).asks_privacy(text)


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
