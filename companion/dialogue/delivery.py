"""Carries out what the resident asks of its speech: again, slower, in a whisper, letter by letter, a hearing test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from companion.dialogue.answering import Answering
from companion.dialogue.commands import Command, Request
from companion.dialogue.floor import Floor
from companion.dialogue.layer import Step
from companion.dialogue.replies import CommandReplies
from companion.dialogue.spelling import spelled, unusual
from companion.messages import Outcome

OWN_NAME = "my name"
"""To be spelled."""

IN_ANOTHER_WAY = frozenset(
    {Command.SLOWER, Command.FASTER, Command.LOUDER, Command.SOFTER, Command.WHISPER, Command.USUAL}
)


class Delivery:
    """The commands about how something is said; what was asked stays open."""

    def __init__(self, floor: Floor, *, answering: Answering, replies: CommandReplies, name: str) -> None:
        """`name`: the resident's own."""
        self._floor = floor
        self._answering = answering
        self._replies = replies
        self._name = name
        self.ways: Mapping[Command, Callable[[Request], Step]] = {
            Command.REPEAT: self._again,
            Command.SPELL: self._spell,
            Command.HEARING_TEST: self._test_hearing,
            **dict.fromkeys(IN_ANOTHER_WAY, self._in_another_way),
        }

    def _in_another_way(self, request: Request) -> Step:
        """What was said last, in the same words: slower, faster, louder, softer, in a whisper, or as usual."""
        self._answering.manner.asked(request.command)
        step = self._replies.to(request.command, expect=self._floor.expectation)
        return replace(step, say=(*step.say, *self._answering.last_said), large=True)

    def _again(self, _request: Request) -> Step:
        """What was said last, once more: in other words where it has them, slower, and large on the screen.

        Asked for again, it comes in the words of the second time, and as slowly: a third wording would be one more to
        follow, and slower still is harder to follow.
        """
        expect = self._floor.expectation
        if not self._answering.last_said:
            return self._replies.to(Command.REPEAT, expect=expect)
        say = self._answering.said_otherwise
        slowly = dict.fromkeys(say, self._answering.manner.for_again())
        return Step(say=say, expect=expect, outcome=Outcome.COMMAND, manners=slowly, large=True)

    def _spell(self, request: Request) -> Step:
        """The word that was named, else the last unusual one; it asks which where it does not know."""
        said = self._answering.last_words
        word = self._name if request.name == OWN_NAME else request.name or unusual(said, but=self._name)
        letters = spelled(word)
        expect = self._floor.expectation
        if not letters:
            return self._replies.to(Command.SPELL, expect=expect)
        return self._floor.asking_again(Step(say=(letters,), expect=expect, outcome=Outcome.COMMAND, large=True))

    def _test_hearing(self, _request: Request) -> Step:
        """Whatever is being asked waits until it is over; help goes before it."""
        if self._floor.alarm.crisis is None:
            return self._floor.hearing.begin()
        told = self._replies.to(Command.HEARING_TEST, expect=self._floor.expectation)
        return self._floor.asking_again(told)
