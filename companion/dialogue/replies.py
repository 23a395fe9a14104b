"""What is said to commands."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from companion.dialogue.answers.numbers import in_words
from companion.dialogue.commands import Command, builtin_lines
from companion.dialogue.layer import Step
from companion.dialogue.wording import choose, otherwise, spoken_day, spoken_time
from companion.messages import Expectation, Outcome
from companion.ports import Clock

PATIENT_S = 30.0
"""Silence allowed after "wait"."""


class CommandReplies:
    """Words for each command, the time and the day filled in."""

    def __init__(self, clock: Clock, *, name: str) -> None:
        self._clock = clock
        self._name = name
        self._lines = builtin_lines().lines
        self._times_said: Counter[Command] = Counter()

    def to(self, command: Command, *, expect: Expectation | None = None, left: int | None = None, **words: str) -> Step:
        """The reply to a command; listening goes on for `expect`, or for the same as before.

        `left` is how many questions there may still be, where some are open; `words` fill the line's other slots.
        """
        moment = self._clock.wall()
        known = {"name": self._name, "time": spoken_time(moment), "day": spoken_day(moment), **words}
        if left is not None:
            known["left"] = in_words(left) if left > 1 else "one"
        wordings, turn = self._lines[command], self._times_said[command]
        self._times_said[command] += 1
        line = choose(wordings, moment, mood="", turn=turn, known=known)
        other = otherwise(wordings, moment, mood="", turn=turn, known=known)
        reworded = {line: other} if other else {}
        return Step(say=(line,), expect=expect, outcome=Outcome.COMMAND, otherwise=reworded)

    def patient(self, expect: Expectation) -> Step:
        """The same question with more time; a question that waits for ever goes on doing so."""
        waits = expect.no_reply_s and max(PATIENT_S, expect.no_reply_s)
        return self.to(Command.WAIT, expect=replace(expect, no_reply_s=waits))
