"""Wishes for a talk: which script was asked for, and whether to begin it, to ask first, or to leave it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from companion.dialogue.intents import NO_INTENT, Band, Intent, PhraseIntents
from companion.dialogue.layer import Said
from companion.dialogue.script import Script

IN_SO_MANY_WORDS = 1.0


class Listening(Protocol):
    """The talk that hears the words now."""

    def understands(self, said: Said) -> bool:
        """Whether this answers what is being asked."""
        ...

    def has_topic(self, said: Said) -> bool:
        """Whether an open question has something to say to this."""
        ...


class Wishes:
    """The invitations of all scripts."""

    def __init__(self, scripts: Mapping[str, Script]) -> None:
        self._scripts = scripts
        self._intents = PhraseIntents({name: script.invite for name, script in scripts.items() if script.invite})

    def of(self, said: Said, now: Listening, *, open_talk: bool) -> Intent:
        """What was asked for. In the middle of another talk only a wish in so many words counts, if it is no answer."""
        intent = self._intents.of(said.text)
        if intent.name is None or intent.band is Band.NONE:
            return NO_INTENT
        plainly = intent.certainty >= IN_SO_MANY_WORDS
        if not open_talk:
            return intent if plainly and not now.understands(said) else NO_INTENT
        # "I am worried" is something to talk about, and no wish for a questionnaire about worry.
        wish = intent.wish and not self._scripts[intent.name].scores
        return intent if plainly or wish or not now.has_topic(said) else NO_INTENT

    def takes_up(self, said: Said) -> str | None:
        """The danger whose milder form was asked about in so many words, where a script deals with just that."""
        intent = self._intents.of(said.text)
        if intent.name is None or intent.certainty < IN_SO_MANY_WORDS:
            return None
        return self._scripts[intent.name].takes_up
