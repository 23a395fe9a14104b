"""An advice script: what is said, what is expected, what is recorded, where the answer leads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field

from companion.dialogue.phrases import COMMAND_PHRASES, RED_FLAG_PHRASES, answers_among, phrases_for, unique
from companion.dialogue.script import ways
from companion.dialogue.script.front import Front, Lines, Schedule, Score
from companion.dialogue.script.state import Notice, State
from companion.dialogue.settled import settled
from companion.messages import Expectation


class Script(Front):
    """One advice script; `load_script` has checked that every state can be reached and can end."""

    invite: Lines = ()
    """What a resident says who wants this talk: "let us do the breathing exercise"."""
    takes_up: Literal["overdose"] | None = None
    """Its invitations are this danger's milder form ("have I had my tablets?"): said in so many words they are no red
    flag but for this script, which asks about the danger itself."""
    schedule: Schedule | None = None
    """When it begins by itself; none: only when somebody asks for it."""
    scores: Mapping[str, Score] = {}
    """Sums over the answers, by name; conditions may ask for them."""
    start: str
    states: dict[str, State] = Field(min_length=1)

    @cached_property
    def expectations(self) -> dict[str, Expectation]:
        """State -> what to listen for there."""
        return {name: _expectation(state) for name, state in self.states.items()}

    @cached_property
    def milestones(self) -> frozenset[str]:
        """The states through which every way from the start to an end leads: they tell nothing of the answers."""
        return ways.milestones(self.start, self._targets, self._ends)

    @cached_property
    def longest(self) -> dict[str, int]:
        """State -> how many questions the longest way from it to an end asks, its own included."""
        return ways.longest(self._targets, frozenset(self.questions))

    @cached_property
    def questions(self) -> tuple[str, ...]:
        """The states that ask something, in the order of the file."""
        return tuple(name for name, state in self.states.items() if state.asks and not state.rest)

    @property
    def _targets(self) -> dict[str, tuple[str, ...]]:
        return {name: state.targets for name, state in self.states.items()}

    @property
    def _ends(self) -> frozenset[str]:
        return frozenset(name for name, state in self.states.items() if ends(state))


def ends(state: State) -> bool:
    """The talk is over, or rests, in this state."""
    return state.end or state.rest or state.snooze_min is not None


def _expectation(state: State) -> Expectation:
    expect = state.expect
    own = [line for phrase in expect.phrases for line in _expanded(phrase, state.notice)]
    usual = phrases_for(expect.kind, options=expect.synonyms, low=expect.low, high=expect.high)
    waits = 0.0 if state.rest else expect.no_reply_s
    phrases = unique((*COMMAND_PHRASES, *RED_FLAG_PHRASES, *own, *usual))
    known = settled(phrases, expect.kind, options=expect.synonyms, low=expect.low, high=expect.high, own=own)
    answers = answers_among(phrases, expect.kind)
    return Expectation(kind=expect.kind, phrases=phrases, answers=answers, settled=known, no_reply_s=waits)


def _expanded(phrase: str, notices: Mapping[str, Notice]) -> Iterator[str]:
    match = re.search(r"\{(\w+)\}", phrase)
    if match is None or match[1] not in notices:
        yield phrase
        return
    for name in notices[match[1]].options:
        yield phrase.replace(match[0], name)
