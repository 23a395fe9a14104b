"""How a session begins: with calls nobody has answered, with what was broken off, or with the first meeting."""

from __future__ import annotations

from datetime import timedelta

from companion.dialogue.alarm import Alarm
from companion.dialogue.consents import Consents
from companion.dialogue.conversation import Conversation
from companion.dialogue.initiative import Initiative
from companion.dialogue.layer import Step
from companion.messages import Kept
from companion.ports import Clock

KEPT_FOR = timedelta(hours=20)
"""A talk that was broken off is offered again for so long (WCAG 2.2.6)."""
FIRST_MEETING = "first_meeting"


class Opening:
    """What there is to begin with may be held back: behind a call for help, or until the night is over."""

    def __init__(
        self,
        kept: Kept,
        first: str | None,
        *,
        clock: Clock,
        talk: Conversation,
        alarm: Alarm,
        initiative: Initiative,
        consents: Consents,
    ) -> None:
        """`kept`: what is known from before the start. `first`: the talk that was asked for, if one was."""
        self._before = kept
        self._first = first
        self._clock = clock
        self._talk = talk
        self._alarm = alarm
        self._initiative = initiative
        self._consents = consents
        self._held_back = False

    def start(self) -> Step:
        """Calls nobody has answered first; else, but not at night, what there is to begin with."""
        if self._before.calls:
            self._held_back = True
            return self._alarm.restore(self._before.calls)
        if self._before.asking:
            self._held_back = True
            return self._alarm.ask_again()
        if self._initiative.quiet and self._first is None:
            self._held_back = True
            self._talk.rest()
            return Step(expect=self._talk.expectation)
        return self._begin() or self._talk.open()

    def passed(self, *, busy: bool) -> Step | None:
        """A second has gone by outside a crisis: what was held back, where its time has come."""
        if not self._held_back or not self._talk.resting or busy or self._initiative.quiet:
            return None
        return self._begin() or Step()

    def _begin(self) -> Step | None:
        """What was broken off, or the first meeting; nothing where another talk was asked for or neither is due."""
        unfinished, self._held_back = self._before.unfinished, False
        if self._first is not None:
            return None
        if unfinished is not None and self._clock.wall() - unfinished.since <= KEPT_FOR:
            if self._talk.put_back(unfinished):
                return self._talk.take_up()
        elif not self._consents.met and self._talk.has(FIRST_MEETING):
            return self._talk.begin(FIRST_MEETING)
        return None
